"""The rows of a sheet in the XML of Excel 2003, which reporting systems call .xls or .xml."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from kpitui.exchange.number_formats import Shown, Texts, currency_of, number_text, shown_by
from kpitui.exchange.packed import Attributes, PartHandler, local, parsed
from kpitui.exchange.sheet_rows import MOST_CELLS, SheetRows

_DAY_ZERO, _FIRST_DAY = datetime(1899, 12, 30), datetime(1899, 12, 31)
_AFTER_FALSE_LEAP_DAY = datetime(1900, 3, 1)
_NAMED = {
    "percent": Shown.PERCENT, "short date": Shown.DATE, "medium date": Shown.DATE,
    "long date": Shown.DATE, "general date": Shown.DATE, "short time": Shown.TIME,
    "medium time": Shown.TIME, "long time": Shown.TIME,
}  # fmt: skip
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z?")


def xml_sheets(stream: BinaryIO, name: str) -> list[tuple[str, bool]]:
    """Name of each sheet and whether it is hidden."""
    names = _SheetNames()
    stream.seek(0)
    for _ in parsed(stream, lambda _: names, name):
        pass
    return names.found


def xml_lines(
    stream: BinaryIO, place: int, name: str, said: list[str] | None, read: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """Number and texts of each row of a sheet that has any; as `xlsx_lines`."""
    rows = SheetRows(name)
    cells = _Cells(rows, place)
    stream.seek(0)
    for far in parsed(stream, lambda _: cells, name):
        read[0] = far
        yield from rows.take()
    if said is not None:
        said += rows.said()


def _value(attributes: Attributes, name: str) -> str:
    """An attribute, with a prefix or without."""
    return next((value for one, value in attributes.items() if local(one) == name), "")


class _SheetNames(PartHandler):
    def __init__(self) -> None:
        self.found: list[tuple[str, bool]] = []
        self._taking = False

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "Worksheet":
            self.found.append((_value(attributes, "Name"), False))
        self._taking = name == "Visible"

    def text(self, text: str) -> None:
        if self._taking and text.startswith("Sheet") and self.found:
            self.found[-1] = (self.found[-1][0], True)

    def end(self, name: str) -> None:
        self._taking = False


class _Cells(PartHandler):
    def __init__(self, rows: SheetRows, wanted: int) -> None:
        self._rows, self._wanted, self._sheet = rows, wanted, -1
        self._styles: dict[str, Texts] = {}
        self._style = ""
        self._number = self._column = 0
        self._row, self._cell = Attributes(), Attributes()
        self._texts: list[str] = []
        self._pieces: list[str] = []
        self._kind, self._taking, self._aside = "", False, False

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "Worksheet":
            self._sheet += 1
            self._number = self._column = 0
        elif name == "Style":
            self._style = _value(attributes, "ID")
        elif name == "NumberFormat":
            self._styles[self._style] = _texts(_value(attributes, "Format"))
        elif self._sheet == self._wanted:
            self._start_in_sheet(name, attributes)

    def _start_in_sheet(self, name: str, attributes: Attributes) -> None:
        if name == "Column":
            self._columns(attributes)
        elif name == "Row":
            self._number = int(_value(attributes, "Index") or self._number + 1)
            self._row, self._texts = attributes, []
        elif name == "Cell":
            self._cell, self._kind = attributes, ""
            self._pieces.clear()
        elif name == "Comment":
            self._aside = True
        elif name == "Data" and not self._aside:
            self._kind, self._taking = _value(attributes, "Type"), True

    def _columns(self, attributes: Attributes) -> None:
        first = int(_value(attributes, "Index") or self._column + 1)
        self._column = first + int(_value(attributes, "Span") or 0)
        if _value(attributes, "Hidden") == "1":
            self._rows.hidden_columns.update(range(first - 1, min(self._column, MOST_CELLS)))

    def text(self, text: str) -> None:
        if self._taking:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        name = local(name)
        if self._sheet != self._wanted:
            return
        if name == "Cell":
            self._put()
        elif name == "Row":
            self._rows.add(self._number, self._texts, _value(self._row, "Hidden") == "1")
        elif name == "Comment":
            self._aside = False
        elif name == "Data":
            self._taking = False

    def _put(self) -> None:
        index = _value(self._cell, "Index")
        place = int(index) - 1 if index else len(self._texts)
        across = int(_value(self._cell, "MergeAcross") or 0)
        self._rows.check(self._number, place + across + 1)
        if not self._kind and _value(self._cell, "Formula"):
            self._rows.not_worked_out(self._number, place)
        texts = self._styles.get(_value(self._cell, "StyleID"))
        text = _text(self._kind, "".join(self._pieces), texts)
        self._texts += [""] * (place - len(self._texts))
        self._texts[place:] = [text, *[""] * across]
        self._rows.merge(
            self._number, place, self._number + int(_value(self._cell, "MergeDown") or 0)
        )


def _texts(code: str) -> Texts:
    shown = _NAMED.get(code.lower())
    return Texts(shown_by(code) if shown is None else shown, currency=currency_of(code))


def _text(kind: str, text: str, texts: Texts | None) -> str:
    if kind == "Number":
        return number_text(float(text)) if texts is None else texts[text]
    if kind == "Boolean":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "DateTime" and (found := _MOMENT.fullmatch(text)):
        moment = datetime.fromisoformat(found[1])
        since = moment - (_DAY_ZERO if moment >= _AFTER_FALSE_LEAP_DAY else _FIRST_DAY)
        texts = Texts(Shown.DATE) if texts is None else texts
        return texts.of(since.total_seconds() / 86_400)
    return text
