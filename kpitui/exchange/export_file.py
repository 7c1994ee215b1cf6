"""What was entered as a file that is no text: an Excel workbook, or Parquet."""

from collections.abc import Callable, Iterator
from pathlib import Path

from kpitui.exchange.csv_out import Flat, cells_of
from kpitui.exchange.xlsx_out import Cell, day_cell, moment_cell, new_workbook
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import Exported, exported, table_columns

_WIDTHS = {
    "date": 11,
    "note": 40,
    "seen": 40,
    "agreed": 40,
    "strengths": 40,
    "outcome_note": 40,
    "text": 40,
    "focus": 30,
    "label": 30,
    "comment": 40,
    "reason": 40,
    "result": 40,
    "strategy": 30,
    "priority": 30,
}
_WIDE = ("metric", "person", "name")


def export_workbook(
    database: DatabaseFile, what: Exported, out: Path, *, voided: bool = False
) -> None:
    """Write every row into a new workbook; raises `BadFile` where anything stands at `out`."""
    columns = table_columns(database, what, voided=voided)
    readers = [_reader(column) for column in columns]

    def typed(cells: list[Flat]) -> Iterator[Cell]:
        for read, cell in zip(readers, cells, strict=True):
            yield read(cell) if read is not None and isinstance(cell, str) else cell

    rows = (typed(cells_of(row, columns)) for row in exported(database, what, voided=voided))
    with new_workbook(out) as book:
        book.add_sheet(what.value, columns, rows, [_width(column) for column in columns])


def _reader(column: str) -> Callable[[str], Cell] | None:
    """What makes a day or a moment of the text of a column that holds such."""
    if is_day(column):
        return day_cell
    return moment_cell if is_moment(column) else None


def is_day(column: str) -> bool:
    """Whether a column holds days."""
    return column == "date" or column.endswith("_on")


def is_moment(column: str) -> bool:
    """Whether a column holds moments."""
    return column == "at" or column.endswith("_at")


def _width(column: str) -> int:
    if is_moment(column):
        return 19
    if is_day(column):
        return _WIDTHS["date"]
    return _WIDTHS.get(column, 24 if column in _WIDE else 12)
