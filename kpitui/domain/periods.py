"""Periods: days, weeks, months and quarters, with a week that may start on any day and a year that
may begin and be cut as the organisation counts.
"""

from bisect import bisect_right
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from kpitui.domain.own_year import OwnYear, PartKind, YearFrame
from kpitui.domain.records.metric import Cadence

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


DAYS_OF_WEEK = len(WEEKDAYS)


WEEK_OF = "the week of "
"""How the name of a week begins in a sentence."""


def since_words(said: str) -> str:
    """What a period is called, as it stands behind “since”: a week is its first day there."""
    return said.removeprefix(WEEK_OF)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def short_day(day: date, today: date) -> str:
    """A day that everyone reads alike; its year where that is another."""
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")


class Calendar(Struct, frozen=True):
    """Where years and weeks begin: the month, 1 to 12, and the day, 0 for Monday to 6 for Sunday;
    and how the year is cut and named where that is not by months. What it was before a day, another
    calendar says.
    """

    first_month: int = 1
    first_day: int = 0
    own: OwnYear | None = None
    since: date = date.min
    before: "Calendar | None" = None

    def on(self, day: date) -> "Calendar":
        """The calendar that holds on a day."""
        one = self
        while one.before is not None and day < one.since:
            one = one.before
        return one

    def week_start(self, day: date) -> date:
        """The day that the week of a day began on, whatever calendar held before."""
        return day - timedelta(days=(day.weekday() - self.first_day) % 7)

    def noun(self, kind: "PeriodKind") -> str:
        """What a period of a kind is called where it is counted: a thirteenth of a year is no
        month.
        """
        thirteen = self.own is not None and self.own.pattern == "13x4"
        return "period" if thirteen and kind is PeriodKind.MONTH else kind.value

    @property
    def frame(self) -> YearFrame:
        """Its years."""
        return YearFrame(self.first_month, self.first_day, self.own or OwnYear())

    @property
    def always_plain(self) -> bool:
        """Whether every period is a day, an ordinary week, a calendar month or three of them."""
        return self.own is None and self.before is None


CALENDAR = Calendar()
"""ISO weeks, and years that begin in January."""

_DAY = timedelta(days=1)
_TWO_YEARS = timedelta(days=2 * 366 + 7)


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
    first day. An organisation can name all but days in its own way: FY26 P03.
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
    if calendar.own is None and calendar.before is None:
        return _regular(day, kind, calendar)
    return _in_its_time(day, kind, calendar)


def _regular(day: date, kind: PeriodKind, calendar: Calendar) -> Period:
    """The period of a day, as if that calendar had always held."""
    if calendar.own is not None:
        part = calendar.frame.part(day, PARTS[kind])
        if part.label:
            return Period(part.first, part.last, part.label)
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


PARTS: dict[PeriodKind, PartKind] = {
    PeriodKind.WEEK: "week", PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter"
}  # fmt: skip
"""The periods that a year has parts of."""


@lru_cache(maxsize=8192)  # the days of some years, by weeks, months and quarters
def _in_its_time(day: date, kind: PeriodKind, calendar: Calendar) -> Period:
    """The period of a day by the calendar that holds on it. None goes on over the day on which
    periods are cut otherwise; what is left of one there joins its neighbour where that is less than
    half.
    """
    cuts = _cuts(kind, calendar)
    at = bisect_right(cuts, day)
    low = cuts[at - 1] if at else date.min
    high = cuts[at] - _DAY if at < len(cuts) else date.max

    def piece(day: date) -> tuple[Period, bool]:
        """A period, cut where another calendar begins, and whether that leaves little of it."""
        whole = _regular(day, kind, calendar.on(day))
        if whole.first >= low:  # it has the name that it had when it began
            whole = _regular(day, kind, calendar.on(whole.first))
        first, last = max(whole.first, low), min(whole.last, high)
        short = 2 * ((last - first).days + 1) < (whole.last - whole.first).days + 1
        return Period(first, last, whole.label), short

    one, short = piece(day)
    if one.first == low and short and one.last < high:
        one, short = piece(one.last + _DAY)
        one = Period(low, one.last, one.label)
    elif one.first > low and (before := piece(one.first - _DAY))[1] and before[0].first == low:
        one = Period(low, one.last, one.label)
    if one.last == high and short and one.first > low:
        return _in_its_time(one.first - _DAY, kind, calendar)
    if one.last < high and (after := piece(one.last + _DAY))[1] and after[0].last == high:
        one = Period(one.first, high, one.label)
    return Period(one.first, one.last, _own_name(one, kind, calendar.on(one.first)))


@lru_cache(maxsize=64)
def _cuts(kind: PeriodKind, calendar: Calendar) -> tuple[date, ...]:
    """The days from which on periods are cut otherwise than before, oldest first."""
    found, one = [], calendar
    while one.before is not None:
        old = _regular(one.since - _DAY, kind, one.before)
        new = _regular(one.since, kind, one)
        if (old.first, old.last) != (new.first, new.last):
            found.append(one.since)
        one = one.before
    return tuple(reversed(found))


def _own_name(one: Period, kind: PeriodKind, calendar: Calendar) -> str:
    """The label of a period; told from an earlier one that another calendar gave the same name."""
    if kind is PeriodKind.WEEK and calendar.first_day and not calendar.frame.own.form("week"):
        return one.first.isoformat()
    if calendar.before is None or one.first - calendar.since > _TWO_YEARS:
        return one.label
    taken, name, count = _names_before(kind, calendar), one.label, 1
    while name in taken:
        count += 1
        name = f"{one.label} ({count})"
    return name


@lru_cache(maxsize=64)
def _names_before(kind: PeriodKind, calendar: Calendar) -> frozenset[str]:
    """What the last periods before the day of a calendar are called, as they are shown."""
    last = calendar.since - _DAY
    return frozenset(
        period.label for period in periods_between(last - _TWO_YEARS, last, kind, calendar)
    )


def is_regular(period: Period, kind: PeriodKind, calendar: Calendar) -> bool:
    """Whether a period is as long as its calendar has it, and was not cut where another began."""
    whole = _regular(period.first, kind, calendar.on(period.first))
    return (whole.first, whole.last) == (period.first, period.last)


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
