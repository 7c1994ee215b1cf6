"""Lines with a cell each and one cursor: the sheet of Record and of Coach."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Focus, Key, MouseDown, Paste, Resize
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from kpitui.terminal.keys import move
from kpitui.terminal.line_input import LineInput
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import (
    READINGS_KEY,
    SCORE_KEY,
    has_note,
    letter_n,
    said_of,
    said_of_paste,
)
from kpitui.ui.messages import CellSaid
from kpitui.ui.pasted import NotACellBlock, lines_of_paste
from kpitui.ui.widgets.entry_line import EntryLine
from kpitui.ui.widgets.sheet_columns import SheetColumns
from kpitui.ui.widgets.sheet_picture import CellCursor, SheetPicture
from kpitui.views.entry import EntryRow

NO_LINE = "That was the last line; this was not typed anywhere. Ctrl+S or F9 save · ↑ back"
NOT_HERE_YET = "The next agent was not here yet; not typed anywhere. Ctrl+N next · ↑ back"
# all are bindings
EDITING = {
    binding.action.partition("(")[0]  # type: ignore[union-attr]
    for binding in Input.BINDINGS
    if binding.action != "submit"  # type: ignore[union-attr]
}


class CellAccepted(Message):
    """Enter was pressed in the last cell, and the screen says what comes next."""


class EntrySheet(LineInput):
    """An input that stands in one line of many, and draws all of them. What stands in a cell when
    one comes to it is typed over.

    With an input of its own for each line Textual would style two of them again at each step, and
    paint them in two pictures. `tell()` says what is known of the line of the cursor, and
    `show_heads()` names the columns. Behind the last line there is none to type in: what comes
    there is refused, so that a value too many takes the place of no other.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "entry--bar", "entry--cell", "entry--typed", "entry--asked", "entry--refused",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "submit", "Next", id="enter.next", tooltip="Take the value, go to the next"
        ),
        move("up", "screen.previous_cell", "Up", "enter.up", "Go to the cell above"),
        move("down", "screen.next_cell", "Down", "enter.down", "Go to the cell below"),
        move(
            "tab",
            "tab(1)",
            "Down",
            "enter.tab",
            "Go to the cell below, or from the last one to the name",
        ),
        move(
            "shift+tab",
            "tab(-1)",
            "Up",
            "enter.back-tab",
            "Go to the cell above, or from the first one to the date",
        ),
    ]
    steps_at_once = True
    # What changes is drawn by the line.
    value: Reactive[str] = Reactive("", repaint=False)
    selection: Reactive[Selection] = Reactive(Selection.cursor(0), repaint=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def __init__(
        self,
        lines: list[EntryLine],
        show_heads: Callable[[SheetColumns], None],
        tell: Callable[[], None],
        context: AppContext,
    ) -> None:
        self._picture = SheetPicture(self, lines, context)
        self._show_heads = show_heads
        super().__init__(compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.lines = lines
        self.place = 0
        self.ended = False
        """Whether the cursor went on from the last line, or the sheet is left once it is saved."""
        self.lost = 0
        """How many letters were refused there."""
        self._refused_with, self._lost_before = NO_LINE, 0
        self._tell = tell
        self._marked = False
        """Whether the next letter takes the place of the text."""
        # Known before the first layout: one that had to be asked for later was now and then not
        # done.
        self.styles.height = len(lines)

    @property
    def line(self) -> EntryLine:
        """The line of the cursor."""
        return self.lines[self.place]

    def on_mount(self) -> None:
        """Begin in the first line."""
        self._begin_line()

    def on_resize(self, event: Resize) -> None:
        """The cell shows its cursor, and the window the cell."""
        self._picture.forget()
        self._show_heads(self._picture.columns)
        self.follow_cursor(self.selection)
        self.refresh()
        self.call_after_refresh(self._bring_into_sight)

    def put(self, texts: Mapping[int, str]) -> None:
        """Let these texts stand in the cells, by metric; the others are empty."""
        for line in self.lines:
            text = texts.get(line.metric.id, "")
            if line.text != text:  # the cursor stays in what stays
                line.type(text)
                line.settle()
        if self.is_mounted:
            if self.value != self.line.typed:
                self._begin_line()
            self.refresh()
            self._tell()

    def show(self, rows: Mapping[int, EntryRow]) -> None:
        """Show what the file holds now, by metric; the lines stay where they are, and so does what
        is typed.
        """
        known = [rows.get(line.metric.id, line.row) for line in self.lines]
        if known == [line.row for line in self.lines]:
            return
        for line, row in zip(self.lines, known, strict=True):
            line.row = row
        self._picture.forget()
        self._show_heads(self._picture.columns)
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw in the colours that are now."""
        self._picture.forget_styles()
        super().notify_style_update()

    # going from line to line ----------------------------------------------------------------------

    def go_to(self, place: int) -> None:
        """Take what is typed, and put the cursor on a line."""
        self.settle()
        before, self.place, self.ended = self.place, place, False
        self._begin_line()
        self._draw_line(before)
        self._bring_into_sight()
        self._tell()

    def go_to_refused(self) -> None:
        """Put the cursor on the first line that is refused, where there is one."""
        refused = [place for place, one in enumerate(self.lines) if one.doubt and one.doubt.refused]
        if refused:
            self.focus()
            self.go_to(refused[0])

    def step(self, step: int) -> None:
        """Go to the line beside; behind the last one there is none to type in. Behind letters that
        were refused Enter does nothing either: they belong together.
        """
        if self.ended and step > 0 and self.lost > self._lost_before:
            self._refuse_letters()
            return
        place = self.place if self.ended and step < 0 else self.place + step
        if place < len(self.lines):
            self.go_to(max(0, place))
        else:
            self._end()

    def _end(self) -> None:
        self.take_no_more(NO_LINE)
        self.post_message(CellAccepted())

    def take_no_more(self, why: str) -> None:
        """Refuse letters, with this sentence, until the cursor goes to a line again."""
        self.settle()
        self._refused_with, self._lost_before = why, self.lost
        self.ended = True
        self.mark()
        self._draw_line(self.place)
        self._tell()

    def settle(self) -> None:
        """Look at what is typed in the line of the cursor, and say what is to be said of it."""
        if self.line.settle():
            doubt, name = self.line.doubt, self.line.metric.name
            where = "" if doubt and name in doubt.sentence else f"{name}: "
            self.post_message(said_of(doubt, where))
            self._draw_line(self.place)

    def action_tab(self, step: int) -> None:
        """Go to the cell beside; beyond the ends to the fields above."""
        if self.ended and step > 0 and not self.lost:
            self.screen.focus_next()
        elif self.place + step < 0:
            self.settle()
            self.screen.focus_previous()
        else:
            self.step(step)

    async def action_submit(self) -> None:
        """Go on to the next line, whatever is typed in this one."""
        self.step(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Behind the last line there is nothing to edit."""
        return (
            False if self.ended and action in EDITING else super().check_action(action, parameters)
        )

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """No number begins with a v or an S: where one would begin they are keys, of the readings
        behind the cell and of a contact to be scored. Behind the last line no letter is a key: what
        begins as a value there must not end as something else.
        """
        if self.ended and character is not None and character.isprintable():
            return True
        if character in (READINGS_KEY, SCORE_KEY) and self.selected_text == self.value:
            return False
        return super().check_consume_key(key, character)

    def mark(self) -> None:
        """Let the next letter take the place of the text; every other key edits it from its end."""
        self._marked = True
        self.selection = Selection(0, len(self.value))

    def on_focus(self, event: Focus) -> None:
        """What stands here is typed over, except where only the terminal was left and came back."""
        if not event.from_app_focus:
            self.mark()

    def on_key(self, event: Key) -> None:
        """An n behind a number opens a note; behind the last line nothing is typed."""
        if self.ended and event.is_printable:
            self._refuse(event)
            return
        marked, self._marked = self._marked, False
        if marked and (event.key == "n" or not event.is_printable):
            self.selection = Selection.cursor(len(self.value))
        at_end = self.cursor_position == len(self.value)
        if event.key == "n" and at_end and (opens := letter_n(self.value)) != "n":
            event.prevent_default()
            event.stop()
            self.insert_text_at_cursor(opens)

    def _refuse(self, event: Key | Paste) -> None:
        self.lost += 1
        event.stop()
        event.prevent_default()
        self._refuse_letters()

    def _refuse_letters(self) -> None:
        self.post_message(CellSaid(self._refused_with, rings=True))

    @on(Input.Changed)
    def _nobody_asks(self, event: Input.Changed) -> None:
        event.stop()

    async def on_mouse_down(self, event: MouseDown) -> None:
        """Go to the line that is clicked."""
        at = event.get_content_offset_capture(self)
        if 0 <= at.y < len(self.lines):
            self.go_to(at.y)
        event.prevent_default()

    # a column of a spreadsheet --------------------------------------------------------------------

    def on_paste(self, event: Paste) -> None:
        """Several cells go into the lines from the cursor down; one is typed here."""
        in_note = has_note(self.value[: self.cursor_position]) and self.selection.is_empty
        if self.ended:
            self._refuse(event)
        elif not in_note and any(end in event.text.strip() for end in "\n\r\t"):
            event.stop()
            event.prevent_default()
            self._fill(event.text)

    def _fill(self, text: str) -> None:
        """Put the cells of a column, or of a row, into the lines from the cursor down."""
        try:
            cells = lines_of_paste(text)
        except NotACellBlock as error:
            self.post_message(CellSaid(str(error), rings=True))
            return
        self.settle()
        inside = {
            self.place + down: cell
            for down, cell in cells.items()
            if self.place + down < len(self.lines)
        }
        for place, cell in inside.items():
            self.lines[place].type(cell)
            self.lines[place].settle()
        self._begin_line()
        self.refresh()
        self._tell()
        doubtful = sum(1 for place in inside if self.lines[place].doubt)
        outside = len(cells) - len(inside)
        self.post_message(said_of_paste(inside, doubtful, outside, "below the last line"))

    # the cell of the cursor -----------------------------------------------------------------------

    def _begin_line(self) -> None:
        self.value = self.line.typed
        self._picture.begin_cell()
        self.mark()
        self.follow_cursor(self.selection)

    def watch_value(self, value: str) -> None:
        """What is typed belongs to the line of the cursor."""
        if value == self.line.typed:
            return
        before = self.line.remark
        self.line.type(value)
        self._draw_line(self.place)
        if self.line.remark != before:
            self._tell()

    def follow_cursor(self, selection: Selection) -> None:
        """Bring the cursor into sight within its cell."""
        self.app.clear_selection()
        self._picture.follow(CellCursor(self.value, selection))
        self.app.cursor_position = self.cursor_screen_offset
        self._draw_line(self.place)

    @property
    def _cell_cursor(self) -> CellCursor:
        return CellCursor(self.value, self.selection)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen."""
        x, y, _, _ = self.content_region
        return Offset(x + self._picture.column_of(self._cell_cursor), y + self.place)

    def _draw_line(self, place: int) -> None:
        self.refresh(Region(0, place, self.size.width, 1))

    def _bring_into_sight(self) -> None:
        if isinstance(self.parent, Widget):
            place = Region(0, self.virtual_region.y + self.place, 1, 1)
            self.parent.scroll_to_region(place, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """A metric with its cell."""
        marked = y == self.place and self.has_focus
        cursor = self._cell_cursor if marked and not self.ended else None
        return self._picture.line(y, cursor, marked=cursor is not None)
