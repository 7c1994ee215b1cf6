"""The periods of a metric with their values: what every sparkline, chart and status is
made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.part_periods import Partial, ReadPeriod, partial_periods
from kpitui.domain.periods import (
    CALENDAR,
    AsOf,
    Calendar,
    Period,
    PeriodKind,
    first_day,
    is_regular,
    periods_between,
)
from kpitui.domain.readings import EVERYBODY, SubjectFilter, Sums, combine
from kpitui.domain.records.absence import Absence, wholly_away
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.storage.absences import load_absences_of
from kpitui.storage.branches import Branch
from kpitui.storage.days import Cut, Days, load_days, why_few_read
from kpitui.storage.driver import Database

if TYPE_CHECKING:  # only of a metric that call sheets feed
    from kpitui.domain.enough_evaluations import Sample


class PeriodValue(Struct, frozen=True):
    """One period: its value (None is a gap), the sums behind it, and what makes it less than a
    whole one.
    """

    period: Period
    value: float | None
    sums: Sums
    partial_because: Partial | None = None
    evaluated: Sample | None = None
    """The evaluations that it is the mean of, where it is made of nothing else and that was asked
    for.
    """

    @property
    def running(self) -> bool:
        """Whether it is not over."""
        return self.partial_because is Partial.RUNNING

    @property
    def sample_size(self) -> float:
        """Σn, or Σdenominator of a ratio; 0 where a ratio was read without parts."""
        return self.sums.denominator or self.sums.weight

    @property
    def left_out(self) -> int:
        """How many readings of a ratio have no parts and do not count, as others have some."""
        return self.sums.unweighted if self.sums.denominator else 0

    @property
    def unweighted(self) -> int:
        """How many readings of those that make its value do not say of how many they are; such a
        value decides of no one that they are clearly below a standard.
        """
        return 0 if self.sums.denominator else self.sums.unweighted


def series_of(
    metric: Metric,
    days: Sequence[tuple[date, Sums]],
    kind: PeriodKind,
    as_of: AsOf,
    *,
    first: date | None = None,
    calendar: Calendar = CALENDAR,
) -> list[PeriodValue]:
    """Every period from `first` (or from the first reading) up to the day looked from, gaps too,
    oldest first.

    The days come oldest first.
    """
    begin = first or (days[0][0] if days else None)
    if begin is None:
        return []
    values: list[PeriodValue] = []
    read: list[list[tuple[date, Sums]]] = []
    at, last_full_day = 0, as_of.last_full_day
    adds_up = metric.aggregation is Aggregation.SUM
    for period in periods_between(begin, as_of.day, kind, calendar):
        inside = []
        # Days and periods go forward together: asking each day for its period costs more than all
        # the rest.
        while at < len(days) and days[at][0] <= period.last:
            if days[at][0] >= period.first:
                inside.append(days[at])
            at += 1
        value, sums = combine(metric, inside)
        running = Partial.RUNNING if period.last > last_full_day else None
        if adds_up and value is None and metric.zero_filled and days and days[0][0] <= period.last:
            value = 0.0
        values.append(PeriodValue(period, value, sums, running))
        read.append(inside)
    # Periods that are read once each are whole ones.
    if adds_up and days and (metric.zero_filled or any(len(one) > 1 for one in read)):
        values = _with_parts_named(metric, values, read, days[0][0])
    if adds_up and calendar.before is not None:
        values = [_with_cut_named(value, kind, calendar) for value in values]
    if values and values[-1].running and (values[-1].value is None or not values[-1].sums.count):
        values.pop()  # a period that has only begun is no gap
    return values


def _with_cut_named(one: PeriodValue, kind: PeriodKind, calendar: Calendar) -> PeriodValue:
    """The same period; one that is longer or shorter than others, as another calendar begins there,
    says so.
    """
    if one.partial_because or is_regular(one.period, kind, calendar):
        return one
    return replace(one, partial_because=Partial.CUT)


def _with_parts_named(
    metric: Metric,
    values: list[PeriodValue],
    read: list[list[tuple[date, Sums]]],
    first: date,
) -> list[PeriodValue]:
    """The same periods; those that were read in part say why."""
    periods = [
        ReadPeriod(one.period, sorted({day for day, sums in inside if sums.count}), one.running)
        for one, inside in zip(values, read, strict=True)
    ]
    return [
        one if because is one.partial_because else replace(one, partial_because=because)
        for one, because in zip(values, partial_periods(metric, periods, first), strict=True)
    ]


def values_to_judge(series: Sequence[PeriodValue]) -> list[float | None]:
    """The values that limits and rules look at: none of a period that is over and no whole one."""
    return [
        point.value if point.partial_because in (None, Partial.RUNNING) else None
        for point in series
    ]


def load_series(
    db: Database,
    metric: Metric,
    as_of: AsOf,
    *,
    kind: PeriodKind | None = None,
    subject: SubjectFilter = EVERYBODY,
    since: date | None = None,
    calendar: Calendar = CALENDAR,
    branch: Branch | None = None,
) -> list[PeriodValue]:
    """The periods of one metric, of its cadence if no kind is said, from the first reading on or
    after a day on. `branch` is that of the subject, where it is known.
    """
    kind = kind or PeriodKind.of(metric.cadence)
    cut = Cut(kind, calendar)
    found = load_days(db, [metric], subject, cut, since=since, until=as_of.day, branch=branch)
    days = found[metric.id]
    series = series_of(metric, days, kind, as_of, calendar=calendar)
    if metric.zero_filled and len(subject.person_ids) == 1:
        return without_days_away(series, load_absences_of(db, subject.person_ids[0]))
    return series


def without_days_away(
    series: Sequence[PeriodValue], absences: Sequence[Absence]
) -> list[PeriodValue]:
    """The periods of someone; one in which they were away all through, and nothing was read, is a
    gap and no zero.
    """
    if not absences:  # asked for each of thousands of people
        return [*series]
    return [
        replace(value, value=None)
        if not value.sums.count and wholly_away(absences, value.period.first, value.period.last)
        else value
        for value in series
    ]


def load_days_of_last(
    db: Database,
    metrics: Iterable[Metric],
    as_of: AsOf,
    count: int,
    subject: SubjectFilter = EVERYBODY,
    calendar: Calendar = CALENDAR,
) -> Days:
    """The days of the last `count` periods of each metric's own cadence, in one query a cadence."""
    found: Days = {}
    by_kind: dict[PeriodKind, list[Metric]] = {}
    for metric in metrics:
        by_kind.setdefault(PeriodKind.of(metric.cadence), []).append(metric)
    for kind, of_kind in by_kind.items():
        since = first_day(kind, as_of, count, calendar)
        cut = Cut(kind, calendar)
        found |= load_days(db, of_kind, subject, cut, since=since, until=as_of.day)
    return found


def why_without_value(
    db: Database, metric: Metric, subject: SubjectFilter, as_of: AsOf, calendar: Calendar
) -> str:
    """Why a metric that has no value is not shown, as it was read of too few people; empty where it
    was not read.
    """
    cut = Cut(PeriodKind.of(metric.cadence), calendar)
    return why_few_read(db, metric, subject, cut, date.min, as_of.day)


def judged_period(series: Sequence[PeriodValue]) -> PeriodValue | None:
    """The period that a status is judged on: the last whole one, else the last that has
    a value, else None.
    """
    with_values = [point for point in series if point.value is not None]
    whole = [point for point in with_values if point.partial_because is None]
    return whole[-1] if whole else with_values[-1] if with_values else None
