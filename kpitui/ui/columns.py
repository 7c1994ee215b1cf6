"""Rows in aligned columns that begin with the mark of a status."""

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from kpitui.charts.marks import mark
from kpitui.ui.facts import STATUS_STYLES
from kpitui.ui.widgets.plan_tree import fitted
from kpitui.ui.workplace import Workplace

NAME_WANTED = 20
NAME_LEAST = 12
GAP = 2


class Row(Struct, frozen=True):
    """One row: how it stands, its name, and what stands in the columns right of it."""

    status: str
    name: str
    cells: tuple[str, ...]


def aligned(heads: Sequence[str], rows: Sequence[Row], width: int, workplace: Workplace) -> list[Content]:
    """A line of headings and a line a row, none wider than `width`.

    Where it is narrow the status words go, and then the columns from the right, so that the names can be read.
    """
    widths = [max(map(cell_len, (head, *(row.cells[at] for row in rows)))) for at, head in enumerate(heads)]
    word = max(len(row.status) for row in rows) + GAP
    longest = max(cell_len(row.name) for row in rows)

    def room() -> int:
        return width - 2 - word - sum(one + GAP for one in widths)

    if room() < min(longest, NAME_WANTED):
        word = 0
    while room() < min(longest, NAME_LEAST) and widths:
        widths.pop()
    name = max(1, min(longest, room()))
    lines = [Content.styled((" " * (2 + name + word) + _cells(heads, widths)).rstrip(), "dim")]
    return lines + [_row(row, name, word, widths, workplace) for row in rows]


def _row(row: Row, name: int, word: int, widths: Sequence[int], workplace: Workplace) -> Content:
    style = STATUS_STYLES.get(row.status, "dim")
    said = f"{'':{GAP}}{row.status}" if word else ""
    return Content.assemble(
        (mark(row.status, workplace.charset) + " ", style),
        fitted(row.name, name, workplace),
        (f"{said:<{word}}", style),
        _cells(row.cells, widths).rstrip(),
    )


def _cells(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(" " * (GAP + width - cell_len(cell)) + cell for cell, width in zip(cells, widths, strict=False))
