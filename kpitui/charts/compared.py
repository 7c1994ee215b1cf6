"""People or teams held against each other: a dot for each on one band, or in a funnel by size."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from math import floor as floor_of

from msgspec import Struct

from kpitui.charts.canvas import SHARING, Canvas, Point
from kpitui.charts.frame import Gutter, beside, date_row, floor, gutter, wrapped
from kpitui.charts.legend import Entry, Glyphs, glyphs_of
from kpitui.charts.metric_chart import AxisFormat
from kpitui.charts.scale import Scale, ticks
from kpitui.charts.text import Cell, Charset, Chart, Style, name_cells, padded, runs, styled
from kpitui.domain.differ import Comparison
from kpitui.domain.numbers import plain_number
from kpitui.domain.records.metric import Metric
from kpitui.domain.text import printable
from kpitui.domain.value_parsing import DURATIONS
from kpitui.domain.writing import Writing

_FEWEST_ROWS = 4
"""The plot area keeps these before there is a legend."""
_NARROWEST_NAME = 5
"""A name below its dot has at least so many cells; with less room only some stand beside theirs."""
_CURVE = 24
"""The limits of a funnel are worked out at so many sizes."""
_ROOM = 0.05
"""This share of the sizes stays free left and right of the dots of a funnel."""


class ComparedPoint(Struct, frozen=True):
    """A dot: its name, value and size; `mark` is better, worse, unusual, or nothing."""

    name: str
    value: float
    size: float
    mark: str = ""


class ComparedSpec(Struct, frozen=True):
    """What is held against each other, in the order that dots of a band have from left to right.

    `limits` are those of each dot in a band; in a funnel (`sized`) of rising sizes, each with its
    lower and upper limit. `highlighted` is the dot that is named whatever it is, None for none.
    """

    points: tuple[ComparedPoint, ...]
    limits: tuple[tuple[float, float, float], ...]
    centre: float
    sized: bool
    of: str
    y_format: Callable[[float], str]
    decimal_comma: bool = False
    clock: bool = False
    highlighted: int | None = None
    common: str = "overall"
    """What the centre is: of all of them, or of the others where some are far off."""


def spec_of(
    comparison: Comparison,
    names: Mapping[Hashable, tuple[str, str]],
    metric: Metric,
    writing: Writing,
    *,
    of: str,
    highlighted: Hashable = None,
) -> ComparedSpec:
    """The drawing of a comparison: of each that is named, in the order of the names, with its mark;
    `of` is what a dot stands for.
    """
    held = {one.key: one for one in comparison.compared}
    keys = [key for key in names if key in held]
    found = [held[key] for key in keys]
    funnel = comparison.funnel
    sized = funnel is not None and len({one.size for one in found}) > 1
    limits = [(one.size, one.lower, one.upper) for one in found]
    if funnel is not None and sized:
        limits = [(size, *funnel.limits(size)) for size in _sizes([one.size for one in found])]
    return ComparedSpec(
        points=tuple(
            ComparedPoint(printable(names[one.key][0]), one.value, one.size, names[one.key][1])
            for one in found
        ),
        limits=tuple(limits),
        centre=comparison.centre,
        sized=sized,
        of=of,
        y_format=AxisFormat(metric, writing.decimal_comma),
        decimal_comma=writing.decimal_comma,
        clock=metric.unit in DURATIONS,
        highlighted=keys.index(highlighted) if highlighted in keys else None,
        common="the others" if comparison.apart else "overall",
    )


def _sizes(sizes: Sequence[float]) -> list[float]:
    """The sizes at which the limits of a funnel are worked out, from the smallest on."""
    low, high = _ends(sizes)
    return [low + (high - low) * step / (_CURVE - 1) for step in range(_CURVE)]


def _ends(sizes: Sequence[float]) -> tuple[float, float]:
    room = _ROOM * (max(sizes) - min(sizes)) or _ROOM * max(sizes)
    return max(min(sizes) - room, min(sizes) / 2), max(sizes) + room


def compared_chart(spec: ComparedSpec, width: int, height: int, charset: Charset) -> Chart:
    """The chart as `height` lines of exactly `width` cells; what does not fit is left out whole."""
    if width < 1 or height < 1 or not spec.points:
        return Chart(max(width, 0), max(height, 0), ((),) * max(height, 0))
    lines = _Drawing(spec, width, height, charset).lines()
    full = [*lines, *[[] for _ in range(height - len(lines))]]
    return Chart(width, height, tuple(runs(padded(one, width)) for one in full[:height]))


class _Drawing:
    """Draws one spec in one size."""

    def __init__(self, spec: ComparedSpec, width: int, height: int, charset: Charset) -> None:
        self._spec, self._width, self._charset = spec, width, charset
        self._glyphs = glyphs_of(charset)
        ends = [end for _, low, high in spec.limits for end in (low, high)]
        self._scale = Scale.over([*(one.value for one in spec.points), spec.centre, *ends])
        self._across = Scale(*_ends([one.size for one in spec.points])) if spec.sized else None
        items = [one.cells(charset, numbers=True) for one in _legend(spec, charset)]
        legend = wrapped(items, width)
        below = 2 if height >= _FEWEST_ROWS + 2 else 0
        self._legend = legend[: max(0, height - below - _FEWEST_ROWS)]
        self._rows, self._below = height - below - len(self._legend), bool(below)
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
        return x, self._scale.at(one.value)

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
        """The name right of its dot, else left of it, where no other dot is covered."""
        column, row = self._canvas.cell(self._point(index))
        named = name_cells(self._spec.points[index].name, self._width // 4, self._charset)
        cells = [" ", *named, " "]
        style = Style.TITLE if index == self._spec.highlighted else Style.LABEL
        for start in (column + 1, column - len(cells)):
            span = slice(start, start + len(cells))
            inside = start >= 0 and span.stop <= self._canvas.width
            if inside and all(look in _COVERED for _, look in plot[row][span]):
                plot[row][span] = styled(cells, style)
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


def _legend(spec: ComparedSpec, charset: Charset) -> Iterator[Entry]:
    """What is drawn, the most telling first."""
    glyphs = glyphs_of(charset)
    said = {
        "": spec.of, "unusual": "differs", "better": "differs, good", "worse": "differs, bad"
    }  # fmt: skip
    for mark, (glyph, style) in _dots(glyphs).items():
        if any(one.mark == mark for one in spec.points):
            yield Entry(glyph, style, said[mark])
    number, limits = spec.y_format, "limits"
    if not spec.sized and all(one[1:] == other[1:] for one, other in pairwise(spec.limits)):
        limits += f" {number(spec.limits[0][1])} to {number(spec.limits[0][2])}"
    yield Entry(glyphs.limit.sample, Style.LIMIT, limits)
    yield Entry(glyphs.centre.sample, Style.CENTRE, f"{spec.common} {number(spec.centre)}")
    if spec.sized:
        yield Entry("->" if charset is Charset.ASCII else "→", Style.AXIS, "sample size")
