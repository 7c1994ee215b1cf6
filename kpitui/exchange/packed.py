"""The parts of a packed workbook: XML in a zip, read piece by piece, and refused where it is made
to do harm.
"""

import contextlib
import zipfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import IO, BinaryIO
from xml.parsers import expat

from kpitui.domain.errors import BadFile
from kpitui.exchange.file_kind import UNREADABLE

LARGEST_UNPACKED = 2_000_000_000
"""A workbook of a million rows unpacks to a tenth of this; what unpacks to more is made
to do harm.
"""
LARGEST_RATIO = 200
"""Sheets shrink to a tenth or a twentieth; what is packed tighter than this is no sheet."""
PIECE = 1 << 16

Attributes = dict[str, str]


class PartHandler:
    """What a parser calls while it reads a part; names come without their prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between the elements."""


def open_packed(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """The zip of a workbook; raises `BadFile` where it is damaged, locked or unpacks to more than
    any sheet.
    """
    stream.seek(0)
    try:
        packed = zipfile.ZipFile(stream)
    except UNREADABLE:
        raise damaged(name) from None
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    tight = sum(part.compress_size for part in parts)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > 10_000_000 and unpacked > LARGEST_RATIO * max(tight, 1)
    ):
        raise BadFile(
            f"{name} unpacks to {unpacked // 1_000_000} MB, more than any sheet; it was not opened."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise locked(name)
    return packed


def locked(name: str) -> BadFile:
    """The sentence about a workbook with a password."""
    return BadFile(f"{name} has a password; save it without one, or as CSV.")


def damaged(name: str) -> BadFile:
    """The sentence about a workbook that cannot be read to its end."""
    return BadFile(
        f"{name} is damaged; open it in the program that made it, and save it as .xlsx or CSV."
    )


def read_part(packed: zipfile.ZipFile, path: str, reader: PartHandler, name: str) -> None:
    """Read a whole part."""
    for _ in pieces(packed, path, lambda _prefix: reader, name):
        pass


def pieces(
    packed: zipfile.ZipFile, path: str, make: Callable[[str], PartHandler], name: str
) -> Iterator[int]:
    """Read a part piece by piece, as `parsed`."""
    with refusing(name), packed.open(path) as part:
        yield from parsed(part, make, name)


def parsed(part: IO[bytes], make: Callable[[str], PartHandler], name: str) -> Iterator[int]:
    """Read XML piece by piece; how many bytes of it are read so far.

    `make` gives the reader once the prefix of the names is known, such as `x:`: a long sheet is
    read with its names as they stand. Raises `BadFile`.
    """
    parser = _parser(make, name)
    far = 0
    with refusing(name):
        while piece := part.read(PIECE):
            parser.Parse(piece)
            far += len(piece)
            yield far
        parser.Parse(b"", True)


@contextlib.contextmanager
def refusing(name: str) -> Iterator[None]:
    """Says of a part that cannot be read to its end that the workbook is damaged."""
    try:
        yield
    except (expat.ExpatError, *UNREADABLE):
        raise damaged(name) from None


def _parser(make: Callable[[str], PartHandler], name: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def root(element: str, attributes: Attributes) -> None:
        reader = make(element[: element.rfind(":") + 1])
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        reader.start(element, attributes)

    def refuse(*_: object) -> None:
        # A document type can make a text of gigabytes out of a line; no workbook has one.
        raise damaged(name)

    parser.StartElementHandler = root
    parser.StartDoctypeDeclHandler = refuse
    return parser


@lru_cache(1024)
def local(name: str) -> str:
    """A name without its prefix."""
    return name[name.rfind(":") + 1 :]
