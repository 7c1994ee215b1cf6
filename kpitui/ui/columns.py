"""Rows in aligned columns that begin with the mark of a status."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from kpitui.terminal.copying import is_uncut
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import fitted
from kpitui.ui.theme import STYLES
from kpitui.words.spans import Row, mark, status_style

NAME_WANTED = 20
NAME_LEAST = 12
GAP = 2


def aligned(
    heads: Sequence[str], rows: Sequence[Row], width: int, context: AppContext
) -> list[Content]:
    """A line of headings and a line a row, cleaned and none wider than `width`.

    Where it is narrow the status words go, and then the columns from the right, so that the names
    can be read.
    """
    rows = [
        Row(row.status, context.text(row.name), tuple(map(context.text, row.cells))) for row in rows
    ]
    widths = [
        max(map(cell_len, (head, *(row.cells[at] for row in rows))))
        for at, head in enumerate(heads)
    ]
    word = max(len(row.status) for row in rows) + GAP
    longest = max(cell_len(row.name) for row in rows)

    def room() -> int:
        return width - 2 - word - sum(width + GAP for width in widths)

    if is_uncut():
        width += longest + room()
    if room() < min(longest, NAME_WANTED):
        word = 0
    while room() < min(longest, NAME_LEAST) and widths:
        widths.pop()
    name = max(1, min(longest, room()))
    lines = [Content.styled((" " * (2 + name + word) + _cells(heads, widths)).rstrip(), "dim")]
    return lines + [_row(row, name, word, widths, context) for row in rows]


def _row(row: Row, name: int, word: int, widths: Sequence[int], context: AppContext) -> Content:
    style = STYLES[status_style(row.status)]
    said = f"{'':{GAP}}{row.status}" if word else ""
    return Content.assemble(
        (context.text(mark(row.status)) + " ", style),
        fitted(row.name, name, context),
        (f"{said:<{word}}", style),
        _cells(row.cells, widths).rstrip(),
    )


def _cells(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(
        " " * (GAP + width - cell_len(cell)) + cell
        for cell, width in zip(cells, widths, strict=False)
    )


def fitting(
    columns: Sequence[int], width: int, name: int, least_told: Iterable[int]
) -> tuple[dict[int, int], int]:
    """The columns of those widths that there is room for beside a name, and that room: of
    `least_told` one after the other goes while it is less than `name` cells.
    """
    kept = dict(enumerate(columns))

    def room() -> int:
        return width - sum(one + GAP for one in kept.values())

    for least in least_told:
        if room() < name:
            del kept[least]
    return kept, room()
