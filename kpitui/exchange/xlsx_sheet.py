"""The rows of an Excel sheet as the texts that a CSV file would hold.

The sheet is read piece by piece with the parser of the standard library: python-calamine holds a
sheet as one block up to its last cell, and two cells in far corners end the process; it does not
tell percentages, hidden rows and formulas either. openpyxl takes twelve times as long.
"""

import re
from collections.abc import Iterator

from kpitui.exchange.number_formats import Texts
from kpitui.exchange.packed import PIECE, Attributes, PartHandler, pieces, refusing
from kpitui.exchange.sheet_rows import MOST_CELLS, SheetRows, column_place
from kpitui.exchange.xlsx_book import XlsxBook, XlsxSheet, text_of

_MERGED = re.compile(rb"""ref=["']([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})["']""")
_TRUE = ("1", "true")


def xlsx_lines(
    book: XlsxBook, sheet: XlsxSheet, said: list[str] | None, read: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """Number and texts of each row that has any; `said` gets what there is to know at the end,
    `read[0]` the bytes that were read. Without `said` it is only looked at whether there are any,
    and merged cells stay as they are. Raises `BadFile` where the sheet is damaged.
    """
    rows = SheetRows(book.name)
    if said is not None:
        _merge(book, sheet, rows)
    texts, styles = book.texts, book.styles
    for far in pieces(
        book.packed, sheet.part, lambda prefix: _Cells(prefix, rows, texts, styles), book.name
    ):
        read[0] = far
        yield from rows.take()
    if said is not None:
        said += rows.said()


def _merge(book: XlsxBook, sheet: XlsxSheet, rows: SheetRows) -> None:
    """Tell the rows which ranges are merged: that stands behind the cells, which are handed on
    before it would be read.
    """
    for tail in _behind_cells(book, sheet):
        for column, first, last in _MERGED.findall(tail):
            rows.merge(int(first), column_place(column.decode()), int(last))


def _behind_cells(book: XlsxBook, sheet: XlsxSheet) -> Iterator[bytes]:
    seen, kept = False, b""
    with refusing(book.name), book.packed.open(sheet.part) as part:
        while piece := part.read(16 * PIECE):
            kept += piece
            if not seen and (place := kept.find(b"mergeCells")) >= 0:
                seen, kept = True, kept[place:]
            if seen:
                end = kept.rfind(b">") + 1
                yield kept[:end]
                kept = kept[end:]
            else:
                kept = kept[-len(b"mergeCells") :]


class _Cells(PartHandler):
    """What the parser calls for each element of a sheet; four cells of five never leave it."""

    def __init__(
        self, prefix: str, rows: SheetRows, shared: list[str], styles: list[Texts]
    ) -> None:
        self._rows, self._shared, self._styles = rows, shared, styles
        self._c, self._v, self._t, self._f, self._row, self._col, self._above = (
            prefix + name for name in ("c", "v", "t", "f", "row", "col", "rPh")
        )
        self._cell: Attributes = {}
        self._pieces: list[str] = []
        self._texts: list[str] = []
        self._places: dict[str, int] = {}
        self._by_style = {str(place): texts for place, texts in enumerate(styles)}
        self._taking = self._formula = self._phonetic = self._hidden = False
        self._number = self._count = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """A cell, its value, a row, a formula, or hidden columns begin."""
        if name == self._v or name == self._t:
            self._taking = not self._phonetic
        elif name == self._c:
            self._cell = attributes
            self._count += 1
            self._formula = False
            self._pieces.clear()
        elif name == self._row:
            self._number = int(attributes.get("r") or self._number + 1)
            self._hidden = attributes.get("hidden") in _TRUE
            self._texts = []
            self._count = 0
        elif name == self._f:
            self._formula = True
        elif name == self._above:
            self._phonetic = True
        elif name == self._col and attributes.get("hidden") in _TRUE:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self._rows.hidden_columns.update(range(first - 1, min(last, MOST_CELLS)))

    def text(self, text: str) -> None:
        """A piece of a value."""
        if self._taking:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        """A value, a cell or a row is whole."""
        if name == self._v or name == self._t:
            self._taking = False
        elif name == self._c:
            if self._pieces or self._formula:
                self._put()
        elif name == self._row:
            self._rows.add(self._number, self._texts, self._hidden)
        elif name == self._above:
            self._phonetic = False

    def _put(self) -> None:
        """The cell as text, at its place in the row."""
        place, texts = self._place(), self._texts
        text = self._text(place)
        if place == len(texts):
            texts.append(text)
        else:
            texts += [""] * (place + 1 - len(texts))
            texts[place] = text

    def _place(self) -> int:
        reference = self._cell.get("r")
        if reference is None:
            return self._count - 1
        letters = reference.rstrip("0123456789")
        place = self._places.get(letters)
        if place is None:
            place = self._places[letters] = column_place(letters)
        return place

    def _text(self, place: int) -> str:
        # A value comes in two pieces where the parser was given the one half before the other.
        pieces, kind = self._pieces, self._cell.get("t", "n")
        value = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if kind == "s":
            return self._shared[int(value)] if value else ""
        if kind == "n":
            if value:
                return self._by_style.get(self._cell.get("s", "0"), self._styles[0])[value]
            self._rows.not_worked_out(self._number, place)
            return ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        text = text_of(value)
        if kind == "d":
            return text.removesuffix("T00:00:00").replace("T", " ")
        return text
