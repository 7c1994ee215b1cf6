"""Since last time: what was decided in reviews, whether it is done, and what charts did since."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList, Static

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines, Page
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.decision_editing import ask_done
from kpitui.ui.editing import EditingScreen
from kpitui.ui.parts import Part
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.table import Table, TableColumn, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import AIRY, Sections
from kpitui.views.decisions import DecisionLine, load_since_last_time
from kpitui.words import decisions as words
from kpitui.words.decision_page import sections
from kpitui.words.spans import line, muted

COLUMNS = (
    TableColumn("decision", 22, most=46), TableColumn("KPI", 24, most=28, spare=3),
    TableColumn("who", 14, most=18, spare=2), TableColumn("by", 6, spare=1), TableColumn("done", 6),
    TableColumn(words.KPI_SINCE, 21, most=24),
)  # fmt: skip
HINTS = (muted(words.HOW), muted(words.ALL))
YEAR = 3
"""So many cells more has a day of another year."""
KEYS = ("decisions.kpi", "decisions.done")
"""What the panel names."""


class DecisionList(Lines):
    """The list; Enter goes to the KPI."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.kpi", "KPI", id="decisions.kpi", key_display="enter",
                tooltip="Go to the KPI that it is about"),
    ]  # fmt: skip


class DecisionsScreen(EditingScreen):
    """Those that wait, the latest first, and those decided or done since the review before this
    one; beside the list all of the chosen one.
    """

    CSS_PATH = sheets("decisions")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "done", "Done", id="decisions.done",
            tooltip="Mark this decision as done, with a word of what came of it"),
        Binding("r", "reload", "Refresh", id="decisions.reload", show=False, tooltip="Refresh"),
        Binding("escape", "back", "To the KPIs", id="decisions.back", key_display="esc",
            tooltip="Go on to the KPIs of the review"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, go_to: Callable[[str], object], key: str = "") -> None:
        super().__init__(context, id="decisions-screen")
        self._go_to, self._key = go_to, key
        self._lines: list[DecisionLine] = []
        self._table = Table(COLUMNS, context)

    def compose(self) -> ComposeResult:
        """The bar, the list, the chosen one, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="decisions-body", classes="halves"):
            yield Panel(
                DecisionList(id="decisions", markup=False), context=self.context,
                heads=self._heads, heads_below=True, keys=KEYS, id="decisions-list", classes=FIRST,
            )  # fmt: skip
            page = Page(Static(id="decision-text"), can_focus=False)
            yield Panel(page, context=self.context, says="Decision", id="decision-page")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list, at the first decision of the KPI that it was opened from, else at the
        first that waits.
        """
        self.query_one(DecisionList).focus()
        self.show_changed()
        places = [at for at, one in enumerate(self._lines) if f"kpi-{one.kpi.id}" == self._key]
        if places:
            self.query_one(DecisionList).highlighted = places[0]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done is done once, by who may."""
        one = self._chosen
        if action == "done":
            may = self.context.actor.may(Permission.REVIEWS)
            return may and one is not None and one.decision.done_on is None
        if action == "kpi":
            return one is not None
        return super().check_action(action, parameters)

    # what is shown --------------------------------------------------------------------------------

    def show_changed(self, key: str = "") -> None:
        """Read the file again; the cursor stays on its line."""
        work = self.context
        try:
            self._lines = load_since_last_time(work.database, work.as_of)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        listed = self.query_one(DecisionList)
        self._table = Table(_columns(self._lines, work.today()), work)
        with listed.prevent(OptionList.OptionHighlighted):
            rows = [
                (decision_line.key, partial(words.cells, decision_line, work.speech))
                for decision_line in self._lines
            ]
            show_lines(listed, [(key, self._table.line(cells)) for key, cells in rows])
            if not self._lines:
                listed.add_option(nothing([line(words.NONE_SINCE), *map(line, HINTS)], work))
        panel = self.query_one("#decisions-list", Panel)
        counted = words.since_last_time(self._lines, work.speech) if self._lines else ()
        panel.say(words.SINCE, counted)
        panel.heads_changed()
        self.set_class(not self._lines, "-empty")
        self._show_chosen()

    def _heads(self, width: int) -> list[Part]:
        return self._table.heads(width) if self._lines else []

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        one, work = self._chosen, self.context
        self.refresh_bindings()
        told = tuple(sections(one, work.speech)) if one is not None else ()
        airy = self.app.size.height >= AIRY
        self.query_one("#decision-text", Static).update(Sections(told, work, airy=airy))

    @property
    def _chosen(self) -> DecisionLine | None:
        if not self._lines:  # it is not put together yet, or shows none
            return None
        place = self.query_one(DecisionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    # keys -----------------------------------------------------------------------------------------

    async def action_done(self) -> None:
        """Say that the chosen decision is done, and what came of it."""
        if (one := self._chosen) is not None:
            await ask_done(self, one.decision, one.key)

    def action_kpi(self) -> None:
        """Go to the KPI that the chosen decision is about."""
        if (one := self._chosen) is not None:
            self.dismiss()
            self._go_to(f"kpi-{one.kpi.id}")

    def action_back(self) -> None:
        """Go on to the KPIs of the review."""
        self.dismiss()


def _columns(found: Sequence[DecisionLine], today: date) -> list[TableColumn]:
    """The columns, with room for the years of days of another year."""
    days = [
        (decision_line.decision.due_on, decision_line.decision.done_on) for decision_line in found
    ]
    since = [decision_line.since.first for decision_line in found if decision_line.since]
    of_other_years = {
        head
        for head, each in (
            ("by", [due for due, _ in days]), ("done", [done for _, done in days]),
            (words.KPI_SINCE, since),
        )
        if any(day is not None and day.year != today.year for day in each)
    }  # fmt: skip
    return [
        replace(column, width=column.width + YEAR) if column.head in of_other_years else column
        for column in COLUMNS
    ]
