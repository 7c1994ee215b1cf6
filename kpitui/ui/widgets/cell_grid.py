"""A grid of cells with one cursor: people down, metrics across, drawn line by line."""

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.events import Resize
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from kpitui.ui.keys import move
from kpitui.ui.widgets.plan_tree import fitted
from kpitui.ui.workplace import Workplace

NAME_WIDTH = 22
CELL_WIDTH = 9
WIDEST_CELL = 13
"""Where few metrics share the screen."""
HEADER = 2

Place = tuple[int, int]
"""Row and column."""


class CellGrid(Widget, can_focus=True):
    """Rows of cells under a header, scrolled so that the cursor is in sight; only what changed is drawn anew.

    A column has a name and a word below it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header", "grid--name", "grid--quiet", "grid--typed", "grid--asked", "grid--refused", "grid--cursor",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        move("up,k", "go(-1, 0)", "Up", "grid.up", "Go to the person above"),
        move("down,j", "go(1, 0)", "Down", "grid.down", "Go to the person below"),
        move("left,h", "go(0, -1)", "Left", "grid.left", "Go to the metric on the left"),
        move("right,l", "go(0, 1)", "Right", "grid.right", "Go to the metric on the right"),
        move("tab", "tab(1)", "Right", "grid.tab", "Take the cell and go right"),
        move("shift+tab", "tab(-1)", "Left", "grid.back-tab", "Take the cell and go left"),
        move("pageup", "page(-1)", "Page up", "grid.page-up", "Go a screenful up"),
        move("pagedown", "page(1)", "Page down", "grid.page-down", "Go a screenful down"),
        move("home", "edge(0, -1)", "First", "grid.home", "Go to the first metric"),
        move("end", "edge(0, 1)", "Last", "grid.end", "Go to the last metric"),
        move("ctrl+home,alt+home", "edge(-1, -1)", "Top", "grid.top", "Go to the first cell"),
        move("ctrl+end,alt+end", "edge(1, 1)", "Bottom", "grid.bottom", "Go to the last cell"),
    ]

    def __init__(self, rows: list[str], columns: list[tuple[str, str]], workplace: Workplace) -> None:
        self._styles: dict[tuple[str, bool], Style] = {}
        super().__init__()
        self.rows = rows
        self.columns = columns
        self.cursor: Place = (0, 0)
        self._workplace = workplace
        self._top = self._left = 0

    def drawn(self, place: Place) -> tuple[str, str, str]:
        """What stands in a cell: its text, the mark behind it, and the name of its style."""
        raise NotImplementedError

    def copied(self, whole: bool) -> str:
        """The row of the cursor, or the table with its head, with tabs between the cells as spreadsheets take them."""
        rows = range(len(self.rows)) if whole else (self.cursor[0],)
        lines = [["", *(name for name, _ in self.columns)]] if whole else []
        lines += [[self.rows[row], *(self.drawn((row, one))[0] for one in range(len(self.columns)))] for row in rows]
        return "\n".join("\t".join(line) for line in lines)

    @property
    def shows_cursor(self) -> bool:
        """Whether the cell of the cursor is told from the others."""
        return self.has_focus

    def settle(self) -> None:
        """Take what is being typed, before the cursor goes elsewhere."""

    def moved(self) -> None:
        """Tell that the cursor went to another cell, or that what stands in its cell changed."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the last letter of the marked cell is on the screen."""
        row, column = self.cursor
        right = NAME_WIDTH + (column + 1 - self._left) * self._cell_width - 3
        return self.content_region.offset + Offset(right, row - self._top + HEADER)

    @property
    def _lines(self) -> int:
        return max(1, self.size.height - HEADER)

    @property
    def _cell_width(self) -> int:
        room = self.size.width - NAME_WIDTH
        return max(CELL_WIDTH, min(WIDEST_CELL, room // max(1, len(self.columns))))

    @property
    def _across(self) -> int:
        return max(1, (self.size.width - NAME_WIDTH) // self._cell_width)

    def on_resize(self, event: Resize) -> None:
        """The cursor stays in sight."""
        self._bring_into_sight()

    def render_line(self, y: int) -> Strip:
        """One line: the metrics, what is expected of them, or a person with their cells."""
        row = self._top + y - HEADER
        columns = range(self._left, min(self._left + self._across, len(self.columns)))
        if y < HEADER:
            return Strip([Segment(self._header(y, columns), self._style("grid--header", y == 0))])
        if row >= len(self.rows):
            return Strip([])
        name = self._fitted(self._workplace.text(self.rows[row]), NAME_WIDTH - 1) + " "
        segments = [Segment(name, self._style("grid--name", row == self.cursor[0]))]
        room = self._cell_width - 2
        return Strip(segments + [self._cell((row, column), room) for column in columns])

    def _header(self, y: int, columns: range) -> str:
        left = "<" if y == 0 and self._left else " "
        more = ">" if y == 0 and columns.stop < len(self.columns) else ""
        room = self._cell_width - 2
        words = [self._workplace.text(self.columns[one][y]) for one in columns]
        # Half a range says something else than the whole of it; half a name is still a name.
        shown = [
            set_cell_size(word, room).strip() if y == 0 else word if cell_len(word) <= room else "" for word in words
        ]
        line = "".join(f"{self._to_the_right(word, room)}  " for word in shown)
        return " " * (NAME_WIDTH - 1) + left + line.removesuffix(" " * len(more)) + more

    def _fitted(self, text: str, width: int) -> str:
        return fitted(text, width, self._workplace)

    def _to_the_right(self, text: str, room: int) -> str:
        return " " * (room - cell_len(text)) + self._fitted(text, min(room, cell_len(text)))

    def _cell(self, place: Place, room: int) -> Segment:
        text, mark, style = self.drawn(place)
        if place == self.cursor and self.shows_cursor:
            style = "grid--cursor"
        return Segment(f"{self._to_the_right(text, room)}{mark} ", self._style(style))

    def _style(self, name: str, bold: bool = False) -> Style:
        # Textual keeps it until the next change of a cell only.
        style = self._styles.get((name, bold))
        if style is None:
            style = self.get_component_rich_style(name) + Style(bold=bold or None)
            self._styles[name, bold] = style
        return style

    def notify_style_update(self) -> None:
        """Take the new colours."""
        self._styles.clear()
        super().notify_style_update()

    def refresh_cells(self, *places: Place) -> None:
        """Draw cells anew."""
        regions = [
            Region(NAME_WIDTH + (column - self._left) * self._cell_width, row - self._top + HEADER, self._cell_width, 1)
            for row, column in places
            if row >= self._top and column >= self._left
        ]
        if regions:  # without any, all of it would be drawn
            self.refresh(*regions)

    def _refresh_names(self, *rows: int) -> None:
        self.refresh(*(Region(0, row - self._top + HEADER, NAME_WIDTH, 1) for row in rows))

    def move_to(self, place: Place) -> None:
        """Take what is typed, and put the cursor on a cell."""
        self.settle()
        before = self.cursor
        row = max(0, min(place[0], len(self.rows) - 1))
        self.cursor = row, max(0, min(place[1], len(self.columns) - 1))
        if not self._bring_into_sight():
            self.refresh_cells(before, self.cursor)
            if before[0] != self.cursor[0]:
                self._refresh_names(before[0], self.cursor[0])
        self.moved()

    def _bring_into_sight(self) -> bool:
        if not self.size.width:
            return False  # nothing is drawn yet
        row, column = self.cursor
        top = min(max(self._top, row - self._lines + 1), row, max(0, len(self.rows) - self._lines))
        left = min(max(self._left, column - self._across + 1), column, max(0, len(self.columns) - self._across))
        if (top, left) == (self._top, self._left):
            return False
        self._top, self._left = top, left
        self.refresh()
        return True

    def action_go(self, down: int, right: int) -> None:
        """Go to the cell beside."""
        self.move_to((self.cursor[0] + down, self.cursor[1] + right))

    def action_tab(self, step: int) -> None:
        """Go to the cell on the right, or on the left."""
        self.action_go(0, step)

    def action_page(self, pages: int) -> None:
        """Go a screenful up or down."""
        self.move_to((self.cursor[0] + pages * self._lines, self.cursor[1]))

    def action_edge(self, down: int, right: int) -> None:
        """Go to the first or the last cell."""
        row = self.cursor[0] if down == 0 else len(self.rows) - 1 if down > 0 else 0
        self.move_to((row, len(self.columns) - 1 if right > 0 else 0))
