"""The lines of a CSV file as people save them: any usual delimiter, byte order mark and line
end, quotes that are never closed, and the signs that Excel adds.
"""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from kpitui.domain.errors import BadFile
from kpitui.exchange.file_kind import size_of
from kpitui.exchange.records import Records
from kpitui.exchange.sheet_rows import listed
from kpitui.exchange.text_encoding import encoding_of

DELIMITERS = (",", ";", "\t", "|")
SAMPLED = 50
"""So many lines say which delimiter a file has."""
MOST_LINES = 1_000
"""A text in quotes has fewer lines than this; a quote open for longer was never meant to be one."""
NAMED = 6

_SEPARATOR = re.compile(r"""\ufeff?"?sep=(.)"?[\r\n]*""", re.I)
_GUARDED = re.compile(r'="(.*)"', re.DOTALL)

Line = tuple[int, str]
Cells = tuple[int, list[str]]


def csv_records(stream: BinaryIO, name: str, encoding: str | None = None) -> Records:
    """The lines of a stream that can be read again from its start.

    Raises `BadFile` where the bytes are not text of the encoding (UTF-8, or certainly Western,
    unless a mark or `encoding` says otherwise).
    """
    code, doubt = encoding_of(stream, name, encoding)
    size = size_of(stream)
    said = [doubt] if doubt else []
    return Records(
        _lines(stream, code, name, said),
        lambda: size if stream.closed else stream.tell(),
        size,
        said,
    )


def _lines(stream: BinaryIO, code: str, name: str, said: list[str]) -> Iterator[Cells]:
    """Number of the first line and cells of each record; empty ones are passed over."""
    text = io.TextIOWrapper(stream, encoding=code, newline="")
    number = 0
    try:
        split = _split(text)
        for number, cells in split:
            if any(cell and not cell.isspace() for cell in cells):
                yield number, cells
        said += split.said()
    except UnicodeDecodeError as error:
        raise BadFile(
            f"{name}, near line {number + 1}: the byte 0x{error.object[error.start]:02x} is not "
            f"{error.encoding}; name the encoding of the file with --encoding, such as latin-1."
        ) from None
    finally:
        if not stream.closed:
            text.detach()  # or the stream would be closed with it


def _split(text: io.TextIOWrapper) -> "_Split":
    lines = enumerate(text, start=1)
    number, line = next((line for line in lines if line[1].strip(" \t\r\n\ufeff")), (1, ""))
    if named := _SEPARATOR.fullmatch(line):
        return _Split(lines, named[1])
    sample = [(number, line.removeprefix("\ufeff")), *islice(lines, SAMPLED)]
    delimiter, width, spaced = _look_of(sample)
    return _Split(chain(sample, lines), delimiter, width, spaced)


def _look_of(sample: list[Line]) -> tuple[str, int, bool]:
    """The delimiter that parts most lines into the same number of cells, that number, and whether
    blanks stand before quotes.

    csv.Sniffer guesses from the data and is often wrong.
    """
    best = (0, 1, ",", False)
    behind = sample[-1][0] + 1
    for delimiter in DELIMITERS:
        records = list(_Split(sample, delimiter))
        ends = [number for number, _ in records[1:]] + [behind]
        widths: Counter[int] = Counter()
        for (number, cells), end in zip(records, ends, strict=True):
            widths[len(cells)] += end - number if len(cells) > 1 else 0
        width, lines = widths.most_common(1)[0]
        spaced = any(cell.startswith((' "', '  "')) for _, cells in records for cell in cells)
        best = max(best, (lines, width, delimiter, spaced), key=lambda one: one[:2])
    _, width, delimiter, spaced = best
    return delimiter, width, spaced


class _Split:
    """The records of lines. A quote that is never closed is a sign like any other: it swallows no
    lines.
    """

    def __init__(
        self, lines: Iterable[Line], delimiter: str, width: int = 0, spaced: bool = False
    ) -> None:
        self._rest = iter(lines)
        self._again: deque[Line] = deque()
        self._delimiter, self._spaced = delimiter, spaced
        self._full = width - 1 if width > 2 else -1
        self._open: list[str] = []
        self._open_count = 0
        self._zeros: list[str] = []
        self._zero_count = 0

    def __iter__(self) -> Iterator[Cells]:
        delimiter = self._delimiter
        for number, line in self._fed():
            if '"' in line:
                cells = self._quoted(number, line)
            else:
                cells = line.rstrip("\r\n").split(delimiter)
            if "\0" in line:
                cells = self._without_zeros(number, cells)
            yield number, cells

    def _fed(self) -> Iterator[Line]:
        again, rest = self._again, self._rest
        while True:
            if again:
                yield again.popleft()
            elif (one := next(rest, None)) is not None:
                yield one
            else:
                return

    def _quoted(self, number: int, line: str) -> list[str]:
        taken: list[Line] = []
        alike = True  # whether each line inside of the quotes looks like one of the table

        def lines() -> Iterator[str]:
            """The line that a quote begins in, and those behind it until it ends."""
            nonlocal alike
            yield line
            for one in islice(self._fed(), MOST_LINES):
                taken.append(one)
                before = one[1].partition('"')[0]
                alike = alike and before.count(self._delimiter) == self._full
                yield one[1]

        try:
            cells = self._cells(lines(), strict=True)
            if not (taken and alike):
                return cells
        except csv.Error:
            pass
        self._again.extendleft(reversed(taken))
        if taken:
            self._open_count += 1
            if len(self._open) < NAMED:
                self._open.append(str(number))
        try:
            if line.count('"') > 1:
                return self._cells([line.rstrip("\r\n")], strict=False)
        except csv.Error:  # a cell larger than the reader takes, and than any text here may be
            pass
        return line.rstrip("\r\n").split(self._delimiter)

    def _cells(self, lines: Iterable[str], *, strict: bool) -> list[str]:
        reader = csv.reader(
            lines, delimiter=self._delimiter, strict=strict, skipinitialspace=self._spaced
        )
        cells = next(reader, [])
        return [_unguarded(cell) if cell.startswith('="') else cell for cell in cells]

    def _without_zeros(self, number: int, cells: list[str]) -> list[str]:
        self._zero_count += 1
        if len(self._zeros) < NAMED:
            self._zeros.append(str(number))
        if not any(cell.strip("\0 \t") for cell in cells):
            return []
        return [cell.replace("\0", "\ufffd") for cell in cells]

    def said(self) -> list[str]:
        """What was odd in the lines, a sentence each."""
        sentences = []
        if self._open:
            opens = "Line {} opens a quote that is" if self._open_count == 1 else (
                "Lines {} open quotes that are")  # fmt: skip
            lines = listed(self._open, self._open_count)
            sentences.append(f"{opens.format(lines)} never closed; it was read as it stands.")
        if self._zeros:
            hold = "Line {} holds" if self._zero_count == 1 else "Lines {} hold"
            lines = listed(self._zeros, self._zero_count)
            sentences.append(f"{hold.format(lines)} NUL characters, which no text has.")
        return sentences


def _unguarded(cell: str) -> str:
    """Without the `="…"` by which programs keep Excel from reading a number."""
    found = _GUARDED.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell
