"""Periods: days, weeks, months and quarters, with a week that may start on any day and a year in
any month.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from kpitui.domain.dates import month_end
from kpitui.domain.records.metric import Cadence

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


DAYS_OF_WEEK = len(WEEKDAYS)


WEEK_OF = "the week of "
"""How the name of a week begins in a sentence."""


def since_words(said: str) -> str:
    """What a period is called, as it stands behind “since”: a week is its first day there."""
    return said.removeprefix(WEEK_OF)


def short_day(day: date, today: date) -> str:
    """A day that everyone reads alike; its year where that is another."""
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")


class Calendar(Struct, frozen=True):
    """Where years and weeks begin: the month, 1 to 12, and the day, 0 for Monday to 6
    for Sunday.
    """

    first_month: int = 1
    first_day: int = 0

    def week_start(self, day: date) -> date:
        """The day that the week of a day began on."""
        return day - timedelta(days=(day.weekday() - self.first_day) % 7)


CALENDAR = Calendar()
"""ISO weeks, and years that begin in January."""


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @classmethod
    def of(cls, cadence: Cadence) -> "PeriodKind":
        """The period in which one reading is due."""
        return {
            "daily": cls.DAY,
            "weekly": cls.WEEK,
            "monthly": cls.MONTH,
            "quarterly": cls.QUARTER,
        }[cadence.value]


class Period(Struct, frozen=True, order=True):
    """One period: `first` and `last` day, both counted in. Labels: 2026-11-03, 2026-W45, 2026-11,
    2026-Q4.

    A week that does not begin on a Monday has no number that everyone agrees on; its label is its
    first day.
    """

    first: date
    last: date
    label: str

    def said(self, today: date) -> str:
        """What it is called in a sentence: a week by its first day, as people do."""
        week = (self.last - self.first).days + 1 == DAYS_OF_WEEK
        return f"{WEEK_OF}{short_day(self.first, today)}" if week else self.label

    def since(self, today: date) -> str:
        """The same behind “since”, where the first day of a week says enough."""
        return since_words(self.said(today))


def period_of(day: date, kind: PeriodKind, calendar: Calendar = CALENDAR) -> Period:
    """The period that a day falls in.

    The month in which the year starts moves quarters, whose label carries the calendar year in
    which that year began: with April as first month, February 2027 lies in 2026-Q4.
    """
    if kind is PeriodKind.DAY:
        return Period(day, day, day.isoformat())
    if kind is PeriodKind.WEEK:
        start = calendar.week_start(day)
        year, week, _ = day.isocalendar()
        label = start.isoformat() if calendar.first_day else f"{year:04}-W{week:02}"
        return Period(start, start + timedelta(days=6), label)
    if kind is PeriodKind.MONTH:
        return Period(
            day.replace(day=1), month_end(day.year, day.month), f"{day.year:04}-{day.month:02}"
        )
    first_month = calendar.first_month
    into_year = (day.month - first_month) % 12
    quarter = into_year // 3
    year = day.year if day.month >= first_month else day.year - 1
    begin = first_month - 1 + quarter * 3
    first = date(year + begin // 12, begin % 12 + 1, 1)
    end = begin + 2
    return Period(first, month_end(year + end // 12, end % 12 + 1), f"{year:04}-Q{quarter + 1}")


def previous_period(period: Period, kind: PeriodKind, calendar: Calendar = CALENDAR) -> Period:
    """The period right before."""
    return period_of(period.first - timedelta(days=1), kind, calendar)


@lru_cache(maxsize=32)  # a picture asks for the same few spans of each of a hundred metrics
def periods_between(
    first: date, last: date, kind: PeriodKind, calendar: Calendar = CALENDAR
) -> tuple[Period, ...]:
    """Every period that has a day from `first` to `last`, oldest first; none where
    `last` is before `first`.
    """
    periods: list[Period] = []
    while first <= last:
        periods.append(period_of(first, kind, calendar))
        first = periods[-1].last + timedelta(days=1)
    return tuple(periods)


def begins_at(periods: Sequence[Period], day: date) -> int | None:
    """The index of the first period of which most days lie on or after a day; None where there is
    none.
    """
    return next(
        (
            index
            for index, one in enumerate(periods)
            if 2 * ((one.last - day).days + 1) > (one.last - one.first).days + 1
        ),
        None,
    )


class AsOf(Struct, frozen=True):
    """The day the plan and its readings are looked at from.

    A day of the past is looked at from its end; today is still running, so that it finishes no
    period.
    """

    day: date
    today: date

    @property
    def known_on(self) -> date | None:
        """The day at whose end records are looked at; None where that is now."""
        return self.day if self.day < self.today else None

    @property
    def last_full_day(self) -> date:
        """The last day of which everything can be known."""
        return self.day if self.day < self.today else self.today - timedelta(days=1)

    @property
    def past(self) -> bool:
        """Whether that is a day of the past."""
        return self.day < self.today

    def finished(self, period: Period) -> bool:
        """Whether the period is over."""
        return period.last <= self.last_full_day


@lru_cache(maxsize=64)  # a screen asks for the same few windows of each of a hundred metrics
def first_day(kind: PeriodKind, as_of: AsOf, count: int, calendar: Calendar = CALENDAR) -> date:
    """The first day of the earliest of the last `count` periods, the running one counted in."""
    period = period_of(as_of.day, kind, calendar)
    for _ in range(count - 1):
        period = previous_period(period, kind, calendar)
    return period.first
