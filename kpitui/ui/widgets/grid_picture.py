"""How a grid of cells is drawn: rows under a header, as many of them as there is room for."""

from collections.abc import Callable

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
WIDEST_CELL = 13
"""Where few metrics share the screen."""
HEADER = 2

Drawn = tuple[str, str, str, str]
"""What stands in a cell: its text, the mark behind it, and the names of their styles."""


class GridPicture:
    """The part of a grid that is in sight, drawn line by line.

    A column has a name and a word below it. `size()` is the room
    there is now, `find_style` gives a style by its name.
    """

    def __init__(
        self,
        rows: list[str],
        columns: list[tuple[str, str]],
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

    def copied(self, drawn: Callable[[Place], Drawn], only: int | None) -> str:
        """The table with its head, or `only` one row, with tabs between the cells as spreadsheets
        take them.
        """
        lines = [["", *(name for name, _ in self.columns)]] if only is None else []
        lines += [
            [self.rows[row], *(drawn((row, one))[0] for one in range(len(self.columns)))]
            for row in (range(len(self.rows)) if only is None else (only,))
        ]
        return "\n".join("\t".join(line) for line in lines)

    # what is in sight -----------------------------------------------------------------------------

    @property
    def lines(self) -> int:
        """How many rows have room."""
        return max(1, self._size().height - HEADER)

    @property
    def _cell_width(self) -> int:
        room = self._size().width - NAME_WIDTH
        return max(CELL_WIDTH, min(WIDEST_CELL, room // max(1, len(self.columns))))

    @property
    def _across(self) -> int:
        return max(1, (self._size().width - NAME_WIDTH) // self._cell_width)

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
        right = NAME_WIDTH + (column + 1 - self._left) * self._cell_width - 3
        return Offset(right, row - self._top + HEADER)

    def region_of(self, place: Place) -> Region | None:
        """Where a cell is, None where it is left of what is in sight, or above."""
        row, column = place
        if row < self._top or column < self._left:
            return None
        left = NAME_WIDTH + (column - self._left) * self._cell_width
        return Region(left, row - self._top + HEADER, self._cell_width, 1)

    def name_region(self, row: int) -> Region:
        """Where the name of a row is."""
        return Region(0, row - self._top + HEADER, NAME_WIDTH, 1)

    # drawing --------------------------------------------------------------------------------------

    def forget_styles(self) -> None:
        """The colours are others now."""
        self._styles.clear()

    def line(
        self, y: int, drawn: Callable[[Place], Drawn], cursor: Place, *, shows_cursor: bool
    ) -> Strip:
        """One line: the metrics, what is expected of them, or a person with their cells."""
        row = self._top + y - HEADER
        columns = range(self._left, min(self._left + self._across, len(self.columns)))
        if y < HEADER:
            return Strip([Segment(self._header(y, columns), self._style("grid--header", y == 0))])
        if row >= len(self.rows):
            return Strip([])
        name = self._fitted(self._app_context.text(self.rows[row]), NAME_WIDTH - 1) + " "
        segments = [Segment(name, self._style("grid--name", row == cursor[0]))]
        room = self._cell_width - 2
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
        room = self._cell_width - 2
        words = [self._app_context.text(self.columns[column][y]) for column in columns]
        # Half a range says something else than the whole of it; half a name is still a name.
        shown = [
            set_cell_size(word, room).strip() if y == 0 else word if cell_len(word) <= room else ""
            for word in words
        ]
        line = "".join(f"{self._to_the_right(word, room)}  " for word in shown)
        return " " * (NAME_WIDTH - 1) + left + line.removesuffix(" " * len(more)) + more

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
