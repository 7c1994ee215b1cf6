"""The rows of the tables of a web page, which telephony systems like to call .xls."""

import codecs
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from kpitui.exchange.file_kind import size_of
from kpitui.exchange.records import Records
from kpitui.exchange.sheet_rows import MOST_CELLS, MOST_ROWS, SheetRows
from kpitui.exchange.text_encoding import encoding_of

PIECE = 1 << 16
_ENDS_ROW = ("tr", "table", "thead", "tbody", "tfoot")
_UNSEEN = ("script", "style", "head")


def html_records(stream: BinaryIO, name: str, encoding: str | None = None) -> Records:
    """The rows of all tables of a page as one sheet, as Excel opens them; raises `BadFile`."""
    code, doubt = encoding_of(stream, name, encoding)
    size = size_of(stream)
    said = ["It is a web page; its tables were read.", *([doubt] if doubt else [])]
    read = [0]
    return Records(_lines(stream, code, name, read), lambda: read[0], size, said)


def _lines(
    stream: BinaryIO, encoding: str, name: str, read: list[int]
) -> Iterator[tuple[int, list[str]]]:
    rows = SheetRows(name)
    page = _Page(rows)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while piece := stream.read(PIECE):
        read[0] += len(piece)
        page.feed(decoder.decode(piece))
        yield from rows.take()
    page.feed(decoder.decode(b"", True))
    page.close()
    page.end_row()
    yield from rows.take()


class _Page(HTMLParser):
    """Rows of a page; a row may be left open, and so may a cell."""

    def __init__(self, rows: SheetRows) -> None:
        super().__init__(convert_charrefs=True)
        self._rows = rows
        self._number = self._unseen = 0
        self._texts: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._covered: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins, and ends the one before it."""
        if tag in _ENDS_ROW:
            self.end_row()
            if tag == "tr":
                self._number += 1
                self._texts = []
        elif tag in ("td", "th"):
            self._end_cell()
            named = dict(attrs)
            self._cell = []
            self._span = (_span(named.get("colspan")), _span(named.get("rowspan")))
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append(" ")
        elif tag in _UNSEEN:
            self._unseen += 1

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        if tag in _ENDS_ROW:
            self.end_row()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)

    def handle_data(self, data: str) -> None:
        """Text counts inside of cells only."""
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def end_row(self) -> None:
        """The row is whole."""
        self._end_cell()
        if self._texts is not None:
            self._rows.add(self._number, self._texts)
        self._texts = None

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if self._texts is None:
            self._number += 1
            self._texts = []
        while self._covered.get(len(self._texts), 0) >= self._number:
            self._texts.append("")
        columns, rows = self._span
        place = len(self._texts)
        self._texts.append(" ".join("".join(self._cell).split()))
        self._texts += [""] * (min(columns, MOST_CELLS - place) - 1)
        if rows > 1:
            last = min(self._number + rows - 1, MOST_ROWS)
            self._covered.update(dict.fromkeys(range(place, len(self._texts)), last))
            self._rows.merge(self._number, place, last)
        self._cell = None


def _span(text: str | None) -> int:
    return min(int(text), MOST_ROWS) if text and text.isascii() and text.isdigit() else 1
