"""Workbooks of all kinds: their sheets, and the one that is read."""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.import_answers import Asked, ImportQuestion
from kpitui.exchange.file_kind import FileKind
from kpitui.exchange.records import Records, SheetInfo

Lines = Iterator[tuple[int, list[str]]]


class WorkbookSheet(Struct, frozen=True):
    """A sheet that can be read, from its start each time it is asked: the lines, with a list for
    what there is to know (None to look only whether there are any) and one for how far it has
    been read. `size` is how far it goes.
    """

    name: str
    hidden: bool
    size: int
    lines: Callable[[list[str] | None, list[int]], Lines]

    def info(self) -> SheetInfo:
        """What there is to know before it is chosen."""
        return SheetInfo(self.name, self.hidden, next(self.lines(None, [0]), None) is None)


class SheetNeeded(WrongUsage):
    """One of several sheets has to be named; `asked` is the question."""

    def __init__(self, name: str, sheets: Sequence[SheetInfo]) -> None:
        super().__init__(f"{name} has the sheets {_told(sheets)}; name one with --sheet.")
        names = tuple(sheet.name for sheet in sheets if not sheet.empty)
        self.asked = ImportQuestion(Asked.SHEET, f"{name} has several sheets.", names)


def sheets_in(stream: BinaryIO, kind: FileKind, name: str) -> list[WorkbookSheet]:
    """The sheets of a workbook; raises `BadFile`."""
    stream.seek(0)
    of_kind = {
        FileKind.XLSX: _of_xlsx, FileKind.XLS: _of_xls, FileKind.ODS: _of_ods,
        FileKind.XML_SHEET: _of_xml,
    }[kind]  # fmt: skip
    sheets = of_kind(stream, name)
    if not sheets:
        raise BadFile(f"{name} has no sheet with cells; save it as CSV.")
    return sheets


def open_sheet(stream: BinaryIO, kind: FileKind, name: str, wanted: str | None) -> Records:
    """The lines of a sheet, of the only visible one that holds anything if none is named.

    Raises `BadFile` where it is no workbook, and `SheetNeeded` where one of several has to be
    named.
    """
    sheets = sheets_in(stream, kind, name)
    infos = tuple(sheet.info() for sheet in sheets)
    chosen = sheets[_named(infos, wanted, name) if wanted is not None else _only(infos, name)]
    said: list[str] = []
    read = [0]
    if chosen.hidden and wanted is None:
        said.append(f"The only sheet with cells, “{chosen.name}”, is hidden.")
    said += [
        f"The hidden sheet “{info.name}” is not read; --sheet names it."
        for info in infos
        if info.hidden and not info.empty and info.name != chosen.name
    ]
    return Records(
        chosen.lines(said, read), lambda: read[0], chosen.size, said, infos, is_workbook=True
    )


def _named(sheets: Sequence[SheetInfo], wanted: str, name: str) -> int:
    names = [sheet.name for sheet in sheets]
    if wanted in names:
        return names.index(wanted)
    close = [place for place, one in enumerate(names) if _folded(one) == _folded(wanted)]
    if len(close) != 1:
        raise WrongUsage(f"{name} has no sheet “{wanted}”; it has {_told(sheets)}.")
    return close[0]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _only(sheets: Sequence[SheetInfo], name: str) -> int:
    full = [place for place, sheet in enumerate(sheets) if not sheet.empty]
    visible = [place for place in full if not sheets[place].hidden]
    if len(visible) > 1 or (not visible and len(full) > 1):
        kept = [sheet for sheet in sheets if sheet.hidden or not sheet.empty]
        raise SheetNeeded(name, kept)
    return (visible or full or [0])[0]


def _told(sheets: Sequence[SheetInfo]) -> str:
    return ", ".join(
        sheet.name
        + (
            " (hidden, empty)"
            if sheet.hidden and sheet.empty
            else " (hidden)"
            if sheet.hidden
            else ""
        )
        for sheet in sheets
    )


def _of_xlsx(stream: BinaryIO, name: str) -> list[WorkbookSheet]:
    from kpitui.exchange.packed import open_packed
    from kpitui.exchange.xlsx_book import XlsxBook, XlsxSheet
    from kpitui.exchange.xlsx_sheet import xlsx_lines

    book = XlsxBook(open_packed(stream, name), name)

    def lines(sheet: XlsxSheet) -> Callable[[list[str] | None, list[int]], Lines]:
        return lambda said, read: xlsx_lines(book, sheet, said, read)

    return [
        WorkbookSheet(
            sheet.name, sheet.hidden, book.packed.getinfo(sheet.part).file_size, lines(sheet)
        )
        for sheet in book.sheets
    ]


def _of_ods(stream: BinaryIO, name: str) -> list[WorkbookSheet]:
    from kpitui.exchange.ods_sheet import CONTENT, is_locked, ods_lines, ods_sheets
    from kpitui.exchange.packed import locked, open_packed

    packed = open_packed(stream, name)
    if is_locked(packed):
        raise locked(name)
    size = packed.getinfo(CONTENT).file_size

    def lines(place: int) -> Callable[[list[str] | None, list[int]], Lines]:
        return lambda said, read: ods_lines(packed, place, name, said, read)

    return [
        WorkbookSheet(title, hidden, size, lines(place))
        for place, (title, hidden) in enumerate(ods_sheets(packed, name))
    ]


def _of_xls(stream: BinaryIO, name: str) -> list[WorkbookSheet]:
    from kpitui.exchange.xls_sheet import open_xls, xls_lines

    book = open_xls(stream, name)

    def lines(place: int) -> Callable[[list[str] | None, list[int]], Lines]:
        return lambda said, read: xls_lines(book, book.sheet_by_index(place), name, said, read)

    return [
        WorkbookSheet(sheet.name, sheet.visibility != 0, sheet.nrows, lines(place))
        for place, sheet in enumerate(book.sheets())
    ]


def _of_xml(stream: BinaryIO, name: str) -> list[WorkbookSheet]:
    from kpitui.exchange.file_kind import size_of
    from kpitui.exchange.xml_sheet import xml_lines, xml_sheets

    size = size_of(stream)

    def lines(place: int) -> Callable[[list[str] | None, list[int]], Lines]:
        return lambda said, read: xml_lines(stream, place, name, said, read)

    return [
        WorkbookSheet(title, hidden, size, lines(place))
        for place, (title, hidden) in enumerate(xml_sheets(stream, name))
    ]
