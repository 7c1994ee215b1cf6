"""The periods around a coaching session: those coached beside those not coached, split by it."""

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean

from msgspec import Struct

from kpitui.charts.canvas import Canvas, Point
from kpitui.charts.frame import Gutter, beside, date_row, floor, gutter, wrapped
from kpitui.charts.legend import LegendEntry, glyphs_of
from kpitui.charts.scale import Scale, ticks
from kpitui.charts.text import Cell, Charset, Chart, Style, padded, runs
from kpitui.domain.effect_course import Course

_FEWEST_ROWS = 4
"""The plot area keeps these before there is a legend."""
SESSION = "session"


class AroundSpec(Struct, frozen=True):
    """A course with the names of its two lines; nothing of peers where there are none."""

    course: Course
    coached: str
    peers: str
    y_format: Callable[[float], str]
    clock: bool = False


def around_chart(spec: AroundSpec, width: int, height: int, charset: Charset) -> Chart:
    """The chart as `height` lines of exactly `width` cells; what does not fit is left out whole."""
    if width < 1 or height < 1 or spec.course.is_empty:
        return Chart(max(width, 0), max(height, 0), ((),) * max(height, 0))
    lines = _Drawing(spec, width, height, charset).lines()
    full = [*lines, *[[] for _ in range(height - len(lines))]]
    return Chart(width, height, tuple(runs(padded(row, width)) for row in full[:height]))


class _Drawing:
    """Draws one spec in one size."""

    def __init__(self, spec: AroundSpec, width: int, height: int, charset: Charset) -> None:
        self._course, self._width, self._glyphs = spec.course, width, glyphs_of(charset)
        course = spec.course
        self._before = max(len(course.before), len(course.peers_before))
        self._after = max(len(course.after), len(course.peers_after))
        values = (*course.before, *course.after, *course.peers_before, *course.peers_after)
        self._scale = Scale.over(values)
        legend = wrapped(
            [entry.cells(charset, numbers=True) for entry in self._legend(spec)], width
        )
        below = 2 if height >= _FEWEST_ROWS + 2 else 0
        self._keys = legend[: max(0, height - below - _FEWEST_ROWS)]
        self._rows, self._below = height - below - len(self._keys), bool(below)
        probe = Canvas(1, self._rows, charset)
        labels = [
            (probe.cell((0.0, self._scale.at(value)))[1], text)
            for value, text in ticks(
                self._scale, min(max(self._rows // 2, 3), 7), spec.y_format, clock=spec.clock
            )
        ]
        self._left: Gutter = gutter(labels, min(width // 3, width - 4), charset)
        self._canvas = Canvas(width - self._left.width, self._rows, charset)

    def lines(self) -> list[list[Cell]]:
        """The plot area with its edges, and the legend."""
        self._draw()
        lines = beside(self._canvas.build(), self._left, {})
        if self._below:
            places, labels = self._offsets()
            lines.append(floor(self._canvas.width, self._left, places, ()))
            lines.append(labels)
        return [*lines, *self._keys]

    def _x(self, offset: int) -> float:
        """Where a period stands, by how many with a value it is away from the session."""
        return (offset + self._before) / max(1, self._before + self._after)

    def _points(
        self, before: Sequence[float | None], after: Sequence[float | None]
    ) -> Iterator[tuple[Point | None, ...]]:
        for offset, values in ((-len(before), before), (1, after)):
            yield tuple(
                None if value is None else (self._x(offset + at), self._scale.at(value))
                for at, value in enumerate(values)
            )

    def _draw(self) -> None:
        course, glyphs, canvas = self._course, self._glyphs, self._canvas
        session = glyphs.annotation
        canvas.vline(self._x(0), session.glyph, session.style)
        for values, first, last in (
            (course.before, -self._before, 0), (course.after, 0, self._after)
        ):  # fmt: skip
            known = [value for value in values if value is not None]
            if known:
                level = (self._scale.at(fmean(known)), self._x(first), self._x(last))
                canvas.hlines(
                    [level], glyphs.centre.glyph, Style.CENTRE, every=glyphs.centre.columns
                )
        for points in self._points(course.peers_before, course.peers_after):
            canvas.line(points, Style.EXPECTED, glyph=glyphs.expected.glyph)
        for points in self._points(course.before, course.after):
            canvas.line(points, Style.VALUE)
            canvas.marks([point for point in points if point], glyphs.point, Style.VALUE)

    def _offsets(self) -> tuple[list[int], list[Cell]]:
        """The session, and how many periods with a value before and after it the ends are."""
        labels: list[tuple[int, str]] = []
        places, free = [], 0
        for offset, text in (
            (-self._before, f"-{self._before}"), (0, SESSION), (self._after, f"+{self._after}"),
        ):  # fmt: skip
            place = self._canvas.cell((self._x(offset), 0.0))[0]
            start = max(0, min(self._left.width + place - len(text) // 2, self._width - len(text)))
            fits = free <= start <= self._width - len(text)
            if fits and (offset or text == SESSION):
                labels.append((start, text))
                places.append(place)
                free = start + len(text) + 1
        return places, date_row(self._width, labels)

    def _legend(self, spec: AroundSpec) -> Iterator[LegendEntry]:
        glyphs = self._glyphs
        yield LegendEntry(glyphs.point, Style.VALUE, spec.coached)
        if any(one is not None for one in (*spec.course.peers_before, *spec.course.peers_after)):
            yield LegendEntry(glyphs.expected.glyph * 2, Style.EXPECTED, spec.peers)
        yield LegendEntry(glyphs.centre.sample, Style.CENTRE, "mean before, after")
        yield LegendEntry(glyphs.annotation.glyph, Style.ANNOTATION, SESSION)
