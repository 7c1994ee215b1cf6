"""The lines of a CSV file as people save them: any usual delimiter, byte order mark and line end."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.import_rows import Rejected
from kpitui.domain.text import clean

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class CsvLine:
    """One line; `cells` by the name of the column, as they stand there, trimmed."""

    number: int
    cells: dict[str, str]

    def get(self, column: str | None) -> str:
        """The cell of a column, empty where there is none."""
        return self.cells.get(column, "") if column is not None else ""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The columns of a file and its lines, read as they are asked for."""

    columns: tuple[str, ...]
    lines: Iterator[CsvLine | Rejected]


def read_csv(stream: BinaryIO, name: str, encoding: str | None = None) -> CsvFile:
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
    records = _records(text, name)
    header = next(records, None)
    if header is None:
        raise BadFile(f"{name} is empty; it needs a line with the names of its columns.")
    columns = tuple(clean(cell, 200) for cell in header[1])
    twice = {column for column in columns if column and columns.count(column) > 1}
    if twice:
        raise BadFile(f"{name}: the column {sorted(twice)[0]} stands there twice.")
    return CsvFile(columns, _lines(records, columns))


def _lines(records: Iterator[tuple[int, list[str]]], columns: tuple[str, ...]) -> Iterator[CsvLine | Rejected]:
    for number, cells in records:
        if len(cells) != len(columns):
            yield Rejected(number, f"it has {len(cells)} cells, the first line has {len(columns)}")
        else:
            yield CsvLine(number, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)})


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
                if any(cell.strip() for cell in cells):
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
