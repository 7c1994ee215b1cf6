"""Limits that step with the size of each period, and limits no further than values can be."""

import re
from datetime import date

from msgspec.structs import replace

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.spec import ChartLevel, ChartLimits, TrendSpec
from kpitui.charts.svg import legend, svg_chart
from kpitui.charts.text import Charset, Style
from kpitui.charts.trend import trend_chart
from kpitui.domain.clock import SERVER
from kpitui.domain.metric_chart import ChartPeriod, MetricChart
from kpitui.domain.natural_limits import Possible
from kpitui.domain.part_periods import Partial
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.records.metric import Aggregation
from kpitui.domain.writing import WRITING
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech
from kpitui.words.value_table import value_lines
from tests.conftest import TODAY
from tests.domain.test_aggregation import metric

SHARES = [90.0, 92.0, 88.0, 91.0, 89.0, 90.0, 93.0, 87.0]
SIZES = [400.0, 400.0, 100.0, 400.0, 400.0, 400.0, 400.0, 400.0]


def chart(limits: ProcessLimits) -> MetricChart:
    nothing, day = (None,) * len(limits.values), date(2026, 1, 1)
    why = {limits.unfinished: Partial.RUNNING}
    return MetricChart(
        metric=metric(Aggregation.RATIO, "%"),
        subject="Organisation",
        by=PeriodKind.WEEK,
        periods=tuple(
            ChartPeriod(
                f"P{at}",
                day,
                day,
                value,
                1,
                None,
                None,
                0,
                why.get(at),
            )
            for at, value in enumerate(limits.values)
        ),
        limits=limits,
        targets=nothing,
        expected=nothing,
        baseline=None,
        notes=(),
        said=(),
    )


def of_shares() -> ProcessLimits:
    return process_limits(SHARES, sizes=SIZES, whole=100.0, possible=Possible(low=0, high=100))


def test_each_period_has_its_own_limits() -> None:
    limits = of_shares()
    (drawn,) = spec_of(chart(limits), WRITING).limits
    assert len(drawn.steps) == len(SHARES)
    for index, (lower, upper) in enumerate(drawn.steps):
        own = limits.limits_at(index)
        assert own is not None
        assert (lower, upper) == (own.lower, min(own.upper, 100.0))
    assert drawn.steps[2][0] < drawn.steps[1][0], "the small one has the wider limits"
    assert [(level.first, level.last) for level in drawn.levels[0]] == [(0, 1), (2, 2), (3, 7)]
    lower, upper = drawn.newest
    assert (lower, upper) == drawn.steps[-1]
    assert legend_words(limits) == f"trial limits {lower:.1f}% to {upper:.1f}%"
    assert (drawn.lower, drawn.upper) == (
        limits.segments[0].shown_lower,
        limits.segments[0].shown_upper,
    )


def legend_words(limits: ProcessLimits) -> str:
    return dict(legend(spec_of(chart(limits), WRITING)))["limit"]


def test_limits_are_drawn_no_further_than_values_can_be() -> None:
    values = [99.0, 100.0, 92.0, 100.0, 94.0, 99.0, 98.0, 100.0]
    limits = process_limits(values, possible=Possible(low=0, high=100))
    (drawn,) = spec_of(chart(limits), WRITING).limits
    assert (limits.segments[0].upper or 0) > 100
    assert drawn.upper == 100.0
    assert drawn.steps == ()
    table = [text_of(line) for line in value_lines(chart(limits), Speech(WRITING, SERVER, TODAY))]
    assert next(row for row in table if row.startswith("P7")).split()[-1] == "100.0%"


def test_the_running_period_keeps_the_scale() -> None:
    sizes = [*SIZES[:7], 4.0]
    running = process_limits(SHARES, sizes=sizes, whole=100.0, unfinished_last=True)
    (drawn,) = spec_of(chart(running), WRITING).limits
    assert drawn.steps[-1] == (drawn.lower, drawn.upper)
    own = running.limits_at(7)
    assert own is not None
    assert own.lower < drawn.lower


def test_a_cut_chart_keeps_the_limits_of_its_periods() -> None:
    drawing = chart(of_shares())
    (whole,), (cut,) = (spec_of(drawing, WRITING, newest=newest).limits for newest in (None, 7))
    assert cut.steps == whole.steps[1:]
    (without,) = spec_of(drawing, WRITING, newest=4).limits
    assert without.steps == ()


STEPPING = TrendSpec(
    days=tuple(date(2026, 1, day) for day in (5, 12, 19, 26)),
    values=(5.0, 5.0, 5.0, 5.0),
    limits=(ChartLimits(0, 3, 5.0, 2.0, 8.0, ((2.0, 8.0), (2.0, 8.0), (0.0, 10.0), (2.0, 8.0))),),
)


def test_the_lines_step_in_the_terminal() -> None:
    drawn = trend_chart(replace(STEPPING, y_format="{:.0f}".format), 42, 14, Charset.ASCII)
    rows = [
        "".join(run.text if run.style is Style.LIMIT else " " * len(run.text) for run in line)
        for line in drawn.lines
    ]
    limits = [(at, row) for at, row in enumerate(rows) if "-" in row][:-1]
    assert len(limits) == 4, "two heights above, two below"
    outer, inner = limits[0][1], limits[1][1]
    left, right = outer.index("-"), outer.rindex("-")
    assert "-" in inner[:left]
    assert "-" in inner[right + 1 :]
    assert "-" not in inner[left + 2 : right - 1]


def test_the_lines_step_on_a_page() -> None:
    page = svg_chart(STEPPING, "one", "One", ())
    lines = re.findall(r'<g class="limit"><path d="M([^"]*)"', page)
    assert [len(line.split("L")) for line in lines] == [6, 6], "three levels each, joined"
    assert len(re.findall('<g class="centre">', page)) == 1


def test_levels_without_steps_are_one_line_each() -> None:
    assert ChartLimits(1, 4, 5.0, 2.0, 8.0).levels == (
        (ChartLevel(1, 4, 2.0),),
        (ChartLevel(1, 4, 8.0),),
    )
