"""The dates of files, as programs and people write them: a day, or a whole period by its last
day.
"""

import re
from datetime import date, timedelta

from kpitui.domain.dates import NotADate
from kpitui.domain.import_answers import Order
from kpitui.domain.import_cells.choices import Undecided
from kpitui.domain.import_cells.dated import (
    LastDay,
    day_of,
    end_of_month,
    no_date,
    of_two_digits,
)
from kpitui.domain.import_cells.day_spans import read_span
from kpitui.domain.import_cells.month_names import MONTHS, WEEKDAYS
from kpitui.domain.import_cells.own_periods import read_own
from kpitui.domain.import_cells.worded_days import read_words
from kpitui.domain.periods import CALENDAR, Calendar
from kpitui.domain.typography import folded, plain_signs

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(
    r"(?:(?<=[0-9])t|(?<![0-9:.t]))([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,:][0-9]{1,9})?)?"
    r" ?(?:[ap]\.?m\b\.?)?"
    r" ?(?:(?:z|utc|gmt|[ecmp][sd]t|cet|cest|bst|ist)\b)?"
    r" ?(?:[+-][0-9]{2}:?(?:[0-9]{2})?)?(?: ?\([a-z ]+\))?(?![0-9:])"
)
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(
    r"([0-9]{1,2})(?:([-/. ])([0-9]{1,2})\2([0-9]{4})|([/.])([0-9]{1,2})\5([0-9]{2}))"
)
_WITH_DOTS = re.compile(r"(?<![0-9.])[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})(?![0-9])")
_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{6})?")
_MONTH_TOGETHER = re.compile(r"(20(?:1[3-9]|[2-9][0-9]))(0[1-9]|1[0-2])")  # 201206 could be a day
_YEAR_MONTH = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{4})")
_FISCAL = re.compile(r"(?:fy ?)?([0-9]{4}) ?[-/] ?([0-9]{2}|[0-9]{4})")
_FISCAL_MONTH = re.compile(r"(?:fy ?)?([0-9]{4})[-/]([0-9]{2}|[0-9]{4}) +(.+)")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:[.,][0-9]+)?")
_WEEK_ENDING = re.compile(r"(?:w/e|w\.e\.|we|wk ending|week end(?:ing|ed)(?: on)?):? +")
_WEEK_BEGINNING = re.compile(
    r"(?:w/c|w\.c\.|w/b|wc|wk commencing|week (?:commencing|beginning|starting|of)):? +"
)


class EitherOrder(NotADate, Undecided):
    """A date such as 01/02/2026, where nothing says whether the day or the month comes first."""


class EitherYear(NotADate, Undecided):
    """A month such as 2015/16 May, where nothing says in which of the two years it lies."""


def read_day(
    text: str,
    order: Order | None = None,
    calendar: Calendar = CALENDAR,
    begins: int | None = None,
) -> LastDay:
    """The day or period of a text; a time or a zone behind it is left out: it is the day as
    written.

    `2026-01-05`, `2026-01-05T23:30Z`, `20260105`, `12-Jan-2026`, `January 2026`, `Jan-26`,
    `01.2026`, `2026-W03`, `Q3 2026`, `2026`, `w/e 18 Jan 2026`; and `2015/16 April`, of a year
    that begins in the month `begins`; and `5 Jan 2026 - 11 Jan 2026`. Raises `EitherOrder` or
    `EitherYear` where only these could tell, else `NotADate` with one sentence.
    """
    if iso := _ISO.fullmatch(text):
        return LastDay(day_of(text, int(iso[1]), int(iso[2]), int(iso[3])))
    said = plain_signs(text).strip()
    if not said:
        raise NotADate("there is no date")
    span = read_span(said, order, lambda one, own: read_day(one, own, calendar), calendar)
    if span is not None:
        return span
    word = " ".join(_without_clock(said, folded(said)).split()).strip(" ,")
    if ending := _WEEK_ENDING.match(word):
        return _of_week(read_day(word[ending.end() :], order, calendar), 0, said)
    if beginning := _WEEK_BEGINNING.match(word):
        return _of_week(read_day(word[beginning.end() :], order, calendar), 6, said)
    if own := read_own(said, word, calendar):
        return own
    word = _without_weekday(word)
    if two := month_of_two(word):
        return LastDay(_end_of_two(said, *two, begins), "month")
    found = _in_numbers(said, word, order, calendar) if word[:1].isdigit() else None
    return found or read_words(said, word, calendar)


def _of_week(day: LastDay, further: int, said: str) -> LastDay:
    if day.covers != "day":
        raise no_date(said)
    return LastDay(day.day + timedelta(days=further), "week", day.told)


def month_of_two(text: str) -> tuple[int, int] | None:
    """The first year and the month of a text such as `2015/16 April`, whose year spans two; None
    where it is no such text.
    """
    found = _FISCAL_MONTH.fullmatch(folded(plain_signs(text)).strip())
    if found is None:
        return None
    first, month = _fiscal_year(f"{found[1]}/{found[2]}"), _month_of(found[3])
    return None if first is None or month is None else (first, month)


