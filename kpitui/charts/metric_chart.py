"""What the drawn chart of a metric takes from its numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from kpitui.charts.date_axis import own_names
from kpitui.charts.spec import (
    NO_READINGS,
    ChartAnnotation,
    ChartLevel,
    ChartLimits,
    TrendSpec,
    levels_of,
)
from kpitui.domain.metric_chart import Mark, MetricChart
from kpitui.domain.part_periods import Partial
from kpitui.domain.process_limits import ProcessLimits
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.text import printable
from kpitui.domain.value_parsing import DURATIONS, format_value
from kpitui.domain.writing import Writing


class AxisFormat(Struct, frozen=True):
    """Writes the numbers at the side of a chart; equal for equal metrics, so that an unchanged
    chart is not redrawn.
    """

    metric: Metric
    decimal_comma: bool

    def __call__(self, value: float) -> str:
        """The value, short enough for an axis."""
        return format_value(value, self.metric, decimal_comma=self.decimal_comma, unit=False)


def spec_of(
    chart: MetricChart, writing: Writing, *, title: str = "", newest: int | None = None,
    around: date | None = None, named: bool = True,
) -> TrendSpec:  # fmt: skip
    """The drawing of a metric's chart; with `newest` of so many periods only, judged by all of them
    all the same; with `around` those are the ones before and after a day. Without `named` events
    have numbers and no names.

    Where nothing was read in the newest ones, they are those up to the last reading.
    """
    left, stop = _drawn(chart, newest, around)
    periods, expected = chart.periods[left:stop], chart.expected[left:stop]
    marks = {index - left: mark for index, mark in chart.marks.items() if left <= index < stop}
    return TrendSpec(
        days=tuple(period.first for period in periods),
        by=chart.by,
        noun=chart.noun,
        names=own_names(chart.by, periods),
        values=tuple(period.value for period in periods),
        unfinished=chart.unfinished and stop == len(chart.periods),
        incomplete=frozenset(
            index
            for index, period in enumerate(periods)
            if period.partial_because not in (None, Partial.RUNNING)
        ),
        target=tuple(_target(chart.targets[left:stop])),
        expected=expected if any(one is not None for one in expected) else (),
        baseline=chart.baseline,
        wanted=chart.wanted,
        middle=chart.limits.method.centre,
        limits=tuple(limits_drawn(chart.limits, left, stop)),
        annotations=tuple(_annotations(chart, left, stop, named)),
        splits=tuple(_splits(chart.limits, left, stop)),
        better=_marked(marks, Mark.BETTER),
        worse=_marked(marks, Mark.WORSE),
        unusual=_marked(marks, Mark.UNUSUAL),
        y_format=AxisFormat(chart.metric, writing.decimal_comma),
        clock=chart.metric.unit in DURATIONS,
        title=title,
        empty=f"{chart.not_shown.capitalize()}." if chart.not_shown else NO_READINGS,
    )


def _drawn(chart: MetricChart, newest: int | None, around: date | None) -> tuple[int, int]:
    """The first period that is drawn, and the one after the last."""
    stop = len(chart.periods)
    if not newest:
        return 0, stop
    if around:
        after = sum(1 for period in chart.periods if period.first > around)
        stop = max(newest, stop - max(0, after - newest // 2))
    elif not any(period.value is not None for period in chart.periods[-newest:]):
        stop = max(
            (i + 1 for i, one in enumerate(chart.periods) if one.value is not None), default=stop
        )
    return max(0, stop - newest), stop


def _annotations(
    chart: MetricChart, left: int, stop: int, named: bool
) -> Iterator[ChartAnnotation]:
    for number, note in enumerate(chart.marked, 1):
        if note.index is not None and left <= note.index < stop:
            yield ChartAnnotation(note.index - left, number, printable(note.said) if named else "")


def _splits(limits: ProcessLimits, left: int, stop: int) -> Iterator[int]:
    """Where limits are drawn on both sides of a split."""
    for before, segment in pairwise(limits.segments):
        if left < segment.start < stop and before.judged and segment.judged:
            yield segment.start - left


def _marked(marks: Mapping[int, Mark], wanted: Mark) -> frozenset[int]:
    return frozenset(index for index, mark in marks.items() if mark is wanted)


def _target(targets: Sequence[Range | None]) -> Iterator[ChartLevel]:
    """A line for each end of a target: of a band two."""
    yield from levels_of([target.low if target else None for target in targets])
    yield from levels_of([target.high if target else None for target in targets])


def limits_drawn(limits: ProcessLimits, left: int, stop: int) -> Iterator[ChartLimits]:
    """The limits of the periods from `left` to before `stop`, clamped to what can be."""
    for segment in limits.segments:
        typical = segment.limits
        if typical is None or left >= segment.stop or segment.start >= stop:
            continue
        first, end = max(segment.start, left), min(segment.stop, stop)
        own = [typical]
        if limits.sizes:
            # The running period is not judged, and on a Monday morning its limits would be so wide
            # that nothing else could be seen.
            own = [
                typical if index == limits.unfinished else limits.limits_at(index) or typical
                for index in range(first, end)
            ]
        pairs = tuple((one.shown_lower, one.shown_upper) for one in own)
        yield ChartLimits(
            first - left,
            end - 1 - left,
            typical.mean,
            typical.shown_lower,
            typical.shown_upper,
            steps=pairs if len(set(pairs)) > 1 else (),
            trial=segment.trial,
        )
