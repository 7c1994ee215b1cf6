"""What the drawn chart of a metric takes from its numbers."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from kpitui.charts.spec import Annotation, Level, Limits, TrendSpec
from kpitui.domain.cells import DURATIONS
from kpitui.domain.metric_chart import MetricChart


def spec_of(chart: MetricChart, y_format: Callable[[float], str], title: str = "") -> TrendSpec:
    """The drawing of a metric's chart; `y_format` writes the numbers at its side."""
    return TrendSpec(
        periods=tuple(one.label for one in chart.periods),
        values=tuple(one.value for one in chart.periods),
        unfinished=chart.unfinished,
        target=tuple(_steps(chart.targets)),
        expected=chart.expected if any(one is not None for one in chart.expected) else (),
        baseline=chart.baseline,
        limits=tuple(
            Limits(one.start, one.stop - 1, one.mean, one.lower, one.upper)
            for one in chart.limits.segments
            if one.mean is not None and one.lower is not None and one.upper is not None
        ),
        annotations=tuple(
            Annotation(note.index, number) for number, note in enumerate(chart.marked, 1) if note.index is not None
        ),
        signals=frozenset(index for signal in chart.limits.signals for index in signal.indices),
        y_format=y_format,
        clock=chart.metric.unit in DURATIONS,
        title=title,
    )


def _steps(levels: Sequence[float | None]) -> Iterator[Level]:
    for value, group in groupby(range(len(levels)), key=lambda index: levels[index]):
        indices = list(group)
        if value is not None:
            yield Level(indices[0], indices[-1], value)
