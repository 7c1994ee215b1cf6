"""A block of cells as a spreadsheet puts it on the clipboard."""

import csv
import io

from kpitui.domain.text import NOTE_LIMIT, in_one_line, printable

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
            (down, right): printable(in_one_line(cell))
            for down, cells in enumerate(lines)
            for right, cell in enumerate(cells)
            if cell.strip()
        }
    except csv.Error:
        raise NotACellBlock("That is no block of cells; a quote in it is never closed.") from None
    if any(len(cell) > NOTE_LIMIT for cell in found.values()):
        raise NotACellBlock("A cell of that block is too long; nothing was filled in.")
    return found


def lines_of_paste(text: str) -> dict[int, str]:
    """What stands in a column of cells, by line; a single row is taken as a column. Empty cells are
    left out.
    """
    block = cells_of_paste(text)
    if len({right for _, right in block}) <= 1:
        return {down: cell for (down, _), cell in block.items()}
    if len({down for down, _ in block}) > 1:
        raise NotACellBlock(
            "That block has several columns; paste one column here, or the block into the table."
        )
    return {right: cell for (_, right), cell in block.items()}


def filled_words(filled: int, doubtful: int, outside: int, where: str) -> str:
    """What became of a pasted block; nothing of it is saved yet."""
    cells = "1 cell" if filled == 1 else f"{filled} cells"
    wrong = f", {doubtful} of them to check" if doubtful else ""
    lost = f"; {outside} {where} {'was' if outside == 1 else 'were'} left out" if outside else ""
    return f"Filled {cells}{wrong}{lost}. Nothing is saved yet."
