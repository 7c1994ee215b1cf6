"""How the tiles of the board are drawn: how many there is room for, and the lines of each."""

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.geometry import Offset, Region, Size

from kpitui.charts.text import Chart, Style
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import RULE, Part, between, cut, frame_of, parts_of, width_of
from kpitui.words.board import TileWords
from kpitui.words.spans import Line

NARROWEST, LOWEST, LOWEST_IN_FRAME, HIGHEST = 38, 6, 9, 20
FRAMED = Size(100, 30)
"""The least terminal on which tiles have frames."""


class TileLayout(Struct, frozen=True):
    """How many tiles stand beside and above one another, and how large each is."""

    columns: int
    rows: int
    width: int
    height: int
    framed: bool

    @classmethod
    def of(cls, room: Size, terminal: Size, tiles: int) -> "TileLayout":
        """As many as there is room for; where all of them have more than that, they are higher."""
        framed = terminal.width >= FRAMED.width and terminal.height >= FRAMED.height
        columns = max(1, room.width // NARROWEST)
        most = max(1, room.height // (LOWEST_IN_FRAME if framed else LOWEST))
        rows = min(most, max(1, -(-tiles // columns)))
        columns = max(1, min(columns, -(-tiles // rows)))
        height = min(room.height // rows, max(HIGHEST, room.height // most))
        return cls(columns, rows, room.width // columns, height, framed)

    @property
    def count(self) -> int:
        """How many there are on a page."""
        return self.columns * self.rows

    @property
    def chart(self) -> Size:
        """The room that a tile has for its chart."""
        return Size(max(0, self.width - (4 if self.framed else 2)), max(0, self.height - 3))

    def region(self, place: int) -> Region:
        """Where a tile of a page stands."""
        row, column = divmod(place, self.columns)
        corner = Offset(column * self.width, row * self.height)
        return Region(corner.x, corner.y, self.width, self.height)


class TilePainter:
    """Draws tiles for one layout, each line as parts that fill the width of a tile."""

    def __init__(self, layout: TileLayout, context: AppContext) -> None:
        self._layout, self._app_context = layout, context
        self._frame = frame_of(context)

    def lines(self, words: TileWords, chart: Chart | None) -> list[list[Part]]:
        """A tile, from its top line to its last one."""
        frame, size = RULE, self._layout.chart
        drawn = [
            [(run.text, f"chart:{run.style.value}") for run in line]
            for line in (chart.lines if chart else ())
        ]
        blank = [[(" " * size.width, "")] for _ in range(size.height - len(drawn))]
        status, whose = self._parts(words.status), self._parts(words.whose)
        room = size.width - width_of(status) - 1
        name, scope = self._parts(words.head), self._parts(words.scope)
        if scope and width_of(named := [*name, (", ", ""), *scope]) <= room:
            name, whose = named, []  # two tiles of one name are told apart at once
        said = self._change(words.changes, size.width - width_of(whose) - 2)
        name = list(cut(name, room, self._app_context))
        whose = list(cut(whose, size.width - width_of(said) - 2, self._app_context))
        figures = self._between(self._figures(words), self._parts(words.period), size.width)
        of = self._frame
        top = self._edge(name, status, frame, of.corners[:2], of.across)
        side, across = (of.side, of.across) if self._layout.framed else ("", " ")
        foot = self._edge(said, whose, frame, of.corners[2:], across)
        opened, shut = (f"{side} ", frame), (f" {side}", frame)
        return [top, *([opened, *line, shut] for line in (figures, *drawn, *blank)), foot]

    def head(
        self, titles: Sequence[Line], legend: Sequence[tuple[str, Style, str]], width: int
    ) -> list[Part]:
        """The line above all tiles: what they are, in the first of the titles that leaves room for
        the legend, else as much of that as there is room for.
        """
        room = width - 2
        needed = sum(cell_len(sample) + len(word) + 3 for sample, _, word in legend)
        lefts = [self._parts(title) for title in titles]
        left = next((left for left in lefts if width_of(left) + needed <= room), lefts[-1])
        right: list[Part] = []
        taken = width_of(left)
        for sample, style, word in legend:
            taken += cell_len(sample) + len(word) + 3
            if taken > room:
                break
            right += [("  ", ""), (sample, f"chart:{style.value}"), (f" {word}", "dim")]
        return [(" ", ""), *self._between(left, right, room), (" ", "")]

    def _change(self, changes: Sequence[Line], room: int) -> list[Part]:
        """The first of the ways to tell of a change that leaves room for whose tile it is."""
        told = [self._parts(change) for change in changes]
        return next((one for one in told if width_of(one) <= room), told[-1] if told else [])

    def _figures(self, words: TileWords) -> list[Part]:
        latest, wanted = self._parts(words.latest), self._parts(words.wanted)
        return [*latest, ("   ", ""), *wanted] if wanted else latest

    def _parts(self, line: Line) -> list[Part]:
        return parts_of(line, self._app_context)

    def _edge(
        self,
        left: list[Part],
        right: list[Part],
        frame: str,
        corners: tuple[str, ...],
        across: str,
    ) -> list[Part]:
        """A line of the frame, or a rule where there is none, with words in it."""
        first, last = corners if self._layout.framed else ("", "")
        inside = self._between(left, right, self._layout.chart.width, across, frame)
        return [(f"{first} ", frame), *inside, (f" {last}", frame)]

    def _between(
        self, left: list[Part], right: list[Part], room: int, fill: str = " ", look: str = ""
    ) -> list[Part]:
        return between(left, right, room, self._app_context, fill, look)
