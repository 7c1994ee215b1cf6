"""How a grid of cells is drawn: rows under a header, as many of them as there is room for."""

from collections.abc import Callable

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import fitted
from kpitui.ui.widgets.typed_cells import Place

NAME_WIDTH = 22
CELL_WIDTH = 9
WIDE_CELL = 16
"""Where few metrics share the screen: most of their names have room in two lines."""
BETWEEN = 2
"""Cells behind a number: its mark, and a blank."""

Drawn = tuple[str, str, str, str]
"""What stands in a cell: its text, the mark behind it, and the names of their styles."""


class Head(Struct, frozen=True):
    """What stands above a column: the metric, in full or by its short code, and below it what is
    expected, or the unit.
    """

    name: str
    code: str
    below: str


class GridPicture:
    """The part of a grid that is in sight, drawn line by line.

    `size()` is the room there is now, `find_style` gives a style by its name.
    """

    def __init__(
        self,
        rows: list[str],
        columns: list[Head],
        size: Callable[[], Size],
        find_style: Callable[[str], Style],
        context: AppContext,
    ) -> None:
        self.rows = rows
        self.columns = columns
        self._size = size
        self._find_style = find_style
        self._app_context = context
        self._styles: dict[tuple[str, bool], Style] = {}
        self._top = self._left = 0
        names = (cell_len(context.text(name)) for name in rows)
        self._longest_name = max(NAME_WIDTH, 1 + max(names, default=0))

    def copied(self, drawn: Callable[[Place], Drawn], only: int | None) -> str:
        """The table with its head, or `only` one row, with tabs between the cells as spreadsheets
        take them.
        """
        lines = [["", *(head.code for head in self.columns)]] if only is None else []
        lines += [
            [self.rows[row], *(drawn((row, one))[0] for one in range(len(self.columns)))]
            for row in (range(len(self.rows)) if only is None else (only,))
        ]
        return "\n".join("\t".join(line) for line in lines)

    # what is in sight -----------------------------------------------------------------------------

    @property
    def lines(self) -> int:
        """How many rows have room."""
        return max(1, self._size().height - self._header_lines)

    @property
    def least_size(self) -> Size:
        """Every row and column with what belongs to it, no wider than it has to be."""
        return Size(NAME_WIDTH + len(self.columns) * CELL_WIDTH, len(self.rows) + 3)

    @property
    def best_width(self) -> int:
        """The width in which nothing is gained by more."""
        return self._longest_name + len(self.columns) * WIDE_CELL

    @property
    def _name_width(self) -> int:
        spare = self._size().width - len(self.columns) * WIDE_CELL
        return max(NAME_WIDTH, min(self._longest_name, spare))

    @property
    def _cell_width(self) -> int:
        room = self._size().width - self._name_width
        return max(CELL_WIDTH, min(WIDE_CELL, room // max(1, len(self.columns))))

    @property
    def _header_lines(self) -> int:
        return 3 if self._cell_width == WIDE_CELL else 2

    @property
    def _across(self) -> int:
        return max(1, (self._size().width - self._name_width) // self._cell_width)

    def bring_into_sight(self, place: Place) -> bool:
        """Show the part with a cell; whether that is another part."""
        if not self._size().width:
            return False  # nothing is drawn yet
        row, column = place
        top = min(max(self._top, row - self.lines + 1), row, max(0, len(self.rows) - self.lines))
        left = min(
            max(self._left, column - self._across + 1),
            column,
            max(0, len(self.columns) - self._across),
        )
        moved = (top, left) != (self._top, self._left)
        self._top, self._left = top, left
        return moved

    def end_of(self, place: Place) -> Offset:
        """Where the last letter of a cell is."""
        row, column = place
        right = self._name_width + (column + 1 - self._left) * self._cell_width - BETWEEN - 1
        return Offset(right, row - self._top + self._header_lines)

    def region_of(self, place: Place) -> Region | None:
        """Where a cell is, None where it is left of what is in sight, or above."""
        row, column = place
        if row < self._top or column < self._left:
            return None
        left = self._name_width + (column - self._left) * self._cell_width
        return Region(left, row - self._top + self._header_lines, self._cell_width, 1)

    def name_region(self, row: int) -> Region:
        """Where the name of a row is."""
        return Region(0, row - self._top + self._header_lines, self._name_width, 1)

    # drawing --------------------------------------------------------------------------------------

    def forget_styles(self) -> None:
        """The colours are others now."""
        self._styles.clear()

    def line(
        self, y: int, drawn: Callable[[Place], Drawn], cursor: Place, *, shows_cursor: bool
    ) -> Strip:
        """One line: the metrics, what is expected of them, or a person with their cells."""
        header = self._header_lines
        row = self._top + y - header
        columns = range(self._left, min(self._left + self._across, len(self.columns)))
        if y < header:
            bold = y < header - 1
            return Strip([Segment(self._header(y, columns), self._style("grid--header", bold))])
        if row >= len(self.rows):
            return Strip([])
        name = self._fitted(self._app_context.text(self.rows[row]), self._name_width - 1) + " "
        segments = [Segment(name, self._style("grid--name", row == cursor[0]))]
        room = self._cell_width - BETWEEN
        for column in columns:
            text, mark, style, marked = drawn((row, column))
            if shows_cursor and (row, column) == cursor:
                style = marked = "grid--cursor"
            segments.append(Segment(self._to_the_right(text, room), self._style(style)))
            segments.append(Segment(f"{mark} ", self._style(marked)))
        return Strip(segments)

    def _header(self, y: int, columns: range) -> str:
        left = "<" if y == 0 and self._left else " "
        more = ">" if y == 0 and columns.stop < len(self.columns) else ""
        # A head begins a cell before its values: one blank is enough between two of them.
        room, line = self._cell_width - BETWEEN + 1, y - self._header_lines
        shown = [self._above(self.columns[column], room)[line] for column in columns]
        heads = "".join(f"{self._to_the_right(word, room)} " for word in shown) + " "
        return " " * (self._name_width - 2) + left + heads.removesuffix(" " * len(more)) + more

    def _above(self, head: Head, room: int) -> tuple[str, str, str]:
        """The lines above a column, of which the first is empty where its name has one."""
        text = self._app_context.text
        name = _in_two_lines(text(head.name), room) if self._header_lines > 2 else None
        # Half a range says something else than the whole of it; half a name is still a name.
        below = text(head.below)
        code = set_cell_size(text(head.code), room).strip()
        return *(name or ("", code)), below if cell_len(below) <= room else ""

    def _fitted(self, text: str, width: int) -> str:
        return fitted(text, width, self._app_context)

    def _to_the_right(self, text: str, room: int) -> str:
        return " " * (room - cell_len(text)) + self._fitted(text, min(room, cell_len(text)))

    def _style(self, name: str, bold: bool = False) -> Style:
        # Textual keeps it until the next change of a cell only.
        style = self._styles.get((name, bold))
        if style is None:
            style = self._find_style(name) + Style(bold=bold or None)
            self._styles[name, bold] = style
        return style


def _in_two_lines(name: str, room: int) -> tuple[str, str] | None:
    """A name in one line or two of so many cells; None where it has no room in them."""
    words = name.split(" ")
    for first in range(len(words) + 1):
        lines = " ".join(words[:first]), " ".join(words[first:])
        if max(map(cell_len, lines)) <= room:
            return lines
    return None
