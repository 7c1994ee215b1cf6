"""The Plan screen: the tree of the plan, and the chosen line with its facts and chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Tree

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import SubjectFilter
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.editing import EditingScreen
from kpitui.ui.plan_lines import PlanLine
from kpitui.ui.widgets.plan_detail import PlanDetail, PlanMeanwhile, load_chart_of
from kpitui.ui.widgets.plan_panel import PlanPanel
from kpitui.ui.widgets.plan_tree import PlanTree
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.overview import Overview, load_overview
from kpitui.views.standard_lines import StandardLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kpitui.domain.metric_chart import MetricChart
    from kpitui.ui import plan_correcting, plan_editing, plan_ending, plan_upkeep
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.screens import readings as readings_screen
    from kpitui.views import plan_past
    from kpitui.views.meanwhile import Meanwhile
else:
    readings_screen = Lazy("kpitui.ui.screens.readings")
    plan_past = Lazy("kpitui.views.plan_past")
    plan_correcting = Lazy("kpitui.ui.plan_correcting")
    plan_editing, plan_ending = Lazy("kpitui.ui.plan_editing"), Lazy("kpitui.ui.plan_ending")
    plan_upkeep = Lazy("kpitui.ui.plan_upkeep")

SETTLE_SECONDS = 0.12
"""How long the cursor rests before the chart is drawn, so that running through the tree
costs no charts.
"""
NEEDS = {
    **dict.fromkeys(
        ("add", "edit", "end", "move", "make_kpi", "set_standard", "mark_context", "catalogue"),
        Permission.PLAN,
    ),
    **dict.fromkeys(("annotate", "split"), Permission.ANNOTATIONS),
    "close_month": Permission.CLOSING,
    "time_zone": Permission.RULES,
}
"""What changes the plan, and who may do it; nobody does on a day of the past."""


class PlanScreen(EditingScreen):
    """Mission, priorities, strategies and KPIs as a tree, the standards apart from it."""

    CSS_PATH = sheets("plan")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="plan.add", tooltip="Add below this line"),
        Binding("e", "edit", "Edit", id="plan.edit", tooltip="Edit this line"),
        Binding("x", "end", "End", id="plan.end", tooltip="End this item and everything under it"),
        Binding("m", "move", "Move", id="plan.move",
            tooltip="Move this line, or give it to another parent"),
        Binding("p", "make_kpi", "KPI", id="plan.kpi", tooltip="Make a metric a KPI of a strategy"),
        Binding("n", "annotate", "Event", id="plan.note", tooltip="Add an event to the chart"),
        Binding("L", "split", "Limits", id="plan.split", show=False,
            tooltip="Reset the limits at an event, or undo that"),
        Binding("s", "set_standard", "Standard", id="plan.standard", show=False,
            tooltip="Set a standard"),
        Binding("w", "correct", "Correct", id="plan.correct", show=False,
                tooltip="Correct a slip of a target or baseline, with a reason"),
        Binding("c", "mark_context", "Context", id="plan.context", show=False,
                tooltip="Mark a metric as context"),
        Binding("escape,enter", "tree", "Back to the tree", id="plan.tree", key_display="esc",
                tooltip="Show the tree again"),
        Binding("r", "reload", "Refresh", id="plan.reload", show=False,
                tooltip="Refresh"),
        Binding("full_stop", "ended", "Ended", id="plan.ended", key_display=".", show=False,
                tooltip="Show or hide what ended"),
        Binding("left_square_bracket", "earlier", "Earlier", id="plan.earlier", key_display="[",
                tooltip="Earlier plan: the one before the last change"),
        Binding("right_square_bracket", "later", "Later", id="plan.later", key_display="]",
                show=False, tooltip="Step on to the next change of the plan"),
        Binding("o", "app.open_screen('sort')", "Sort", id="plan.sort", show=False,
                tooltip="Sort metrics: KPI, standard or for information"),
        Binding("v", "readings", "Readings", id="plan.readings", show=False,
                tooltip="The readings behind this line, to correct or void one"),
        Binding("d", "compare", "Changes", id="plan.compare", show=False,
                tooltip="What changed in the plan between two days"),
        Binding("C", "close_month", "Lock month", id="plan.close_month", show=False,
                tooltip="Lock a month (corrections need a reason)"),
        Binding("Z", "time_zone", "Time zone", id="plan.time_zone", show=False,
                tooltip="The time zone in which the days of the organisation begin"),
        Binding("R", "rules", "Rules of this file", id="plan.rules", show=False,
                tooltip="What everyone who opens the file goes by: limits, weeks, years, health"),
        Binding("b", "catalogue", "Catalogue", id="plan.catalogue", show=False,
                tooltip="Add the field's definitions of common metrics; those here stay"),
        Binding("t", "today", "Today", id="plan.today", tooltip="Back to the plan of today"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="plan-screen")
        self._meanwhile = PlanMeanwhile(context)
        self._overview: Overview | None = None
        self._day: date | None = None
        self._with_ended = False

    @property
    def line(self) -> PlanLine | None:
        """The chosen line."""
        for tree in self.query(PlanTree):  # none any more where the program is just left
            return tree.cursor_node.data if tree.cursor_node else None
        return None

    @property
    def past(self) -> bool:
        """Whether a day of the past is shown, which nobody changes."""
        return self._day is not None

    @property
    def as_of(self) -> AsOf:
        """The day the plan is looked at from."""
        today = self.context.today()
        return AsOf(self._day or today, today)

    def compose(self) -> ComposeResult:
        """The bar, the tree, the chosen line, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="plan-body", classes="halves"):
            yield PlanPanel(self.context)
            yield PlanDetail(self.context)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the tree."""
        self.query_one(PlanTree).focus()

    def on_screen_resume(self) -> None:
        """Readings may have been saved while another screen was shown."""
        if not self.as_shown.stays:
            self.show_changed()

    @property
    def _larger(self) -> bool:
        return self.query_one("#plan-body").has_class("-larger")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The way back to the tree is there where the tree is not, the way back to
        today in the past.
        """
        if action == "tree":
            return self._larger
        if action in ("today", "later"):
            return self.past
        if action in ("undo", "redo"):
            return not self.past
        if action in NEEDS:
            return not self.past and self.context.actor.may(NEEDS[action])
        return super().check_action(action, parameters)

    def action_larger(self) -> None:
        """Give the chosen line the whole screen; the arrows scroll its facts."""
        self.query_one("#plan-body").add_class("-larger")
        self.query_one(PlanDetail).read()
        self.refresh_bindings()

    def action_tree(self) -> None:
        """Show the tree again."""
        self.query_one("#plan-body").remove_class("-larger")
        self.set_focus(self.query_one(PlanTree))
        self.query_one(PlanDetail).leave()
        self.refresh_bindings()

    def show_changed(self, key: str = "") -> None:
        """Show what the file holds now; the cursor stays where it is, or goes to the
        line of a key.
        """
        work = self.context
        self.as_shown.begin()
        try:
            self._overview = load_overview(work.database, self.as_of, ended=self._with_ended)
        except KpituiError as error:
            self.as_shown.forget()
            self.tell(error.sentence, error=True)
            return
        self.query_one(TopBar).refresh_day(self._day)
        self.query_one(PlanPanel).show(self._overview, key, self._day)
        self._show_chosen()
        self.refresh_bindings()

    def copied(self, whole: bool) -> str:
        """The chosen line; or all that is said of it, with its chart."""
        if not whole:
            return self.query_one(PlanTree).copied(whole)
        self._show_chosen()  # the cursor may have come here just now
        return self.query_one(PlanDetail).copied()

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, in the plan of today."""
        self._day = None
        self.show_changed(key)

    def action_ended(self) -> None:
        """Show or hide what ended."""
        self._with_ended = not self._with_ended
        self.show_changed()

    def action_earlier(self) -> None:
        """Step back to the plan before its last change: before one of today that is the
        plan of yesterday.
        """
        self._step(plan_past.day_before, "There is no plan before that.")

    def action_later(self) -> None:
        """Step on to the next change of the plan; after the last one to today."""
        self._step(plan_past.day_after)

    def _step(self, choose: Callable[[list[date], AsOf], date | None], edge: str = "") -> None:
        try:
            days = plan_past.load_change_days(self.context.database, self.context.today())
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        day = choose(days, self.as_of)
        if day is None and edge:
            self.tell(edge)
            return
        self._day = day if day != self.context.today() else None
        self.show_changed()

    def action_today(self) -> None:
        """Back to the plan of today."""
        self._day = None
        self.show_changed()

    async def action_readings(self) -> None:
        """List the readings behind the chosen line."""
        line = self.line
        if line is None or line.metric is None:
            self.tell("Only a KPI, a standard or a metric has readings; go to one.")
            return
        subject, name = SubjectFilter(), "everyone"
        if isinstance(source := line.source, StandardLine):
            subject, name = source.subject or subject, source.scope
        await self.app.push_screen(
            readings_screen.ReadingsScreen(self.context, line.metric, subject, name)
        )

    # changes --------------------------------------------------------------------------------------

    @property
    def _editor(self) -> plan_editing.PlanEditor:
        return plan_editing.PlanEditor(self)

    @property
    def _upkeep(self) -> plan_upkeep.PlanUpkeep:
        return plan_upkeep.PlanUpkeep(self)

    async def action_add(self) -> None:
        """Add below the chosen line."""
        await self._editor.add(self.line, self._overview)

    async def action_edit(self) -> None:
        """Edit the chosen line."""
        await self._editor.edit(self.line, self._overview)

    async def action_end(self) -> None:
        """End the chosen line on a date; what ends with it is shown first."""
        await plan_ending.PlanEnder(self).end(self.line)

    async def action_move(self) -> None:
        """Move the chosen line among its neighbours, or to another parent."""
        await self._editor.move(self.line, self._overview)

    async def action_correct(self) -> None:
        """Correct a slip of the chosen line's target or baseline."""
        await plan_correcting.PlanCorrector(self).correct(self.line)

    async def action_make_kpi(self) -> None:
        """Make a metric a KPI of the chosen strategy, or the chosen metric one of a strategy that
        is asked for.
        """
        await self._editor.make_kpi(self.line, self._overview)

    async def action_set_standard(self) -> None:
        """Set a standard of the chosen metric, or of one that is asked for."""
        await self._editor.set_standard(self.line)

    def action_mark_context(self) -> None:
        """Mark the chosen metric as context, kept on purpose; or take that back."""
        self._editor.mark_context(self.line)

    async def action_annotate(self) -> None:
        """Note a dated event on the chosen metric or strategy."""
        await self._editor.annotate(self.line)

    async def action_split(self) -> None:
        """Let the limits of the chosen line's chart start again at an event, or no longer."""
        await self._editor.split(self.line)

    async def action_compare(self) -> None:
        """Show what changed in the plan between two days."""
        await self._upkeep.compare(self._day)

    async def action_close_month(self) -> None:
        """Close a month, or open a closed one again with a reason."""
        await self._upkeep.close_month()

    async def action_time_zone(self) -> None:
        """Say in which time zone the days of the organisation begin."""
        await self._upkeep.set_time_zone()

    async def action_rules(self) -> None:
        """Show the rules of the file; a leader sets one."""
        await self._upkeep.show_rules()

    def action_catalogue(self) -> None:
        """Bring in the definitions of common metrics."""
        self._upkeep.bring_catalogue()

    # the chosen line ------------------------------------------------------------------------------

    @on(Tree.NodeHighlighted)
    def _chosen_changed(self) -> None:
        self.at_rest(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        line, overview = self.line, self._overview
        if line is None or overview is None:
            return
        found: tuple[MetricChart | None, Meanwhile | None] = (None, None)
        try:
            chart = load_chart_of(line, self.context, self.as_of)
            found = chart, self._meanwhile.of(line, overview)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
        self.query_one(PlanDetail).show(line, overview, *found)
