"""People or teams held against each other: a dot for each on one band, or in a funnel by size."""

from collections.abc import Iterator
from itertools import pairwise, product
from math import ceil
from math import floor as floor_of

from kpitui.charts.canvas import SHARING, Canvas, Point
from kpitui.charts.compared_spec import ComparedSpec, ends_of
from kpitui.charts.frame import Gutter, beside, date_row, floor, gutter, wrapped
from kpitui.charts.legend import Glyphs, LegendEntry, glyphs_of
from kpitui.charts.scale import Scale, ticks
from kpitui.charts.text import Cell, Charset, Chart, Style, name_cells, padded, runs, styled
from kpitui.domain.numbers import plain_number

_FEWEST_ROWS = 4
"""The plot area keeps these before there is a legend."""
_NARROWEST_NAME = 5
"""A name below its dot has at least so many cells; with less room only some stand beside theirs."""


def compared_chart(spec: ComparedSpec, width: int, height: int, charset: Charset) -> Chart:
    """The chart as `height` lines of exactly `width` cells; what does not fit is left out whole."""
    if width < 1 or height < 1 or not spec.points:
        return Chart(max(width, 0), max(height, 0), ((),) * max(height, 0))
    lines = _Drawing(spec, width, height, charset).lines()
    full = [*lines, *[[] for _ in range(height - len(lines))]]
    return Chart(width, height, tuple(runs(padded(row, width)) for row in full[:height]))


