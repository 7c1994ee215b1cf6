"""The year as an organisation counts it: where it begins, how it is cut into periods, quarters and
weeks, and what each is called.

A year of 52 or 53 weeks begins on the first day of a week, near the first of a month. Its periods
follow the pattern of a quarter (4-4-5 and the like) or have four weeks each; a 53rd week belongs to
the last.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from msgspec import Struct

from kpitui.domain import year_labels
from kpitui.domain.year_labels import STANDARD

YearPattern = Literal["calendar months", "4-4-5", "4-5-4", "5-4-4", "13x4"]
YearBegins = Literal["nearest", "last"]
NamedBy = Literal["start", "end"]
PartKind = Literal["week", "month", "quarter"]

PERIODS_OF_QUARTERS = (0, 3, 6, 9)
"""The periods with which quarters begin; of thirteen the last quarter has four."""


class OwnYear(Struct, frozen=True):
    """How the year is cut, and its names; the rules of the file say what each is."""

    pattern: YearPattern = "calendar months"
    begins: YearBegins = "nearest"
    named_by: NamedBy = "start"
    year_label: str = STANDARD
    period_label: str = STANDARD
    quarter_label: str = STANDARD
    week_label: str = STANDARD

    @property
    def of_weeks(self) -> bool:
        """Whether it has 52 or 53 whole weeks."""
        return self.pattern != "calendar months"

    def form(self, kind: PartKind) -> str:
        """How the names of these parts are written; empty for months and weeks that have the names
        which they have everywhere.
        """
        plain = self.year_label == STANDARD
        if kind == "week":
            own, begin = self.week_label, ""
        elif kind == "quarter":
            own, begin = self.quarter_label, "{year}-Q{n}" if plain else "{year} Q{n}"
        else:
            own, begin = self.period_label, "{year}-P{nn}" if plain else "{year} P{nn}"
            begin = "" if plain and not self.of_weeks else begin
        form = begin if own == STANDARD else own
        return form.replace("{year}", "{yyyy}" if plain else self.year_label)


class YearPart(Struct, frozen=True):
    """A year, or a period, quarter or week of it: its days, both counted in, and its name, which is
    empty where that is the one it has everywhere.
    """

    first: date
    last: date
    label: str


class YearFrame(Struct, frozen=True):
    """Years that begin in a month, 1 to 12, with weeks that begin on a day, 0 for Monday to 6 for
    Sunday.
    """

    first_month: int
    first_day: int
    own: OwnYear

    def part(self, day: date, kind: PartKind) -> YearPart:
        """The part of a year that a day falls in."""
        for year in (day.year + 1, day.year):
            starts = part_starts(self, year, kind)
            if starts[0] <= day:
                break
        else:
            year = day.year - 1
            starts = part_starts(self, year, kind)
        number = bisect_right(starts, day)
        return self._part(starts, kind, year, number)

    def read(self, text: str, kind: PartKind) -> YearPart | None:
        """The part that has this name, in small or large letters; None where none has."""
        form = self.own.form(kind)
        named = year_labels.read(form, text) if form else None
        if named is None:
            return None
        number = named.number or (named.month - self.first_month) % 12 + 1
        return self.numbered(kind, named.year, number)

    def numbered(self, kind: PartKind, named: int, number: int) -> YearPart | None:
        """The part of this number in the year that has this number; None where it has none."""
        year = named - self._named_later
        starts = part_starts(self, year, kind)
        return self._part(starts, kind, year, number) if 1 <= number < len(starts) else None

    def year_named(self, text: str) -> YearPart | None:
        """The year that has this name of the organisation's own, in small or large letters."""
        form = self.own.year_label
        named = None if form == STANDARD else year_labels.read(form, text)
        if named is None:
            return None
        year = named.year - self._named_later
        last = self.start(year + 1) - timedelta(days=1)
        return YearPart(self.start(year), last, year_labels.written(form, named.year))

    def year_end(self, day: date) -> date:
        """The last day of the year that a day falls in."""
        years = (day.year + 1, day.year, day.year - 1)
        year = next(year for year in years if self.start(year) <= day)
        return self.start(year + 1) - timedelta(days=1)

    def start(self, year: int) -> date:
        """The first day of the year that begins about the first of its month in a year."""
        return self.week_start(year) if self.own.of_weeks else date(year, self.first_month, 1)

    def week_start(self, year: int) -> date:
        """The first day of the first week of that year."""
        anchor = date(year, self.first_month, 1)
        before = (anchor.weekday() - self.first_day) % 7
        if self.own.begins == "nearest" and before > 3:
            before -= 7
        return anchor - timedelta(days=before)

    @property
    def _named_later(self) -> int:
        """How many years the one that names it is after that in which it begins."""
        return int(self.own.named_by == "end" and self.first_month > 1)

    def _part(self, starts: tuple[date, ...], kind: PartKind, year: int, number: int) -> YearPart:
        last = starts[number] - timedelta(days=1)
        month = 0 if self.own.pattern == "13x4" else (self.first_month + number - 2) % 12 + 1
        label = year_labels.written(self.own.form(kind), year + self._named_later, number, month)
        return YearPart(starts[number - 1], last, label)


@lru_cache(maxsize=1024)
def part_starts(frame: YearFrame, year: int, kind: PartKind) -> tuple[date, ...]:
    """The first day of each part of a year, and of the year after."""
    if kind == "week":
        first, after = frame.week_start(year), frame.week_start(year + 1)
        return tuple(first + timedelta(days=at) for at in range(0, (after - first).days + 1, 7))
    months = _period_starts(frame, year)
    starts = months if kind == "month" else tuple(months[at] for at in PERIODS_OF_QUARTERS)
    return *starts, frame.start(year + 1)


def _period_starts(frame: YearFrame, year: int) -> tuple[date, ...]:
    if frame.own.of_weeks:
        return tuple(
            frame.start(year) + timedelta(weeks=weeks) for weeks in weeks_before(frame.own.pattern)
        )
    months = range(frame.first_month - 1, frame.first_month + 11)
    return tuple(date(year + month // 12, month % 12 + 1, 1) for month in months)


@lru_cache
def weeks_before(pattern: YearPattern) -> tuple[int, ...]:
    """How many weeks of the year there are before each period of a pattern."""
    if pattern == "13x4":
        return tuple(range(0, 52, 4))
    weeks = [int(count) for count in pattern.split("-")] * 4
    return 0, *accumulate(weeks[:-1])
