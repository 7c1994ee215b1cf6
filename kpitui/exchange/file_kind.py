"""What a file is, told by its content: a name says little, as CSV is called .xls and workbooks are
called .csv.
"""

import io
import zipfile
import zlib
from enum import Enum
from typing import BinaryIO

from kpitui.domain.errors import BadFile

LOOKED_AT = 4096
"""So many bytes at the start say what a file is."""


class FileKind(Enum):
    """What can be told about a file before it is read; the value is what it is called."""

    EMPTY = "empty"
    TEXT = "text"
    JSON = "JSON"
    HTML = "a web page"
    XML_SHEET = "an XML spreadsheet"
    XLSX = "an Excel workbook"
    XLSB = "a binary Excel workbook (.xlsb)"
    XLS = "an old Excel workbook (.xls)"
    ODS = "a LibreOffice sheet"
    LOCKED = "a workbook with a password"
    OTHER = "something else"


BOOKS = (FileKind.XLSX, FileKind.XLS, FileKind.ODS, FileKind.XML_SHEET)
"""The kinds that have sheets and are read."""

UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, OverflowError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading a zip that is damaged or has a password can raise."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
    (b"Rar!", "packed with RAR"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"MIME-Version:", "a saved web page (.mht)"),
)
_IN_ZIP = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint file"),
    ("Index/", "a Numbers sheet"),
)
_HTML = (
    "<!doctype html", "<html", "<head", "<meta", "<body", "<table", "<style", "<div", "<tr",
)  # fmt: skip


def kind_of(stream: BinaryIO) -> FileKind:
    """What a stream holds; it stands at its start afterwards. A zip that is damaged is `OTHER`."""
    stream.seek(0)
    start = stream.read(LOOKED_AT)
    kind = _kind_of_bytes(start, stream)
    stream.seek(0)
    return kind


def refuse_kind(stream: BinaryIO, name: str) -> BadFile:
    """The sentence about a file that holds no lines."""
    kind = kind_of(stream)
    if kind is FileKind.EMPTY:
        return BadFile(f"{name} is empty; it needs a line with the names of its columns.")
    if kind is FileKind.LOCKED:
        return BadFile(f"{name} has a password; save it without one, or as CSV.")
    if kind is FileKind.OTHER:
        return BadFile(f"{name} is {_foreign(stream)}; choose a workbook (.xlsx) or CSV.")
    return BadFile(f"{name} is {kind.value}, which kpitui cannot read; save it as .xlsx or CSV.")


def _kind_of_bytes(start: bytes, stream: BinaryIO) -> FileKind:
    if not start:
        return FileKind.EMPTY
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_zip(stream)
    if start.startswith(_OLE):
        return _kind_of_ole(stream)
    if start.startswith(_BIFF):
        return FileKind.XLS
    if any(start.startswith(mark) for mark, _ in _FOREIGN):
        return FileKind.OTHER
    return _kind_of_text(start)


def _kind_of_text(start: bytes) -> FileKind:
    code = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = start.decode(code, "replace").lstrip().lower()
    if not text:
        return FileKind.EMPTY if len(start) < LOOKED_AT else FileKind.TEXT
    if text.startswith("<?xml"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text:
            return FileKind.XML_SHEET
        return FileKind.HTML if "<html" in text else FileKind.OTHER
    if text.startswith(_HTML) or (text.startswith("<") and "<table" in text):
        return FileKind.HTML
    if text.startswith("{") and text[1:].lstrip().startswith(('"', "}")):
        return FileKind.JSON
    if text.startswith("[") and text[1:].lstrip().startswith(("{", "[", "]")):
        return FileKind.JSON
    return FileKind.TEXT


def _kind_of_zip(stream: BinaryIO) -> FileKind:
    names = _names_in_zip(stream)
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSB if "xl/workbook.bin" in names else FileKind.XLSX
    if "content.xml" in names:
        return FileKind.ODS if _is_sheet(stream) else FileKind.OTHER
    return FileKind.OTHER


def _is_sheet(stream: BinaryIO) -> bool:
    """Whether a document of LibreOffice is a sheet; one that does not say so may be one."""
    try:
        with zipfile.ZipFile(stream) as packed:
            return b"spreadsheet" in packed.read("mimetype")
    except UNREADABLE:
        return True


def _names_in_zip(stream: BinaryIO) -> list[str]:
    try:
        with zipfile.ZipFile(stream) as packed:
            return [name.replace("\\", "/") for name in packed.namelist()]
    except UNREADABLE:
        return []


def _kind_of_ole(stream: BinaryIO) -> FileKind:
    # The names of the streams in it stand in its directory, in UTF-16.
    stream.seek(0)
    whole = stream.read(200_000_000)
    if "EncryptedPackage".encode("utf-16-le") in whole:
        return FileKind.LOCKED
    if any(word.encode("utf-16-le") in whole for word in ("Workbook", "WORKBOOK", "Book")):
        return FileKind.XLS
    return FileKind.OTHER


def _foreign(stream: BinaryIO) -> str:
    stream.seek(0)
    start = stream.read(LOOKED_AT)
    if start.startswith(b"PK"):
        names = _names_in_zip(stream)
        found = [what for path, what in _IN_ZIP if any(name.startswith(path) for name in names)]
        return (
            found[0]
            if found
            else "a damaged workbook or zip"
            if not names
            else "a zip without a workbook"
        )
    if start.startswith(_OLE):
        return "a document of an old Office program, or a damaged .xls"
    return next((what for mark, what in _FOREIGN if start.startswith(mark)), "an XML document")


def size_of(stream: BinaryIO) -> int:
    """How many bytes a stream has; it stands at its start afterwards."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size
