"""The periods of a metric with their values: what every sparkline, chart and status is made from."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.metrics import Metric
from kpitui.domain.periods import (
    CALENDAR,
    AsOf,
    Calendar,
    Period,
    PeriodKind,
    period_of,
    periods_between,
    previous_period,
)
from kpitui.domain.readings import Sums, combine
from kpitui.storage.driver import Database
from kpitui.storage.readings import EVERYBODY, Days, Subject, load_days


class PeriodValue(Struct, frozen=True):
    """One period: its value (None is a gap, never zero), the sums behind it, and whether it is still running."""

    period: Period
    value: float | None
    sums: Sums
    running: bool

    @property
    def sample_size(self) -> float:
        """Σn, or Σdenominator of a ratio."""
        return self.sums.denominator or self.sums.weight


def series_of(
    metric: Metric,
    days: Sequence[tuple[date, Sums]],
    kind: PeriodKind,
    as_of: AsOf,
    *,
    first: date | None = None,
    calendar: Calendar = CALENDAR,
) -> list[PeriodValue]:
    """Every period from `first` (or from the first reading) up to the day looked from, gaps too, oldest first.

    The days come oldest first.
    """
    begin = first or (days[0][0] if days else None)
    if begin is None:
        return []
    values, at, last_full_day = [], 0, as_of.last_full_day
    for period in periods_between(begin, as_of.day, kind, calendar):
        inside = []
        # Days and periods go forward together: asking each day for its period costs more than all the rest.
        while at < len(days) and days[at][0] <= period.last:
            if days[at][0] >= period.first:
                inside.append(days[at])
            at += 1
        value, sums = combine(metric, inside)
        values.append(PeriodValue(period, value, sums, running=period.last > last_full_day))
    if values and values[-1].running and values[-1].value is None:
        values.pop()  # a period that has only begun is no gap
    return values


def first_day(kind: PeriodKind, as_of: AsOf, count: int, calendar: Calendar = CALENDAR) -> date:
    """The first day of the earliest of the last `count` periods, the running one counted in."""
    period = period_of(as_of.day, kind, calendar)
    for _ in range(count - 1):
        period = previous_period(period, kind, calendar)
    return period.first


def load_series(
    db: Database,
    metric: Metric,
    as_of: AsOf,
    *,
    kind: PeriodKind | None = None,
    subject: Subject = EVERYBODY,
    last: int | None = None,
    calendar: Calendar = CALENDAR,
) -> list[PeriodValue]:
    """The periods of one metric, of its cadence if no kind is said; `last` keeps to that many of the newest."""
    kind = kind or PeriodKind.of(metric.cadence)
    since = first_day(kind, as_of, last, calendar) if last else None
    days = load_days(db, [metric.id], subject, since=since, until=as_of.day)[metric.id]
    return series_of(metric, days, kind, as_of, calendar=calendar)


def load_days_of_last(
    db: Database,
    metrics: Iterable[Metric],
    as_of: AsOf,
    count: int,
    subject: Subject = EVERYBODY,
    calendar: Calendar = CALENDAR,
) -> Days:
    """The days of the last `count` periods of each metric's own cadence, in one query a cadence."""
    found: Days = {}
    by_kind: dict[PeriodKind, list[int]] = {}
    for metric in metrics:
        by_kind.setdefault(PeriodKind.of(metric.cadence), []).append(metric.id)
    for kind, metric_ids in by_kind.items():
        since = first_day(kind, as_of, count, calendar)
        found |= load_days(db, metric_ids, subject, since=since, until=as_of.day)
    return found


def judged_period(series: Sequence[PeriodValue]) -> PeriodValue | None:
    """The period that a status is judged on: the last finished one with a value, else the running one, else None."""
    with_values = [one for one in series if one.value is not None]
    finished = [one for one in with_values if not one.running]
    return finished[-1] if finished else with_values[-1] if with_values else None
