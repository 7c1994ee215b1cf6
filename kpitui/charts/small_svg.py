"""A trend as a small piece of SVG beside the numbers of a table."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, tostring

from kpitui.charts.scale import finite
from kpitui.domain.text import printable

WIDTH, HEIGHT, EDGE = 120, 24, 3
STYLE = """
.trend { width: 120px; height: 24px; vertical-align: middle; }
.trend path { fill: none; stroke: #1a5276; stroke-width: 1.5; }
.trend circle { fill: #1a5276; }
"""


def small_svg(values: Sequence[float | None], title: str) -> str:
    """The values from left to right, the latest as a dot, gaps left open; empty without a value."""
    numbers = [finite(value) for value in values]
    known = [number for number in numbers if number is not None]
    if not known:
        return ""
    low, high = min(known), max(known)

    def place(index: int, value: float) -> tuple[float, float]:
        across = EDGE + (WIDTH - 2 * EDGE) * (index / max(len(numbers) - 1, 1))
        share = (value - low) / (high - low) if high > low else 0.5
        return across, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share

    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "class": "trend", "role": "img",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
        },
    )  # fmt: skip
    SubElement(root, "title").text = printable(title)
    places = [None if one is None else place(at, one) for at, one in enumerate(numbers)]
    for first, second in _joined(places):
        line = f"M{first[0]:.1f} {first[1]:.1f}L{second[0]:.1f} {second[1]:.1f}"
        SubElement(root, "path", {"d": line})
    across, down = next(place for place in reversed(places) if place is not None)
    SubElement(root, "circle", {"cx": f"{across:.1f}", "cy": f"{down:.1f}", "r": "2.2"})
    return tostring(root, encoding="unicode")


Place = tuple[float, float]


def _joined(places: Sequence[Place | None]) -> Iterator[tuple[Place, Place]]:
    for first, second in pairwise(places):
        if first is not None and second is not None:
            yield first, second