def has_dots(text: str) -> bool:
    """Whether a text holds a date such as 03.11.2026, whose day comes first unless another one
    proves otherwise.
    """
    return _WITH_DOTS.search(text) is not None


def year_first(text: str) -> date | None:
    """The day of a text such as 26/01/05 where its first number is the year; None where it cannot
    be.
    """
    found = _YEAR_LAST.fullmatch(plain_signs(text).strip())
    if found is None or found[7] is None:
        return None
    try:
        return date(of_two_digits(f"{int(found[1]):02}"), int(found[6]), int(found[7]))
    except ValueError:
        return None


def _month_of(word: str) -> int | None:
    found = re.fullmatch(r"([a-z]+)\.?|(?:m ?)?([0-9]{1,2})(?:[.,]0+)?", word)
    if found is None:
        return None
    if found[1]:
        return MONTHS.get(found[1])
    return int(found[2]) if 1 <= int(found[2]) <= 12 else None


def _fiscal_year(word: str) -> int | None:
    found = _FISCAL.fullmatch(word)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    return first if second == (first + 1) % (100 if len(found[2]) == 2 else 10_000) else None


def _without_clock(said: str, word: str) -> str:
    found = _CLOCK.search(word)
    if found is None:
        return word
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if hour > 24 or minute > 59 or second > 60:
        raise NotADate(f"“{said}” has a time that no clock shows")
    return f"{word[: found.start()].removesuffix('t')} {word[found.end() :]}"


def _without_weekday(word: str) -> str:
    first = re.match(r"([a-z]+)[.,]* +", word)
    if first and first[1] in WEEKDAYS and (first[1] not in MONTHS or _names_a_month(word, first)):
        return word[first.end() :]
    return word


def _names_a_month(word: str, first: re.Match[str]) -> bool:
    rest = word[first.end() :]
    return any(name in MONTHS for name in re.findall("[a-z]+", rest)) or bool(
        _YEAR_LAST.fullmatch(rest) or _YEAR_FIRST.fullmatch(rest)
    )


def _in_numbers(said: str, word: str, order: Order | None, calendar: Calendar) -> LastDay | None:
    if parts := _YEAR_FIRST.fullmatch(word):
        return LastDay(day_of(said, int(parts[1]), int(parts[3]), int(parts[4])))
    if parts := _YEAR_LAST.fullmatch(word):
        year = int(parts[4]) if parts[4] else of_two_digits(parts[7])
        return _ordered(said, int(parts[1]), int(parts[3] or parts[6]), year, order)
    if parts := _TOGETHER.fullmatch(word):
        return LastDay(day_of(said, int(parts[1]), int(parts[2]), int(parts[3])))
    if parts := _MONTH_TOGETHER.fullmatch(word):
        return LastDay(end_of_month(said, int(parts[1]), int(parts[2])), "month")
    if (fiscal := _fiscal_year(word)) and not re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", word):
        return LastDay(_fiscal_end(said, word, fiscal, calendar), "year")
    if parts := _YEAR_MONTH.fullmatch(word):
        return LastDay(end_of_month(said, int(parts[1]), int(parts[2])), "month")
    if parts := _MONTH_YEAR.fullmatch(word):
        return LastDay(end_of_month(said, int(parts[2]), int(parts[1])), "month")
    if re.fullmatch("[0-9]{4}", word):
        return LastDay(day_of(said, int(word), 12, 31), "year")
    if _SERIAL.fullmatch(word):
        raise NotADate(
            f"{said} is the number by which a sheet counts days; give its column the format of a "
            "date, or write it like 2026-11-03"
        )
    return None


def _fiscal_end(said: str, word: str, first: int, calendar: Calendar) -> date:
    if int(word[-2:]) <= 12 and len(word) == 7:
        raise NotADate(f"{said} can be a month or a year of two; write it like 2026-11-03")
    if calendar.first_month == 1:
        raise NotADate(
            f"{said} begins in a month that is not known; set it with: kpitui rules set "
            "first_month 4"
        )
    last = end_of_month(said, first + 1, calendar.first_month - 1)
    return calendar.on(last).frame.start(first + 1) - timedelta(days=1)


def _ordered(said: str, first: int, second: int, year: int, order: Order | None) -> LastDay:
    if first == second:
        return LastDay(day_of(said, year, first, second))
    told: Order | None = "dmy" if first > 12 else "mdy" if second > 12 else None
    if told is None and order is None:
        day_of(said, year, 1, 1)  # a year that no date has is told first
        raise EitherOrder(
            f"{said} can be read in two ways; say which with --dates dmy or --dates mdy"
        )
    if told is not None and order is not None and told != order:
        raise NotADate(f"{said} has no month {second if order == 'dmy' else first}")
    day, month = (first, second) if (told or order) == "dmy" else (second, first)
    return LastDay(day_of(said, year, month, day), told=told)


def _end_of_two(said: str, first: int, month: int, begins: int | None) -> date:
    if begins is None and 4 <= month <= 6:  # years begin in April, July, September or October
        raise EitherYear(
            f"{said} can be in two years; set when they begin with: kpitui rules set first_month 4"
        )
    return end_of_month(said, first if month >= (begins or 7) else first + 1, month)