class _Drawing:
    """Draws one spec in one size."""

    def __init__(self, spec: ComparedSpec, width: int, height: int, charset: Charset) -> None:
        self._spec, self._width, self._charset = spec, width, charset
        self._glyphs = glyphs_of(charset)
        self._across = (
            Scale(*ends_of([point.size for point in spec.points])) if spec.sized else None
        )
        items = [entry.cells(charset, numbers=True) for entry in _legend(spec, charset)]
        legend = wrapped(items, width)
        below = 2 if height >= _FEWEST_ROWS + 2 else 0
        self._legend = legend[: max(0, height - below - _FEWEST_ROWS)]
        self._rows, self._below = height - below - len(self._legend), bool(below)
        self._scale = self._scaled()
        self._left = self._values()
        self._canvas = Canvas(width - self._left.width, self._rows, charset)

    def lines(self) -> list[list[Cell]]:
        """The plot area with its edges, and the legend."""
        self._draw()
        plot = self._canvas.build()
        names = self._names_below()
        for index in range(len(self._spec.points)):
            if self._stands_out(index) and not names:
                self._name_beside(plot, index)
        lines = beside(plot, self._left, {})
        if self._below:
            ticks_at, labels = names or self._sizes_below()
            lines.append(floor(self._canvas.width, self._left, ticks_at, ()))
            lines.append(labels)
        return [*lines, *self._legend]

    def _scaled(self) -> Scale:
        """From below the lowest to above the highest: a dot beyond a limit has a row of its own."""
        spec = self._spec
        ends = [end for _, low, high in spec.limits for end in (low, high)]
        values = [point.value for point in spec.points]
        tight = Scale.over([*values, spec.centre, *ends])
        row = 1.5 * (tight.high - tight.low) / max(self._rows - 1, 1)
        beyond = [
            value + side * row for index, value in enumerate(values) if (side := spec.side(index))
        ]
        return Scale.over([tight.low, tight.high, *beyond])

    def _values(self) -> Gutter:
        probe = Canvas(1, self._rows, self._charset)
        labels = [
            (probe.cell((0.0, self._scale.at(value)))[1], text)
            for value, text in ticks(
                self._scale, min(max(self._rows // 2, 3), 7), self._spec.y_format,
                clock=self._spec.clock,
            )
        ]  # fmt: skip
        return gutter(labels, min(self._width // 3, self._width - 4), self._charset)

    # places ---------------------------------------------------------------------------------------

    def _slot(self, index: float) -> float:
        return index / len(self._spec.points)

    def _point(self, index: int) -> Point:
        one = self._spec.points[index]
        x = self._across.at(one.size) if self._across else self._slot(index + 0.5)
        return x, self._on_its_side(index, self._scale.at(one.value))

    def _on_its_side(self, index: int, y: float) -> float:
        """The height of a dot, moved by a row where it would stand on the line of its limit."""
        canvas = self._canvas
        row = canvas.cell((0.0, y))[1]
        for limit, outside in zip(self._spec.limits_at(index), (-1, 1), strict=True):
            if canvas.cell((0.0, self._scale.at(limit)))[1] == row and canvas.height > 1:
                side = self._spec.side(index) or -outside
                moved = y + side * canvas.dots_up / canvas.height / (canvas.dots_up - 1)
                if 0 <= moved <= 1:
                    return moved
        return y

    def _stands_out(self, index: int) -> bool:
        return bool(self._spec.points[index].mark) or index == self._spec.highlighted

    # drawing --------------------------------------------------------------------------------------

    def _draw(self) -> None:
        spec, glyphs, canvas = self._spec, self._glyphs, self._canvas
        centre = (self._scale.at(spec.centre), 0.0, 1.0)
        canvas.hlines([centre], glyphs.centre.glyph, Style.CENTRE, every=glyphs.centre.columns)
        for side in (1, 2):
            if self._across is None:
                levels = [
                    (self._scale.at(one[side]), self._slot(index), self._slot(index + 1))
                    for index, one in enumerate(spec.limits)
                ]
            else:
                levels = [*self._curve(side, self._across)]
            canvas.hlines(levels, glyphs.limit.glyph, Style.LIMIT, every=glyphs.limit.columns)
        # Where a limit falls into its row, both are seen.
        canvas.hlines([centre], glyphs.centre.glyph, Style.CENTRE, every=SHARING)
        for mark, (glyph, style) in _dots(glyphs).items():
            found = [index for index, one in enumerate(spec.points) if one.mark == mark]
            canvas.marks(map(self._point, found), glyph, style)

    def _curve(self, side: int, across: Scale) -> Iterator[tuple[float, float, float]]:
        """The lower limit (1) or the upper one (2) of a funnel, column by column."""
        columns = max(self._canvas.width - 1, 1)
        for before, after in pairwise(self._spec.limits):
            left, right = across.at(before[0]) * columns, across.at(after[0]) * columns
            for column in range(ceil(left), floor_of(right) + 1):
                share = (column - left) / (right - left)
                value = before[side] + (after[side] - before[side]) * share
                yield self._scale.at(value), column / columns, column / columns

    def _names_below(self) -> tuple[list[int], list[Cell]] | None:
        """Where the names of a band stand, and they; None where there is no room, or sizes do."""
        count, width = len(self._spec.points), self._canvas.width
        if self._across is not None or width // count < _NARROWEST_NAME or not self._below:
            return None
        row = padded([], self._width)
        places = [self._canvas.cell(self._point(index))[0] for index in range(count)]
        for index, place in enumerate(places):
            first = self._left.width + int(self._slot(index) * width)
            room = self._left.width + int(self._slot(index + 1) * width) - first - 1
            cells = name_cells(self._spec.points[index].name, room, self._charset)
            start = min(
                max(first, self._left.width + place - len(cells) // 2), first + room - len(cells)
            )
            style = Style.TITLE if index == self._spec.highlighted else Style.LABEL
            row[start : start + len(cells)] = styled(cells, style)
        return places, row

    def _sizes_below(self) -> tuple[list[int], list[Cell]]:
        """A few round sizes under a funnel; under a band without room for names nothing."""
        if self._across is None:
            return [], []

        def size(value: float) -> str:
            return plain_number(value, decimal_comma=self._spec.decimal_comma)

        most = max(2, self._canvas.width // 12)
        labels: list[tuple[int, str]] = []
        places: list[int] = []
        free = 0
        for value, text in ticks(self._across, most, size):
            place = self._canvas.cell((self._across.at(value), 0.0))[0]
            start = min(max(0, self._left.width + place - len(text) // 2), self._width - len(text))
            if start >= free:
                labels.append((start, text))
                places.append(place)
                free = start + len(text) + 1
        return places, date_row(self._width, labels)

    def _name_beside(self, plot: list[list[Cell]], index: int) -> None:
        """The name right or left of its dot, or a row off, where no other dot is covered."""
        column, row = self._canvas.cell(self._point(index))
        named = name_cells(self._spec.points[index].name, self._width // 4, self._charset)
        cells = [" ", *named, " "]
        style = Style.TITLE if index == self._spec.highlighted else Style.LABEL
        for start, at in product((column + 1, column - len(cells)), (row, row - 1, row + 1)):
            span = slice(start, start + len(cells))
            inside = start >= 0 and span.stop <= self._canvas.width and 0 <= at < len(plot)
            if inside and all(look in _COVERED for _, look in plot[at][span]):
                plot[at][span] = styled(cells, style)
                return


_COVERED = (Style.BLANK, Style.LIMIT, Style.CENTRE)
"""What a name may cover."""


def _dots(glyphs: Glyphs) -> dict[str, tuple[str, Style]]:
    """How each kind of dot is drawn, the most telling last."""
    return {
        "": (glyphs.point, Style.VALUE),
        "unusual": (glyphs.unusual, Style.UNUSUAL),
        "better": (glyphs.better, Style.BETTER),
        "worse": (glyphs.worse, Style.WORSE),
    }


def _legend(spec: ComparedSpec, charset: Charset) -> Iterator[LegendEntry]:
    """What is drawn, the most telling first."""
    glyphs = glyphs_of(charset)
    said = {
        "": spec.of, "unusual": "differs", "better": "differs, good", "worse": "differs, bad"
    }  # fmt: skip
    for mark, (glyph, style) in _dots(glyphs).items():
        if any(point.mark == mark for point in spec.points):
            yield LegendEntry(glyph, style, said[mark])
    number, limits = spec.y_format, "limits"
    if not spec.sized and all(one[1:] == other[1:] for one, other in pairwise(spec.limits)):
        limits += f" {number(spec.limits[0][1])} to {number(spec.limits[0][2])}"
    yield LegendEntry(glyphs.limit.sample, Style.LIMIT, limits)
    yield LegendEntry(glyphs.centre.sample, Style.CENTRE, f"{spec.common} {number(spec.centre)}")
    if spec.sized:
        counted = f" ({spec.counted})" if spec.counted else ""
        arrow = "->" if charset is Charset.ASCII else "→"
        yield LegendEntry(arrow, Style.AXIS, f"sample size{counted}")
