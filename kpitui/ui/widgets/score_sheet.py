"""A call sheet that is answered by one key a question."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key, MouseDown, Paste
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from kpitui.terminal.keys import has_key, move
from kpitui.terminal.line_input import LineInput
from kpitui.ui.app_context import AppContext
from kpitui.ui.messages import CellSaid
from kpitui.ui.sheet_answers import SheetAnswers
from kpitui.ui.widgets.entry_sheet import EDITING
from kpitui.ui.widgets.score_lines import RowKind, ScoreLines
from kpitui.ui.widgets.sheet_picture import CellCursor

KEYS = "One key answers: y n - or a number · Backspace goes back · c comment"
COMMENT_KEYS = "Type the comment; Enter or Esc ends it"
AT_SAVE = "That was the last question. Enter saves · Backspace goes back · c note"
NO_QUESTION = "That answered nothing, as the last question is past. Enter saves"
OPEN_STILL = "That answered nothing. Enter goes to question {number}, which is open"
HELP_KEY = "?"
"""It answers nothing, so it tells the keys here too."""


class ScoreSheet(LineInput):
    """The questions of a sheet with one cursor: a key answers the question it stands on and goes on
    to the next; one that is no answer there stands there as refused, and the cursor goes on too.

    So each of many keys typed without looking belongs to its own question. What is typed is a
    comment from the key that opens one to Enter. Behind the last question is the line that saves.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"score--bar", "score--comment"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Next", id="score.next", show=False,
            tooltip="Go to the next question; save after the last one; end a comment"),
        Binding("c", "comment", "Comment", id="score.comment",
            tooltip="Comment this question; after the last one, the whole contact"),
        Binding("backspace", "take_back", "Previous", id="score.take-back", key_display="bksp",
            tooltip="Go back to the question before, and clear its answer"),
        Binding("delete", "clear", "Clear", id="score.clear", show=False,
            tooltip="Clear the answer of this question"),
        move("up", "step(-1)", "Up", "score.up", "Go to the question above"),
        move("down", "step(1)", "Down", "score.down", "Go to the question below"),
        move("pageup", "page(-1)", "Page up", "score.page-up", "Go up a screenful"),
        move("pagedown", "page(1)", "Page down", "score.page-down", "Go down a screenful"),
        move("home", "end_of(-1)", "First", "score.first", "Go to the first question"),
        move("end", "end_of(1)", "Last", "score.last", "Go to the line that saves"),
    ]  # fmt: skip
    # What changes is drawn by the line.
    value: Reactive[str] = Reactive("", repaint=False)
    selection: Reactive[Selection] = Reactive(Selection.cursor(0), repaint=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def __init__(
        self, answers: SheetAnswers, changed: Callable[[], None], context: AppContext
    ) -> None:
        """`changed` is called where an answer, a comment or the cursor is another."""
        self.answers = answers
        self.lines = ScoreLines(self, answers, context)
        super().__init__(compact=True, select_on_focus=False, id="questions")
        self.cursor_blink = False
        self.place = 0
        self._commenting = False
        self._goes_to: int | None = None
        """Where Enter goes next, after open questions were named."""
        self._changed = changed
        self.styles.height = len(self.lines.rows)

    @property
    def at_save(self) -> bool:
        """Whether the cursor is behind the last question."""
        return self.place == len(self.answers.questions)

    def refill(self) -> None:
        """Show the questions that are asked now."""
        self._end_comment()
        self.place = min(self.place, len(self.answers.questions))
        self._arrange()

    def begin_at(self, place: int) -> None:
        """Go on at a question; what was said of the sheet stays."""
        self.place = place
        self.focus()
        self._arrange()

    def wait_for_enter(self, place: int) -> None:
        """The next Enter goes to a question that is open."""
        self._goes_to = place

    def come(self) -> None:
        """Go on where Enter was to go, from another field."""
        self.focus()
        if self._goes_to is not None:
            self.go_to(self._goes_to)

    # going from question to question --------------------------------------------------------------

    def go_to(self, place: int) -> None:
        """Put the cursor on a question, or behind the last one."""
        before, self.place, self._goes_to = self.place, place, None
        self._draw(before)
        self._draw(place)
        self._bring_into_sight()
        self._say_keys()
        self._changed()

    def _say_keys(self) -> None:
        self.post_message(CellSaid(AT_SAVE if self.at_save else KEYS))

    async def action_step(self, step: int) -> None:
        """Go to the question beside; from the first one up to the number of the contact."""
        self.end_comment()
        if step < 0 and self.place == 0:
            await self.run_action("screen.contact")
        else:
            self.go_to(min(max(0, self.place + step), len(self.answers.questions)))

    def action_end_of(self, end: int) -> None:
        """Go to the first question, or behind the last one; in a comment to its ends."""
        if not self._commenting:
            self.go_to(0 if end < 0 else len(self.answers.questions))
        elif end < 0:
            self.action_home()
        else:
            self.action_end()

    def action_page(self, pages: int) -> None:
        """Go a screenful up or down."""
        window = self.parent.size.height if isinstance(self.parent, Widget) else 1
        row = self.lines.place_of(self._row_kind, self.place) + pages * max(1, window - 1)
        self.end_comment()
        self.go_to(self.lines.rows[min(max(0, row), len(self.lines.rows) - 1)].place)

    async def action_submit(self) -> None:
        """Go on: to the next question, or to the one that is open; save after the last one."""
        if self._commenting:
            self.end_comment()
            answered = not self.at_save and self.answers.typed(self.answers.questions[self.place])
            if answered:
                self.go_to(self.place + 1)
        elif self._goes_to is not None:
            self.go_to(self._goes_to)
        elif self.at_save:
            await self.run_action("screen.save")
        else:
            self.go_to(self.place + 1)

    # answering ------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """A letter answers; in a comment it is text."""
        answers = not self._commenting and event.is_printable
        if answers and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self._answer(event.character or "")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Every letter is for the sheet but the keys that it has; in a comment all are text."""
        if not self._commenting and (character == HELP_KEY or has_key(self, key, "score.")):
            return False
        return super().check_consume_key(key, character)

    def _answer(self, key: str) -> None:
        if self.at_save:
            said = NO_QUESTION
            if wanting := self.answers.wanting:
                self.wait_for_enter(wanting[0])
                said = OPEN_STILL.format(number=wanting[0] + 1)
            self.post_message(CellSaid(said, rings=True))
            return
        refusal = self.answers.answer(self.answers.questions[self.place], key)
        self.go_to(self.place + 1)
        if refusal:
            self.post_message(CellSaid(refusal, rings=True))

    def action_take_back(self) -> None:
        """Go back to the question before, and clear its answer."""
        if self._commenting:
            self.action_delete_left()
            return
        place = max(0, self.place - 1)
        self.answers.clear(self.answers.questions[place])
        self.go_to(place)

    def action_clear(self) -> None:
        """Clear the answer of this question."""
        if self._commenting:
            self.action_delete_right()
        elif not self.at_save:
            self.answers.clear(self.answers.questions[self.place])
            self.go_to(self.place)

    def on_paste(self, event: Paste) -> None:
        """What is pasted is text: in a comment it stays; as answers it is refused in whole."""
        if not self._commenting:
            event.stop()
            event.prevent_default()
            said = "Pasted text answers nothing; type one key for each question, or c for a comment"
            self.post_message(CellSaid(said, rings=True))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Outside of a comment there is nothing to edit, and inside nothing to open."""
        if action == "comment":
            return not self._commenting
        if action in EDITING and not self._commenting:
            return False
        return super().check_action(action, parameters)

    # comments -------------------------------------------------------------------------------------

    def action_comment(self) -> None:
        """Comment the question of the cursor, in a line below it."""
        self._commenting = True
        self.value = self.answers.comment(self.place)
        self.selection = Selection.cursor(len(self.value))
        self._arrange()
        self.lines.begin_comment()
        self.lines.follow(self._cursor)
        self.post_message(CellSaid(COMMENT_KEYS))
        self.refresh_bindings()

    def end_comment(self) -> bool:
        """Let what is typed be no comment any more; whether it was."""
        if not self._commenting:
            return False
        self._end_comment()
        self._arrange()
        self._say_keys()
        self.refresh_bindings()
        return True

    def _end_comment(self) -> None:
        if self._commenting:
            self.answers.say(self.place, self.value.strip())
            self._commenting = False
            self.value = ""

    def watch_value(self, value: str) -> None:
        """What is typed belongs to the question of the cursor."""
        if self._commenting:
            self.answers.say(self.place, value)
            self._changed()

    @on(Input.Changed)
    def _nobody_asks(self, event: Input.Changed) -> None:
        event.stop()

    # drawing --------------------------------------------------------------------------------------

    @property
    def _row_kind(self) -> RowKind:
        """What stands in the row of the cursor."""
        if self._commenting:
            return RowKind.COMMENT
        return RowKind.SAVE if self.at_save else RowKind.QUESTION

    @property
    def _cursor(self) -> CellCursor:
        return CellCursor(self.value, self.selection)

    def _arrange(self) -> None:
        self.lines.arrange(self.place if self._commenting else None)
        self.styles.height = len(self.lines.rows)
        self.refresh(layout=True)
        self.call_after_refresh(self._bring_into_sight)
        self._changed()

    def on_resize(self) -> None:
        """The window shows the cursor."""
        self.call_after_refresh(self._bring_into_sight)

    def follow_cursor(self, selection: Selection) -> None:
        """Bring the cursor into sight within its comment."""
        if self._commenting:
            self.lines.follow(CellCursor(self.value, selection))
            self._draw(self.place)
        self.app.cursor_position = self.cursor_screen_offset

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen."""
        x, y, _, _ = self.content_region
        column = self.lines.column_of(self._cursor) if self._commenting else 0
        return Offset(x + column, y + self.lines.place_of(self._row_kind, self.place))

    def _draw(self, place: int) -> None:
        kind = RowKind.SAVE if place == len(self.answers.questions) else RowKind.QUESTION
        row = self.lines.place_of(kind, place)
        self.refresh(Region(0, row, self.size.width, 2 if self._commenting else 1))

    def _bring_into_sight(self) -> None:
        """Show the row of the cursor; what comes next is scrolled by several rows at once, so that
        most keys repaint one row and the next questions are seen.
        """
        window = self.parent
        if not isinstance(window, Widget):
            return
        row = self.virtual_region.y + self.lines.place_of(self._row_kind, self.place)
        top, height = round(window.scroll_y), window.scrollable_content_region.height
        if row < top + 1:
            top = row - height * 2 // 3
        elif row > top + height - 2:
            top = row - height // 3
        else:
            return
        window.scroll_to(y=max(0, top), animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """A question, or what stands between two."""
        at = self.lines.place_of(self._row_kind, self.place)
        here = y == at and self.has_focus
        cursor = self._cursor if here and self._commenting else None
        return self.lines.strip(y, cursor, marked=here and not self._commenting)

    async def on_mouse_down(self, event: MouseDown) -> None:
        """Go to the question that is clicked."""
        at = event.get_content_offset_capture(self)
        event.prevent_default()
        if 0 <= at.y < len(self.lines.rows):
            self.end_comment()
            self.go_to(self.lines.rows[min(at.y, len(self.lines.rows) - 1)].place)
