"""The History screen: every change, with what it changed; one's own can be taken back."""

import dataclasses
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kpitui.actions.undo import upcoming
from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.line_input import LineInput
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.parts import Part
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.table import ANY, MOMENT, Cells, Table, TableColumn, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import AIRY, Sections, paragraphs
from kpitui.views.history import ChangeLine, HistoryQuestion, fits, load_history
from kpitui.words import history as words
from kpitui.words.spans import line as words_line
from kpitui.words.spans import muted

CHANGES_SHOWN, CHANGES_BESIDE = 100, 20
"""So many records of a change are told in a text of its own, and beside the list."""
LONGEST_NAME = 16
WHEN, WHAT = TableColumn("when", MOMENT), TableColumn("what", 20, most=ANY)
LIST_KEYS = ("history.filter", "history.undo")
CHANGE_KEYS = ("history.whole",)
"""What the panels name."""


class FilterInput(LineInput):
    """Where words to look for are typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,escape", "screen.list", "List", id="history.list", show=False,
                tooltip="Go to the list"),
    ]  # fmt: skip


class ChangeList(Lines):
    """The list; Enter shows all of what a change was, however long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.whole", "Details", id="history.whole",
                tooltip="Show the whole change"),
    ]  # fmt: skip


class HistoryScreen(EditingScreen):
    """What was done, by whom, when and why, newest first."""

    CSS_PATH = sheets("history")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Search", id="history.filter", key_display="/",
                tooltip="Search name, record or date, such as: ana 2026-11 standard"),
        Binding("x", "undo_this", "Undo this", id="history.undo",
                tooltip="Undo the chosen change of yours; for an undo, redo it"),
        Binding("escape", "clear", "All", id="history.clear", show=False,
            tooltip="Show all changes"),
        Binding("r", "reload", "Refresh", id="history.reload", show=False,
            tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="history-screen")
        self._changes: list[ChangeLine] = []
        self._lines: list[ChangeLine] = []
        self._table = Table((), context)
        self._wanted: int | None = None

    undo_title = "Undo my last"

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work; of two that undo each is called by what it undoes."""
        return {
            key: one._replace(binding=dataclasses.replace(one.binding, description=self.undo_title))
            if one.binding.id == "app.undo"
            else one
            for key, one in super().active_bindings.items()
        }

    def compose(self) -> ComposeResult:
        """The bar, the filter, the changes, what the chosen one changed, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield FilterInput(
            id="history-filter", compact=True, placeholder="/  Search name, record or date"
        )
        with Container(id="history-body", classes="halves"):
            changes = ChangeList(id="changes", markup=False)
            yield Panel(
                changes, context=self.context, says="History", keys=LIST_KEYS, heads=self._heads,
                heads_below=True, id="history-list", classes=FIRST,
            )  # fmt: skip
            page = VerticalScroll(Static(id="change-text"), can_focus=False)
            yield Panel(page, context=self.context, keys=CHANGE_KEYS, id="history-change")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(FilterInput).cursor_blink = False
        self.query_one(ChangeList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a change there is none to show or undo."""
        if action in ("whole", "undo_this"):
            return bool(self._lines)
        if action == "clear" and self.back_to:
            return bool(self.query_one(FilterInput).value)
        return super().check_action(action, parameters)

    def on_screen_resume(self) -> None:
        """Something may have been done on another screen."""
        if self._wanted is not None or not self.as_shown.stays:
            self.show_changed()

    def go_to(self, change_id: int) -> None:
        """Put the cursor on a change, now or when the screen is shown."""
        self._wanted = change_id
        if self.is_current:
            self.query_one(FilterInput).value = ""
            self.show_changed()

    def show_changed(self, key: str = "") -> None:
        """Refresh."""
        self.as_shown.begin()
        try:
            work = self.context
            found = load_history(work.database, HistoryQuestion(), work.speech.writing)
            # The words of a change are what is shown; its whole records would stay in memory.
            self._changes = [replace(line, changes=[]) for line in found]
        except KpituiError as error:
            self.as_shown.forget()
            self.tell(error.sentence, error=True)
        self._list()

    @on(Input.Changed)
    def _list(self) -> None:
        """Show what fits the filter; the cursor stays on its change."""
        chosen = self._chosen
        question = HistoryQuestion(words=self.query_one(FilterInput).value)
        self._lines = [line for line in self._changes if fits(line, question)]
        changes = self.query_one(ChangeList)
        longest = max((cell_len(line.by) for line in self._lines), default=0)
        who = TableColumn("who", min(LONGEST_NAME, longest))
        self._table = Table((WHEN, who, WHAT), self.context)
        changes.clear_options()
        changes.add_options(
            [Option(self._table.line(partial(self._cells, line))) for line in self._lines]
        )
        if not self._lines:
            said = words.NONE_FIT if self._changes else words.NO_CHANGES
            changes.add_option(nothing(said, self.context))
        self.set_class(not self._lines, "-empty")
        self.refresh_bindings()
        self._count()
        ids = [line.change_id for line in self._lines]
        wanted, self._wanted = self._wanted or (chosen and chosen.change_id), None
        # What another program did has no change of ours, and is not what no one asked for.
        place = ids.index(wanted) if wanted is not None and wanted in ids else 0
        changes.highlighted = place if self._lines else None
        self._show_chosen()

    def _count(self) -> None:
        shown, known = len(self._lines), len(self._changes)
        said = "1 change" if known == 1 else f"{known} changes"
        panel = self.query_one("#history-list", Panel)
        panel.say("History", words_line(muted(said if shown == known else f"{shown} of {said}")))
        panel.heads_changed()

    def _heads(self, width: int) -> list[Part]:
        return self._table.heads(width) if self._lines else []

    @property
    def _chosen(self) -> ChangeLine | None:
        place = self.query_one(ChangeList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def _cells(self, one: ChangeLine) -> Cells:
        said = muted(f"undone: {one.title}") if one.undone else one.title
        return (words_line(muted(one.when)), words_line(one.by), words_line(said))

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        one, panel = self._chosen, self.query_one("#history-change", Panel)
        shown = self.query_one("#change-text", Static)
        if one is None:
            panel.say("")
            shown.update("")
            return
        panel.say(one.action[:1].upper() + one.action[1:])
        airy = self.app.size.height >= AIRY
        told = [*words.sections(one, CHANGES_BESIDE)]
        shown.update(Sections(told, self.context, airy=airy))

    def action_whole(self) -> None:
        """Show all of the chosen change."""
        if self._chosen is not None:
            told = paragraphs(words.sections(self._chosen, CHANGES_SHOWN), self.context)
            self.app.push_screen(TextDialog(self._chosen.title, told, self.context))

    def action_filter(self) -> None:
        """Type words to look for."""
        self.query_one(FilterInput).focus()

    def action_list(self) -> None:
        """Go to the list."""
        self.query_one(ChangeList).focus()

    def action_clear(self) -> None:
        """Show all changes again."""
        self.query_one(FilterInput).value = ""

    def action_undo_this(self) -> None:
        """Undo the chosen change, or redo what it undid, where nothing later depends on it."""
        line, work = self._chosen, self.context
        if line is None or line.change_id is None:
            self.tell("That was done by another program; it cannot be undone here.")
            return
        if line.undoes:
            self.undoing.redo_change(line.change_id)
            return
        try:
            coming = upcoming(work.database, work.actor, line.change_id)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self.undoing.undo_change(coming)
