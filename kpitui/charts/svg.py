"""A trend chart as one piece of SVG for a page: drawn by pygal, without its script and its own style."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from msgspec import Struct

from kpitui.charts.scale import Scale, finite, ticks
from kpitui.charts.spec import TrendSpec
from kpitui.domain.text import printable

WIDTH, HEIGHT = 760, 300
Points = list[tuple[float, float]]
_DROPPED = ("defs", "desc", "script", "title")
_OVERLAYS = ("tooltip", "plot text-overlay", "plot tooltip-overlay")
_SVG = "{http://www.w3.org/2000/svg}"

STYLE = """
.chart { width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.chart .line, .chart path { fill: none; }
.chart .axis .line, .chart .axis path { stroke: #999; stroke-width: .7; }
.chart .axis .guide { stroke: #ddd; stroke-width: .5; }
.chart text { fill: #333; stroke: none; }
.chart .axis.y text { text-anchor: end; }
.chart .axis.x text { text-anchor: middle; }
.chart .background { fill: none; }
.chart .value path { stroke: #1a5276; stroke-width: 1.8; }
.chart .value .dot { fill: #1a5276; }
.chart .signal path { fill: #b03a2e; stroke: #fff; stroke-width: .8; }
.chart .running .dot { fill: #fff; stroke: #1a5276; stroke-width: 1.5; }
.chart .target path { stroke: #1e8449; stroke-width: 2.2; }
.chart .expected path { stroke: #1e8449; stroke-width: 1.2; stroke-dasharray: 1.5 3; }
.chart .mean path { stroke: #666; stroke-width: 1; }
.chart .limit path { stroke: #9a7d0a; stroke-width: 1; stroke-dasharray: 6 4; }
.chart .baseline path { stroke: #999; stroke-width: 1; stroke-dasharray: 2 5; }
.chart .event path { stroke: #6c3483; stroke-width: 1; stroke-dasharray: 2 2; }
.chart .split path { stroke: #9a7d0a; stroke-width: 1.4; }
.chart .event text { fill: #6c3483; font-weight: bold; text-anchor: middle; }
"""
"""How every chart of a page looks; each kind of line has a shape of its own besides its colour."""


class _Series(Struct, frozen=True):
    kind: str
    points: Points
    dots: bool = False
    joined: bool = True


def svg_chart(spec: TrendSpec, name: str, title: str, words: Sequence[str]) -> str:
    """The chart as an `svg` element with title and description for those who cannot see it; empty without a value.

    `name` is unlike that of every other chart of the page. What is typed by people is text in it.
    """
    if all(finite(value) is None for value in spec.values):
        return ""
    pygal = _pygal()
    scale = Scale.over(spec.levels())
    room = (scale.high - scale.low) / 12
    series = [*_levels(spec), *_events(spec, scale.low, scale.high + room), *_values(spec)]
    chart = pygal.XY(
        js=(), width=WIDTH, height=HEIGHT, explicit_size=False, no_prefix=True, show_legend=False, margin=6,
        dots_size=2.2, show_x_guides=False, range=(scale.low - room, scale.high + room),
        xrange=(-0.5, len(spec.values) - 0.5),
    )  # fmt: skip
    chart.x_labels = [{"label": spec.periods[index], "value": index} for index in _labelled(len(spec.periods))]
    chart.y_labels = [
        {"label": text, "value": value} for value, text in ticks(scale, 6, spec.y_format, clock=spec.clock)
    ]
    for one in series:
        chart.add(one.kind, one.points, show_dots=one.dots, stroke=one.joined)
    return _finished(ElementTree.fromstring(chart.render()), [one.kind for one in series], spec, name, title, words)


def _pygal() -> Any:
    import pygal  # 60 ms, which only a report pays

    # It hangs an importer of the old kind into Python, for plug-ins of which there are none; failed imports warn of it.
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]
    return pygal


def _levels(spec: TrendSpec) -> Iterator[_Series]:
    last = len(spec.values) - 1
    if spec.baseline is not None:
        yield _Series("baseline", [(-0.5, spec.baseline), (last + 0.5, spec.baseline)])
    for part in spec.limits:
        ends = part.first - 0.5, part.last + 0.5
        yield _Series("mean", [(end, part.centre) for end in ends])
        yield _Series("limit", [(end, part.lower) for end in ends])
        yield _Series("limit", [(end, part.upper) for end in ends])
    yield from (_Series("expected", run) for run in _runs(spec.expected))
    for step in spec.target:
        yield _Series("target", [(step.first - 0.5, step.value), (step.last + 0.5, step.value)])


def _events(spec: TrendSpec, low: float, high: float) -> Iterator[_Series]:
    for note in spec.annotations:
        yield _Series("event", [(note.index, low), (note.index, high)])
    for split in spec.splits:
        yield _Series("split", [(split - 0.5, low), (split - 0.5, high)])


def _values(spec: TrendSpec) -> Iterator[_Series]:
    values = [*spec.values]
    running = values.pop() if spec.unfinished else None
    yield from (_Series("value", run, dots=True) for run in _runs(values))
    signals = [(float(index), values[index] or 0.0) for index in sorted(spec.signals) if index < len(values)]
    if signals:
        yield _Series("signal", signals, dots=True, joined=False)
    if running is not None:
        yield _Series("running", [(float(len(values)), running)], dots=True, joined=False)


def _runs(values: Sequence[float | None]) -> Iterator[Points]:
    """The stretches between gaps."""
    run: Points = []
    for index, value in enumerate(values):
        known = finite(value)
        if known is not None:
            run.append((float(index), known))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _labelled(count: int) -> range:
    """The periods that get a label: the last, and even strides back from it."""
    return range((count - 1) % max(1, -(-count // 9)), count, max(1, -(-count // 9)))


def _finished(
    root: ElementTree.Element, kinds: Sequence[str], spec: TrendSpec, name: str, title: str, words: Sequence[str]
) -> str:
    _strip(root)
    root.attrib.clear()
    root.set("class", "chart")
    root.set("viewBox", f"0 0 {WIDTH} {HEIGHT}")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-words")
    number_of = dict(zip((place for place, kind in enumerate(kinds) if kind == "event"), spec.annotations, strict=True))
    for group in root.iter(f"{_SVG}g"):
        place = next((one[6:] for one in group.get("class", "").split() if one.startswith("serie-")), None)
        if place is not None:
            kind = kinds[int(place)]
            group.set("class", kind)
            if kind == "signal":
                _diamonds(group)
            elif kind == "event":
                _numbered(group, str(number_of[int(place)].number))
    described = ElementTree.Element(f"{_SVG}desc", {"id": f"{name}-words"})
    described.text = printable(". ".join(words))
    root.insert(0, described)
    titled = ElementTree.Element(f"{_SVG}title", {"id": f"{name}-title"})
    titled.text = printable(title)
    root.insert(0, titled)
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: ElementTree.Element) -> None:
    """Take out scripts, styles, tooltips and remarks; what is left is lines, dots and labels."""
    for child in list(element):
        if child.tag.removeprefix(_SVG) in _DROPPED or child.get("class") in _OVERLAYS:
            element.remove(child)
        else:
            _strip(child)


def _diamonds(group: ElementTree.Element) -> None:
    """A shape of their own for signals, which a printer without colours shows too."""
    for dot in list(group.iter(f"{_SVG}circle")):
        x, y = float(dot.get("cx", "0")), float(dot.get("cy", "0"))
        dot.tag = f"{_SVG}path"
        dot.attrib.clear()
        dot.set("d", f"M{x:.2f} {y - 5:.2f}L{x + 5:.2f} {y:.2f}L{x:.2f} {y + 5:.2f}L{x - 5:.2f} {y:.2f}Z")


def _numbered(group: ElementTree.Element, number: str) -> None:
    """The number of an event above its line; the layer of dots has no line, and gets none."""
    path = group.find(f"{_SVG}path")
    if path is not None:
        x, y = path.get("d", "M0 0").split("L")[-1].split()
        text = ElementTree.SubElement(group, f"{_SVG}text", {"x": x, "y": f"{float(y) + 9:.2f}", "dx": "7"})
        text.text = number


def legend(spec: TrendSpec) -> Iterator[tuple[str, str]]:
    """Kind and words of each line and mark of the chart, for the legend below it."""
    yield "value", "value"
    if spec.signals:
        yield "signal", "signal"
    if spec.unfinished:
        yield "running", "running"
    if spec.target:
        yield "target", f"target {spec.y_format(spec.target[-1].value)}"
    if spec.limits:
        part = spec.limits[-1]
        yield "limit", f"limits {spec.y_format(part.lower)} to {spec.y_format(part.upper)}"
        yield "mean", f"mean {spec.y_format(part.centre)}"
    if spec.expected:
        yield "expected", "expected level"
    if spec.baseline is not None:
        yield "baseline", f"baseline {spec.y_format(spec.baseline)}"
    if spec.splits:
        yield "split", "limits start anew"
