"""Which letters the bytes of a text stand for: by its mark, as UTF-8, or as Windows wrote it in
Western Europe and America where nothing speaks against that.
"""

import codecs
import re
from typing import BinaryIO

from kpitui.domain.errors import BadFile, WrongUsage

WESTERN = "cp1252"
SAID = "It was read as Windows-1252 (Western European); --encoding names another."

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = ("base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib")
_PIECE = 1 << 20
_LOOKED_AT = 4096
_FEW = 0.5
"""A Western text has fewer letters with accents than this among all its letters."""

_NOT_WESTERN = re.compile(
    # what cp1252 does not have or no text holds
    r"[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]"
    # a sign inside a word stands for a letter of another alphabet
    r"|[A-Za-zÀ-ÿ][‚ƒ„…†‡ˆ‰‹‘“”•˜™›¡-©«-´¶¸¹»-¿×÷][A-Za-zÀ-ÿ]"
    # so does a large letter before a small one
    r"|[A-Za-z][ŠŒŽŸ][a-z]"
    # a letter inside a number is none
    r"|[0-9][À-ÿ][0-9]"
    # letters with accents stand alone
    r"|[À-ÿ]{4}"
)
_ALSO_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")
_LETTER = re.compile("[A-Za-z]")


def encoding_of(stream: BinaryIO, name: str, wanted: str | None = None) -> tuple[str, str]:
    """The encoding of a text, and a sentence where it was not certain, which is empty otherwise;
    the stream stands at its start afterwards.

    Raises `WrongUsage` where there is no encoding of that name, and `BadFile` where the bytes are
    neither UTF-8 nor certainly Western.
    """
    if wanted is not None:
        return _known(wanted), ""
    stream.seek(0)
    start = stream.read(_LOOKED_AT)
    marked = next((code for mark, code in _MARKS if start.startswith(mark)), None)
    wide = _without_mark(start) if marked is None else None
    found = (marked or wide or "", "")
    if not found[0]:
        line = _line_that_is_not_utf8(stream)
        found = ("utf-8", "") if line is None else _western(stream, name, *line)
    stream.seek(0)
    return found


def _known(wanted: str) -> str:
    try:
        info = codecs.lookup(wanted)
    except LookupError:
        info = None
    if info is None or info.name in _NO_TEXT:
        raise WrongUsage(f"There is no encoding “{wanted}”; try utf-8, latin-1 or cp1252.")
    return "utf-8-sig" if info.name == "utf-8" else info.name


def _without_mark(start: bytes) -> str | None:
    """UTF-16 of texts in Latin letters has a zero in every other byte."""
    half = len(start) // 2
    if half < 4:
        return None
    low, high = start[1::2].count(0), start[::2].count(0)
    if low > half * 0.6 and high < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if high > half * 0.6 and low < half * 0.1 else None


def _line_that_is_not_utf8(stream: BinaryIO) -> tuple[int, int] | None:
    """The line and the byte at which a stream stops to be UTF-8."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        while piece := stream.read(_PIECE):
            decoder.decode(piece)
            line += _line_ends(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        return line + _line_ends(error.object[: error.start]), error.object[error.start]
    return None


def _line_ends(content: bytes) -> int:
    return content.count(b"\n") or content.count(b"\r")


def _western(stream: BinaryIO, name: str, line: int, byte: int) -> tuple[str, str]:
    stream.seek(0)
    accented = letters = 0
    while piece := stream.read(_PIECE):
        text = piece.decode(WESTERN, "replace")
        if "\ufffd" in text or _NOT_WESTERN.search(text) or _ALSO_UTF8.search(piece):
            raise _unknown(name, line, byte)
        accented += len(_ACCENTED.findall(text))
        letters += len(_LETTER.findall(text))
    if accented > _FEW * (letters + accented):
        raise _unknown(name, line, byte)
    return WESTERN, SAID


def _unknown(name: str, line: int, byte: int) -> BadFile:
    return BadFile(
        f"{name}, line {line}: the byte 0x{byte:02x} is not UTF-8; name the encoding of the file "
        "with --encoding, such as cp1252, latin-1 or shift_jis, or save it as UTF-8."
    )
