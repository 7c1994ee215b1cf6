"""The dates of a file, which have one order of day and month."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from kpitui.domain.dates import NotADate
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.import_answers import Asked, ImportQuestion, Order
from kpitui.domain.import_cells.choices import EXAMPLES, CellChoice
from kpitui.domain.import_cells.dated import LONGEST, LastDay, no_date
from kpitui.domain.import_cells.days import has_dots, month_of_two, read_day, year_first
from kpitui.domain.import_cells.remembered import Remembered
from kpitui.domain.import_rows import Covers
from kpitui.domain.periods import Calendar, PeriodKind, period_of

_STAMP = re.compile(
    r"([0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4})(?:T| +)(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
    r"(?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?: ?[AaPp][Mm])?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
"""A day with a time, of which a log has another one in every line."""

REMEMBERED = 10_000

_LONG_AGO = timedelta(days=5 * 365)
"""A day of two digits a year that lies further back is hardly meant where another one is recent."""

_COVERS: Mapping[PeriodKind, Covers] = {
    PeriodKind.DAY: "day", PeriodKind.WEEK: "week", PeriodKind.MONTH: "month",
    PeriodKind.QUARTER: "quarter",
}  # fmt: skip


class YearsOfTwo:
    """Months such as `2015/16 April` in the order of their lines, which tell when years begin."""

    def __init__(self) -> None:
        self._before: tuple[int, int] | None = None
        self._months: dict[int, list[int]] = {}

    def begin(self, year: int, month: int) -> int | None:
        """The month in which years begin where this one tells it: the first of another year right
        behind the last, or the twelfth of a year without a gap.
        """
        before, self._before = self._before, (year, month)
        if before == (year - 1, (month - 2) % 12 + 1):
            return month
        if before == (year + 1, month % 12 + 1):
            return before[1]
        months = self._months.setdefault(year, [])
        if month not in months:
            months.append(month)
        return _first_of(months) or _first_of(months[::-1])


def _first_of(months: list[int]) -> int | None:
    if len(months) != 12:
        return None
    forward = all(then == month % 12 + 1 for month, then in pairwise(months))
    return months[0] if forward else None


class DayColumn:
    """Reads dates; what all of them decide is decided once.

    `covers` is what a day stands for. The first month of the year of the `calendar` holds for years
    such as 2015/16 where these do not tell.
    """

    def __init__(
        self,
        today: date,
        answer: Order | None,
        usual: Order | None,
        covers: PeriodKind,
        calendar: Calendar,
    ) -> None:
        self._today, self._covers, self._calendar = today, covers, calendar
        self._order: CellChoice[Order] = CellChoice(answer, usual)
        self._with_dots: CellChoice[Order] = CellChoice(answer, "dmy")
        own = calendar.first_month if calendar.first_month > 1 else None
        self._begin: CellChoice[int] = CellChoice(None, own)
        self._years = YearsOfTwo()
        self._days = Remembered(self._read, REMEMBERED)
        self.choose()

    def read(self, text: str) -> tuple[date, Covers]:
        """The last day of what a cell says, and what it stands for; raises `NotADate`."""
        stamp = _STAMP.fullmatch(text)
        return self._days[stamp[1] if stamp else text]

    def _read(self, text: str) -> tuple[date, Covers]:
        said = unguarded(text.strip())
        if len(said) > LONGEST:
            raise no_date(said)
        dated = self._of_two(said, *two) if (two := month_of_two(said)) else self._of_one(said)
        day, covers = dated.day, dated.covers
        if covers == "day" and self._covers is not PeriodKind.DAY:
            covers = _COVERS[self._covers]
            day = period_of(day, self._covers, self._calendar).last
        if covers != "day" and day > self._today:
            raise NotADate(f"the {covers} of {said} is not over; give the day of the reading")
        return day, covers

    @property
    def is_stale(self) -> bool:
        """Whether dates were read by what does not hold any more."""
        return self._order.is_stale or self._with_dots.is_stale or self._begin.is_stale

    def choose(self) -> None:
        """Read by all that is known now."""
        self._order.choose()
        self._with_dots.choose()
        self._begin.choose()
        self._days.clear()

    def questions(self) -> Iterator[ImportQuestion]:
        """What no date says and no one has answered."""
        examples = [
            text
            for order in (self._order, self._with_dots)
            if order.is_open
            for text in order.examples
        ]
        if examples:
            yield ImportQuestion(
                Asked.DATES,
                "Dates can be read in two ways: does the day or the month come first?",
                ("dmy", "mdy"),
                "",
                tuple(examples[:EXAMPLES]),
            )

    def _of_one(self, said: str) -> LastDay:
        order = self._with_dots if has_dots(said) else self._order
        dated = order.read(lambda order: read_day(said, order, self._calendar), said)
        if dated.told is not None:
            self._order.tell(dated.told)
            order.tell(dated.told)
        other = year_first(said)
        if other is not None and self._is_recent(other) and not self._is_recent(dated.day):
            raise NotADate(f"{said} can be read with the year first; write it like 2026-11-03")
        return dated

    def _of_two(self, said: str, year: int, month: int) -> LastDay:
        if begin := self._years.begin(year, month):
            self._begin.tell(begin)
        return self._begin.read(lambda begin: read_day(said, None, self._calendar, begin), said)

    def _is_recent(self, day: date) -> bool:
        return self._today - _LONG_AGO <= day <= self._today
