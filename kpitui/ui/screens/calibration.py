"""One closed calibration: the answers of all side by side, and how far they agree."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static

from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.copying import page_text
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import while_open
from kpitui.ui.calibration_lines import CalibrationTable, compared
from kpitui.ui.editing import EditingScreen
from kpitui.ui.parts import Part
from kpitui.ui.theme import painted_lines
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.calibrations import CalibrationPage, load_calibration_page
from kpitui.words import calibrations as words
from kpitui.words.spans import Line, line, muted

SIDES = 2
"""Cells of a line that a row does not fill."""


HIGH = 30
"""So many lines have room for what the figures are."""


class ComparedList(Lines):
    """The questions; right and left show other evaluators where not all fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "screen.evaluators(1)", "More evaluators", id="calibration.next",
            key_display="right", tooltip="Show the next evaluators"),
        Binding("left", "screen.evaluators(-1)", "Fewer", id="calibration.previous",
            key_display="left", show=False, tooltip="Show the evaluators before"),
    ]  # fmt: skip


class CalibrationScreen(EditingScreen):
    """What came of it in a sentence, the table, and the question of the cursor in full."""

    CSS_PATH = sheets("calibrations")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "difference", "Next difference", id="calibration.difference",
            tooltip="Go to the next question that is seen differently"),
        Binding("escape", "back", "Back", id="calibration.back", key_display="esc",
            tooltip="Back to the calibrations"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, number: int) -> None:
        super().__init__(context, id="calibration-screen")
        self._number = number
        self._page: CalibrationPage | None = None
        self._compared: CalibrationTable | None = None
        self._first = 0
        self._lines = ComparedList(id="compared", markup=False)

    def compose(self) -> ComposeResult:
        """The bar, the table below what came of it, the question of the cursor, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield Static(id="compared-answer")
        yield Panel(
            self._lines, context=self.context, says="Side by side", heads=self._heads,
            heads_below=True,
            keys=("calibration.difference", "calibration.previous", "calibration.next"),
            id="compared-panel",
        )  # fmt: skip
        yield Static(id="compared-question")
        yield Static(id="compared-notes")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the table."""
        self._lines.focus()
        self.call_later(while_open, self, self.show_changed)  # once the widths are known

    def on_resize(self) -> None:
        """As many evaluators as there is room for."""
        self.call_after_refresh(self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are more evaluators, or questions that are seen differently."""
        if action == "evaluators":
            return self._compared is not None and bool(self._compared.said)
        if action == "difference":
            return self._page is not None and bool(self._page.apart)
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Read it again; the cursor stays on its question."""
        work = self.context
        try:
            self._page = load_calibration_page(work.database, work.actor, self._number)
        except KpituiError as error:
            self._page = None
            self.tell(error.sentence, error=True)
        self._show()

    def _show(self) -> None:
        page, work = self._page, self.context
        if page is None:
            return
        high = self.app.size.height >= HIGH
        answer = [*words.heading(page, work.speech), *([] if high else [words.short_note(page)])]
        notes = words.notes(page) if high else ()
        self.query_one("#compared-answer", Static).update(painted_lines(answer, work))
        self.query_one("#compared-notes", Static).update(painted_lines(notes, work))
        width = max(1, self._lines.scrollable_content_region.width - SIDES)
        found = self._compared = compared(page, width, self._first, work)
        self._first = found.first
        marked = self._lines.highlighted
        with self._lines.prevent(OptionList.OptionHighlighted):
            self._lines.clear_options()
            self._lines.add_options([*found.options(work)])
            able = [at for at, one in enumerate(self._lines.options) if not one.disabled]
            self._lines.highlighted = marked if marked in able else able[0] if able else None
        panel = self.query_one("#compared-panel", Panel)
        panel.say("Side by side", line(muted(found.said)))
        panel.heads_changed()
        self.refresh_bindings()
        self._show_question()

    def _heads(self, width: int) -> list[Part]:
        if self._compared is None:
            return []
        return self._compared.table.heads(width)

    @on(OptionList.OptionHighlighted)
    def _show_question(self) -> None:
        self.query_one("#compared-question", Static).update(
            painted_lines(self._said_of_question(), self.context)
        )

    def _said_of_question(self) -> list[Line]:
        place, page, found = self._lines.highlighted, self._page, self._compared
        if place is None or page is None or found is None:
            return []
        rows = found.rows[: place + 1]
        if rows[-1].is_section or place >= len(page.questions) + sum(
            row.is_section for row in rows
        ):
            return []  # the scores
        at = place - sum(row.is_section for row in rows)
        return [*words.question_lines(page.questions[at], self.context.speech)]

    def copied(self, whole: bool) -> str:
        """The line of the cursor, or what came of it and every line."""
        if not whole:
            return self._lines.copied(whole)
        return f"{page_text(self.query_one('#compared-answer'))}\n{self._lines.copied(True)}"

    # keys -----------------------------------------------------------------------------------------

    def action_evaluators(self, step: int) -> None:
        """Show the next evaluators, or those before."""
        if self._compared is not None:
            self._first = max(0, self._first + step * self._compared.shown)
            self._show()

    def action_difference(self) -> None:
        """Go to the next question that is seen differently, from the top again at the end."""
        if self._compared is None:
            return
        places = [at for at, row in enumerate(self._compared.rows) if row.differs]
        now = self._lines.highlighted if self._lines.highlighted is not None else -1
        self._lines.highlighted = next((at for at in places if at > now), places[0])

    def action_back(self) -> None:
        """Back to the calibrations."""
        self.dismiss()
