"""A trend chart as one piece of SVG for a page: lines, dots and labels; nothing is loaded and
nothing runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from kpitui.charts.date_axis import date_labels, starts_at
from kpitui.charts.event_names import event_names
from kpitui.charts.legend import entries
from kpitui.charts.references import ROOM_FOR_WORDS, right_edge
from kpitui.charts.scale import Scale, finite, ticks
from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Charset
from kpitui.domain.text import printable

WIDTH, HEIGHT = 760, 300
LEFT, TOP, BOTTOM = 62, 18, 24
"""Room for the labels of the values, and for dates and events."""
LINE = 13
"""From one line of labels to the next."""
CHARACTER = 6.4
"""About the width of one in a label."""
Points = Sequence[tuple[float, float]]

STYLE = """
.chart { width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.chart path { fill: none; }
.chart .axis path { stroke: #999; stroke-width: .7; }
.chart .guide path { stroke: #ddd; stroke-width: .5; }
.chart text { fill: #333; stroke: none; text-anchor: middle; }
.chart .guide text { text-anchor: end; }
.chart .value path { stroke: #1a5276; stroke-width: 1.8; }
.chart .value circle { fill: #1a5276; }
.chart .better circle { fill: #1e8449; }
.chart .worse path { stroke: #b03a2e; stroke-width: 2.4; }
.chart .unusual path { fill: #9a7d0a; stroke: #fff; stroke-width: .8; }
.chart .unfinished circle { fill: #fff; stroke: #1a5276; stroke-width: 1.5; }
.chart .target path { stroke: #333; stroke-width: 2.2; }
.chart .expected path { stroke: #333; stroke-width: 1.2; stroke-dasharray: 1.5 3; }
.chart .centre path { stroke: #666; stroke-width: 1; }
.chart .limit path { stroke: #777; stroke-width: 1; stroke-dasharray: 6 4; }
.chart .baseline path { stroke: #999; stroke-width: 1; stroke-dasharray: 2 5; }
.chart .annotation path { stroke: #777; stroke-width: 1; stroke-dasharray: 2 2; }
.chart .split path { stroke: #777; stroke-width: 1.4; }
.chart .annotation text, .chart .edge text { text-anchor: start; }
"""
"""How every chart of a page looks; each kind of line has a shape of its own besides its colour."""


def svg_chart(spec: TrendSpec, name: str, title: str, words: Sequence[str]) -> str:
    """The chart as an `svg` element with title and description for those who cannot see it; empty
    without a value.

    `name` is unlike that of every other chart of the page. What is typed by people is text in it.
    """
    if all(finite(value) is None for value in spec.values):
        return ""
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "class": "chart",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img",
            "aria-labelledby": f"{name}-title {name}-words",
        },
    )  # fmt: skip
    for tag, ending, text in (("title", "title", title), ("desc", "words", ". ".join(words))):
        SubElement(root, tag, {"id": f"{name}-{ending}"}).text = printable(text)
    _Drawing(root, spec).draw()
    return tostring(root, encoding="unicode")


class _Drawing:
    """Draws a spec into an `svg` element, from the back to the front."""

    def __init__(self, root: Element, spec: TrendSpec) -> None:
        self._root = root
        self._spec = spec
        self._scale = Scale.over(spec.levels())
        self._edge = right_edge(spec, ROOM_FOR_WORDS, Charset.BRAILLE)
        self._right = WIDTH - CHARACTER * max(self._edge.width, 2) - 6
        self._events = [(int(self._x(event.index) / CHARACTER), event) for event in spec.events]
        self._rows = min(len(self._events), 2)
        self._top = TOP + LINE * self._rows

    def draw(self) -> None:
        """The axes, the lines that values are held against, then the values."""
        self._axes()
        self._levels()
        self._happened()
        self._values()

    def _x(self, index: float) -> float:
        return LEFT + (self._right - LEFT) * (index + 0.5) / len(self._spec.values)

    def _y(self, value: float) -> float:
        # A twelfth of the height stays free above the highest and below the lowest value.
        height = HEIGHT - self._top - BOTTOM
        return self._top + height * (13 / 14 - self._scale.at(value) * 12 / 14)

    def _group(self, kind: str) -> Element:
        return SubElement(self._root, "g", {"class": kind})

    def _line(self, kind: str, points: Points) -> Element:
        group = self._group(kind)
        places = [f"{self._x(index):.1f} {self._y(value):.1f}" for index, value in points]
        SubElement(group, "path", {"d": f"M{'L'.join(places)}"})
        return group

    def _level(self, kind: str, first: float, last: float, value: float) -> None:
        self._line(kind, [(first - 0.5, value), (last + 0.5, value)])

    def _upright(self, kind: str, index: float, top: float) -> Element:
        group = self._group(kind)
        place = f"M{self._x(index):.1f} {HEIGHT - BOTTOM}V{top:.1f}"
        SubElement(group, "path", {"d": place})
        return group

    def _axes(self) -> None:
        spec = self._spec
        for value, text in ticks(self._scale, 6, spec.y_format, clock=spec.clock):
            guide, y = self._group("guide"), self._y(value)
            SubElement(guide, "path", {"d": f"M{LEFT} {y:.1f}H{self._right:.1f}"})
            _text(guide, LEFT - 6, y + 4, text)
        axis = self._group("axis")
        floor = f"M{LEFT} {self._top}V{HEIGHT - BOTTOM}H{self._right:.1f}"
        SubElement(axis, "path", {"d": floor})

        def column(index: int) -> float:
            return self._x(index) / CHARACTER

        width = WIDTH / CHARACTER
        for label in date_labels(spec.days, spec.by, column, width, spec.names):
            start = starts_at(label, column, width)
            _text(axis, (start + len(label.text) / 2) * CHARACTER, HEIGHT - 7, label.text)

    def _levels(self) -> None:
        spec = self._spec
        if spec.baseline is not None:
            self._level("baseline", 0, len(spec.values) - 1, spec.baseline)
        for part in spec.limits:
            self._level("centre", part.first, part.last, part.centre)
            for levels in part.levels:
                ends = ((level.first - 0.5, level.last + 0.5, level.value) for level in levels)
                self._line("limit", [(at, value) for *both, value in ends for at in both])
        for run in _runs(spec.expected):
            self._line("expected", run)
        for step in spec.target:
            self._level("target", step.first, step.last, step.value)
        edge = self._group("edge")
        for y, number in self._edge.placed(self._y, HEIGHT - BOTTOM, LINE):
            _text(edge, self._right + 6, y + 4, "".join(number.cells))

    def _happened(self) -> None:
        """The events, by name where there is room for it, else by number."""
        spec = self._spec
        found = event_names(self._events, int(WIDTH / CHARACTER), self._rows, Charset.BRAILLE)
        group = self._group("annotation")
        for name in found.names:
            y = TOP + LINE * name.row + 4
            _text(group, name.start * CHARACTER, y, "".join(name.cells))
        tops = {name.column: TOP + LINE * name.row + 8 for name in found.names}
        for column, event in self._events:
            if event in found.left_out:
                _text(group, self._x(event.index) + 2, self._top, str(event.number))
            if event.index not in spec.splits:
                self._upright("annotation", event.index, tops.get(column, self._top))
        for split in spec.splits:
            self._upright("split", split - 0.5, self._top)

    def _values(self) -> None:
        spec, values = self._spec, [*self._spec.values]
        hollow = [
            (float(index), known)
            for index in spec.hollow
            if (known := finite(values[index])) is not None
        ]
        for index in spec.hollow:
            values[index] = None
        for run in _runs(values):
            self._dots(self._line("value", run), run)
        for kind, among in (
            ("unusual", spec.unusual), ("better", spec.better), ("worse", spec.worse)
        ):  # fmt: skip
            for index in sorted(among):
                value = finite(values[index]) if 0 <= index < len(values) else None
                if value is not None:
                    self._root.append(mark(kind, self._x(index), self._y(value)))
        if hollow:
            self._dots(self._group("unfinished"), hollow)

    def _dots(self, group: Element, points: Points) -> None:
        for index, value in points:
            SubElement(group, "circle", _circle(self._x(index), self._y(value), 2.2))


def _circle(x: float, y: float, radius: float) -> dict[str, str]:
    return {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": str(radius)}


def mark(kind: str, x: float, y: float) -> Element:
    """The mark of a kind of period; signals have shapes of their own, which a printer without
    colours shows too.
    """
    group = Element("g", {"class": kind})
    if kind == "unusual":
        SubElement(group, "path", {"d": f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5Z"})
    elif kind == "worse":
        cross = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
        SubElement(group, "path", {"d": cross})
    else:
        radius = {"better": 4.4, "value": 2.2}.get(kind, 3.5)
        SubElement(group, "circle", _circle(x, y, radius))
    return group


def sample(kind: str) -> str:
    """A mark or line of that kind for a legend, 26 wide and 10 high."""
    if kind in {"value", "better", "worse", "unusual", "unfinished"}:
        return tostring(mark(kind, 13, 5), encoding="unicode")
    path = "M13 0V10" if kind in {"annotation", "split"} else "M0 5H26"
    return f'<g class="{kind}"><path d="{path}"/></g>'


def _text(group: Element, x: float, y: float, text: str) -> None:
    SubElement(group, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}"}).text = printable(text)


def _runs(values: Iterable[float | None]) -> Iterator[Points]:
    """The stretches between gaps."""
    run: list[tuple[float, float]] = []
    for index, value in enumerate(values):
        known = finite(value)
        if known is not None:
            run.append((float(index), known))
        elif run:
            yield run
            run = []
    if run:
        yield run


def legend(spec: TrendSpec) -> Iterator[tuple[str, str]]:
    """Kind and words of each line and mark of the chart, for the legend below it."""
    for entry in entries(spec, Charset.BRAILLE, dotted=True):
        yield entry.style.value, entry.numbers or entry.name
