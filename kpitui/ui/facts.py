"""The chosen line of the plan in words: its title, and sentences in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.views.overview import KpiLine, PriorityLine, StrategyLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words import facts as words
from kpitui.words.kpi import how_it_goes, status_of
from kpitui.words.sections import Section, of_line
from kpitui.words.spans import Line, line, muted, status, title

if TYPE_CHECKING:
    from kpitui.domain.metric_chart import MetricChart
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.plan_lines import PlanLine
    from kpitui.views.meanwhile import Meanwhile
    from kpitui.views.overview import Overview


def titled(one: PlanLine, context: AppContext) -> tuple[Line, Line]:
    """What a line is called, and how it stands."""
    match one.source:
        case KpiLine():
            return line(title(one.source.metric.name)), line(status(status_of(one.source)))
        case StandardLine():
            scope = muted(f"  {one.source.scope}")
            return line(title(one.source.metric.name), scope), line(status(one.source.status))
        case PriorityLine() | StrategyLine():
            goes = muted(how_it_goes(one.source, context.speech))
            return line(title(words.kind_of(one.source))), line(goes)
    return line(title("Mission" if one.key == "mission" else one.name)), ()


def facts(
    one: PlanLine,
    overview: Overview,
    context: AppContext,
    chart: MetricChart | None = None,
    beside: Meanwhile | None = None,
) -> list[Section]:
    """What is said of a line, in groups."""
    speech = context.speech
    if one.source is None:
        _, *lines = words.branch_facts(one.key, overview, context.actor, speech)
        return [Section("", tuple(lines))]
    return of_line(one.source, overview, speech, chart, beside)
