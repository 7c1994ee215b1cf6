"""The rows of an old Excel workbook (.xls) as the texts that a CSV file would hold."""

import os
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kpitui.domain.errors import BadFile
from kpitui.exchange.number_formats import Texts, currency_of, shown_by
from kpitui.exchange.packed import damaged, refusing
from kpitui.exchange.sheet_rows import SheetRows

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell, Sheet

LARGEST = 200_000_000
"""65,536 rows, which is what a sheet of this kind holds, take a tenth."""


def open_xls(stream: BinaryIO, name: str) -> "Book":
    """The workbook; raises `BadFile`."""
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadFile(f"{name} is larger than any .xls; save it as .xlsx or CSV.")
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
            return xlrd.open_workbook(
                file_contents=content, formatting_info=True, ragged_rows=True, logfile=nowhere
            )
    except XLRDError as error:
        if "encrypted" in str(error).lower():
            raise BadFile(f"{name} has a password; save it without one, or as CSV.") from None
        raise damaged(name) from None
    except (CompDocError, AssertionError, LookupError, ValueError, TypeError, AttributeError,
            struct.error, ArithmeticError, RecursionError):  # fmt: skip
        raise damaged(name) from None


def xls_lines(
    book: "Book", sheet: "Sheet", name: str, said: list[str] | None, read: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """Number and texts of each row that has any; as `xlsx_lines`, with rows in `read`."""
    rows = SheetRows(name)
    for first, behind, column, _ in sheet.merged_cells:
        rows.merge(first + 1, column, behind)
    rows.hidden_columns.update(place for place, info in sheet.colinfo_map.items() if info.hidden)
    with refusing(name):
        codes = [_format_of(book, style) for style in range(len(book.xf_list))]
        texts = {
            code: Texts(shown_by(code), book.datemode == 1, currency_of(code))
            for code in set(codes)
        }
        for place in range(sheet.nrows):
            read[0] = place + 1
            info = sheet.rowinfo_map.get(place)
            row = [_text(cell, texts[codes[cell.xf_index or 0]]) for cell in sheet.row(place)]
            rows.add(place + 1, row, bool(info and info.hidden))
            yield from rows.take()
    if said is not None:
        said += rows.said()


def _format_of(book: "Book", style: int) -> str:
    known = book.format_map.get(book.xf_list[style].format_key or 0)
    return (known.format_str if known else None) or "General"


def _text(cell: "Cell", texts: Texts) -> str:
    import xlrd

    kind, value = cell.ctype, cell.value
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and isinstance(value, float):
        return texts.of(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(value), "#N/A")
    return str(value) if kind == xlrd.XL_CELL_TEXT else ""
