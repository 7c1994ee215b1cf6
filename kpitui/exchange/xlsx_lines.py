"""The lines of an Excel workbook: the cells of one sheet as the texts that a CSV file would hold."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.exchange.table import Table, make_table

LARGEST_UNPACKED = 2_000_000_000
"""A workbook of a million rows unpacks to a tenth of this; what unpacks to more is made to do harm."""
LARGEST_RATIO = 200
"""Sheets shrink to a tenth or a twentieth; what is packed tighter than this is no sheet."""


def is_workbook(path: Path) -> bool:
    """Whether a file is called like a workbook."""
    return path.suffix.lower() in (".xlsx", ".xlsm")


def sheet_names(stream: BinaryIO, name: str) -> list[str]:
    """The sheets of a workbook; raises `BadFile`."""
    return list(_workbook(stream, name).sheetnames)


def read_xlsx(stream: BinaryIO, name: str, sheet: str | None = None) -> Table:
    """The lines of a sheet, of the only one if none is named, read as they are asked for.

    Raises `BadFile` where it is no workbook, or one that unpacks to more than any sheet, and `WrongUsage` where the
    sheet has to be named.
    """
    workbook = _workbook(stream, name)
    names = list(workbook.sheetnames)
    if sheet is None and len(names) > 1:
        raise WrongUsage(f"{name} has the sheets {', '.join(names)}; name one with --sheet.")
    if sheet is not None and sheet not in names:
        raise WrongUsage(f"{name} has no sheet “{sheet}”; it has {', '.join(names)}.")
    chosen = workbook[sheet or names[0]]
    read = [0]
    return make_table(_records(chosen, name, read), name, lambda: read[0], int(chosen.max_row or 0))


def _workbook(stream: BinaryIO, name: str):  # type: ignore[no-untyped-def] # its class is loaded with the module below
    _refuse_bomb(stream, name)
    # 60 ms, which nobody pays who brings no workbook.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(stream, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        raise BadFile(f"{name} is no workbook that can be read: {error}; save it as .xlsx or as CSV.") from None


def _refuse_bomb(stream: BinaryIO, name: str) -> None:
    try:
        with zipfile.ZipFile(stream) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        what = "it has a password, or is damaged"
        raise BadFile(f"{name} is no Excel workbook ({what}); save it without a password, or as CSV.") from None
    unpacked, tight = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    if unpacked > LARGEST_UNPACKED or (unpacked > 10_000_000 and unpacked > LARGEST_RATIO * max(tight, 1)):
        raise BadFile(f"{name} unpacks to {unpacked // 1_000_000} MB, more than any sheet; it was not opened.")
    stream.seek(0)


def _records(sheet, name: str, read: list[int]) -> Iterator[tuple[int, Sequence[str]]]:  # type: ignore[no-untyped-def] # a sheet of openpyxl
    width = 0
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            read[0] = number
            texts = [_text(cell.value, getattr(cell, "number_format", "") or "") for cell in row]
            while texts and not texts[-1] and len(texts) > width:
                texts.pop()  # columns that were only coloured
            if any(texts):
                width = width or len(texts)
                yield number, texts + [""] * (width - len(texts))
    except (ValueError, KeyError, zipfile.BadZipFile, SyntaxError, EOFError) as error:
        raise BadFile(f"{name}, row {read[0] + 1}: it is damaged ({error}); save it anew.") from None


def _text(value: object, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}:{value.second:02}"
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value * 100 if "%" in number_format else value) + ("%" if "%" in number_format else "")
    return str(value)


def _number(value: float) -> str:
    # 15 digits is what Excel itself holds; 0.45 shown as 45 % is 45 and not 45.00000000000001.
    return f"{value:.15g}" if isinstance(value, float) else str(value)
