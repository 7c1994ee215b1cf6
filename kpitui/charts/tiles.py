"""Small charts without axes, many of them in one drawing: the tiles of the board."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from kpitui.charts.canvas import Canvas, Point
from kpitui.charts.legend import Glyphs, glyphs_of
from kpitui.charts.scale import Scale, finite
from kpitui.charts.spec import ChartLevel, ChartLimits, TrendSpec
from kpitui.charts.text import Cell, Charset, Chart, Style, runs


class TileSpec(Struct, frozen=True):
    """The newest periods of a metric, in plain numbers; `marks` says what a period that stands out
    is: better, worse or unusual. Indices count the periods from 0.
    """

    values: tuple[float | None, ...]
    target: tuple[ChartLevel, ...] = ()
    limits: tuple[ChartLimits, ...] = ()
    hollow: tuple[int, ...] = ()
    marks: Mapping[int, str] = {}


def tile_of(trend: TrendSpec, marks: Mapping[int, str]) -> TileSpec:
    """The tile of what a large chart shows."""
    return TileSpec(trend.values, trend.target, trend.limits, tuple(trend.hollow), marks)


def _signs(glyphs: Glyphs) -> dict[str, tuple[str, Style]]:
    """How each kind of mark is drawn: in shapes of their own, whatever their colour."""
    return {
        "better": (glyphs.better, Style.BETTER),
        "worse": (glyphs.worse, Style.WORSE),
        "unusual": (glyphs.unusual, Style.UNUSUAL),
    }


def tile_charts(
    specs: Sequence[TileSpec], width: int, height: int, charset: Charset
) -> list[Chart]:
    """Each tile as `height` lines of `width` cells: its line, its target and limits, its signals
    and its latest value.

    All of them are one drawing, as that costs plotext a fraction of many.
    """
    if width < 1 or height < 1 or not specs:
        return [Chart(max(width, 0), max(height, 0), ((),) * max(height, 0)) for _ in specs]
    sheet = Canvas(width, height * len(specs), charset)
    bands = [_Band(spec, at, len(specs), height, charset) for at, spec in enumerate(specs)]
    glyphs = glyphs_of(charset)
    for stroke, levels in (
        (glyphs.limit, [level for band in bands for level in band.limits()]),
        (glyphs.target, [level for band in bands for level in band.targets()]),
    ):
        sheet.hlines(levels, stroke.glyph, stroke.style, every=stroke.columns)
    sheet.line([point for band in bands for point in band.line()], Style.VALUE)
    sheet.marks((one for band in bands for one in band.latest()), glyphs.point, Style.VALUE)
    for mark, (sign, style) in _signs(glyphs).items():
        sheet.marks((point for band in bands for point in band.marked(mark)), sign, style)
    hollow = [point for band in bands for point in band.hollow()]
    sheet.marks(hollow, glyphs.unfinished, Style.UNFINISHED)
    rows = sheet.build()
    return [
        _chart(rows[at * height : (at + 1) * height], width, height) for at in range(len(specs))
    ]


def tile_legend(specs: Sequence[TileSpec], charset: Charset) -> Iterator[tuple[str, Style, str]]:
    """What is drawn in some tiles, the most telling first: a sample, its style, and what it is."""
    glyphs = glyphs_of(charset)
    if any(spec.target for spec in specs):
        yield glyphs.target.sample, Style.TARGET, "target"
    for mark, (sign, style) in _signs(glyphs).items():
        if any(mark in spec.marks.values() for spec in specs):
            yield sign, style, mark
    if any(spec.limits for spec in specs):
        yield glyphs.limit.sample, Style.LIMIT, "limits"
    if any(spec.hollow for spec in specs):
        yield glyphs.unfinished, Style.UNFINISHED, "so far"
    if any(finite(value) is not None for spec in specs for value in spec.values):
        yield glyphs.point, Style.VALUE, "latest"


def _chart(rows: Sequence[Sequence[Cell]], width: int, height: int) -> Chart:
    return Chart(width, height, tuple(runs(row) for row in rows))


class _Band:
    """The rows of one tile in the drawing of all, and where its values stand in them."""

    def __init__(self, spec: TileSpec, at: int, count: int, height: int, charset: Charset) -> None:
        self._spec = spec
        self._scale = Scale.over(self._levels())
        self._dots = Canvas(1, height, charset).dots_up
        self._below, self._steps = self._dots * (count - 1 - at), max(1, self._dots * count - 1)

    def _levels(self) -> Iterable[float | None]:
        """What needs room; limits far outside stay outside, so that the line keeps its shape."""
        spec = self._spec
        yield from spec.values
        yield from (level.value for level in spec.target)
        for part in spec.limits:
            yield from (part.lower, part.upper)

    def _x(self, index: float) -> float:
        count = len(self._spec.values)
        return index / (count - 1) if count > 1 else 0.5

    def _y(self, value: float) -> float:
        # A whole dot, so that a tile looks the same wherever in the drawing it stands.
        return (self._below + round(self._scale.at(value) * (self._dots - 1))) / self._steps

    def _point(self, index: int) -> Point | None:
        value = finite(self._spec.values[index])
        return None if value is None else (self._x(index), self._y(value))

    def line(self) -> list[Point | None]:
        """The whole periods, and a break behind the last."""
        hollow = set(self._spec.hollow)
        points = [
            None if index in hollow else self._point(index)
            for index in range(len(self._spec.values))
        ]
        return [*points, None]

    def hollow(self) -> Iterable[Point]:
        """The periods that are not whole ones."""
        return filter(None, map(self._point, self._spec.hollow))

    def latest(self) -> Iterable[Point]:
        """The latest whole period."""
        return [point for point in self.line() if point is not None][-1:]

    def marked(self, mark: str) -> Iterable[Point]:
        """The periods with such a mark."""
        found = (index for index, one in self._spec.marks.items() if one == mark)
        return filter(None, map(self._point, found))

    def targets(self) -> Iterable[tuple[float, float, float]]:
        """The target, both lines of a band."""
        return self._lines(self._spec.target)

    def limits(self) -> Iterable[tuple[float, float, float]]:
        """Both limits, stretch by stretch."""
        return self._lines(
            level for part in self._spec.limits for levels in part.levels for level in levels
        )

    def _lines(self, levels: Iterable[ChartLevel]) -> Iterable[tuple[float, float, float]]:
        for level in levels:
            if (value := finite(level.value)) is not None:
                ends = self._x(level.first - 0.5), self._x(level.last + 0.5)
                yield self._y(value), max(ends[0], 0.0), min(ends[1], 1.0)
