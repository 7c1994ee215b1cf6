"""The drawing of a metric's chart: cut to its newest periods it still says what the whole says."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kpitui.charts.metric_chart import spec_of
from kpitui.domain.metric_chart import ChartNote, ChartPeriod, MetricChart
from kpitui.domain.metrics import Aggregation
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import process_limits
from kpitui.domain.writing import WRITING
from tests.domain.test_aggregation import metric


def chart(values: list[float], event: int | None) -> MetricChart:
    day = date(2026, 1, 1)
    periods = [ChartPeriod(str(i), day, day, value, 1, None, None, 0, False) for i, value in enumerate(values)]
    nothing = (None,) * len(values)
    notes = (ChartNote(day, "new phone menu", event, event=True),)
    return MetricChart(
        metric=metric(Aggregation.MEAN),
        subject="Organisation",
        by=PeriodKind.WEEK,
        periods=tuple(periods),
        limits=process_limits(values),
        targets=tuple(values),
        expected=nothing,
        baseline=1.0,
        notes=notes,
        said=(),
    )


VALUES = st.lists(st.floats(0, 100), min_size=8, max_size=60)


@given(VALUES, st.integers(1, 70), st.integers(0, 59))
def test_the_newest_periods_are_judged_by_all(values: list[float], newest: int, event: int) -> None:
    drawn = chart(values, event if event < len(values) else None)
    whole, cut = spec_of(drawn, WRITING), spec_of(drawn, WRITING, newest=newest)
    left = max(0, len(values) - newest)
    assert cut.periods == whole.periods[left:]
    assert cut.values == whole.values[left:]
    assert cut.signals == {index - left for index in whole.signals if index >= left}
    assert {one.index for one in cut.annotations} == {
        one.index - left for one in whole.annotations if one.index >= left
    }
    assert {(one.centre, one.lower, one.upper) for one in cut.limits} <= {
        (one.centre, one.lower, one.upper) for one in whole.limits
    }
    for one in cut.limits:
        assert 0 <= one.first <= one.last < len(cut.values)
    for step in cut.target:
        assert 0 <= step.first <= step.last < len(cut.values)
