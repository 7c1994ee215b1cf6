"""What stands around the plot area: value labels, the floor with its ticks, dates, the legend."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kpitui.charts.references import Number
from kpitui.charts.text import Cell, Charset, Style, fit, padded, styled

LABEL_GAP = 2
"""Blank cells between two items of a legend."""


class Edges(Struct, frozen=True):
    """The characters of a frame."""

    side: str
    side_tick: str
    corner: str
    floor: str
    floor_tick: str


_UNICODE = Edges("│", "┤", "└", "─", "┬")
_EDGES = {
    Charset.BRAILLE: _UNICODE,
    Charset.BLOCK: _UNICODE,
    Charset.ASCII: Edges("|", "+", "+", "-", "+"),
}


class Gutter(Struct, frozen=True):
    """The value labels left of the plot area, by row; `width` counts the edge, and is 0 where there
    is no room.
    """

    width: int
    labels: dict[int, list[str]]
    edges: Edges


def gutter(labels: Iterable[tuple[int, str]], room: int, charset: Charset) -> Gutter:
    """The gutter for labels at rows; the first label of a row stays.

    A label wider than `room` cells is left out: half a number is a wrong number.
    """
    kept: dict[int, list[str]] = {}
    for row, text in labels:
        cells = fit(text, room + 1, charset)
        if len(cells) <= room:
            kept.setdefault(row, cells)
    width = max(map(len, kept.values()), default=-1) + 1
    return Gutter(width, kept, _EDGES[charset])


def beside(
    plot: Sequence[Sequence[Cell]], left: Gutter, right: Mapping[int, Number]
) -> list[list[Cell]]:
    """The rows of the plot with their labels and edge, and the numbers `right` of them."""
    rows: list[list[Cell]] = []
    for index, row in enumerate(plot):
        number = right.get(index)
        ends = [(" ", Style.BLANK), *styled(number.cells, number.style)] if number else []
        if not left.width:
            rows.append([*row, *ends])
            continue
        label = left.labels.get(index)
        blanks = [" "] * (left.width - 1 - len(label or ()))
        edge = left.edges.side_tick if label else left.edges.side
        before = styled([*blanks, *(label or ())], Style.LABEL)
        rows.append([*before, (edge, Style.AXIS), *row, *ends])
    return rows


def floor(
    width: int, left: Gutter, ticks: Iterable[int], marks: Iterable[tuple[int, str]]
) -> list[Cell]:
    """The line under the plot area, with ticks at columns and marks (annotation numbers) on it.

    Columns count from the left edge of the plot area. A mark that would touch another moves to the
    nearest room.
    """
    edges = left.edges
    line = [edges.floor] * width
    for column in ticks:
        line[column] = edges.floor_tick
    cells: list[Cell] = styled(line, Style.AXIS)
    taken: set[int] = set()
    for column, text in marks:
        start = _free(len(text), column, width, taken)
        if start is not None:
            taken.update(range(start, start + len(text)))
            cells[start : start + len(text)] = styled(text, Style.ANNOTATION)
    if not left.width:
        return cells
    return [*styled([" "] * (left.width - 1), Style.LABEL), (edges.corner, Style.AXIS), *cells]


def _free(length: int, column: int, width: int, taken: set[int]) -> int | None:
    """The start nearest to the column where a mark of this length touches no other."""
    for start in sorted(range(width - length + 1), key=lambda s: abs(s - column)):
        if taken.isdisjoint(range(start - 1, start + length + 1)):
            return start
    return None


def date_row(width: int, labels: Iterable[tuple[int, str]]) -> list[Cell]:
    """A row of dates that begin at columns."""
    row = [" "] * width
    for start, text in labels:
        row[start : start + len(text)] = text
    return styled(row, Style.LABEL)


def wrapped(items: Iterable[Sequence[Cell]], width: int) -> list[list[Cell]]:
    """Items set side by side in as few rows as their order allows; an item wider than a row is left
    out whole.
    """
    lines: list[list[Cell]] = []
    for item in items:
        if len(item) > width:
            continue
        if lines and len(lines[-1]) + LABEL_GAP + len(item) <= width:
            lines[-1].extend([*padded([], LABEL_GAP), *item])
        else:
            lines.append(list(item))
    return [padded(line, width) for line in lines]
