"""What a chart is made of: terminal cells, runs of one style, and the character sets
they are drawn with.
"""

import sys
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from kpitui.domain.typography import plain_letters
from kpitui.locale_encoding import own_letters, shows


class Charset(StrEnum):
    """Which characters the terminal can show."""

    BRAILLE = "braille"
    """Braille dots for lines (2x4 to a cell), eighth blocks for sparklines."""
    BLOCK = "block"
    """Quarter blocks (2x2 to a cell) for lines: for fonts whose braille is missing or
    hard to read.
    """
    ASCII = "ascii"
    """Characters below 128 only."""


class Style(StrEnum):
    """What a cell shows; the theme gives each name its colour, and each has a glyph of
    its own besides.
    """

    BLANK = "blank"
    VALUE = "value"
    BETTER = "better"
    WORSE = "worse"
    UNUSUAL = "unusual"
    UNFINISHED = "unfinished"
    TARGET = "target"
    EXPECTED = "expected"
    LIMIT = "limit"
    CENTRE = "centre"
    BASELINE = "baseline"
    ANNOTATION = "annotation"
    SPLIT = "split"
    AXIS = "axis"
    LABEL = "label"
    TITLE = "title"


class Run(Struct, frozen=True):
    """A stretch of one line in one style."""

    text: str
    style: Style


Line = tuple[Run, ...]
Cell = tuple[str, Style]


class Chart(Struct, frozen=True):
    """A drawn chart: `height` lines, each exactly `width` terminal cells wide."""

    width: int
    height: int
    lines: tuple[Line, ...]
    event_numbers: tuple[int, ...] = ()
    """The events that stand in it by their number, as there is no room for the name."""

    @property
    def text_lines(self) -> tuple[str, ...]:
        """The lines without their styles."""
        return tuple("".join(run.text for run in line) for line in self.lines)


def plain_text(chart: Chart) -> str:
    """The chart for a pipe or a printer: no escape codes, no blanks at line ends, no
    newline at the end.
    """
    return "\n".join(line.rstrip() for line in chart.text_lines)


def charset_for(encoding: str, terminal: str = "") -> Charset:
    """The richest set that a stream of this encoding on this kind of terminal ($TERM) can show."""
    # The Linux console has 256 glyphs, without braille and most of the blocks.
    unicode = encoding.lower().replace("-", "").replace("_", "").startswith(
        "utf"
    ) and terminal not in {"linux", "dumb"}
    return Charset.BRAILLE if unicode else Charset.ASCII


