"""The plot area, drawn by plotext: the one module that touches it."""

import math
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, TypeGuard

from msgspec import Struct

from kpitui.charts.text import Cell, Charset, Style

Point = tuple[float, float]
"""A place as fractions of the canvas: (0, 0) is the lower left corner, (1, 1) the upper right;
beyond is clamped, and what is not finite counts as no place.
"""

SHARING = (0, 1)
"""The columns of four that a level line takes of a row in which there is another one."""

_STYLES = tuple(Style)
# plotext's colour numbers carry the style through the picture: colour n is the n-th style.
_COLOUR = re.compile(r"\x1b\[(?:38;5;(\d+)|0)m")
# plotext has one figure for the whole process; what builds a picture holds it from the first to
# the last call.
_FIGURE = threading.Lock()


class _Pen(Struct, frozen=True):
    """How a character set draws lines: plotext's marker, and the dots it has in one cell."""

    marker: str
    across: int
    up: int


_PENS = {
    Charset.BRAILLE: _Pen("braille", 2, 4),
    Charset.BLOCK: _Pen("hd", 2, 2),
    Charset.ASCII: _Pen("*", 1, 1),
}


class _Layer(Struct, frozen=True):
    xs: list[float]
    ys: list[float | None]
    marker: str
    joined: bool
    colour: int


@cache
def _plotext() -> Any:
    # 65 ms alone, 22 ms beside Textual, 110 ms where bytecode is not kept: paid with the first
    # chart, not at the start.
    import plotext

    return plotext


class Canvas:
    """A drawing of `width` x `height` cells, at least 1 x 1; later strokes cover earlier ones."""

    def __init__(self, width: int, height: int, charset: Charset) -> None:
        if width < 1 or height < 1:
            raise ValueError(f"a canvas needs at least one cell, not {width} x {height}")
        self.width = width
        self.height = height
        self._pen = _PENS[charset]
        self._layers: list[_Layer] = []

    @property
    def dots_up(self) -> int:
        """How many dots stand above one another, in all rows together."""
        return self.height * self._pen.up

    def line(
        self, points: Iterable[Point | None], style: Style, *, glyph: str | None = None
    ) -> None:
        """Draw a line through the points, left to right; None breaks it, and a lone point is a dot.

        With `glyph` it is made of that character, else of the finest dots the character set has.
        """
        pen = self._pen if glyph is None else _Pen(glyph, 1, 1)
        across, up = self.width * pen.across, self.height * pen.up
        xs: list[float] = []
        ys: list[float | None] = []
        for dot in _thinned(
            self._dot(point, pen) if _is_place(point) else None for point in points
        ):
            xs.append(0.0 if dot is None else _fraction(dot[0], across))
            ys.append(None if dot is None else _fraction(dot[1], up))
        self._add(xs, ys, pen.marker, style, joined=True)

    def put(self, cells: Iterable[tuple[int, int]], glyph: str, style: Style) -> None:
        """Set a glyph of one cell at each (column, row), row 0 being the top one."""
        places = [
            (column, row)
            for column, row in cells
            if 0 <= column < self.width and 0 <= row < self.height
        ]
        xs = [_fraction(column, self.width) for column, _ in places]
        ys: list[float | None] = [
            _fraction(self.height - 1 - row, self.height) for _, row in places
        ]
        self._add(xs, ys, glyph, style, joined=False)

    def marks(self, points: Iterable[Point], glyph: str, style: Style) -> None:
        """Set a glyph in the cell of each point."""
        self.put((self.cell(point) for point in points if _is_place(point)), glyph, style)

    def hlines(
        self,
        lines: Iterable[tuple[float, float, float]],
        glyph: str,
        style: Style,
        *,
        every: Sequence[int] = (0,),
    ) -> None:
        """Draw level lines: at which height, from which fraction to which.

        `every` gives the columns of a pattern of four that are drawn, so that two lines in one row
        show both: (0, 1, 2, 3) is solid, (0, 2) dashed, (1,) dotted.
        """
        spans = [(self.cell((first, y)), self.cell((last, y))) for y, first, last in lines]
        self.put(
            (
                (column, row)
                for (left, row), (right, _) in spans
                for column in range(left, right + 1)
                if column % 4 in every
            ),
            glyph,
            style,
        )

    def vline(self, x: float, glyph: str, style: Style) -> None:
        """Draw a line from bottom to top."""
        column, _ = self.cell((x, 0.0))
        self.put(((column, row) for row in range(self.height)), glyph, style)

    def cell(self, point: Point) -> tuple[int, int]:
        """The (column, row) in which a line through this point passes, row 0 being the top one."""
        column, from_bottom = self._dot(point, _Pen("", 1, 1))
        return column, self.height - 1 - from_bottom

    def build(self) -> list[list[Cell]]:
        """The picture: `height` rows of `width` cells."""
        if not self._layers:
            return [[(" ", Style.BLANK)] * self.width for _ in range(self.height)]
        text = _drawn(self.width, self.height, self._layers)
        return [_cells(line) for line in text.split("\n")[: self.height]]

    def _dot(self, point: Point, pen: _Pen) -> tuple[int, int]:
        """The dot of a pen from the lower left; a coarse pen gets the cell that the finest dot
        falls into.
        """
        fine = self._pen
        x, y = _step(point[0], self.width * fine.across), _step(point[1], self.height * fine.up)
        return x * pen.across // fine.across, y * pen.up // fine.up

    def _add(
        self, xs: list[float], ys: list[float | None], marker: str, style: Style, *, joined: bool
    ) -> None:
        if any(y is not None for y in ys):
            self._layers.append(_Layer(xs, ys, marker, joined, _STYLES.index(style)))


