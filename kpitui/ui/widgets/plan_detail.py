"""The chosen line of the plan: its facts, and its chart where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from kpitui.lazy import Lazy
from kpitui.terminal.copying import page_text
from kpitui.terminal.lines import Page
from kpitui.ui.facts import facts, titled
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.words import AIRY, KeyFigures, Sections
from kpitui.views.overview import KpiLine, Overview, StrategyLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words.figures import figures

if TYPE_CHECKING:
    from kpitui.charts import metric_chart as charts
    from kpitui.domain.metric_chart import MetricChart
    from kpitui.domain.periods import AsOf
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.plan_lines import PlanLine
    from kpitui.ui.widgets import metric_chart as chart_widget
    from kpitui.views import chart as views
    from kpitui.views import meanwhile as meanwhiles
else:
    charts, views = Lazy("kpitui.charts.metric_chart"), Lazy("kpitui.views.chart")
    chart_widget = Lazy("kpitui.ui.widgets.metric_chart")
    meanwhiles = Lazy("kpitui.views.meanwhile")

PERIODS_DRAWN = 26
"""Half a year of weeks; the limits and the words come from all periods, as in `kpitui chart`."""


DETAIL_KEYS = ("plan.tree", "plan.readings")
"""What the panel names."""


def load_chart_of(line: PlanLine, context: AppContext, as_of: AsOf) -> MetricChart | None:
    """The chart of a line, None where it has none; raises `KpituiError`."""
    source, metric = line.source, line.metric
    if metric is None:
        return None
    if isinstance(source, StandardLine) and source.subject is not None:
        question = views.ChartQuestion(
            metric.id, source.subject, line.name, standard_id=source.standard.id
        )
    else:
        kpi_id = source.kpi.id if isinstance(source, KpiLine) else None
        question = views.ChartQuestion(metric.id, kpi_id=kpi_id)
    return views.load_chart(context.database, question, as_of, context.config)


class PlanMeanwhile:
    """What got worse beside the lines of a plan: read for all that live when it is asked for first,
    and kept as long as the plan is shown.
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._overview: Overview | None = None
        self._found: dict[tuple[int, int | None], meanwhiles.Meanwhile] = {}

    def of(self, line: PlanLine, overview: Overview) -> meanwhiles.Meanwhile | None:
        """That of a KPI or a strategy, None for another line; raises `KpituiError`."""
        source = line.source
        if not isinstance(source, KpiLine | StrategyLine):
            return None
        if overview is not self._overview:
            self._overview, self._found = overview, {}
        kpi_id = source.kpi.id if isinstance(source, KpiLine) else None
        key = source.strategy.id, kpi_id
        if key not in self._found and not (source.ended and kpi_id):
            every = [
                strategy for priority in overview.priorities for strategy in priority.strategies
            ]
            wanted = [
                line for line in every
                if line.strategy.id == source.strategy.id or not (source.ended or line.ended)
            ]  # fmt: skip
            self._found |= meanwhiles.load_beside_strategies(
                self._context.database, wanted, overview.as_of
            )
        return self._found.get(key)


class PlanDetail(Panel):
    """What there is to say of a line, beside or below the tree: its key figures, its chart, and
    then words.
    """

    def __init__(self, context: AppContext) -> None:
        self._figures = Static(id="figures")
        self._text = Static(id="facts-text")
        self._facts = Page(self._text, id="facts", can_focus=False)
        super().__init__(self._figures, self._facts, context=context, keys=DETAIL_KEYS, id="detail")
        self.add_class("-words")

    def show(
        self,
        line: PlanLine,
        overview: Overview,
        chart: MetricChart | None,
        beside: meanwhiles.Meanwhile | None = None,
    ) -> None:
        """Show a line with its chart, and what got worse beside it."""
        context, source = self._app_context, line.source
        self.say(*titled(line, context))
        measured = isinstance(source, KpiLine | StandardLine)
        self.set_class(not measured, "-goal")
        if isinstance(source, KpiLine | StandardLine):
            self._figures.update(KeyFigures(figures(source, context.speech), context), layout=False)
        self.set_class(chart is None, "-words")
        if chart is not None:
            spec = charts.spec_of(chart, context.writing, newest=PERIODS_DRAWN)
            self._view.show(spec)
        airy = self.app.size.height >= AIRY
        self._text.update(
            Sections(facts(line, overview, context, chart, beside), context, airy=airy)
        )

    @property
    def _view(self) -> chart_widget.MetricChartView:
        """Where charts are drawn; the mission, with which the screen begins, has none."""
        for view in self.query(chart_widget.MetricChartView):
            return view
        view = chart_widget.MetricChartView(self._app_context.charset, id="chart")
        self.mount(view, before=self._facts)
        return view

    def read(self) -> None:
        """Let the arrows scroll the facts."""
        self._facts.can_focus = True
        self.screen.set_focus(self._facts)

    def leave(self) -> None:
        """Let the arrows move in the tree again."""
        self._facts.can_focus = False

    def copied(self) -> str:
        """All that is said of the line, with its chart."""
        said = page_text(self._facts)
        if not self.has_class("-goal"):
            said = f"{page_text(self._figures)}\n{said}"
        said = f"{self.title_text}\n{said}"
        return said if self.has_class("-words") else f"{said}\n{self._view.copied()}"
