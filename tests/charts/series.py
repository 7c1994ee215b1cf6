"""Twelve kinds of series, as charts."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from kpitui.domain.metric_chart import ChartNote, ChartPeriod, MetricChart
from kpitui.domain.part_periods import Partial
from kpitui.domain.periods import PeriodKind, period_of
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.records.metric import Aggregation, Direction, Metric, Range
from tests.domain.test_aggregation import metric

BEGIN = date(2026, 2, 2)
ROUTINE = (0.2, -1.1, 0.9, -0.4, 1.3, -0.8, 0.1, 0.7, -1.4, 1.0, -0.2, 0.5, -0.9)
"""Ups and downs of a process that does not change; they add up to nearly nothing."""

Wanted = Sequence[Range | None]


def steady(count: int, level: float, spread: float) -> list[float | None]:
    return [level + spread * ROUTINE[(7 * at) % len(ROUTINE)] for at in range(count)]


def drawn(
    limits: ProcessLimits,
    of: Metric,
    wanted: Range | None = None,
    *,
    targets: Wanted = (),
    events: Sequence[tuple[int, str]] = (),
    by: PeriodKind = PeriodKind.WEEK,
    partial: dict[int, Partial] | None = None,
) -> MetricChart:
    """A chart of the values that the limits are of."""
    why = dict(partial or {})
    if limits.unfinished is not None:
        why[limits.unfinished] = Partial.RUNNING
    periods, day = [], BEGIN
    for at, value in enumerate(limits.values):
        period = period_of(day, by)
        periods.append(
            ChartPeriod(
                period.label, period.first, period.last, value, 1, None, None, 0, why.get(at)
            )
        )
        day = period.last + timedelta(days=1)
    count = len(periods)
    return MetricChart(
        metric=of,
        subject="Organisation",
        by=by,
        periods=tuple(periods),
        limits=limits,
        targets=tuple(targets) or (wanted,) * count,
        expected=(None,) * count,
        baseline=None,
        notes=tuple(ChartNote(periods[at].first, name, at, event=True) for at, name in events),
        said=(),
    )


POINTS = metric(Aggregation.MEAN, "points")
SHARE = metric(Aggregation.RATIO, "%")
HANDLE_TIME = replace(metric(Aggregation.MEAN, "m:ss"), direction=Direction.WITHIN)
CALLS = replace(metric(Aggregation.SUM, "calls"), direction=Direction.LOWER)


def short() -> MetricChart:
    values = [*steady(4, 82, 1.5), 80.0]
    return drawn(process_limits(values, unfinished_last=True), POINTS, Range(low=85.0))


def gap() -> MetricChart:
    values = steady(26, 82, 1.5)
    values[5] = values[6] = values[7] = values[18] = None
    return drawn(process_limits(values), POINTS, Range(low=85.0))


def band() -> MetricChart:
    values = steady(26, 330, 12)
    return drawn(process_limits(values), HANDLE_TIME, Range(low=270, high=375))


def split() -> MetricChart:
    values = [*steady(20, 76, 1.1), *steady(21, 82, 1.1)]
    limits = process_limits(values, splits=[20], unfinished_last=True)
    return drawn(limits, POINTS, Range(low=85.0), events=[(20, "Role-play training begins")])


def stepped_limits() -> MetricChart:
    values = steady(26, 90, 1.6)
    sizes = [400.0 if at % 9 < 6 else 120.0 for at in range(26)]
    limits = process_limits(values, sizes=sizes, whole=100.0)
    targets = [Range(low=88.0)] * 13 + [Range(low=92.0)] * 13
    return drawn(limits, SHARE, targets=targets)


def trial() -> MetricChart:
    return drawn(process_limits(steady(9, 82, 1.5)), POINTS, Range(low=85.0))


def outlier() -> MetricChart:
    values = steady(26, 61, 2.5)
    values[17] = 96.0
    events = [(17, "Telephone line down for two days in Bristol")]
    return drawn(process_limits(values), CALLS, Range(high=60), events=events)


def within() -> MetricChart:
    values = [*steady(18, 330, 9), *steady(8, 372, 9)]
    targets = [Range(low=270, high=375)] * 14 + [Range(low=285, high=360)] * 12
    return drawn(process_limits(values), HANDLE_TIME, targets=targets)


def ratio() -> MetricChart:
    values = [*steady(10, 79, 0.8), *steady(8, 84, 0.8)]
    chart = drawn(
        process_limits(values, unfinished_last=True),
        SHARE,
        Range(low=86.0),
        by=PeriodKind.MONTH,
        events=[(9, "Second line closed")],
    )
    return replace(chart, expected=tuple(79 + at * 0.4 for at in range(18)), baseline=79.0)


def sum_with_part_periods() -> MetricChart:
    values = steady(20, 12_400, 350)
    values[0], values[8], values[19] = 4200.0, 7900.0, 3100.0
    judged = [None if at in (0, 8) else value for at, value in enumerate(values)]
    limits = replace(process_limits(judged, unfinished_last=True), values=tuple(values))
    partial = {0: Partial.FIRST, 8: Partial.FEW_DAYS}
    return drawn(limits, CALLS, Range(high=12_000), partial=partial)


def many_events() -> MetricChart:
    names = (
        "New phone menu", "Second shift", "Price change", "Quality circle begins",
        "Headsets replaced", "Easter", "Role-play training begins", "New team leader",
        "Call reviews in pairs", "System upgrade 4.12.1",
    )  # fmt: skip
    at = (2, 5, 6, 14, 22, 23, 31, 38, 45, 51)
    events = list(zip(at, names, strict=True))
    return drawn(process_limits(steady(52, 82, 1.5)), POINTS, Range(low=85.0), events=events)


def no_data() -> MetricChart:
    return drawn(process_limits([None] * 12), POINTS, Range(low=85.0))


KINDS: dict[str, Callable[[], MetricChart]] = {
    one.__name__: one
    for one in (
        short, gap, band, split, stepped_limits, trial, outlier, within, ratio,
        sum_with_part_periods, many_events, no_data,
    )
}  # fmt: skip
