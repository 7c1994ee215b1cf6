"""The Plan screen: the tree of the plan, and the chosen line with its facts and chart."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
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
"""Half a year of weeks; the limits and the words come from all periods, as in `kpitui chart`."""
SETTLE_SECONDS = 0.06
"""How long the cursor rests before the chart is drawn, so that running through the tree costs no charts."""


class PlanScreen(Screen[None]):
    """Mission, priorities, strategies and KPIs as a tree, the standards apart from it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,enter", "tree", "Back to the tree", id="plan.tree", key_display="esc", tooltip="Show the tree again"
        ),
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

    @property
    def _larger(self) -> bool:
        return self.query_one("#plan-body").has_class("-larger")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The way back to the tree is there where the tree is not."""
        return self._larger if action == "tree" else super().check_action(action, parameters)

    def action_larger(self) -> None:
        """Give the chosen line the whole screen; the arrows scroll its facts."""
        facts_area = self.query_one("#facts", VerticalScroll)
        facts_area.can_focus = True
        self.query_one("#plan-body").add_class("-larger")
        self.set_focus(facts_area)
        self.refresh_bindings()

    def action_tree(self) -> None:
        """Show the tree again."""
        self.query_one("#plan-body").remove_class("-larger")
        self.set_focus(self.query_one(PlanTree))
        self.query_one("#facts", VerticalScroll).can_focus = False
        self.refresh_bindings()

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
        chart = self._chart_of(line)
        text = facts(line, self._overview, self._workplace, chart)
        if chart is not None:
            spec = spec_of(chart, decimal_comma=self._workplace.config.decimal_comma, newest=PERIODS_DRAWN)
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
        question = ChartQuestion(metric.id)
        if subject is not None:
            question = ChartQuestion(metric.id, subject, line.name)
        try:
            return load_chart(self._workplace.database, question, self._workplace.as_of, self._workplace.config)
        except KpituiError as error:
            self.notify(error.sentence, severity="error", markup=False)
            return None
