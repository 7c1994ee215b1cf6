"""The Sort screen: every metric without a place, what was assumed of it, one key each."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList, Static

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.metric import Metric, Place
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.keys import moves
from kpitui.terminal.lines import CopiedList, Page
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.editing import EditingScreen
from kpitui.ui.metric_answering import MetricAnswers
from kpitui.ui.metric_editing import MetricEditor
from kpitui.ui.parts import Part
from kpitui.ui.plan_editing import PlanEditor
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.table import DAY, Cells, Table, TableColumn, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import AIRY, Sections
from kpitui.views.sorting import (
    Closer,
    Sorting,
    Unsorted,
    knows_direction,
    load_closer,
    load_sorting,
)
from kpitui.words import sorting as words
from kpitui.words.spans import line as words_line
from kpitui.words.spans import muted

OF_PLAN = ("kpi", "standard", "context", "turn", "unit", "edit")
"""What only those who may change the plan do, and only where there is something to sort."""

LONGEST = 60
COLUMNS = (
    TableColumn("metric", 24, most=LONGEST), TableColumn("unit", 6), TableColumn("better", 7),
    TableColumn("combine", 7), TableColumn("recorded", 9, spare=1), TableColumn("last", DAY),
    TableColumn("usually", 8, spare=2),
)  # fmt: skip
LIST_KEYS = ("sort.kpi", "sort.standard", "sort.context", "sort.later")
METRIC_KEYS = ("sort.edit",)
"""What the panels name."""


class SortList(CopiedList):
    """The metrics; k is the key of a KPI here, so the way up has no letter."""

    BINDINGS: ClassVar[list[BindingType]] = moves("sort", up="up")


class SortScreen(EditingScreen):
    """People arrive with everything called a KPI; here each metric finds its place."""

    CSS_PATH = sheets("sort")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "kpi", "KPI", id="sort.kpi",
                tooltip="It tells whether a strategy works: tie it to one"),
        Binding("s", "standard", "Standard", id="sort.standard",
                tooltip="It is expected of people every day"),
        Binding("c", "context", "Context", id="sort.context",
                tooltip="It is good to know: keep it as context"),
        Binding("space", "later", "Later", id="sort.later", tooltip="Leave it for later"),
        Binding("b", "turn('direction')", "Better", id="sort.better", show=False,
                tooltip="Higher is better, lower is, or within a band"),
        Binding("a", "turn('aggregation')", "Combine", id="sort.combine", show=False,
                tooltip="Combine its readings by average, total, latest or ratio"),
        Binding("f", "turn('cadence')", "Recorded", id="sort.recorded", show=False,
                tooltip="Recorded daily, weekly, monthly or quarterly"),
        Binding("d", "turn('decimals')", "Decimals", id="sort.decimals", show=False,
                tooltip="How many decimals are shown"),
        Binding("m", "unit", "Unit", id="sort.unit", show=False, tooltip="Another unit"),
        Binding("e", "edit", "Edit", id="sort.edit", tooltip="All of its definition"),
        Binding("escape", "back", "Plan", id="sort.back", tooltip="Back to the plan"),
        Binding("r", "reload", "Refresh", id="sort.reload", show=False,
                tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="sort-screen")
        self._metrics = MetricEditor(self)
        self._answers = MetricAnswers(self)
        self._plan = PlanEditor(self)
        self._table = Table(COLUMNS, context)
        self._sorting = Sorting([], [])
        self._closer: Closer | None = None
        self._to_tie: int | None = None
        """The metric that becomes a KPI once there is a strategy."""

    def compose(self) -> ComposeResult:
        """The bar, how much there is to do, the metrics, what was assumed of one, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="sort-body", classes="halves"):
            yield Panel(
                SortList(id="unsorted", markup=False), context=self.context, keys=LIST_KEYS,
                heads=self._heads, heads_below=True, id="sort-list", classes=FIRST,
            )  # fmt: skip
            page = Page(Static(id="metric-text"), can_focus=False)
            yield Panel(page, context=self.context, keys=METRIC_KEYS, id="sort-metric")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#unsorted").focus()

    def on_screen_resume(self) -> None:
        """Metrics may have come in while another screen was shown."""
        self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action == "later":
            return bool(self._sorting.metrics)
        if action in OF_PLAN:
            return bool(self._sorting.metrics) and self.context.actor.may(Permission.PLAN)
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Show what is left; the cursor is on the metric after the one that found its place."""
        try:
            self._sorting = load_sorting(self.context.database, self.context.today())
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        found = self._sorting.metrics
        lines = [
            (str(unsorted.metric.id), self._table.line(partial(self._cells, unsorted)))
            for unsorted in found
        ]
        listed = self.query_one("#unsorted", OptionList)
        show_lines(listed, lines)
        if not found:
            listed.add_option(nothing(words.DONE, self.context))
        panel = self.query_one("#sort-list", Panel)
        panel.say("Sort metrics", words_line(muted(f"{len(found)} to sort" if found else "")))
        panel.heads_changed()
        self.set_class(not found, "-empty")
        self.refresh_bindings()
        self._define()
        if key.startswith(("priority-", "strategy-")):
            self.call_next(self._tie_on)

    def _heads(self, width: int) -> list[Part]:
        return self._table.heads(width) if self._sorting.metrics else []

    def _cells(self, one: Unsorted) -> Cells:
        known = knows_direction(one.metric)
        return words.cells(one, self.context.speech, knows_direction=known)

    def on_option_list_option_highlighted(self) -> None:
        """Tell what is known of the marked metric."""
        self._define()

    def _define(self) -> None:
        chosen, work = self._chosen, self.context
        self._closer = None
        panel, shown = self.query_one("#sort-metric", Panel), self.query_one("#metric-text", Static)
        if chosen is None:
            panel.say("")
            shown.update("")
            return
        try:
            closer = self._closer = load_closer(work.database, chosen.metric)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        panel.say(chosen.metric.name, words_line(muted(chosen.metric.code)))
        told = [*words.sections(chosen.metric, closer, chosen.usually, work.speech)]
        shown.update(Sections(told, work, airy=self.app.size.height >= AIRY))

    @property
    def _chosen(self) -> Unsorted | None:
        place = self.query_one("#unsorted", OptionList).highlighted
        metrics = self._sorting.metrics
        return metrics[place] if place is not None and place < len(metrics) else None

    def _now(self, metric_id: int) -> Metric | None:
        """A metric as it is now, after it was changed."""
        self.show_changed()
        found = (metric.metric for metric in self._sorting.metrics if metric.metric.id == metric_id)
        return next(found, None)

    # a place --------------------------------------------------------------------------------------

    async def action_kpi(self) -> None:
        """Tie the metric to a strategy; where there is none yet, that is made first."""
        if self._chosen is not None:
            await self._once_direction_is_known(self._chosen.metric, self._tie)

    async def action_standard(self) -> None:
        """Give the metric a standard."""
        if self._chosen is not None:
            await self._once_direction_is_known(self._chosen.metric, self._ask_standard)

    async def _once_direction_is_known(self, metric: Metric, do: Callable[[int], None]) -> None:
        """Ask which way is better where that was only assumed; nothing is judged by a guess."""
        if self._closer is None or self._closer.knows_direction:
            do(metric.id)
        else:
            await self._answers.ask_direction(metric, lambda: do(metric.id))

    def _tie(self, metric_id: int) -> None:
        self._to_tie = metric_id
        self.call_next(self._tie_on)

    async def _tie_on(self) -> None:
        """Ask for the next thing that a KPI needs: a priority, a strategy, or itself."""
        metric = self._now(self._to_tie) if self._to_tie is not None else None
        if metric is None:
            return
        sorting = self._sorting
        if sorting.strategies:
            self._to_tie = None
            only = sorting.strategies[0] if len(sorting.strategies) == 1 else None
            await self._metrics.ask_kpi(only, sorting.strategies, metric)
        elif sorting.priorities:
            self.tell("A KPI tells whether a strategy works; name the strategy.")
            await self._plan.ask_strategy(sorting.priorities[0])
        else:
            self.tell("A KPI needs a strategy, and that needs a priority: name the priority first.")
            await self._plan.ask_priority()

    def _ask_standard(self, metric_id: int) -> None:
        if (metric := self._now(metric_id)) is not None:
            self.call_next(self._metrics.ask_standard, metric)

    def action_context(self) -> None:
        """Keep the metric as context."""
        if self._chosen is not None:
            self._metrics.mark(self._chosen.metric, Place.CONTEXT)

    def action_later(self) -> None:
        """Leave the metric for later."""
        self.query_one("#unsorted", OptionList).action_cursor_down()

    # what was assumed -----------------------------------------------------------------------------

    def action_turn(self, key: str) -> None:
        """Say that a field is the next thing that it can be."""
        if self._chosen is not None and self._closer is not None:
            self._answers.turn(self._chosen.metric, key, self._closer)

    async def action_unit(self) -> None:
        """Say another unit."""
        if self._chosen is not None:
            await self._answers.ask_unit(self._chosen.metric)

    async def action_edit(self) -> None:
        """Change all of the definition."""
        if self._chosen is not None:
            await self._answers.edit(self._chosen.metric)

    async def action_back(self) -> None:
        """Back to the plan."""
        await self.run_action("app.open_screen('plan')")