_UNSURE = (
    # Variation selectors change the width of the character before them; jamo glue several to one.
    ("\ufe00", "\ufe0f"), ("\u1100", "\u11ff"), ("\ud7b0", "\ud7ff"), ("\u3164", "\u3164"),
    ("\uffa0", "\uffa0"),
    # Symbols that became wide with Unicode 16.
    ("\u2630", "\u2637"), ("\u268a", "\u268f"), ("\u4dc0", "\u4dff"), ("\U0001d300", "\U0001d37f"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int | None:
    """Cells of one character; None where terminals disagree or it is no picture at all."""
    if " " <= char <= "~":
        return 1
    if any(first <= char <= last for first, last in _UNSURE):
        return None
    category = unicodedata.category(char)
    if category in {"Mn", "Me"}:
        return 0
    if category[0] not in "LNPS" or unicodedata.name(char, "").startswith(("EMOJI", "REGIONAL")):
        return None
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells_of(text: str) -> list[str]:
    """The text as terminal cells: one entry a cell, "" for the second cell of a wide character.

    Whatever has no certain width (controls, joiners, bidi marks, selectors) becomes "?", so that a
    label can neither move what stands right of it nor send escape codes.
    """
    cells: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        width = _char_width(char)
        if width is None:
            cells.append("?")
        elif width == 0:
            if cells:
                base = len(cells) - (2 if cells[-1] == "" else 1)
                cells[base] += char
        else:
            cells.extend([char, ""][:width])
    return cells


_PLAIN = {
    "≥": ">=",
    "≤": "<=",
    "–": "-",
    "→": "->",
    "·": "-",
    "›": ">",
    "…": "..",
    "“": '"',
    "”": '"',
    "×": "x",
    "±": "+-",
    "✓": "+",
    "✗": "x",
    "○": "@",
    "↓": "<",
    "▲": "^",
    "▼": "v",
    "▾": "v",
    "▸": ">",
    "•": "*",
    **dict.fromkeys("╭╮╰╯", "+"),
    **dict.fromkeys("─━┄", "-"),
    **dict.fromkeys("│├┊", "|"),
    "└": "`",
    **dict(zip("▁▂▃▄▅▆▇", "_.--==^", strict=True)),
}
"""Our own signs, and what the pictures of the help are drawn with."""


_NUMERIC = frozenset("0123456789.,:/-")


def plain(text: str, charset: Charset) -> str:
    """The text in ASCII where the terminal shows nothing else: accents are dropped, a sign without
    a likeness is a `?`, and words of such letters are a `?` with a number of their own, so that two
    people never look like one.

    Letters that a terminal shows in the encoding of its locale stay.
    """
    if charset is not Charset.ASCII or text.isascii():
        return text
    own, shown, strange = own_letters(), [], ""
    for char in text:
        is_shown = char.isascii() or (own and shows(char, own))
        like = char if is_shown else _likeness(char)
        if like is None or (not like and strange):  # a mark is part of its word
            strange += char
        else:
            shown += [_stand_in(strange), like]
            strange = ""
    return "".join([*shown, _stand_in(strange)])


def with_plain_signs(text: str) -> str:
    """The text with our own signs in ASCII; every letter stays."""
    return text if text.isascii() else "".join(_PLAIN.get(char, char) for char in text)


def _likeness(char: str) -> str | None:
    """A character in ASCII, None for a letter that has none."""
    if char in _PLAIN:
        return _PLAIN[char]
    letters = unicodedata.normalize("NFKD", plain_letters(char))
    if like := "".join(part for part in letters if part.isascii()):
        return like
    category = unicodedata.category(char)
    return None if category[0] == "L" else "" if category in {"Mn", "Mc", "Me", "Cf"} else "?"


@lru_cache(maxsize=1024)
def _stand_in(letters: str) -> str:
    """What stands for a word of letters that have no likeness; a single one may be a sign."""
    if len(letters) < 2 and unicodedata.east_asian_width(letters or " ") != "W":
        return "?" * len(letters)
    told = unicodedata.normalize("NFC", letters).encode()
    return f"?{zlib.crc32(told) & 0xFFFF:04x}"


def fit(text: str, width: int, charset: Charset) -> list[str]:
    """The text as at most `width` cells, cut with an ellipsis, and in ASCII where that
    is asked for.
    """
    cells = cells_of(plain(text, charset))
    if len(cells) <= width:
        return cells
    if width <= 0:
        return []
    dots = _ellipsis(charset)[:width]
    kept = cells[: width - len(dots)]
    if cells[len(kept)] == "" and kept:
        kept[-1] = " "
    return [*kept, *dots]


def name_cells(text: str, width: int, charset: Charset) -> list[str]:
    """A name as at most `width` cells, cut as by `fit` but never within a number."""
    whole = fit(text, sys.maxsize, charset)
    if len(whole) <= width:
        return whole
    dots = _ellipsis(charset)
    kept = whole[: max(width - len(dots), 0)]
    while kept and (
        kept[-1] == " " or whole[len(kept)] == "" or {kept[-1], whole[len(kept)]} <= _NUMERIC
    ):
        kept.pop()
    return [*kept, *dots] if kept else []


def name_lines(text: str, width: int, charset: Charset) -> list[list[str]]:
    """A name whole, as lines of at most `width` cells (two hold any letter), broken between words
    where that can be.
    """
    width, cells, lines = max(width, 2), fit(text, sys.maxsize, charset), []
    while len(cells) > width:
        at = next((place for place in range(width, 0, -1) if cells[place] == " "), width)
        at -= cells[at] == ""
        lines.append(cells[:at])
        cells = cells[at + (cells[at] == " ") :]
    return [*lines, cells]


def _ellipsis(charset: Charset) -> str:
    """What stands at the end of a text that is cut, a cell a letter."""
    return ".." if charset is Charset.ASCII else "…"


def styled(cells: Iterable[str], style: Style) -> list[Cell]:
    """Each of the cells in that style."""
    return [(cell, style) for cell in cells]


def padded(cells: Sequence[Cell], width: int) -> list[Cell]:
    """The cells, filled with blanks on the right to `width`."""
    return [*cells, *[(" ", Style.BLANK)] * (width - len(cells))]


def runs(cells: Iterable[Cell]) -> Line:
    """Neighbours of one style joined."""
    line: list[Run] = []
    texts: list[str] = []
    before = None
    for text, style in cells:
        if style is not before:
            if before is not None:
                line.append(Run("".join(texts), before))
            texts, before = [], style
        texts.append(text)
    if before is not None:
        line.append(Run("".join(texts), before))
    return tuple(line)
