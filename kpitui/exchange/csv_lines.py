"""The lines of a CSV file as people save them: any usual delimiter, byte order mark and line end."""

import codecs
import csv
import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.exchange.table import Table, make_table

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")


def read_csv(stream: BinaryIO, name: str, encoding: str | None = None) -> Table:
    """The lines of a stream; a line with more or fewer cells than the header is `Rejected`.

    Raises `BadFile` where there is no header, where a quote is never closed, and where the bytes are not text of the
    encoding (UTF-8 unless a mark or `encoding` says otherwise).
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var] # a BinaryIO is raw enough
    start = buffered.peek(4)[:4]
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise WrongUsage(f"There is no encoding “{encoding}”; try utf-8, latin-1 or cp1252.") from None
    text = io.TextIOWrapper(buffered, encoding=encoding or marked or "utf-8", newline="")
    size = os.fstat(buffered.fileno()).st_size if buffered.seekable() else 0
    return make_table(_records(text, name), name, lambda: 0 if buffered.closed else buffered.tell(), size)


def _records(text: io.TextIOWrapper, name: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the first line and cells of each record; empty lines are passed over."""
    number = 0
    try:
        with text:
            first = _first_line(text)
            if first is None:
                return
            skipped, line = first
            reader = csv.reader(_again(line, text), delimiter=_delimiter(line), strict=True)
            number = skipped + 1
            for cells in reader:
                if cells and (cells[0].strip() or any(cell.strip() for cell in cells)):
                    yield number, cells
                number = skipped + reader.line_num + 1
    except UnicodeDecodeError as error:
        raise BadFile(
            f"{name}, near line {number or 1}: the byte 0x{error.object[error.start]:02x} is not {error.encoding}; "
            "name the encoding of the file with --encoding, such as latin-1."
        ) from None
    except csv.Error as error:
        what = "a quote is opened there and never closed" if "unexpected end" in str(error) else str(error)
        raise BadFile(f"{name}, line {number}: {what}; nothing was taken.") from None


def _first_line(text: io.TextIOWrapper) -> tuple[int, str] | None:
    for skipped, line in enumerate(text):
        if line.strip():
            return skipped, line
    return None


def _again(line: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield line
    yield from rest


def _delimiter(header: str) -> str:
    # csv.Sniffer guesses from the data and is often wrong; a header holds no numbers with commas.
    outside_quotes = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside_quotes.count)
