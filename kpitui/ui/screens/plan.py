"""The Plan screen: the tree of the plan, and the chosen line with its facts and chart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, Tree

from kpitui.domain.access import Deed as Kind
from kpitui.domain.errors import KpituiError
from kpitui.domain.metrics import Metric
from kpitui.domain.periods import AsOf
from kpitui.later import Later
from kpitui.paths import sheets
from kpitui.ui.copying import page_text
from kpitui.ui.editing import Deed
from kpitui.ui.facts import facts
from kpitui.ui.screens.plan_editing import PlanEditing
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.lines import Page
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.plan_tree import PlanLine, PlanTree
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views import Subject
from kpitui.views.overview import KpiLine, Overview, StandardLine, load_overview

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kpitui.actions import metrics, rules
    from kpitui.actions import plan as deeds
    from kpitui.charts import metric_chart as charts
    from kpitui.domain.metric_chart import MetricChart
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs import text as text_dialog
    from kpitui.ui.forms import upkeep
    from kpitui.ui.forms.form import Filled
    from kpitui.ui.forms.upkeep import Month
    from kpitui.ui.screens import readings as readings_screen
    from kpitui.ui.workplace import Workplace
    from kpitui.views import access, catalogue, chart, plan_diff, plan_past
else:
    metrics, deeds = Later("kpitui.actions.metrics"), Later("kpitui.actions.plan")
    rules = Later("kpitui.actions.rules")
    charts, chart = Later("kpitui.charts.metric_chart"), Later("kpitui.views.chart")
    form_dialog, text_dialog = Later("kpitui.ui.dialogs.form"), Later("kpitui.ui.dialogs.text")
    upkeep, readings_screen = Later("kpitui.ui.forms.upkeep"), Later("kpitui.ui.screens.readings")
    access, catalogue = Later("kpitui.views.access"), Later("kpitui.views.catalogue")
    plan_diff, plan_past = Later("kpitui.views.plan_diff"), Later("kpitui.views.plan_past")

PERIODS_DRAWN = 26
"""Half a year of weeks; the limits and the words come from all periods, as in `kpitui chart`."""
SETTLE_SECONDS = 0.12
"""How long the cursor rests before the chart is drawn, so that running through the tree costs no charts."""


class PlanScreen(PlanEditing):
    """Mission, priorities, strategies and KPIs as a tree, the standards apart from it."""

    CSS_PATH = sheets("plan")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,enter", "tree", "Back to the tree", id="plan.tree", key_display="esc", tooltip="Show the tree again"
        ),
        Binding("r", "reload", "Reload", id="plan.reload", show=False, tooltip="Read the plan anew from the file"),
        Binding(
            "full_stop", "ended", "Ended", id="plan.ended", key_display=".", show=False,
            tooltip="Show or hide what ended",
        ),
        Binding(
            "left_square_bracket", "earlier", "Past", id="plan.earlier", key_display="[",
            tooltip="Step back to the plan before its last change",
        ),
        Binding(
            "right_square_bracket", "later", "Later", id="plan.later", key_display="]", show=False,
            tooltip="Step on to the next change of the plan",
        ),
        Binding("o", "app.open_screen('sort')", "Sort", id="plan.sort", show=False,
                tooltip="Give every metric its place: KPI, standard or context"),
        Binding("v", "readings", "Readings", id="plan.readings", show=False,
                tooltip="The readings behind this line, to correct or void one"),
        Binding("d", "compare", "Changes", id="plan.compare", show=False,
                tooltip="What changed in the plan between two days"),
        Binding("C", "close_month", "Close month", id="plan.close_month", show=False,
                tooltip="Close a month, so that its readings are corrected with a reason only"),
        Binding("Z", "time_zone", "Time zone", id="plan.time_zone", show=False,
                tooltip="The time zone in which the days of the organisation begin"),
        Binding("b", "catalogue", "Catalogue", id="plan.catalogue", show=False,
                tooltip="Bring in the field's definitions of common metrics; those that are there stay"),
        Binding("t", "today", "Today", id="plan.today", tooltip="Back to the plan of today"),
    ]  # fmt: skip

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="plan-screen")
        self._overview: Overview | None = None
        self._settling: Timer | None = None
        self._day: date | None = None
        self._with_ended = False

    @property
    def line(self) -> PlanLine | None:
        """The chosen line."""
        for tree in self.query(PlanTree):  # none any more where the program is just left
            return tree.cursor_node.data if tree.cursor_node else None
        return None

    @property
    def overview(self) -> Overview | None:
        """The plan that is shown."""
        return self._overview

    @property
    def past(self) -> bool:
        """Whether a day of the past is shown, which nobody changes."""
        return self._day is not None

    @property
    def as_of(self) -> AsOf:
        """The day the plan is looked at from."""
        today = self.workplace.today()
        return AsOf(self._day or today, today)

    def compose(self) -> ComposeResult:
        """The bar, the tree, the chosen line, the keys."""
        yield TopBar(self.workplace, "plan")
        yield TooSmall()
        with Container(id="plan-body"):
            yield PlanTree(self.workplace)
            with Container(id="detail", classes="-words"), Page(id="facts", can_focus=False):
                yield Static(id="facts-text")
        yield KeyBar()

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
        """The way back to the tree is there where the tree is not, the way back to today in the past."""
        if action == "tree":
            return self._larger
        if action in ("today", "later"):
            return self.past
        needs = {"close_month": Kind.CLOSING, "time_zone": Kind.RULES, "catalogue": Kind.PLAN}.get(action)
        if needs is not None:
            return not self.past and self.workplace.actor.may(needs)
        return super().check_action(action, parameters)

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

    def reload(self, go_to: str | None = None) -> None:
        """Show what the file holds now; the cursor stays where it is, or goes to the line of a key."""
        work = self.workplace
        try:
            self._overview = load_overview(work.database, self.as_of, work.config, ended=self._with_ended)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self.query_one(TopBar).refresh_day(self._day)
        self.query_one(PlanTree).show(self._overview, go_to)
        self._show_chosen()
        self.refresh_bindings()

    def copied(self, whole: bool) -> str:
        """The chosen line; or all that is said of it, with its chart."""
        if not whole:
            return self.query_one(PlanTree).copied(whole)
        self._show_chosen()  # the cursor may have come here just now
        drawn = not self.query_one("#detail").has_class("-words")
        return "\n".join((page_text(self.query_one("#facts")), *([self._chart_view.copied()] if drawn else [])))

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, in the plan of today."""
        self._day = None
        self.reload(key)

    def show_changed(self, key: str) -> None:
        """Show what the file holds now, with the cursor on the line that was changed."""
        self.reload(key or None)

    def action_ended(self) -> None:
        """Show or hide what ended."""
        self._with_ended = not self._with_ended
        self.reload()

    def action_earlier(self) -> None:
        """Step back to the plan before its last change: before one of today that is the plan of yesterday."""
        self._step(self._before, "first")

    def _before(self, days: list[date]) -> date | None:
        here = self.as_of.day
        if not self.past and here in days[1:]:
            return here - timedelta(days=1)
        return max((day for day in days if day < here), default=None)

    def action_later(self) -> None:
        """Step on to the next change of the plan; after the last one to today."""
        self._step(lambda days: min((day for day in days if day > self.as_of.day), default=None), "last")

    def _step(self, choose: Callable[[list[date]], date | None], edge: str) -> None:
        try:
            days = plan_past.load_change_days(self.workplace.database, self.workplace.today())
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        day = choose(days)
        if day is None and edge == "first":
            self.tell("There is no plan before that.")
            return
        self._day = day if day != self.workplace.today() else None
        self.reload()

    def action_today(self) -> None:
        """Back to the plan of today."""
        self._day = None
        self.reload()

    async def action_readings(self) -> None:
        """List the readings behind the chosen line."""
        source = self.line.source if self.line else None
        if isinstance(source, StandardLine):
            metric, subject, name = source.metric, source.subject or Subject(), source.scope
        elif isinstance(source, (KpiLine, Metric)):
            metric, subject, name = source if isinstance(source, Metric) else source.metric, Subject(), "everybody"
        else:
            self.tell("Readings are behind a KPI, a standard or a metric; go to one.")
            return
        await self.app.push_screen(readings_screen.ReadingsScreen(self.workplace, metric, subject, name))

    async def action_compare(self) -> None:
        """Show what changed in the plan between two days."""
        today = self.workplace.today()
        first = self._day or today.replace(year=today.year - 1, day=min(today.day, 28))
        form = upkeep.compare_form(first, self.workplace)
        await self.app.push_screen(form_dialog.FormDialog(form, self.workplace), self._compare)

    async def _compare(self, filled: Filled[tuple[date, date]] | None) -> None:
        if filled is None or filled.draft is None:
            return
        work, (first, second) = self.workplace, filled.draft
        try:
            sections = plan_diff.load_plan_diff(work.database, first, second, work.today(), work.config)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        lines = [f"From {work.day(first)} to {work.day(second)}", *plan_diff.in_lines(sections)]
        await self.app.push_screen(text_dialog.TextDialog([Content(work.words(line)) for line in lines]))

    async def action_close_month(self) -> None:
        """Close a month, or open a closed one again with a reason."""
        work = self.workplace
        try:
            closed = access.load_closed_months(work.database)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return

        def close(month: Month) -> None:
            if month.month in closed:
                deeds.open_month(work.database, work.actor, month.month, month.why)
            else:
                deeds.close_month(work.database, work.actor, month.month, work.today())

        await self.change(upkeep.month_form(closed, work), "", close, "The month is closed, or open again")

    async def action_time_zone(self) -> None:
        """Say in which time zone the days of the organisation begin."""
        work = self.workplace
        form = upkeep.zone_form(work.database.clock.zone)
        await self.change(
            form, "", lambda zone: rules.set_time_zone(work.database, work.actor, zone), "Days begin there now"
        )

    def action_catalogue(self) -> None:
        """Bring in the definitions of common metrics."""
        work = self.workplace

        def bring() -> str:
            metrics.add_metrics(work.database, work.actor, catalogue.load_catalogue())
            return "others"

        self.do(Deed(bring, "The catalogue's metrics are among the other metrics; o gives each its place"))

    @on(Tree.NodeHighlighted)
    def _chosen_changed(self) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        line = self.line
        if line is None or self._overview is None:
            return
        chart = self._chart_of(line)
        text = facts(line, self._overview, self.workplace, chart)
        self.query_one("#detail").set_class(chart is None, "-words")
        if chart is not None:
            spec = charts.spec_of(chart, self.workplace.config.writing, newest=PERIODS_DRAWN)
            self._chart_view.show(spec)
        self.query_one("#facts-text", Static).update(text)

    @property
    def _chart_view(self) -> MetricChartView:
        """Where charts are drawn; the mission, with which the screen begins, has none."""
        for view in self.query(MetricChartView):
            return view
        view = MetricChartView(self.workplace.charset, id="chart")
        self.query_one("#detail").mount(view)
        return view

    def _chart_of(self, line: PlanLine) -> MetricChart | None:
        source = line.source
        if isinstance(source, (KpiLine, StandardLine)):
            metric = source.metric
        elif isinstance(source, Metric):
            metric = source
        else:
            return None
        subject = source.subject if isinstance(source, StandardLine) else None
        question = chart.ChartQuestion(metric.id, kpi_id=source.kpi.id if isinstance(source, KpiLine) else None)
        if subject is not None:
            question = chart.ChartQuestion(metric.id, subject, line.name)
        try:
            return chart.load_chart(self.workplace.database, question, self.as_of, self.workplace.config)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return None
