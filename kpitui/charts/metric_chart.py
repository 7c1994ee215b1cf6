"""What the drawn chart of a metric takes from its numbers."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from kpitui.charts.spec import Annotation, Level, Limits, TrendSpec
from kpitui.domain.cells import DURATIONS, format_value
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.metrics import Metric
from kpitui.domain.writing import Writing


class AxisFormat(Struct, frozen=True):
    """Writes the numbers at the side of a chart; equal for equal metrics, so that an unchanged chart is not redrawn."""

    metric: Metric
    decimal_comma: bool

    def __call__(self, value: float) -> str:
        """The value, short enough for an axis."""
        return format_value(value, self.metric, decimal_comma=self.decimal_comma, unit=False)


def spec_of(chart: MetricChart, writing: Writing, *, title: str = "", newest: int | None = None) -> TrendSpec:
    """The drawing of a metric's chart; with `newest` of so many periods only, judged by all of them all the same.

    Where nothing was read in the newest ones, they are those up to the last reading.
    """
    stop = len(chart.periods)
    if newest and not any(one.value is not None for one in chart.periods[-newest:]):
        stop = max((i + 1 for i, one in enumerate(chart.periods) if one.value is not None), default=stop)
    left = max(0, stop - newest) if newest else 0
    expected = chart.expected[left:stop]
    return TrendSpec(
        periods=tuple(writing.words(one.label) for one in chart.periods[left:stop]),
        values=tuple(one.value for one in chart.periods[left:stop]),
        unfinished=chart.unfinished and stop == len(chart.periods),
        target=tuple(_steps(chart.targets[left:stop])),
        expected=expected if any(one is not None for one in expected) else (),
        baseline=chart.baseline,
        limits=tuple(
            Limits(max(0, one.start - left), min(one.stop, stop) - 1 - left, one.mean, one.lower, one.upper)
            for one in chart.limits.segments
            if one.mean is not None
            and one.lower is not None
            and one.upper is not None
            and left < one.stop
            and one.start < stop
        ),
        annotations=tuple(
            Annotation(note.index - left, number)
            for number, note in enumerate(chart.marked, 1)
            if note.index is not None and left <= note.index < stop
        ),
        splits=tuple(one.start - left for one in chart.limits.segments if max(0, left) < one.start < stop),
        signals=frozenset(
            index - left for signal in chart.limits.signals for index in signal.indices if left <= index < stop
        ),
        y_format=AxisFormat(chart.metric, writing.decimal_comma),
        clock=chart.metric.unit in DURATIONS,
        title=title,
    )


def _steps(levels: Sequence[float | None]) -> Iterator[Level]:
    for value, group in groupby(range(len(levels)), key=lambda index: levels[index]):
        indices = list(group)
        if value is not None:
            yield Level(indices[0], indices[-1], value)
