"""How the lines of a sheet are drawn: what is known of a metric, and the cell behind it."""

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets.input import Selection

from kpitui.domain.text import picture
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import look_of
from kpitui.ui.widgets.entry_line import EntryLine
from kpitui.ui.widgets.sheet_columns import MARK, SheetColumns, columns_in, shape_of

CELL_WIDTH = 24
FEWEST_OF_NOTE = 4
"""So many columns of a note are seen where its value stays in sight before it."""


class CellCursor(Struct, frozen=True):
    """Where the cursor is in the text of a cell, and what is selected of it."""

    text: str
    selection: Selection

    @property
    def at(self) -> int:
        """So many letters are before it."""
        return self.selection.end


def as_bar(drawn: Strip, bar: Style) -> Strip:
    """A line that is drawn, with a bar above the ground that its words stand on."""
    return Strip(Segment.apply_style(drawn, post_style=bar), drawn.cell_length)


class SheetPicture:
    """Lines drawn one by one, in the styles of the widget that shows them; the cell of the cursor
    scrolls.
    """

    def __init__(self, shown_in: Widget, lines: list[EntryLine], context: AppContext) -> None:
        self._widget = shown_in
        self._lines = lines
        self._app_context = context
        self._columns: SheetColumns | None = None
        self._labels: dict[tuple[int, bool], Strip] = {}
        self._looks: dict[str, Style] = {}
        self._left = 0
        """So many columns of the text are out of sight."""

    def forget(self) -> None:
        """What is known of the lines, or how wide they are, is another now."""
        self._columns = None
        self._labels.clear()

    def forget_styles(self) -> None:
        """The colours are others now."""
        self._labels.clear()
        self._looks.clear()

    # where the cursor is --------------------------------------------------------------------------

    @property
    def columns(self) -> SheetColumns:
        """How wide the columns are now."""
        if self._columns is None:
            rows = [line.row for line in self._lines]
            self._columns = columns_in(rows, self._widget.size.width, self._app_context)
        return self._columns

    @property
    def _cell_at(self) -> int:
        return self.columns.cell

    @property
    def _cell_width(self) -> int:
        return max(1, min(CELL_WIDTH, self._widget.size.width - self._cell_at))

    def begin_cell(self) -> None:
        """The cursor comes to another cell, which shows its beginning."""
        self._left = 0

    def follow(self, cursor: CellCursor) -> None:
        """Bring the cursor into sight within its cell."""
        fixed = self._value_before_note(cursor)
        room, width = self._cell_width - fixed - 1, cell_len(cursor.text) - fixed
        at = cell_len(cursor.text[: cursor.at]) - fixed
        self._left = max(0, min(max(self._left, at - room), at, max(0, width - room)))

    def column_of(self, cursor: CellCursor) -> int:
        """The column in the line where it is."""
        return self._cell_at + cell_len(cursor.text[: cursor.at]) - self._left

    def _value_before_note(self, cursor: CellCursor) -> int:
        """The columns of the value that stay in sight while its note is typed; 0 where
        all of it scrolls.
        """
        value, quote, _ = cursor.text.partition('"')
        width = cell_len(value + quote)
        in_note = quote and cursor.at > len(value)
        return width if in_note and width + FEWEST_OF_NOTE <= self._cell_width else 0

    # drawing --------------------------------------------------------------------------------------

    def line(self, place: int, cursor: CellCursor | None, *, marked: bool) -> Strip:
        """A metric with its cell; with the cursor where it is in it. The marked line is a bar."""
        width, style = self._widget.size.width, self._ground
        if place >= len(self._lines):
            return Strip.blank(width, style)
        cell = self._cell(self._lines[place], cursor)
        whole = Strip.join([self._label(place, marked), self._mark(place, marked), cell])
        return whole.adjust_cell_length(width, self._bar if marked else style)

    def _label(self, place: int, marked: bool) -> Strip:
        if (place, marked) not in self._labels:
            widget, width = self._widget, self._cell_at - MARK
            words = self._lines[place].label(self.columns)
            [label] = Visual.to_strips(widget, words, width, 1, widget.visual_style)
            label = label.adjust_cell_length(width, self._ground)
            self._labels[place, marked] = as_bar(label, self._bar) if marked else label
        return self._labels[place, marked]

    def _mark(self, place: int, marked: bool) -> Strip:
        line = self._lines[place]
        drawn = Strip([Segment(f"{line.mark:^{MARK}}", self._ground + self._text_look(line))], MARK)
        return as_bar(drawn, self._bar) if marked else drawn

    def _cell(self, line: EntryLine, cursor: CellCursor | None) -> Strip:
        """With the cursor in it on the same ground, so that only what it marks is sent."""
        ground, empty = self._look("entry--cell"), not line.typed
        if line.text:
            ground += self._text_look(line)
        look = self._look("input--placeholder", partial=True) if empty else Style.null()
        words = shape_of(line.metric) if empty else picture(line.typed)
        if cursor is None:
            drawn = Strip([Segment(words, look)]).crop(0, self._cell_width)
        else:
            drawn = self._typed_in(words, look, cursor)
        return drawn.extend_cell_length(self._cell_width).apply_style(ground)

    def _typed_in(self, words: str, look: Style, cursor: CellCursor) -> Strip:
        """The part of a text that is in sight around the cursor."""
        text = Text(words, look, no_wrap=True, end="")
        self._mark_cursor(text, cursor)
        fixed, left = self._value_before_note(cursor), self._left
        whole = Strip(text.render(self._widget.app.console))
        return Strip.join([whole.crop(0, fixed), whole.crop(fixed + left, left + self._cell_width)])

    def _mark_cursor(self, text: Text, cursor: CellCursor) -> None:
        at = cursor.at
        if at >= len(text):
            text.pad_right(at + 1 - len(text))
        if not cursor.selection.is_empty:
            start, end = sorted(cursor.selection)
            text.stylize_before(self._look("input--selection"), start, end)
        text.stylize(self._look("input--cursor"), at, at + 1)

    @property
    def _ground(self) -> Style:
        """What the lines stand on; Textual asks every widget around this one for it."""
        if "" not in self._looks:
            self._looks[""] = self._widget.rich_style
        return self._looks[""]

    @property
    def _bar(self) -> Style:
        """What the marked line stands on."""
        return self._look("entry--bar", partial=True)

    def _text_look(self, line: EntryLine) -> Style:
        """How a typed text, and the sign beside it, is drawn."""
        return self._look(f"entry--{look_of(line.doubt)}", partial=True)

    def _look(self, name: str, *, partial: bool = False) -> Style:
        """A style; `partial`: without the ground it stands on."""
        if name not in self._looks:
            self._looks[name] = self._widget.get_component_rich_style(name, partial=partial)
        return self._looks[name]
