"""Periods: days, ISO weeks, months and quarters, with a year that may start in any month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kpitui.domain.metrics import Cadence


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @classmethod
    def of(cls, cadence: Cadence) -> "PeriodKind":
        """The period in which one reading is due."""
        return {"daily": cls.DAY, "weekly": cls.WEEK, "monthly": cls.MONTH, "quarterly": cls.QUARTER}[cadence.value]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period: `first` and `last` day, both counted in. Labels: 2026-11-03, 2026-W45, 2026-11, 2026-Q4."""

    first: date
    last: date
    label: str


def period_of(day: date, kind: PeriodKind, first_month: int = 1) -> Period:
    """The period that a day falls in.

    `first_month` (1 to 12) is the month in which the year starts; it moves quarters, whose label carries the
    calendar year in which that year began: with April as first month, February 2027 lies in 2026-Q4.
    """
    if kind is PeriodKind.DAY:
        return Period(day, day, day.isoformat())
    if kind is PeriodKind.WEEK:
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(days=weekday - 1)
        return Period(monday, monday + timedelta(days=6), f"{year:04}-W{week:02}")
    if kind is PeriodKind.MONTH:
        return Period(day.replace(day=1), _month_end(day.year, day.month), f"{day.year:04}-{day.month:02}")
    into_year = (day.month - first_month) % 12
    quarter = into_year // 3
    year = day.year if day.month >= first_month else day.year - 1
    start = first_month - 1 + quarter * 3
    first = date(year + start // 12, start % 12 + 1, 1)
    end = start + 2
    return Period(first, _month_end(year + end // 12, end % 12 + 1), f"{year:04}-Q{quarter + 1}")


def next_period(period: Period, kind: PeriodKind, first_month: int = 1) -> Period:
    """The period right after."""
    return period_of(period.last + timedelta(days=1), kind, first_month)


def previous_period(period: Period, kind: PeriodKind, first_month: int = 1) -> Period:
    """The period right before."""
    return period_of(period.first - timedelta(days=1), kind, first_month)


def periods_between(first: date, last: date, kind: PeriodKind, first_month: int = 1) -> Iterator[Period]:
    """Every period that has a day from `first` to `last`, oldest first; none where `last` is before `first`."""
    if last < first:
        return
    period = period_of(first, kind, first_month)
    while True:
        yield period
        if period.last >= last:
            return
        period = next_period(period, kind, first_month)


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day the plan and its readings are looked at from.

    A day of the past is looked at from its end; today is still running, so that it finishes no period.
    """

    day: date
    today: date

    @property
    def last_full_day(self) -> date:
        """The last day of which everything can be known."""
        return self.day if self.day < self.today else self.today - timedelta(days=1)

    def finished(self, period: Period) -> bool:
        """Whether the period is over."""
        return period.last <= self.last_full_day
