"""The lines that values are held against, and the numbers that name them at the right edge."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from kpitui.charts.scale import finite
from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Charset, Style, fit

ROOM_FOR_WORDS = 96
"""From this width on the numbers at the right edge have words beside them."""


class Reference(Struct, frozen=True):
    """A line as it stands at its newest period: of a band both its ends, lowest first.

    `each` is what one of them is called, `reaches` whether it goes up to the last period.
    """

    style: Style
    name: str
    values: tuple[float, ...]
    reaches: bool = True
    each: str = ""
    joint: str = " to "

    def words(self, number: Callable[[float], str]) -> str:
        """Its name with its numbers."""
        return f"{self.name} {self.joint.join(map(number, self.values))}"


def references(spec: TrendSpec) -> Iterator[Reference]:
    """The lines of a chart, the most telling first."""
    last = len(spec.values) - 1
    known = [level for level in spec.target if finite(level.value) is not None and level.last >= 0]
    newest = max((level.last for level in known), default=-1)
    if ends := sorted({level.value for level in known if level.last == newest}):
        yield Reference(
            Style.TARGET, spec.wanted, tuple(ends), newest >= last, spec.wanted, joint="–"
        )
    for part in spec.limits[-1:]:
        reaches = part.last >= last
        name = "trial limits" if part.trial else "limits"
        pair = part.newest
        if all(finite(one) is not None for one in pair):
            yield Reference(Style.LIMIT, name, pair, reaches, name.removesuffix("s"))
        if finite(part.centre) is not None:
            yield Reference(Style.CENTRE, spec.middle, (part.centre,), reaches, spec.middle)
    expected = [index for index, one in enumerate(spec.expected) if finite(one) is not None]
    if expected:
        level = spec.expected[expected[-1]] or 0.0
        yield Reference(Style.EXPECTED, "expected", (level,), expected[-1] == last, "expected")
    if spec.baseline is not None and finite(spec.baseline) is not None:
        yield Reference(Style.BASELINE, "baseline", (spec.baseline,), True, "baseline")


class Number(Struct, frozen=True):
    """A number of a line, as cells."""

    value: float
    style: Style
    cells: list[str]


class RightEdge(Struct, frozen=True):
    """The numbers that are to stand right of the plot area, the most telling first; `width` counts
    the blank before them, and is 0 where there is no room.
    """

    width: int
    numbers: list[Number]

    @property
    def styles(self) -> set[Style]:
        """The lines that are to be named."""
        return {number.style for number in self.numbers}

    def placed(
        self, place_of: Callable[[float], float], end: float, apart: float = 1
    ) -> list[tuple[float, Number]]:
        """The numbers that have room, with their places from the top.

        One that would come closer than `apart` to another stands beside it, on its own side, where
        no other belongs.
        """
        taken: list[tuple[float, Number]] = []
        moved: list[tuple[Number, float, Number]] = []

        def touched(place: float) -> tuple[float, Number] | None:
            return next((one for one in taken if abs(one[0] - place) < apart), None)

        for one in self.numbers:
            place = place_of(one.value)
            if found := touched(place):
                moved.append((one, *found))
            else:
                taken.append((place, one))
        for one, place, other in moved:
            place += apart if one.value < other.value else -apart
            if not touched(place) and 0 <= place < end:
                taken.append((place, one))
        return taken


def right_edge(spec: TrendSpec, width: int, charset: Charset) -> RightEdge:
    """The numbers of the lines that reach the last period; a fifth of the width at most."""
    for worded in (True, False):
        if worded and width < ROOM_FOR_WORDS:
            continue
        numbers = [
            Number(value, reference.style, cells)
            for reference in references(spec)
            if reference.reaches
            for value, cells in _texts(reference, spec, worded=worded, charset=charset)
        ]
        room = 1 + max((len(number.cells) for number in numbers), default=-1)
        if room <= width // 5:
            return RightEdge(room, numbers)
    return RightEdge(0, [])


def _texts(
    one: Reference, spec: TrendSpec, *, worded: bool, charset: Charset
) -> Sequence[tuple[float, list[str]]]:
    """Each number of a line as cells; two that read alike are one."""
    texts: dict[str, float] = {}
    for value in one.values:
        texts.setdefault(spec.y_format(value), value)
    return [
        (value, fit(f"{text} {one.each}" if worded else text, 10_000, charset))
        for text, value in texts.items()
    ]
