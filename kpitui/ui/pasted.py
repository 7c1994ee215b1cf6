"""A block of cells as a spreadsheet puts it on the clipboard."""

import csv
import io

from kpitui.domain.metrics import NOTE_LIMIT
from kpitui.domain.text import printable

LARGEST = 1_000_000
"""Characters of a paste; a team of 500 with 50 metrics has room."""


class NotACellBlock(ValueError):
    """One sentence: why a paste cannot be taken."""


def cells_of_paste(text: str) -> dict[tuple[int, int], str]:
    """What stands in a tab-separated block, by line and column; empty cells are left out."""
    if len(text) > LARGEST:
        raise NotACellBlock("That is too much to paste at once; paste fewer lines.")
    # A quoted cell may hold line ends and tabs of its own.
    lines = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter="\t")
    try:
        found = {
            (down, right): printable(" ".join(cell.split()))
            for down, cells in enumerate(lines)
            for right, cell in enumerate(cells)
            if cell.strip()
        }
    except csv.Error:
        raise NotACellBlock("That is no block of cells; a quote in it is never closed.") from None
    if any(len(cell) > NOTE_LIMIT for cell in found.values()):
        raise NotACellBlock("A cell of that block is too long; nothing was filled in.")
    return found
