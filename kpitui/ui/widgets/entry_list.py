"""The metrics of the Record screen, one below the other, with one cursor."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.events import Key, MouseDown, Paste, Resize
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from kpitui.domain.text import picture
from kpitui.ui.keys import move
from kpitui.ui.messages import CellSaid
from kpitui.ui.pasted import NotACellBlock, filled_words, lines_of_paste
from kpitui.ui.widgets.cell_input import CellInput
from kpitui.ui.widgets.entry_line import EntryLine, label_width, shape_of
from kpitui.ui.widgets.entry_row import CellAccepted
from kpitui.views.entry import EntryRow

CELL_WIDTH = 24
MARK_WIDTH = 2
"""A sign for what is to be looked at, and a blank, before the cell."""
FEWEST_OF_NOTE = 4
"""So many columns of a note are seen where its value stays in sight before it."""
NO_LINE = "That was the last line, so this is typed nowhere: ctrl+s or F9 saves, up goes back."
EDITING = {one.action.partition("(")[0] for one in Input.BINDINGS if one.action != "submit"}  # type: ignore[union-attr] # all are bindings


class EntryList(CellInput):
    """An input that stands in one line of many, and draws all of them.

    With an input of its own for each line Textual would style two of them anew at each step, and paint them in two
    pictures. `tell()` says what is known of the line of the cursor. Behind the last line there is none to type in:
    what comes there is refused, so that a value too many takes the place of no other.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "entry--cell", "entry--here", "entry--typed", "entry--asked", "entry--refused",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        move("tab", "tab(1)", "Down", "enter.tab", "Go to the cell below, or from the last one to whom"),
        move("shift+tab", "tab(-1)", "Up", "enter.back-tab", "Go to the cell above, or from the first one to the date"),
    ]
    # What changes is drawn by the line.
    value: Reactive[str] = Reactive("", repaint=False)
    selection: Reactive[Selection] = Reactive(Selection.cursor(0), repaint=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def __init__(self, lines: list[EntryLine], tell: Callable[[], None]) -> None:
        self._labels: dict[int, Strip] = {}
        self._looks: dict[str, Style] = {}
        super().__init__()
        self.lines = lines
        self.place = 0
        self.ended = False
        """Whether the cursor went on from the last line."""
        self.lost = 0
        """How many letters were refused behind the last line."""
        self._tell = tell
        self._left = 0

    @property
    def line(self) -> EntryLine:
        """The line of the cursor."""
        return self.lines[self.place]

    def on_mount(self) -> None:
        """Begin in the first line."""
        self.styles.height = len(self.lines)
        self._begin_line()

    def on_resize(self, event: Resize) -> None:
        """The cell shows its cursor, and the window the cell."""
        self._labels.clear()
        self._watch_selection(self.selection)
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
        """Show what the file holds now, by metric; the lines stay where they are, and so does what is typed."""
        for place, line in enumerate(self.lines):
            row = rows.get(line.metric.id, line.row)
            if row != line.row:
                line.row = row
                self._labels.pop(place, None)
                self._draw_line(place)

    def notify_style_update(self) -> None:
        """Draw in the colours that are now."""
        self._labels.clear()
        self._looks.clear()
        super().notify_style_update()

    # going from line to line ------------------------------------------------------------------------------------

    def go_to(self, place: int) -> None:
        """Take what is typed, and put the cursor on a line."""
        self.settle()
        before, self.place, self.ended = self.place, place, False
        self._begin_line()
        self._draw_line(before)
        self._draw_line(place)
        self._bring_into_sight()
        self._tell()

    def step(self, step: int) -> None:
        """Go to the line beside; behind the last one there is none to type in."""
        place = self.place if self.ended and step < 0 else self.place + step
        if place < len(self.lines):
            self.go_to(max(0, place))
        else:
            self._end()

    def _end(self) -> None:
        self.settle()
        self.ended = True
        self.mark()
        self._draw_line(self.place)
        self._tell()
        self.post_message(CellAccepted())

    def settle(self) -> None:
        """Look at what is typed in the line of the cursor, and say what is to be said of it."""
        if self.line.settle():
            doubt, name = self.line.doubt, self.line.metric.name
            said = f"{doubt.sentence}." if doubt else ""
            said = f"{name}: {said}" if doubt and name not in said else said
            self.post_message(CellSaid(said, rings=doubt is not None))
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
        return False if self.ended and action in EDITING else super().check_action(action, parameters)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Behind the last line no letter is a key: what begins as a value there must not end as something else."""
        if self.ended and character is not None and character.isprintable():
            return True
        return super().check_consume_key(key, character)

    def on_key(self, event: Key) -> None:
        """Behind the last line nothing is typed."""
        if self.ended and event.is_printable:
            self._refuse(event)

    def _refuse(self, event: Key | Paste) -> None:
        self.lost += 1
        event.stop()
        event.prevent_default()
        self.post_message(CellSaid(NO_LINE, rings=True))

    @on(Input.Changed)
    def _nobody_asks(self, event: Input.Changed) -> None:
        event.stop()

    async def _on_mouse_down(self, event: MouseDown) -> None:
        at = event.get_content_offset_capture(self)
        if 0 <= at.y < len(self.lines):
            self.go_to(at.y)
        event.prevent_default()

    # a column of a spreadsheet ----------------------------------------------------------------------------------

    def _on_paste(self, event: Paste) -> None:
        in_note = '"' in self.value[: self.cursor_position] and self.selection.is_empty
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
        inside = {self.place + down: cell for down, cell in cells.items() if self.place + down < len(self.lines)}
        for place, cell in inside.items():
            self.lines[place].type(cell)
            self.lines[place].settle()
        self._begin_line()
        self.refresh()
        self._tell()
        doubtful = sum(1 for place in inside if self.lines[place].doubt)
        said = filled_words(len(inside), doubtful, len(cells) - len(inside), "below the last line")
        self.post_message(CellSaid(said, rings=doubtful > 0 or len(inside) < len(cells)))

    # the cell of the cursor -------------------------------------------------------------------------------------

    def _begin_line(self) -> None:
        self.value = self.line.typed
        self._left = 0
        self.mark()
        self._watch_selection(self.selection)

    def watch_value(self, value: str) -> None:
        """What is typed belongs to the line of the cursor."""
        if value == self.line.typed:
            return
        before = self.line.remark
        self.line.type(value)
        self._draw_line(self.place)
        if self.line.remark != before:
            self._tell()

    def _watch_selection(self, selection: Selection) -> None:
        # Textual's own scrolls the whole widget.
        self.app.clear_selection()
        fixed = self._value_before_note
        at, room = cell_len(self.value[: selection.end]) - fixed, self._cell_width - fixed - 1
        self._left = max(0, min(max(self._left, at - room), at, max(0, cell_len(self.value) - fixed - room)))
        self.app.cursor_position = self.cursor_screen_offset
        self._draw_line(self.place)

    @property
    def _value_before_note(self) -> int:
        """The columns of the value that stay in sight while its note is typed; 0 where all of it scrolls."""
        value, quote, _ = self.value.partition('"')
        width = cell_len(value + quote)
        in_note = quote and self.cursor_position > len(value)
        return width if in_note and width + FEWEST_OF_NOTE <= self._cell_width else 0

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen."""
        x, y, _, _ = self.content_region
        at = cell_len(self.value[: self.cursor_position])
        return Offset(x + self._cell_at + at - self._left, y + self.place)

    # drawing ----------------------------------------------------------------------------------------------------

    @property
    def _cell_at(self) -> int:
        return label_width(self.size.width)

    @property
    def _cell_width(self) -> int:
        return max(1, min(CELL_WIDTH, self.size.width - self._cell_at))

    def _draw_line(self, place: int) -> None:
        self.refresh(Region(0, place, self.size.width, 1))

    def _bring_into_sight(self) -> None:
        if isinstance(self.parent, Widget):
            place = Region(0, self.place, 1, 1)
            self.parent.scroll_to_region(place, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """A metric with its cell."""
        if y >= len(self.lines):
            return Strip.blank(self.size.width, self.rich_style)
        parts = [self._label(y), self._mark(y), self._cell(y)]
        return Strip.join(parts).adjust_cell_length(self.size.width, self.rich_style)

    def _label(self, place: int) -> Strip:
        if place not in self._labels:
            width = self._cell_at - MARK_WIDTH
            [label] = Visual.to_strips(self, self.lines[place].label(self._cell_at), width, 1, self.visual_style)
            self._labels[place] = label.adjust_cell_length(width, self.rich_style)
        return self._labels[place]

    def _mark(self, place: int) -> Strip:
        line = self.lines[place]
        text = Text(f"{line.mark} ", self._text_look(line), no_wrap=True, end="")
        return Strip(text.render(self.app.console)).apply_style(self.rich_style)

    def _text_look(self, line: EntryLine) -> Style:
        """How a typed text, and the sign beside it, is drawn."""
        doubt = line.doubt
        name = "entry--refused" if doubt and doubt.refused else "entry--asked" if doubt else "entry--typed"
        return self._look(name, partial=True)

    def _cell(self, place: int) -> Strip:
        line = self.lines[place]
        here = place == self.place and self.has_focus and not self.ended
        style = self._look("entry--here" if here else "entry--cell")
        if line.typed:
            text = Text(picture(line.typed), no_wrap=True, end="")
        else:
            text = Text(shape_of(line.metric), self._look("input--placeholder", partial=True), no_wrap=True, end="")
        if line.text:
            style += self._text_look(line)
        if here:
            self._mark_cursor(text)
        fixed, left = (self._value_before_note, self._left) if here else (0, 0)
        whole = Strip(text.render(self.app.console))
        drawn = Strip.join([whole.crop(0, fixed), whole.crop(fixed + left, left + self._cell_width)])
        return drawn.extend_cell_length(self._cell_width).apply_style(style)

    def _mark_cursor(self, text: Text) -> None:
        at = self.cursor_position
        if at >= len(text):
            text.pad_right(at + 1 - len(text))
        if not self.selection.is_empty:
            start, end = sorted(self.selection)
            text.stylize_before(self._look("input--selection"), start, end)
        text.stylize(self._look("input--cursor"), at, at + 1)

    def _look(self, name: str, *, partial: bool = False) -> Style:
        """A style; `partial`: without the ground it stands on."""
        if name not in self._looks:
            self._looks[name] = self.get_component_rich_style(name, partial=partial)
        return self._looks[name]
