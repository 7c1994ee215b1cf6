"""Dates with names in them: of months, weeks and quarters."""

import re
from datetime import date

from kpitui.domain.dates import FIRST_YEAR, LAST_YEAR, NotADate
from kpitui.domain.import_cells.dated import LastDay, day_of, end_of_month, no_date, of_two_digits
from kpitui.domain.import_cells.month_names import MONTHS
from kpitui.domain.period_names import period_numbered
from kpitui.domain.periods import Calendar, PeriodKind, period_of

_WORDS = re.compile(r"[0-9]+|[a-z]+")
_BETWEEN = re.compile(r"[ ,.'/-]*")

_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "re", "e", "eme", "o", "a"))
_FILLERS = frozenset(("of", "the", "de", "del", "le", "el", "den", "der"))
_NAMES_OF_KINDS = {
    "m": "m month monat mois mes",
    "w": "w wk week kw cw woche kalenderwoche semaine semana",
    "q": "q qtr quarter quartal t trimestre",
}
_KINDS = {name: kind for kind, names in _NAMES_OF_KINDS.items() for name in names.split()}


def read_words(said: str, word: str, calendar: Calendar) -> LastDay:
    """The day or period of a text with names in it; `word` is the text as `folded` leaves it.

    Raises `NotADate` about what was `said`.
    """
    words = _words_of(word)
    if words is None:
        raise no_date(said)
    kinds = "".join(
        "N" if word.isdigit() else "M" if word in MONTHS else _KINDS[word] for word in words
    )
    numbers = [word for word in words if word.isdigit()]
    month = next((MONTHS[word] for word in words if word in MONTHS), 0)
    if kinds in ("NMN", "MNN"):
        return LastDay(_named_day(said, numbers, month, year_first=kinds == "NMN"))
    if kinds in ("MN", "NM", "M"):
        if kinds == "MN" and len(numbers[0]) == 2:
            return LastDay(end_of_month(said, of_two_digits(numbers[0]), month), "month")
        if not numbers or len(numbers[0]) != 4:
            raise NotADate(f"{said} has no year; write it like 2026-01-05")
        return LastDay(end_of_month(said, int(numbers[0]), month), "month")
    if kinds in ("mNN", "NmN", "wNN", "NwN", "qNN", "NqN", "NwNN"):
        return _numbered(said, kinds.strip("N")[0], numbers, calendar)
    raise no_date(said)


def _words_of(word: str) -> list[str] | None:
    """The numbers and names of a date, without what says nothing; None where something else stands
    there.
    """
    found: list[str] = []
    place = 0
    for one in _WORDS.finditer(word):
        text, close = one[0], place == one.start()
        if not _BETWEEN.fullmatch(word, place, one.start()) or (not place and one.start()):
            return None
        place = one.end()
        ordinal = close and found and found[-1].isdigit() and text in _ORDINALS
        if ordinal or text in _FILLERS:
            continue
        if not (text.isdigit() or text in MONTHS or text in _KINDS):
            return None
        found.append(text)
    return found if _BETWEEN.fullmatch(word, place) else None


def _named_day(said: str, numbers: list[str], month: int, *, year_first: bool) -> date:
    first, second = numbers
    if year_first and len(first) == 4:
        first, second = second, first
    if len(first) > 2 or len(second) not in (2, 4):
        raise no_date(said)
    year = int(second) if len(second) == 4 else of_two_digits(second)
    return day_of(said, year, month, int(first))


def _numbered(said: str, kind: str, numbers: list[str], calendar: Calendar) -> LastDay:
    first, second, *more = numbers
    if len(first) != 4 and not more:
        first, second = second, first
    if kind == "q" and len(first) == 2 and len(second) == 1:
        first = str(of_two_digits(first))
    if len(first) != 4 or len(second) > 2:
        raise no_date(said)
    year, number = int(first), int(second)
    if kind == "m":
        return LastDay(end_of_month(said, year, number), "month")
    if kind == "q":
        if not 1 <= number <= 4:
            raise NotADate(f"{said}: a year has four quarters")
        day_of(said, year, 1, 1)
        quarter = period_numbered(PeriodKind.QUARTER, year, number, calendar)
        if quarter is None or not FIRST_YEAR <= quarter.last.year <= LAST_YEAR:
            raise no_date(said)
        return LastDay(quarter.last, "quarter")
    day_of(said, year, 1, 1)
    try:
        if more:
            return LastDay(date.fromisocalendar(year, number, int(more[0])))
        middle = date.fromisocalendar(year, number, 4)
    except ValueError:
        raise NotADate(f"{said}: there is no such week") from None
    # Whichever day weeks begin on, the week of its middle has most of its days.
    return LastDay(period_of(middle, PeriodKind.WEEK, calendar).last, "week")
