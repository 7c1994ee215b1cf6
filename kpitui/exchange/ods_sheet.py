"""The rows of a LibreOffice sheet as the texts that a CSV file would hold."""

import re
import zipfile
from collections.abc import Callable, Iterator

from kpitui.exchange.file_kind import UNREADABLE
from kpitui.exchange.number_formats import number_text
from kpitui.exchange.packed import Attributes, PartHandler, local, pieces
from kpitui.exchange.sheet_rows import MOST_CELLS, SheetRows

CONTENT = "content.xml"
_TIME = re.compile(r"(-?)P(?:([0-9]+)D)?T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.,][0-9]+)?S)?")
_SIGNS = {"tab": "\t", "line-break": "\n"}


def is_locked(packed: zipfile.ZipFile) -> bool:
    """Whether a document has a password, which its list of parts says."""
    try:
        return b"encryption-data" in packed.read("META-INF/manifest.xml")
    except UNREADABLE:
        return False


def ods_sheets(packed: zipfile.ZipFile, name: str) -> list[tuple[str, bool]]:
    """Name of each sheet and whether it is hidden."""
    names = _SheetNames()
    for _ in pieces(packed, CONTENT, lambda _: names, name):
        pass
    return [(title, style in names.hidden_styles) for title, style in names.found]


def ods_lines(
    packed: zipfile.ZipFile, place: int, name: str, said: list[str] | None, read: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """Number and texts of each row of a sheet that has any; as `xlsx_lines`."""
    rows = SheetRows(name)
    cells = _Cells(rows, place)
    for far in pieces(packed, CONTENT, lambda _: cells, name):
        read[0] = far
        yield from rows.take()
        if cells.over:
            break
    if said is not None:
        said += rows.said()


def _named(attributes: Attributes) -> Attributes:
    """Attributes without their prefixes."""
    return {local(name): value for name, value in attributes.items()}


class _SheetNames(PartHandler):
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.hidden_styles: set[str] = set()
        self._style, self._depth = "", 0

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                named = _named(attributes)
                self.found.append((named.get("name", ""), named.get("style-name", "")))
        elif name == "style":
            self._style = _named(attributes).get("name", "")
        elif name == "table-properties" and _named(attributes).get("display") == "false":
            self.hidden_styles.add(self._style)

    def end(self, name: str) -> None:
        """A part ends: of the wanted table what it held is taken."""
        if local(name) == "table":
            self._depth -= 1


class _Cells(PartHandler):
    def __init__(self, rows: SheetRows, wanted: int) -> None:
        self._rows, self._wanted = rows, wanted
        self.over = False
        self._table, self._depth = -1, 0
        self._number, self._row_count, self._texts = 0, 1, list[str]()
        self._column, self._cell, self._cell_count = 0, Attributes(), 1
        self._pieces: list[str] = []
        self._paragraphs = self._skipped = self._inside = 0
        self._hidden = False
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "table-row": self._row, "table-column": self._columns, "table-cell": self._begin,
            "covered-table-cell": self._begin, "p": self._paragraph, "s": self._blanks,
            "annotation": self._skip, "table": self._open,
        }  # fmt: skip
        self._all_columns = 0

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if self._table != self._wanted and name != "table":
            return
        if name in self._starts:
            self._starts[name](_named(attributes))
        elif name in _SIGNS and self._inside:
            self._pieces.append(_SIGNS[name])

    def text(self, text: str) -> None:
        if self._inside and not self._skipped:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        """A part ends: of the wanted table what it held is taken."""
        name = local(name)
        if name == "table":
            self._depth -= 1
            self.over = self.over or (self._depth == 0 and self._table == self._wanted)
        if self._table != self._wanted or self.over:
            return
        if name == "p":
            self._inside -= 1
        elif name == "annotation":
            self._skipped -= 1
        elif name in ("table-cell", "covered-table-cell"):
            self._put()
        elif name == "table-row":
            self._add()

    def _open(self, attributes: Attributes) -> None:
        self._depth += 1
        self._table += self._depth == 1

    def _columns(self, attributes: Attributes) -> None:
        count = _count(attributes, "number-columns-repeated")
        if attributes.get("visibility", "") in ("collapse", "filter"):
            last = min(self._all_columns + count, MOST_CELLS)
            self._rows.hidden_columns.update(range(self._all_columns, last))
        self._all_columns += count

    def _row(self, attributes: Attributes) -> None:
        self._row_count = _count(attributes, "number-rows-repeated")
        self._hidden = attributes.get("visibility", "") in ("collapse", "filter")
        self._texts, self._column = [], 0

    def _begin(self, attributes: Attributes) -> None:
        self._cell, self._cell_count = attributes, _count(attributes, "number-columns-repeated")
        self._pieces.clear()
        self._paragraphs = 0

    def _paragraph(self, _: Attributes) -> None:
        if self._paragraphs and not self._skipped:
            self._pieces.append("\n")
        self._paragraphs += not self._skipped
        self._inside += 1

    def _blanks(self, attributes: Attributes) -> None:
        if self._inside and not self._skipped:
            self._pieces.append(" " * min(_count(attributes, "c"), 1000))

    def _skip(self, _: Attributes) -> None:
        self._skipped += 1

    def _put(self) -> None:
        text = _text(self._cell, "".join(self._pieces))
        place, self._column = self._column, self._column + self._cell_count
        if text:
            self._rows.check(self._number + 1, self._column)
            self._texts += [""] * (place - len(self._texts)) + [text] * self._cell_count
            rows = _count(self._cell, "number-rows-spanned")
            if rows > 1:
                self._rows.merge(self._number + 1, place, self._number + rows)

    def _add(self) -> None:
        if any(self._texts):
            self._rows.check(self._number + self._row_count, len(self._texts))
            for repeated in range(1, self._row_count + 1):
                self._rows.add(self._number + repeated, list(self._texts), self._hidden)
        self._number += self._row_count


def _count(attributes: Attributes, name: str) -> int:
    text = attributes.get(name)
    return max(int(text), 1) if text else 1


def _text(cell: Attributes, shown: str) -> str:
    """The text of a cell: what is shown, unless its value says more."""
    kind = cell.get("value-type", "")
    value = cell.get("value", "")
    if kind in ("float", "currency") and value:
        return f"{number_text(float(value))} {cell.get('currency', '')}".strip()
    if kind == "percentage" and value:
        return number_text(float(value) * 100) + "%"
    if kind == "date":
        day = cell.get("date-value", "").partition(".")[0]
        return day.removesuffix("T00:00:00").replace("T", " ") or shown
    if kind == "time" and (found := _TIME.match(cell.get("time-value", ""))):
        sign, days, hours, minutes, seconds = found.groups("0")
        hour = int(days) * 24 + int(hours)
        return f"{sign.strip('0')}{hour}:{int(minutes):02}:{int(seconds):02}"
    if kind == "boolean":
        return cell.get("boolean-value", "").upper()
    return shown