def _is_place(point: Point | None) -> TypeGuard[Point]:
    return point is not None and math.isfinite(point[0]) and math.isfinite(point[1])


def _step(fraction: float, steps: int) -> int:
    """The nearest of `steps` places, 0 to steps - 1."""
    return round(min(max(fraction, 0.0), 1.0) * (steps - 1))


def _fraction(step: int, steps: int) -> float:
    return step / (steps - 1) if steps > 1 else 0.0


def _thinned(dots: Iterable[tuple[int, int] | None]) -> Iterator[tuple[int, int] | None]:
    """The same line with at most four points in a column of dots, which is all that can be seen of
    it.

    plotext takes 150 ms for 10,000 points; the cost now follows the width.
    """
    for x, group in groupby(dots, key=lambda dot: None if dot is None else dot[0]):
        if x is None:
            yield None
            continue
        ys = [dot[1] for dot in group if dot is not None]
        for y in dict.fromkeys((ys[0], min(ys), max(ys))):
            yield x, y
        if len(ys) > 1:
            yield x, ys[-1]


def _drawn(width: int, height: int, layers: Sequence[_Layer]) -> str:
    with _FIGURE:
        plot = _plotext()
        plot.clear_figure()
        # Without this a chart would be cut to the size of the terminal the program was started in.
        plot.limit_size(False, False)
        plot.plot_size(width, height)
        plot.theme("clear")
        plot.frame(False)
        plot.xfrequency(0)
        plot.yfrequency(0)
        plot.xlim(0, 1)
        plot.ylim(0, 1)
        for layer in layers:
            draw = plot.plot if layer.joined else plot.scatter
            draw(layer.xs, layer.ys, marker=layer.marker, color=layer.colour)
        text: str = plot.build()
        return text


def _cells(line: str) -> list[Cell]:
    """One line of plotext's text as cells; blank cells carry no style."""
    cells: list[Cell] = []
    style = Style.BLANK
    for index, part in enumerate(_COLOUR.split(line)):
        if index % 2:
            style = Style.BLANK if part is None else _STYLES[int(part)]
        else:
            cells += [(char, Style.BLANK if char == " " else style) for char in part]
    return cells
