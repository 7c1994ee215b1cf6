"""A grid to type into: people down, metrics across, one cursor, drawn line by line."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Key, Paste, Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

NAME_WIDTH = 22
CELL_WIDTH = 9
TYPED, WRONG, ASKED = "+", "!", "?"
"""What stands behind a cell that is not saved: it can be, it cannot be read, or it is asked about."""

Place = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a typed cell cannot be saved yet: wrong text, or a question that Enter answers."""

    sentence: str
    wrong: bool


@dataclass
class CellMoved(Message):
    """The cursor went to another cell, or what is typed in its cell changed."""


@dataclass
class GridSaid(Message):
    """Something to say about a cell or about what was pasted."""

    sentence: str


class EntryGrid(Widget, can_focus=True):
    """Rows of cells that are typed over; only what changed is drawn anew.

    `doubt(place, text)` says why a text cannot be kept; `shown(place)` what stands in a cell that nothing is typed in.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header", "grid--name", "grid--quiet", "grid--typed", "grid--doubt", "grid--cursor",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "go(-1, 0)", "Up", id="grid.up", show=False, tooltip="Go to the person above"),
        Binding("down,j", "go(1, 0)", "Down", id="grid.down", show=False, tooltip="Go to the person below"),
        Binding("left,h", "go(0, -1)", "Left", id="grid.left", show=False, tooltip="Go to the metric on the left"),
        Binding("right,l", "go(0, 1)", "Right", id="grid.right", show=False, tooltip="Go to the metric on the right"),
        Binding("tab", "go(0, 1)", "Right", id="grid.tab", show=False, tooltip="Take the cell and go right"),
        Binding("shift+tab", "go(0, -1)", "Left", id="grid.back_tab", show=False, tooltip="Take the cell and go left"),
        Binding("pageup", "page(-1)", "Page up", id="grid.page_up", show=False, tooltip="Go a screenful up"),
        Binding("pagedown", "page(1)", "Page down", id="grid.page_down", show=False, tooltip="Go a screenful down"),
        Binding("home", "edge(0, -1)", "First", id="grid.home", show=False, tooltip="Go to the first metric"),
        Binding("end", "edge(0, 1)", "Last", id="grid.end", show=False, tooltip="Go to the last metric"),
        Binding("ctrl+home", "edge(-1, -1)", "Top", id="grid.top", show=False, tooltip="Go to the first cell"),
        Binding("ctrl+end", "edge(1, 1)", "Bottom", id="grid.bottom", show=False, tooltip="Go to the last cell"),
        Binding("enter", "take", "Take", id="grid.take", show=False, tooltip="Take the cell and go down"),
        Binding("backspace", "rub", "Rub out", id="grid.rub", show=False, tooltip="Rub out the last letter"),
        Binding("delete", "empty", "Empty", id="grid.empty", show=False, tooltip="Leave out what is typed in the cell"),
    ]

    def __init__(
        self,
        rows: list[str],
        columns: list[str],
        shown: Callable[[Place], str],
        doubt: Callable[[Place, str], Doubt | None],
        *,
        clean: Callable[[str], str],
    ) -> None:
        super().__init__()
        self.rows = rows
        self.columns = columns
        self._shown = shown
        self._doubt = doubt
        self._clean = clean
        self.texts: dict[Place, str] = {}
        self._kept: dict[Place, str] = {}
        self.doubts: dict[Place, Doubt] = {}
        self.cursor: Place = (0, 0)
        self._before: str | None = None
        self._top = self._left = 0

    # what is drawn ----------------------------------------------------------------------------------------------

    @property
    def _lines(self) -> int:
        return max(1, self.size.height - 1)

    @property
    def _across(self) -> int:
        return max(1, (self.size.width - NAME_WIDTH) // CELL_WIDTH)

    def on_resize(self, event: Resize) -> None:
        """The cursor stays in sight."""
        self._bring_into_sight()

    def render_line(self, y: int) -> Strip:
        """One line: the names of the metrics, or a person with their cells."""
        row = self._top + y - 1
        columns = range(self._left, min(self._left + self._across, len(self.columns)))
        if y == 0:
            more = ">" if columns.stop < len(self.columns) else " "
            style = self._style("grid--header")
            left = "<" if self._left else " "
            names = [set_cell_size(self._clean(self.columns[one]), CELL_WIDTH - 2) for one in columns]
            texts = [f"{name.strip():>{CELL_WIDTH - 2}}  " for name in names]
            line = set_cell_size("", NAME_WIDTH - 1) + left + "".join(texts).rstrip(" ") + more
            return self._strip([Segment(line, style)])
        if row >= len(self.rows):
            return Strip.blank(self.size.width, self.rich_style)
        name = set_cell_size(self._clean(self.rows[row]), NAME_WIDTH - 1) + " "
        segments = [Segment(name, self._style("grid--name", row == self.cursor[0]))]
        return self._strip(segments + [self._cell((row, column)) for column in columns])

    def _strip(self, segments: list[Segment]) -> Strip:
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _cell(self, place: Place) -> Segment:
        text, doubt = self.texts.get(place), self.doubts.get(place)
        here = place == self.cursor and self.has_focus
        if text is None:
            return Segment(_fit(self._shown(place), " "), self._style("grid--cursor" if here else "grid--quiet"))
        mark = (WRONG if doubt.wrong else ASKED) if doubt else TYPED
        style = "grid--cursor" if here else "grid--doubt" if doubt else "grid--typed"
        return Segment(_fit(self._clean(text), mark), self._style(style))

    def _style(self, name: str, bold: bool = False) -> Style:
        style = self.get_component_rich_style(name)
        return style + Style(bold=True) if bold else style

    def _refresh_rows(self, *rows: int) -> None:
        regions = [Region(0, row - self._top + 1, self.size.width, 1) for row in rows if row >= self._top]
        self.refresh(*regions)

    def on_focus(self) -> None:
        """The cursor is seen."""
        self._refresh_rows(self.cursor[0])

    def on_blur(self) -> None:
        """What was typed is taken."""
        self.settle()
        self._refresh_rows(self.cursor[0])

    # moving -----------------------------------------------------------------------------------------------------

    def move_to(self, place: Place) -> None:
        """Take what is typed, and put the cursor on a cell."""
        self.settle()
        before = self.cursor
        row = max(0, min(place[0], len(self.rows) - 1))
        self.cursor = row, max(0, min(place[1], len(self.columns) - 1))
        if not self._bring_into_sight():
            self._refresh_rows(before[0], self.cursor[0])
        self.post_message(CellMoved())

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

    def action_page(self, pages: int) -> None:
        """Go a screenful up or down."""
        self.move_to((self.cursor[0] + pages * self._lines, self.cursor[1]))

    def action_edge(self, down: int, right: int) -> None:
        """Go to the first or the last cell."""
        row = self.cursor[0] if down == 0 else len(self.rows) - 1 if down > 0 else 0
        self.move_to((row, len(self.columns) - 1 if right > 0 else 0))

    # typing -----------------------------------------------------------------------------------------------------

    @property
    def typing(self) -> bool:
        """Whether a text is being typed right now."""
        return self._before is not None

    @property
    def _in_note(self) -> bool:
        return self.typing and '"' in self.texts.get(self.cursor, "")

    async def on_key(self, event: Key) -> None:
        """A digit begins a number; behind one an n opens a note, and in a note every letter is text."""
        typed, text = event.character, self.texts.get(self.cursor, "")
        if event.key == "escape" and self.typing:
            self._restore()
        elif typed is None or not event.is_printable:
            return
        elif self._in_note or typed in "0123456789.,-+%/:=" or (typed in ' "' and self.typing):
            self._type(typed)
        elif typed == "n" and self.typing:
            self._type("n" if text.endswith(" ") else ' "')
        else:
            return
        event.stop()
        event.prevent_default()

    def _type(self, typed: str) -> None:
        if not self.typing:
            self._before = self.texts.get(self.cursor, "")
            self.texts[self.cursor] = ""
        self.texts[self.cursor] = self.texts.get(self.cursor, "") + typed
        self._changed()

    def _changed(self) -> None:
        self.doubts.pop(self.cursor, None)
        self._refresh_rows(self.cursor[0])
        self.post_message(CellMoved())

    def action_rub(self) -> None:
        """Rub out the last letter."""
        text = self.texts.get(self.cursor, "")
        if not self.typing:
            self._before = text
        self.texts[self.cursor] = text[:-1]
        if not text[:-1]:
            self.texts.pop(self.cursor)
        self._changed()

    def action_empty(self) -> None:
        """Leave out what is typed in the cell."""
        self.texts.pop(self.cursor, None)
        self._before = None
        self._changed()

    def _restore(self) -> None:
        if self._before:
            self.texts[self.cursor] = self._before
        else:
            self.texts.pop(self.cursor, None)
        self._before = None
        self._changed()
        self._judge(self.cursor)

    def action_take(self) -> None:
        """Take the cell and go down; what is wrong or asked about holds the cursor."""
        place, doubt = self.cursor, self.doubts.get(self.cursor)
        if doubt is not None and not doubt.wrong and not self.typing:
            self._kept[place] = self.texts[place]
        self.settle()
        doubt = self.doubts.get(place)
        if doubt is not None:
            self.post_message(GridSaid(doubt.sentence if doubt.wrong else f"{doubt.sentence}: again Enter to keep"))
            return
        row, column = place
        below = (row + 1, column) if row + 1 < len(self.rows) else (0, column + 1)
        if below[1] < len(self.columns):
            self.move_to(below)
        else:
            self.post_message(GridSaid("That was the last cell: ctrl+s or F9 saves."))

    def settle(self) -> None:
        """Take what is being typed."""
        if not self.typing:
            self._judge(self.cursor)
            return
        self._before = None
        if not self.texts.get(self.cursor, "").strip():
            self.texts.pop(self.cursor, None)
        self._judge(self.cursor)

    def _judge(self, place: Place) -> None:
        text = self.texts.get(place)
        doubt = self._doubt(place, text) if text is not None else None
        if doubt is not None and not doubt.wrong and self._kept.get(place) == text:
            doubt = None
        was = self.doubts.pop(place, None)
        if doubt is not None:
            self.doubts[place] = doubt
        if was != doubt:
            self._refresh_rows(place[0])

    def fill(self, texts: dict[Place, str]) -> None:
        """Put in what was typed before."""
        self.texts = dict(texts)
        for place in texts:
            self._judge(place)
        self.refresh()

    def first_doubt(self) -> Place | None:
        """The first cell that cannot be saved yet."""
        self.settle()
        for place in sorted(self.texts):
            self._judge(place)
        return min(self.doubts, default=None)

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if self._in_note:
            self._type(" ".join(event.text.split()))
            return
        self.settle()
        lines = event.text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        filled = outside = 0
        for down, cells in enumerate(csv.reader(lines, delimiter="\t")):
            for right, cell in enumerate(cells):
                place = self.cursor[0] + down, self.cursor[1] + right
                if not cell.strip():
                    continue
                if place[0] >= len(self.rows) or place[1] >= len(self.columns):
                    outside += 1
                    continue
                self.texts[place] = " ".join(cell.split())
                self._judge(place)
                filled += 1
        self.refresh()
        self.post_message(CellMoved())
        wrong = f", {len(self.doubts)} of them to mend or confirm" if self.doubts else ""
        lost = f"; {outside} outside the grid were left out" if outside else ""
        self.post_message(GridSaid(f"Filled {filled} {'cell' if filled == 1 else 'cells'}{wrong}{lost}."))


def _fit(text: str, mark: str) -> str:
    room = CELL_WIDTH - 2
    if cell_len(text) > room:
        text = text[: room - 1] + "~"
    return " " * (room - cell_len(text)) + text + mark + " "
