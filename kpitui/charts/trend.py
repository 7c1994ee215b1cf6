"""The chart of one metric over its periods: values, target, expected level, process limits,
signals, events.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct, structs

from kpitui.charts.canvas import SHARING, Canvas, Point
from kpitui.charts.date_axis import date_labels, starts_at
from kpitui.charts.event_names import EventNames, event_names
from kpitui.charts.frame import Gutter, beside, date_row, floor, gutter, wrapped
from kpitui.charts.legend import Stroke, entries, glyphs_of, legend_items
from kpitui.charts.references import Number, RightEdge, right_edge
from kpitui.charts.scale import Scale, finite, ticks
from kpitui.charts.spec import ChartLevel, TrendSpec
from kpitui.charts.text import Cell, Charset, Chart, Style, fit, name_cells, padded, runs, styled

_FEWEST_ROWS = 4
"""The plot area keeps these before there is a legend."""
_ROWS_FOR_BASELINE = 12
"""In fewer rows it would stand in one row with other lines."""
_ROWS_FOR_NAMES = 6
"""With so many rows there is one above them for the names of events; with twice as many, two."""


def trend_chart(spec: TrendSpec, width: int, height: int, charset: Charset) -> Chart:
    """The chart as `height` lines of exactly `width` cells; a plain sentence where there is no
    value to draw.

    What does not fit is left out whole, the least telling first: names of events, the baseline,
    legend, title, floor, dates, value labels.
    """
    if width < 1 or height < 1:
        return Chart(max(width, 0), max(height, 0), ((),) * max(height, 0))
    if all(finite(value) is None for value in spec.values):
        return _sentence(spec, width, height, charset)
    if height < _ROWS_FOR_BASELINE:
        spec = structs.replace(spec, baseline=None)
    return _Drawing(spec, width, height, charset).chart()


class _Rows(Struct, frozen=True):
    """How the rows of a chart are shared out."""

    title: int
    plot: int
    floor: int
    dates: int
    legend: int

    @classmethod
    def shared_out(cls, height: int, legend: int, *, titled: bool) -> "_Rows":
        title = int(titled and height >= 8)
        ground, dates = int(height >= 4), int(height >= 3)
        left = height - title - ground - dates
        shown = max(0, min(legend, left - _FEWEST_ROWS))
        return cls(title, left - shown, ground, dates, shown)


class _Places(Struct, frozen=True):
    """Where periods and values stand on the canvas, as fractions."""

    count: int
    scale: Scale

    def x(self, index: float) -> float:
        return index / (self.count - 1) if self.count > 1 else 0.5

    def point(self, index: int, value: float | None) -> Point | None:
        known = finite(value)
        return None if known is None else (self.x(index), self.scale.at(known))


class _Layout(Struct, frozen=True):
    """Where the parts of a chart stand; `wanted` is how many rows the legend was to have."""

    rows: _Rows
    left: Gutter
    above: int
    names: EventNames
    canvas: Canvas
    right: RightEdge
    numbers: list[tuple[float, Number]]
    wanted: int

    @property
    def named(self) -> set[Style]:
        """The lines that have all their numbers at the right edge."""
        placed = [one for _, one in self.numbers]
        return self.right.styles - {
            number.style for number in self.right.numbers if number not in placed
        }


class _Drawing:
    """Draws one spec in one size."""

    def __init__(self, spec: TrendSpec, width: int, height: int, charset: Charset) -> None:
        self._spec, self._width, self._height, self._charset = spec, width, height, charset
        self._glyphs = glyphs_of(charset)
        self._places = _Places(len(spec.values), Scale.over(spec.levels()))
        self._in_row: dict[int, Style] = {}

    def chart(self) -> Chart:
        """The whole of it."""
        spec, width = self._spec, self._width
        laid = self._laid_out()
        rows, left, names, canvas = laid.rows, laid.left, laid.names, laid.canvas
        self._draw_lines(canvas)
        self._draw_values(canvas)
        plot = canvas.build()
        lines: list[list[Cell]] = []
        if rows.title:
            lines.append(styled(name_cells(spec.title, width, self._charset), Style.TITLE))
        over = names.drawn(width - left.width, laid.above, self._glyphs.annotation.glyph)
        lines += [[*padded([], left.width), *row] for row in over]
        lines += beside(plot, left, {int(row): one for row, one in laid.numbers})
        below = self._below(rows, left, canvas, names)
        lines += below
        drawn = {style for row in [*plot, *below] for _, style in row}
        drawn |= {one.style for _, one in laid.numbers}
        lines += self._legend(drawn, laid.named, rows.legend, canvas)
        by_number = [annotation.number for annotation in names.left_out] if rows.floor else []
        return _chart(lines, width, self._height, by_number)

    def _laid_out(self) -> _Layout:
        """The parts in their places, with room for the legend of what the right edge cannot
        name.
        """
        right = right_edge(self._spec, self._width, self._charset)
        known = entries(self._spec, self._charset, dotted=True)
        laid, named = None, right.styles
        while True:
            legend = len(wrapped(legend_items(known, named, self._charset), self._width))
            if laid is not None and legend <= laid.wanted:
                return laid
            rows = _Rows.shared_out(self._height, legend, titled=bool(self._spec.title))
            left, above, names = self._above(rows.plot, right)
            canvas = Canvas(
                self._width - left.width - right.width, rows.plot - above, self._charset
            )
            numbers = right.placed(partial(self._row, canvas), canvas.height)
            laid = _Layout(rows, left, above, names, canvas, right, numbers, legend)
            named = laid.named

    def _row(self, canvas: Canvas, value: float) -> int:
        return canvas.cell((1.0, self._places.scale.at(value)))[1]

    def _above(self, rows: int, right: RightEdge) -> tuple[Gutter, int, EventNames]:
        """The value labels at the left of so many rows; how many of the rows are for the names of
        events, and those names.
        """
        spec = self._spec
        most = rows // (_ROWS_FOR_NAMES + 1) if any(event.name for event in spec.events) else 0
        for count in range(min(most, 1), min(most, 2) + 1):
            left = self._values_beside(rows - count, right.width)
            # Names may stand above the numbers at the right edge too.
            room = self._width - left.width
            canvas = Canvas(room - right.width, 1, self._charset)
            events = [(self._column(canvas, event.index), event) for event in spec.events]
            names = event_names(events, room, count, self._charset)
            if not names.left_out:
                break
        return left, count, names

    def _values_beside(self, rows: int, right: int) -> Gutter:
        """The gutter with a few round values; a third of the width at most."""
        spec, scale = self._spec, self._places.scale
        probe = Canvas(1, rows, self._charset)
        most = min(max(rows // 2, 3), 7)
        labels = [
            (probe.cell((0.0, scale.at(value)))[1], text)
            for value, text in ticks(scale, most, spec.y_format, clock=spec.clock)
        ]
        return gutter(labels, min(self._width // 3, self._width - right - 4), self._charset)

    def _column(self, canvas: Canvas, index: float) -> int:
        return canvas.cell((self._places.x(index), 0.0))[0]

    def _below(
        self, rows: _Rows, left: Gutter, canvas: Canvas, names: EventNames
    ) -> list[list[Cell]]:
        """The floor with its ticks and the numbers of events that are not named, and the dates."""
        spec = self._spec

        def column(index: int) -> float:
            return left.width + self._column(canvas, index)

        dates = date_labels(spec.days, spec.by, column, self._width, spec.names)
        lines: list[list[Cell]] = []
        if rows.floor:
            marks = [
                (self._column(canvas, annotation.index), str(annotation.number))
                for annotation in names.left_out
            ]
            ticks_at = [self._column(canvas, date.index) for date in dates]
            lines.append(floor(canvas.width, left, ticks_at, marks))
        if rows.dates:
            starts = [(int(starts_at(date, column, self._width)), date.text) for date in dates]
            lines.append(date_row(self._width, starts))
        return lines

    def _legend(
        self, drawn: set[Style], named: set[Style], rows: int, canvas: Canvas
    ) -> list[list[Cell]]:
        """What is drawn, with its numbers where there is room for them."""
        known = entries(self._spec, self._charset, dotted=self._dotted(canvas))
        shown = [entry for entry in known if entry.style in drawn]
        everywhere = {entry.style for entry in shown}
        for numbered in (named, everywhere):
            lines = wrapped(legend_items(shown, numbered, self._charset), self._width)
            if len(lines) <= rows:
                break
        return lines[:rows]

    def _draw_lines(self, canvas: Canvas) -> None:
        """What the values are measured against, the least important at the bottom."""
        spec, places, glyphs = self._spec, self._places, self._glyphs
        if spec.baseline is not None:
            whole = ChartLevel(0, places.count - 1, spec.baseline)
            self._draw_levels(canvas, [whole], glyphs.baseline)
        for part in spec.limits:
            centre = ChartLevel(part.first, part.last, part.centre)
            self._draw_levels(canvas, [centre], glyphs.centre)
            for levels in part.levels:
                self._draw_levels(canvas, levels, glyphs.limit)
        slope = (places.point(index, level) for index, level in enumerate(spec.expected))
        canvas.line(slope, Style.EXPECTED, glyph=glyphs.expected.glyph)
        for note in spec.events:
            if note.index not in spec.splits:
                canvas.vline(places.x(note.index), glyphs.annotation.glyph, Style.ANNOTATION)
        for split in spec.splits:
            if 0 < split < places.count:
                canvas.vline(places.x(split - 0.5), glyphs.split.glyph, Style.SPLIT)
        self._draw_levels(canvas, spec.target, glyphs.target)

    def _draw_levels(self, canvas: Canvas, levels: Iterable[ChartLevel], stroke: Stroke) -> None:
        """Level lines over the periods from first to last, each with half the way to its
        neighbour; where another kind of line is in the same row both are seen.
        """
        places = self._places
        free: list[tuple[float, float, float]] = []
        shared: list[tuple[float, float, float]] = []
        for level in levels:
            known = finite(level.value)
            if known is None or not 0 <= level.last >= level.first or level.first >= places.count:
                continue
            ends = (places.x(level.first - 0.5), places.x(level.last + 0.5))
            first, last = ends if places.count > 1 else (0.0, 1.0)
            line = places.scale.at(known), first, last
            row = canvas.cell((0.0, line[0]))[1]
            taken = self._in_row.setdefault(row, stroke.style) is not stroke.style
            (shared if taken else free).append(line)
        canvas.hlines(free, stroke.glyph, stroke.style, every=stroke.columns)
        canvas.hlines(shared, stroke.glyph, stroke.style, every=SHARING)

    def _dotted(self, canvas: Canvas) -> bool:
        """Whether there is a column for the dot of each period."""
        return canvas.width >= self._places.count

    def _draw_values(self, canvas: Canvas) -> None:
        """The line of finished periods, a dot for each of them, signals, and the periods that are
        not whole ones.
        """
        spec, glyphs = self._spec, self._glyphs
        points = [self._places.point(index, value) for index, value in enumerate(spec.values)]
        hollow = [points[index] for index in spec.hollow]
        for index in spec.hollow:
            points[index] = None
        canvas.line(points, Style.VALUE)
        if self._dotted(canvas):
            canvas.marks(filter(None, points), glyphs.point, Style.VALUE)
        for among, glyph, style in (
            (spec.unusual, glyphs.unusual, Style.UNUSUAL),
            (spec.better, glyphs.better, Style.BETTER),
            (spec.worse, glyphs.worse, Style.WORSE),
        ):
            marked = (point for index, point in enumerate(points) if index in among and point)
            canvas.marks(marked, glyph, style)
        canvas.marks(filter(None, hollow), glyphs.unfinished, Style.UNFINISHED)


def _sentence(spec: TrendSpec, width: int, height: int, charset: Charset) -> Chart:
    cells = styled(fit(spec.empty, width, charset), Style.LABEL)
    blank = styled([" "] * ((width - len(cells)) // 2), Style.BLANK)
    above: list[list[Cell]] = [[] for _ in range((height - 1) // 2)]
    if spec.title and above:
        above[0] = styled(name_cells(spec.title, width, charset), Style.TITLE)
    return _chart([*above, [*blank, *cells]], width, height)


def _chart(
    lines: list[list[Cell]], width: int, height: int, by_number: Sequence[int] = ()
) -> Chart:
    """The lines as runs, filled up to the size."""
    full = [*lines, *[[] for _ in range(height - len(lines))]]
    drawn = tuple(runs(padded(line, width)) for line in full)
    return Chart(width, height, drawn, tuple(by_number))
