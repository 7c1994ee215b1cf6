"""The chart of one metric over its periods: values, target, expected level, process limits, signals, annotations."""

import math
from collections.abc import Iterator

from msgspec import Struct

from kpitui.charts.canvas import Canvas, Point
from kpitui.charts.frame import LABEL_GAP, Gutter, beside, floor, gutter, period_row, wrapped
from kpitui.charts.legend import Glyphs, Stroke, glyphs_of, legend_items
from kpitui.charts.scale import Scale, finite, ticks
from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Cell, Charset, Chart, Line, Style, fit, padded, runs, styled

# Below this the second row of the legend costs more than it tells.
_ROWS_FOR_TWO_LEGENDS = 6


def trend_chart(spec: TrendSpec, width: int, height: int, charset: Charset) -> Chart:
    """The chart as `height` lines of exactly `width` cells; a plain sentence where there is no value to draw.

    What does not fit is left out whole, the least telling first: legend, title, floor, period labels, value labels.
    """
    if width < 1 or height < 1:
        return Chart(max(width, 0), max(height, 0), ((),) * max(height, 0))
    if all(finite(value) is None for value in spec.values):
        return _sentence(spec, width, height, charset)
    legend = list(legend_items(spec, charset, width))
    rows = _Rows.shared_out(height, wrapped(legend, width, 2), titled=bool(spec.title))
    lines: list[list[Cell]] = []
    if rows.title:
        lines.append(styled(fit(spec.title, width, charset), Style.TITLE))
    lines += _plot(spec, width, rows, charset)
    lines += wrapped(legend, width, rows.legend)
    return _chart(lines, width, height)


class _Rows(Struct, frozen=True):
    """How the rows of a chart are shared out."""

    title: int
    plot: int
    floor: int
    labels: int
    legend: int

    @classmethod
    def shared_out(cls, height: int, legend: list[list[Cell]], *, titled: bool) -> "_Rows":
        title = int(titled and height >= 8)
        ground, labels = int(height >= 4), int(height >= 3)
        left = height - title - ground - labels
        wanted = len(legend) if left - len(legend) >= _ROWS_FOR_TWO_LEGENDS else min(len(legend), 1)
        shown = wanted if left >= 4 else 0
        return cls(title, left - shown, ground, labels, shown)


class _Places(Struct, frozen=True):
    """Where periods and values stand on the canvas, as fractions."""

    count: int
    scale: Scale

    def x(self, index: float) -> float:
        return index / (self.count - 1) if self.count > 1 else 0.5

    def point(self, index: int, value: float | None) -> Point | None:
        known = finite(value)
        return None if known is None else (self.x(index), self.scale.at(known))


def _plot(spec: TrendSpec, width: int, rows: _Rows, charset: Charset) -> list[list[Cell]]:
    """The plot area with its value labels, floor and period labels."""
    places = _Places(len(spec.values), Scale.over(spec.levels()))
    left = _values_beside(spec, places.scale, width, rows.plot, charset)
    canvas = Canvas(width - left.width, rows.plot, charset)
    _draw_lines(canvas, spec, places, glyphs_of(charset))
    _draw_values(canvas, spec, places, glyphs_of(charset))
    lines = beside(canvas.build(), left)

    def column(index: int) -> int:
        return canvas.cell((places.x(index), 0.0))[0]

    labels = [(left.width + column(index), spec.periods[index]) for index in _labelled(spec, canvas.width, charset)]
    row, labelled = period_row(width, labels, charset)
    if rows.floor:
        marks = [(column(a.index), str(a.number)) for a in spec.annotations if 0 <= a.index < places.count]
        lines.append(floor(canvas.width, left, [place - left.width for place in labelled], marks))
    return [*lines, row] if rows.labels else lines


