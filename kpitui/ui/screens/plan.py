"""The Plan screen: the tree of the plan, and the chosen line with its facts and chart."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Static, Tree

from kpitui.charts.metric_chart import spec_of
from kpitui.domain.errors import KpituiError
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.metrics import Metric
from kpitui.ui.facts import facts
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.plan_tree import PlanLine, PlanTree
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.overview import KpiLine, Overview, StandardLine, load_overview

PERIODS_DRAWN = 26
SETTLE_SECONDS = 0.06
"""How long the cursor rests before the chart is drawn, so that running through the tree costs no charts."""


class PlanScreen(Screen[None]):
    """Mission, priorities, strategies and KPIs as a tree, the standards apart from it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reload", "Reload", id="plan.reload", tooltip="Read the plan anew from the file"),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(id="plan-screen")
        self._workplace = workplace
        self._overview: Overview | None = None
        self._settling: Timer | None = None

    def compose(self) -> ComposeResult:
        """The bar, the tree, the chosen line, the keys."""
        yield TopBar(self._workplace, "plan")
        yield TooSmall()
        with Container(id="plan-body"):
            yield PlanTree(self._workplace)
            with Container(id="detail"):
                with VerticalScroll(id="facts", can_focus=False):
                    yield Static(id="facts-text")
                yield MetricChartView(self._workplace.charset, id="chart")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Start in the tree."""
        self.query_one(PlanTree).focus()

    def on_screen_resume(self) -> None:
        """Readings may have been saved while another screen was shown."""
        self.reload()

    def action_reload(self) -> None:
        """Read the plan anew."""
        self.reload()

    def reload(self) -> None:
        """Show what the file holds now; the cursor stays where it is."""
        try:
            self._overview = load_overview(self._workplace.database, self._workplace.as_of, self._workplace.config)
        except KpituiError as error:
            self.notify(error.sentence, severity="error", markup=False)
            return
        self.query_one(TopBar).refresh_day()
        self.query_one(PlanTree).show(self._overview)
        self._show_chosen()

    @on(Tree.NodeHighlighted)
    def _chosen_changed(self) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        node = self.query_one(PlanTree).cursor_node
        line = node.data if node else None
        if line is None or self._overview is None:
            return
        text = facts(line, self._overview, self._workplace)
        chart = self._chart_of(line)
        if chart is not None:
            text = Content("\n").join([text, *self._remarks(chart)])
            spec = spec_of(chart, decimal_comma=self._workplace.config.decimal_comma)
            self.query_one(MetricChartView).show(spec)
        else:
            self.query_one(MetricChartView).show(None)
        self.query_one("#facts-text", Static).update(text)

    def _chart_of(self, line: PlanLine) -> MetricChart | None:
        source = line.source
        if isinstance(source, (KpiLine, StandardLine)):
            metric = source.metric
        elif isinstance(source, Metric):
            metric = source
        else:
            return None
        subject = source.subject if isinstance(source, StandardLine) else None
        question = ChartQuestion(metric.id, last=PERIODS_DRAWN)
        if subject is not None:
            question = ChartQuestion(metric.id, subject, line.name, last=PERIODS_DRAWN)
        try:
            return load_chart(self._workplace.database, question, self._workplace.as_of, self._workplace.config)
        except KpituiError as error:
            self.notify(error.sentence, severity="error", markup=False)
            return None

    def _remarks(self, chart: MetricChart) -> list[Content]:
        parts = [Content(self._workplace.words(sentence)) for sentence in chart.words]
        numbered = {id(note): number for number, note in enumerate(chart.marked, 1)}
        for note in reversed(chart.notes):
            number = f"({numbered[id(note)]}) " if id(note) in numbered else ""
            parts.append(Content.styled(f"{number}{note.date} {self._workplace.text(note.text)}", "$text-muted"))
        return parts
