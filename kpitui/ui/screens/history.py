"""The History screen: every change, with what it changed; one's own can be taken back."""

from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kpitui.actions.undo import upcoming
from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.line_input import LineInput
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.history import WAYS, ChangeLine, HistoryQuestion, fits, load_history

CHANGES_SHOWN = 100


class FilterInput(LineInput):
    """Where words to look for are typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,escape", "screen.list", "List", id="history.list", show=False,
                tooltip="Go to the list"),
    ]  # fmt: skip


class ChangeList(Lines):
    """The list; Enter shows all of what a change was, however long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.whole", "Whole", id="history.whole",
                tooltip="Show the whole change"),
    ]  # fmt: skip


class HistoryScreen(EditingScreen):
    """What was done, by whom, when and why, newest first."""

    CSS_PATH = sheets("history")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="history.filter", key_display="/",
                tooltip="Search name, record or date, such as: ana 2026-11 standard"),
        Binding("x", "undo_this", "Undo", id="history.undo",
                tooltip="Undo the chosen change of yours; for an undo, redo it"),
        Binding("escape", "clear", "All", id="history.clear", show=False,
            tooltip="Show all changes"),
        Binding("r", "reload", "Refresh", id="history.reload",
            tooltip="Show what the file holds now"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="history-screen")
        self._changes: list[ChangeLine] = []
        self._lines: list[ChangeLine] = []

    def compose(self) -> ComposeResult:
        """The bar, the filter, the changes, what the chosen one changed, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield FilterInput(
            id="history-filter", compact=True, placeholder="Search name, record or date"
        )
        with Container(id="history-body"):
            yield ChangeList(id="deeds", markup=False)
            with VerticalScroll(id="deed", can_focus=False):
                yield Static(id="deed-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(FilterInput).cursor_blink = False
        self.query_one("#deeds").focus()

    def on_screen_resume(self) -> None:
        """Something may have been done on another screen."""
        self.show_changed()

    def show_changed(self, key: str = "") -> None:
        """Refresh."""
        try:
            found = load_history(self.context.database, HistoryQuestion(), self.context.writing)
            # The words of a change are what is shown; its whole records would stay in memory.
            self._changes = [replace(line, changes=[]) for line in found]
        except KpituiError as error:
            self.tell(error.sentence, error=True)
        self._list()

    @on(Input.Changed)
    def _list(self) -> None:
        """Show what fits the filter; the cursor stays on its change."""
        chosen = self._chosen
        question = HistoryQuestion(words=self.query_one(FilterInput).value)
        self._lines = [line for line in self._changes if fits(line, question)]
        changes = self.query_one("#deeds", OptionList)
        changes.clear_options()
        changes.add_options([Option(self._title(line)) for line in self._lines])
        ids = [line.change_id for line in self._lines]
        place = ids.index(chosen.change_id) if chosen and chosen.change_id in ids else 0
        changes.highlighted = place if self._lines else None
        self._show_chosen()

    @property
    def _chosen(self) -> ChangeLine | None:
        place = self.query_one("#deeds", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def _title(self, line: ChangeLine) -> Content:
        work = self.context
        undone = "undone: " if line.undone else ""
        return Content.assemble(
            (f"{line.when}  ", "dim"),
            (f"{work.text(line.by)}  ", "$text-accent"),
            (undone, "$text-warning"),
            (work.text(line.title), "dim" if line.undone else ""),
        )

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        line = self._chosen
        if line is None:
            said = (
                "No such changes; esc shows all."
                if self._changes
                else "No changes in this file yet; 1 goes to the plan, where a adds."
            )
            self.query_one("#deed-text", Static).update(Content.styled(said, "dim"))
            return
        self.query_one("#deed-text", Static).update(Content("\n").join(self._told(line)))

    def _told(self, line: ChangeLine) -> list[Content]:
        work = self.context
        parts = [Content.styled(work.text(line.title), "bold")]
        parts.append(
            Content.styled(f"{line.when} by {work.text(line.by)}, {WAYS.get(line.way, '?')}", "dim")
        )
        if line.why:
            parts.append(Content(f"why: {work.text(line.why)}"))
        for one in line.told[:CHANGES_SHOWN]:
            parts.append(Content(work.text(one.record)))
            for name, before, after in one.differences:
                arrow = work.words(" → ") if before else ""
                shown = f"  {work.text(name)}: {work.text(before)}{arrow}{work.text(after) or '-'}"
                parts.append(Content.styled(shown, "dim"))
        if len(line.told) > CHANGES_SHOWN:
            parts.append(Content(f"and {len(line.told) - CHANGES_SHOWN} more"))
        return parts

    def action_whole(self) -> None:
        """Show all of the chosen change."""
        if self._chosen is not None:
            self.app.push_screen(TextDialog("Change", self._told(self._chosen), self.context))

    def action_filter(self) -> None:
        """Type words to look for."""
        self.query_one(FilterInput).focus()

    def action_list(self) -> None:
        """Go to the list."""
        self.query_one("#deeds").focus()

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