def _values_beside(spec: TrendSpec, scale: Scale, width: int, rows: int, charset: Charset) -> Gutter:
    """The gutter with a few round values; a third of the width at most."""
    probe = Canvas(1, rows, charset)
    most = min(max(rows // 2, 3), 7)
    labels = [
        (probe.cell((0.0, scale.at(value)))[1], text)
        for value, text in ticks(scale, most, spec.y_format, clock=spec.clock)
    ]
    return gutter(labels, min(width // 3, width - 4), charset)


def _draw_lines(canvas: Canvas, spec: TrendSpec, places: _Places, glyphs: Glyphs) -> None:
    """What the values are measured against, the least important at the bottom."""
    for note in spec.annotations:
        if 0 <= note.index < places.count and note.index not in spec.splits:
            canvas.vline(places.x(note.index), glyphs.annotation.glyph, glyphs.annotation.style)
    for split in spec.splits:
        if 0 < split < places.count:
            canvas.vline(places.x(split - 0.5), glyphs.split.glyph, glyphs.split.style)
    _draw_level(canvas, places, 0, places.count - 1, spec.baseline, glyphs.baseline)
    for part in spec.limits:
        _draw_level(canvas, places, part.first, part.last, part.centre, glyphs.centre)
        _draw_level(canvas, places, part.first, part.last, part.lower, glyphs.limit)
        _draw_level(canvas, places, part.first, part.last, part.upper, glyphs.limit)
    slope = (places.point(index, level) for index, level in enumerate(spec.expected))
    canvas.line(slope, glyphs.expected.style, glyph=glyphs.expected.glyph)
    for step in spec.target:
        _draw_level(canvas, places, step.first, step.last, step.value, glyphs.target)


def _draw_level(canvas: Canvas, places: _Places, first: int, last: int, value: float | None, stroke: Stroke) -> None:
    """A level line over the periods `first` to `last`, each with half the way to its neighbour."""
    known = finite(value)
    if known is None or last < first or last < 0 or first >= places.count:
        return
    left, right = places.x(first - 0.5), places.x(last + 0.5)
    if places.count == 1:
        left, right = 0.0, 1.0
    canvas.hline(places.scale.at(known), stroke.glyph, stroke.style, first=left, last=right, every=stroke.columns)


def _draw_values(canvas: Canvas, spec: TrendSpec, places: _Places, glyphs: Glyphs) -> None:
    """The line of finished periods, its points where they can be told apart, signals, and the running period."""
    points = [places.point(index, value) for index, value in enumerate(spec.values)]
    running = points.pop() if spec.unfinished else None
    canvas.line(points, Style.VALUE)
    if canvas.width >= 3 * places.count:
        canvas.marks(filter(None, points), glyphs.point, Style.VALUE)
    signals = (point for index, point in enumerate(points) if index in spec.signals and point is not None)
    canvas.marks(signals, glyphs.signal, Style.SIGNAL)
    if running is not None:
        canvas.marks([running], glyphs.unfinished, Style.UNFINISHED)


def _labelled(spec: TrendSpec, columns: int, charset: Charset) -> Iterator[int]:
    """Periods in the order in which they should get a label: the last, the first, then even strides from the last."""
    count = len(spec.periods)
    # The last label ends at the edge instead of standing under its column, which costs half its width more.
    room = 3 * len(fit(spec.periods[-1], columns, charset)) // 2 + LABEL_GAP
    stride = max(math.ceil(room * (count - 1) / columns), 1)
    yield from (count - 1, 0)
    yield from range(count - 1 - stride, 0, -stride)


def _sentence(spec: TrendSpec, width: int, height: int, charset: Charset) -> Chart:
    cells = styled(fit(spec.empty, width, charset), Style.LABEL)
    blank = styled([" "] * ((width - len(cells)) // 2), Style.BLANK)
    above: list[list[Cell]] = [[] for _ in range((height - 1) // 2)]
    if spec.title and above:
        above[0] = styled(fit(spec.title, width, charset), Style.TITLE)
    return _chart([*above, [*blank, *cells]], width, height)


def _chart(lines: list[list[Cell]], width: int, height: int) -> Chart:
    """The lines as runs, filled up to the size."""
    full = [*lines, *[[] for _ in range(height - len(lines))]]
    drawn: tuple[Line, ...] = tuple(runs(padded(line, width)) for line in full)
    return Chart(width, height, drawn)
