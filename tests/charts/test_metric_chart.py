"""The drawing of a metric's chart: cut to its newest periods it still says what the whole says."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.spec import TrendSpec
from kpitui.domain.metric_chart import ChartNote, ChartPeriod, MetricChart
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import process_limits
from kpitui.domain.records.metric import Aggregation, Direction, Range
from kpitui.domain.writing import WRITING
from tests.domain.test_aggregation import metric


def chart(values: list[float], event: int | None) -> MetricChart:
    day = date(2026, 1, 1)
    periods = [
        ChartPeriod(str(i), day, day, value, 1, None, None, 0, None)
        for i, value in enumerate(values)
    ]
    nothing = (None,) * len(values)
    notes = (ChartNote(day, "new phone menu", event, event=True),)
    return MetricChart(
        metric=metric(Aggregation.MEAN),
        subject="Organisation",
        by=PeriodKind.WEEK,
        periods=tuple(periods),
        limits=process_limits(values),
        targets=tuple(Range(low=value) for value in values),
        expected=nothing,
        baseline=1.0,
        notes=notes,
        said=(),
    )


def marks_of(spec: TrendSpec) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    return spec.better, spec.worse, spec.unusual


STEADY = [80.0, 82.0, 79.0, 81.0] * 4


def marked(direction: Direction, *newest: float) -> tuple[frozenset[int], ...]:
    drawn = chart([*STEADY, *newest], None)
    of = replace(drawn.metric, direction=direction)
    return marks_of(spec_of(replace(drawn, metric=of), WRITING))


def test_a_signal_is_good_or_bad_by_what_is_better_for_the_metric() -> None:
    last = frozenset({16})
    assert marked(Direction.HIGHER, 90.0) == (last, frozenset(), frozenset())
    assert marked(Direction.HIGHER, 71.0) == (frozenset(), last, frozenset())
    assert marked(Direction.LOWER, 90.0) == (frozenset(), last, frozenset())
    assert marked(Direction.LOWER, 71.0) == (last, frozenset(), frozenset())
    assert marked(Direction.WITHIN, 90.0) == (frozenset(), frozenset(), last)


def test_a_wide_step_within_the_limits_is_neither_good_nor_bad() -> None:
    better, worse, unusual = marked(Direction.HIGHER, 76.0, 85.0)
    assert (better, worse) == (frozenset(), frozenset())
    assert unusual == {17}


def test_the_step_back_from_a_marked_week_is_not_marked() -> None:
    better, worse, unusual = marked(Direction.HIGHER, 95.0, 81.0)
    assert better == {16}
    assert (worse, unusual) == (frozenset(), frozenset())


VALUES = st.lists(st.floats(0, 100), min_size=8, max_size=60)


@given(VALUES, st.integers(1, 70), st.integers(0, 59))
def test_the_newest_periods_are_judged_by_all(values: list[float], newest: int, event: int) -> None:
    drawn = chart(values, event if event < len(values) else None)
    whole, cut = spec_of(drawn, WRITING), spec_of(drawn, WRITING, newest=newest)
    left = max(0, len(values) - newest)
    assert cut.days == whole.days[left:]
    assert cut.values == whole.values[left:]
    for now, before in zip(marks_of(cut), marks_of(whole), strict=True):
        assert now == {index - left for index in before if index >= left}
    assert {annotation.index for annotation in cut.annotations} == {
        annotation.index - left for annotation in whole.annotations if annotation.index >= left
    }
    assert {(limit.centre, limit.lower, limit.upper) for limit in cut.limits} <= {
        (limit.centre, limit.lower, limit.upper) for limit in whole.limits
    }
    for limit in cut.limits:
        assert 0 <= limit.first <= limit.last < len(cut.values)
    for step in cut.target:
        assert 0 <= step.first <= step.last < len(cut.values)
