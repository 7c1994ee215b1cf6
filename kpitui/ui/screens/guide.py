"""The first five steps, from the mission to the first reading; esc leaves them, and they never come
back unasked.
"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from kpitui.domain.errors import KpituiError
from kpitui.domain.records.goal import Strategy
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Page
from kpitui.ui.app_context import AppContext
from kpitui.ui.editing import EditingScreen
from kpitui.ui.plan_editing import PlanEditor
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.overview import KpiLine, Overview, load_overview
from kpitui.words.spans import line, muted

STEPS = (
    ("Mission", "why you exist, in one sentence; hardly ever changes"),
    ("Priority", "what matters now, to serve the mission"),
    ("Strategy", "what you chose to do about it"),
    ("KPI", "a metric that shows whether the strategy works"),
    ("First reading", "one value, in words"),
)
"""What is to be done, and what each is."""


class GuideScreen(EditingScreen):
    """Five steps, each with the form that the Plan screen has for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,a", "step", "Next step", id="guide.step", key_display="enter",
            tooltip="Next step"),
        Binding("escape", "leave", "Leave", id="guide.leave", key_display="esc",
                tooltip="Close First steps; open it again from the palette (ctrl+p)"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="guide-screen")
        self._editor = PlanEditor(self)
        self._overview: Overview | None = None

    def compose(self) -> ComposeResult:
        """The bar, the steps, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        keys = ("guide.step", "guide.leave")
        says = "The first five steps"
        with Panel(context=self.context, says=says, keys=keys), Page(id="guide"):
            yield Static(id="guide-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show how far it is."""
        self.query_one("#guide").focus()
        self.show_changed()

    def on_screen_resume(self) -> None:
        """Something may have been done meanwhile."""
        self.show_changed()

    def show_changed(self, key: str = "") -> None:
        """Show how far it is now."""
        work = self.context
        try:
            self._overview = load_overview(work.database, work.as_of)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self.query_one("#guide-text", Static).update(self._words(self._overview))

    def _words(self, overview: Overview) -> Content:
        work, kpis, done = self.context, _kpis(overview), self._behind(overview)
        self.query_one(Panel).say("The first five steps", line(muted(f"{done} of {len(STEPS)}")))
        lines = [Content("")]
        for place, (name, what) in enumerate(STEPS):
            mark = work.words("✓") if place < done else ">" if place == done else " "
            style = "$text-success" if place < done else "bold" if place == done else ""
            lines.append(Content.assemble((f"{mark} {place + 1} {name:<14}", style), (what, "dim")))
        if done == len(STEPS):
            after = (
                "All five are done: esc goes to the plan. 2 records more, 5 adds people, H opens "
                "help."
            )
        else:
            such = (
                f", such as: {work.text(kpis[0].metric.name)} 84 yesterday"
                if done == len(STEPS) - 1
                else ""
            )
            after = (
                f"Enter: {STEPS[done][0].lower()}{such}. esc leaves; ctrl+p, First steps opens "
                "this again."
            )
        return Content("\n").join([*lines, Content(""), Content(after)])

    def _behind(self, overview: Overview) -> int:
        """How many of the steps are behind one, counted from the first."""
        strategies, kpis = _strategies(overview), _kpis(overview)
        steps = (
            overview.mission is not None, bool(overview.priorities), bool(strategies), bool(kpis),
            any(kpi.standing.last_reading_on for kpi in kpis),
        )  # fmt: skip
        return next((place for place, behind in enumerate(steps) if not behind), len(steps))

    async def action_step(self) -> None:
        """Open the form of the next step."""
        overview = self._overview
        if overview is None:
            return
        strategies = _strategies(overview)
        step = self._behind(overview)
        if step == 0:
            await self._editor.ask_mission(None)
        elif step == 1:
            await self._editor.ask_priority()
        elif step == 2:  # the place in STEPS
            await self._editor.ask_strategy(overview.priorities[0].priority)
        elif step == 3:  # the place in STEPS
            await self._editor.metrics.ask_kpi(strategies[0], strategies, None)
        elif step < len(STEPS):
            await self.run_action("app.quick_entry")
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Leave the steps as far as they are done."""
        self.dismiss()


def _strategies(overview: Overview) -> list[Strategy]:
    return [
        strategy.strategy for priority in overview.priorities for strategy in priority.strategies
    ]


def _kpis(overview: Overview) -> list[KpiLine]:
    return [
        kpi
        for priority in overview.priorities
        for strategy in priority.strategies
        for kpi in strategy.kpis
    ]
