"""The History screen: every deed, with what it changed; one's own can be taken back."""

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
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.line_input import LineInput
from kpitui.ui.widgets.lines import Lines
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.history import DeedLine, HistoryQuestion, fits, load_history

CHANGES_SHOWN = 100


class FilterInput(LineInput):
    """Where words to look for are typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,escape", "screen.list", "List", id="history.list", show=False, tooltip="Go to the list"),
    ]


class Deeds(Lines):
    """The list; Enter shows all of what a change was, however long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.whole", "Whole", id="history.whole", tooltip="All of this change, to scroll through"),
    ]


class HistoryScreen(EditingScreen):
    """What was done, by whom, when and why, newest first."""

    CSS_PATH = sheets("history")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="history.filter", key_display="/",
                tooltip="Words of record, person or date, such as: ana 2026-11 standard"),
        Binding("x", "undo_this", "Take back", id="history.undo",
                tooltip="Take the chosen deed of yours back; of an undo, do again what it undid"),
        Binding("escape", "clear", "All", id="history.clear", show=False, tooltip="Show all deeds again"),
        Binding("r", "reload", "Reload", id="history.reload", tooltip="Read the history anew"),
    ]  # fmt: skip

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="history-screen")
        self._deeds: list[DeedLine] = []
        self._lines: list[DeedLine] = []

    def compose(self) -> ComposeResult:
        """The bar, the filter, the deeds, what the chosen one changed, the keys."""
        yield TopBar(self.workplace, "history")
        yield TooSmall()
        yield FilterInput(id="history-filter", compact=True, placeholder="words of record, person or date")
        with Container(id="history-body"):
            yield Deeds(id="deeds", markup=False)
            with VerticalScroll(id="deed", can_focus=False):
                yield Static(id="deed-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(FilterInput).cursor_blink = False
        self.query_one("#deeds").focus()

    def on_screen_resume(self) -> None:
        """Something may have been done on another screen."""
        self.reload()

    def reload(self) -> None:
        """Read the history anew."""
        try:
            found = load_history(self.workplace.database, HistoryQuestion(), self.workplace.config.writing)
            # The words of a change are what is shown; its whole records would stay in memory.
            self._deeds = [replace(line, changes=[]) for line in found]
        except KpituiError as error:
            self.tell(error.sentence, error=True)
        self._list()

    @on(Input.Changed)
    def _list(self) -> None:
        """Show what fits the filter; the cursor stays on its deed."""
        chosen = self._chosen
        question = HistoryQuestion(words=self.query_one(FilterInput).value)
        self._lines = [line for line in self._deeds if fits(line, question)]
        deeds = self.query_one("#deeds", OptionList)
        deeds.clear_options()
        deeds.add_options([Option(self._title(line)) for line in self._lines])
        ids = [line.deed_id for line in self._lines]
        place = ids.index(chosen.deed_id) if chosen and chosen.deed_id in ids else 0
        deeds.highlighted = place if self._lines else None
        self._show_chosen()

    def show_changed(self, key: str) -> None:
        """Show what was done now."""
        self.reload()

    @property
    def _chosen(self) -> DeedLine | None:
        place = self.query_one("#deeds", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def _title(self, line: DeedLine) -> Content:
        work = self.workplace
        undone = "taken back: " if line.undone else ""
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
                "Nothing of that is in the history; esc shows all of it."
                if self._deeds
                else "Nothing was done in this file yet; 1 goes to the plan, where a adds."
            )
            self.query_one("#deed-text", Static).update(Content.styled(said, "dim"))
            return
        self.query_one("#deed-text", Static).update(Content("\n").join(self._told(line)))

    def _told(self, line: DeedLine) -> list[Content]:
        work = self.workplace
        parts = [Content.styled(work.text(line.title), "bold")]
        parts.append(Content.styled(f"{line.when} by {work.text(line.by)}, by way of {line.way or '?'}", "dim"))
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
        """Show all of the chosen deed."""
        if self._chosen is not None:
            self.app.push_screen(TextDialog(self._told(self._chosen)))

    def action_filter(self) -> None:
        """Type words to look for."""
        self.query_one(FilterInput).focus()

    def action_list(self) -> None:
        """Go to the list."""
        self.query_one("#deeds").focus()

    def action_clear(self) -> None:
        """Show all deeds again."""
        self.query_one(FilterInput).value = ""

    def action_reload(self) -> None:
        """Read the history anew."""
        self.reload()

    async def action_undo_this(self) -> None:
        """Undo the chosen deed, or redo what it undid, where nothing later depends on it."""
        line, work = self._chosen, self.workplace
        if line is None or line.deed_id is None:
            self.tell("That was done by another program; it cannot be taken back here.")
            return
        if line.undoes:
            self.redo_deed(line.deed_id)
            return
        try:
            coming = upcoming(work.database, work.actor, line.deed_id)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        await self.undo_deed(coming)
