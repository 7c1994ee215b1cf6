"""What a workbook holds beside its sheets: their names, the texts they share, and how cells are
shown.
"""

import re
import zipfile
from functools import cached_property
from posixpath import join, normpath

from msgspec import Struct

from kpitui.domain.errors import BadFile
from kpitui.exchange.number_formats import (
    Shown,
    Texts,
    currency_of,
    shown_by,
    shown_by_built_in,
)
from kpitui.exchange.packed import Attributes, PartHandler, damaged, local, read_part

LARGEST_TEXTS = 400_000_000
"""The texts that the cells share are held in memory; these many bytes of them never are."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class XlsxSheet(Struct, frozen=True):
    """A sheet as the workbook names it, and the part that holds its cells."""

    name: str
    hidden: bool
    part: str


class XlsxBook:
    """A workbook, its sheets not yet read; raises `BadFile` where it is none."""

    def __init__(self, packed: zipfile.ZipFile, name: str) -> None:
        self.packed, self.name = packed, name
        self._parts = {name.replace("\\", "/").lower(): name for name in packed.namelist()}
        whole = _Names()
        main = self._main_part()
        read_part(packed, main, whole, name)
        kinds = self._relations(main)
        self.since_1904 = whole.since_1904
        self.sheets = tuple(
            XlsxSheet(title, hidden, kinds[key][1])
            for title, hidden, key in whole.sheets
            if key in kinds and kinds[key][0] == "worksheet" and kinds[key][1]
        )
        self._of_kind = dict(kinds.values())

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells name by their place."""
        part = self._of_kind.get("sharedStrings", "")
        if part and self.packed.getinfo(part).file_size > LARGEST_TEXTS:
            raise BadFile(f"{self.name} holds more text than any sheet; save it as CSV.")
        shared = SharedTexts()
        if part:
            read_part(self.packed, part, shared, self.name)
        return shared.found

    @cached_property
    def styles(self) -> list[Texts]:
        """The texts of numbers by the style of their cells."""
        styles = _Styles()
        part = self._of_kind.get("styles", "")
        if part:
            read_part(self.packed, part, styles, self.name)
        formats = styles.formats or [(Shown.NUMBER, "")]
        texts = {one: Texts(one[0], self.since_1904, one[1]) for one in set(formats)}
        return [texts[one] for one in formats]

    def _main_part(self) -> str:
        found = [part for kind, part in self._relations("").values() if kind == "officeDocument"]
        main = found[0] if found else self._parts.get("xl/workbook.xml", "")
        if not main:
            raise damaged(self.name)
        return main

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part by the id under which a part names them; no part where it is not there."""
        folder, _, file = part.rpartition("/")
        path = self._parts.get(join(folder, "_rels", f"{file}.rels").lower())
        relations = _Relations()
        if path:
            read_part(self.packed, path, relations, self.name)
        return {
            key: (kind, self._parts.get(_absolute(folder, target).lower(), ""))
            for key, kind, target in relations.found
        }


def _absolute(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return target[1:] if target.startswith("/") else normpath(join(folder, target))


def text_of(text: str) -> str:
    """The text of a cell, with the signs that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Relations(PartHandler):
    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((attributes.get("Id", ""), kind, attributes.get("Target", "")))


class _Names(PartHandler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if local(name) == "sheet":
            key = next((value for one, value in attributes.items() if one.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, key))
        elif local(name) == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")


class _Styles(PartHandler):
    def __init__(self) -> None:
        self.formats: list[tuple[Shown, str]] = []
        self._own: dict[str, tuple[Shown, str]] = {}
        self._in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            self._own[attributes.get("numFmtId", "")] = (shown_by(code), currency_of(code))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "0")
            own = self._own.get(number)
            self.formats.append(own or (shown_by_built_in(int(number)), ""))

    def end(self, name: str) -> None:
        self._in_cells = self._in_cells and local(name) != "cellXfs"


class SharedTexts(PartHandler):
    """The texts of a part, one after the other, without the readings that stand above Japanese."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._taking = self._above = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Text is taken inside `t`."""
        name = local(name)
        if name == "t":
            self._taking = not self._above
        elif name == "rPh":
            self._above = True

    def end(self, name: str) -> None:
        """A text is whole at the end of `si`."""
        name = local(name)
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._above = False
        elif name == "si":
            self.found.append(text_of("".join(self._pieces)))
            self._pieces.clear()

    def text(self, text: str) -> None:
        """A piece of a text."""
        if self._taking:
            self._pieces.append(text)
