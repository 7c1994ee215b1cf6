"""Excel workbooks out: texts are text cells, days are days, numbers are numbers; in constant
memory.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpitui.domain.errors import BadFile
from kpitui.domain.guarded_text import guarded, unguarded
from kpitui.domain.text import printable
from kpitui.exchange.files import new_binary_file

MOST_ROWS = 1_048_576
"""A sheet has no more; what goes on after them stands on another."""

LONGEST_CELL = 32_767
CUT = " … (cut: a cell holds no more)"
LONGEST_SHEET = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
FIRST_DAY = date(1900, 3, 1)
"""Excel takes 1900 for a leap year and knows no day of before; such a day is a text."""

Cell = str | int | float | date | datetime | None
"""A moment has no zone."""


class _Look(Enum):
    PLAIN = auto()
    WRAPPED = auto()
    QUOTED = auto()


class Workbook:
    """A new workbook, sheet after sheet; used inside `new_workbook`."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: set[str] = set()
        self._strong = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._looks = {
            _Look.PLAIN: None,
            _Look.WRAPPED: book.add_format({"text_wrap": True, "valign": "top"}),
            # Excel would take the text for a formula where someone opens the cell and closes it.
            _Look.QUOTED: book.add_format({"quote_prefix": True}),
        }

    def add_sheet(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Iterable[Cell]],
        widths: Sequence[int] = (),
    ) -> None:
        """Write a sheet with the names of its columns on top; one that is full goes on as another.

        `widths` are those of the columns in characters.
        """
        number, left = 0, iter(rows)
        row = next(left, None)
        while row is not None or not number:
            number += 1
            sheet = self._book.add_worksheet(
                self._free(name if number == 1 else f"{name} {number}")
            )
            for place, width in enumerate(widths):
                sheet.set_column(place, place, width)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, map(printable, columns), self._strong)
            line = 1
            while row is not None and line < MOST_ROWS:
                for place, cell in enumerate(row):
                    if cell is not None and cell != "":
                        self._write(sheet, line, place, cell)
                line += 1
                row = next(left, None)

    def _write(self, sheet: Any, line: int, place: int, cell: Cell) -> None:
        if isinstance(cell, str):
            shown, look = _shown(cell)
            sheet.write_string(line, place, shown, self._looks[look])
        elif isinstance(cell, datetime):
            sheet.write_datetime(line, place, cell, self._moment)
        elif isinstance(cell, date):
            if cell < FIRST_DAY:
                sheet.write_string(line, place, cell.isoformat())
            else:
                sheet.write_datetime(line, place, cell, self._day)
        else:
            sheet.write_number(line, place, cell)

    def _free(self, name: str) -> str:
        """The name as a sheet can have it, and none has it yet."""
        wanted = " ".join(printable(name).translate(_NOT_IN_A_NAME).split()).strip("'") or "sheet"
        free, number = wanted[:LONGEST_SHEET], 1
        while free.lower() in self._names:
            number += 1
            free = f"{wanted[: LONGEST_SHEET - len(str(number)) - 1]} {number}"
        self._names.add(free.lower())
        return free


@lru_cache(8192)
def _shown(text: str) -> tuple[str, _Look]:
    # Names stand in row after row.
    shown = text_cell(text)
    if shown != guarded(shown):
        return shown, _Look.QUOTED
    return shown, _Look.WRAPPED if "\n" in shown else _Look.PLAIN


def text_cell(text: str) -> str:
    """The text as a cell of a workbook holds it: a text cell needs no guard, unless reading it
    would take one off.
    """
    shown = printable(text, multiline=True)
    if unguarded(shown) != shown:
        shown = guarded(shown)
    if len(shown.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return shown
    return shown[: LONGEST_CELL // 2] + CUT


@contextlib.contextmanager
def new_workbook(path: Path) -> Iterator[Workbook]:
    """A new workbook for the user alone; raises `BadFile` where anything stands at the path
    already, or where it cannot be written.
    """
    import xlsxwriter  # for workbooks only
    from xlsxwriter.exceptions import XlsxWriterException

    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(new_binary_file(path))
        stack.push(lambda kind, *_: path.unlink() if kind else None)  # half a workbook is none
        try:
            # What is written waits beside the workbook, where there is room for it.
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix=".kpitui-", dir=path.absolute().parent)
            )
            book = xlsxwriter.Workbook(stream, {"constant_memory": True, "tmpdir": folder})
            yield Workbook(book)
            book.close()
        except (XlsxWriterException, OSError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise BadFile(f"{path} cannot be written: {why.lower()}.") from None


def day_cell(text: str) -> Cell:
    """The day of an ISO text; the text where it is none."""
    return _or_text(date.fromisoformat, text)


def moment_cell(text: str) -> Cell:
    """The moment of an ISO text, in UTC; the text where it is none."""
    return _or_text(_moment, text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    if moment.date() < FIRST_DAY:
        raise ValueError(text)
    return moment


def _or_text(read: Callable[[str], Cell], text: str) -> Cell:
    try:
        return read(text)
    except ValueError:
        return text
