"""What a key report says: those of kitty, of xterm's modifyOtherKeys and the plain ones give the
same keys.

A report is turned into what a plain terminal sends for that key, so that there is one road for all
of them. What is no key that we know is dropped.
"""

import re
import unicodedata

from msgspec import Struct
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

_OTHER_KEYS = re.compile(r"\x1b\[27;(\d{1,3});(\d{1,7})~")
_KITTY = re.compile(r"\x1b\[([\d:]{0,24})(?:;([\d:]{0,8})(?:;([\d:]{0,80}))?)?u")
_FUNCTION = re.compile(r"\x1b\[(\d{0,2})(?:;([\d:]{0,8}))?([A-HPQRSZ~])")
_POSITION = re.compile(r"\x1b\[\d{1,5};\d{1,5}R")
_ANSWERS = re.compile(r"\x1b\[(?:[IO]|\?\d{1,5};\d\$y)")
_MOUSE = re.compile(r"\x1b\[<\d{1,5};-?\d{1,5};-?\d{1,5}[Mm]")
_IN_BAND_SIZE = re.compile(r"\x1b\[48;[1-9]\d{0,4};[1-9]\d{0,4};[1-9]\d{0,5};[1-9]\d{0,5}t")

_SHIFT, _ALT, _CTRL, _OTHERS = 1, 2, 4, 8 | 16 | 32
_HELD = _SHIFT | _ALT | _CTRL | _OTHERS  # caps lock and num lock are seen in what is typed
_RELEASED = 3

_PLAIN = {27: "\x1b", 13: "\r", 9: "\t", 127: "\x7f", 8: "\x7f", 57414: "\r"}
_KEYPAD = {57399 + place: letter for place, letter in enumerate("0123456789./*-+")} | {
    57415: "=",
    57416: ",",
}
_KEYPAD_MOVES = {
    57417: "1D", 57418: "1C", 57419: "1A", 57420: "1B", 57421: "5~", 57422: "6~", 57423: "1H",
    57424: "1F", 57425: "2~", 57426: "3~",
}  # fmt: skip
_CONTROLS = {
    " ": "\0",
    "@": "\0",
    "[": "\x1b",
    "\\": "\x1c",
    "]": "\x1d",
    "^": "\x1e",
    "_": "\x1f",
    "/": "\x1f",
}
_SHIFTED = dict(zip("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?', strict=True))
_PRIVATE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)


class Meant(Struct, frozen=True):
    """What a key is: the plain text or sequence for it, or the letter held with ctrl where no
    terminal sends that.
    """

    plain: str = ""
    name: str = ""
    base: str = ""
    """What the same key is on a Latin keyboard, in plain text; for letters of other scripts."""


def meant(sequence: str) -> Meant | None:
    """The key that a whole sequence reports; None where it is none, or one that we do not know."""
    if sequence.startswith("\x1bO"):
        return Meant(sequence) if sequence in ANSI_SEQUENCES_KEYS else None
    if other := _OTHER_KEYS.fullmatch(sequence):
        return _key([int(other[2])], int(other[1]), "")
    if kitty := _KITTY.fullmatch(sequence):
        return _kitty(*kitty.groups(default=""))
    if function := _FUNCTION.fullmatch(sequence):
        return _function(*function.groups(default=""))
    return Meant(sequence) if sequence in ANSI_SEQUENCES_KEYS else None


def is_answer(sequence: str) -> bool:
    """Whether Textual understands it, and it is no key: the focus, a mode, the mouse, a
    size, a place.
    """
    return any(
        pattern.fullmatch(sequence) for pattern in (_ANSWERS, _MOUSE, _IN_BAND_SIZE, _POSITION)
    )


def _kitty(codes: str, held: str, text: str) -> Meant | None:
    numbers = [int(code) if code else 0 for code in codes.split(":")]
    modifiers, _, event = held.partition(":")
    if event == str(_RELEASED) or len(numbers) > 3:
        return None
    letters = [_letter(int(code)) for code in text.split(":") if code.isdecimal()]
    if not all(letters):
        return None
    return _key(numbers, int(modifiers or "1"), "".join(letters))


def _key(numbers: list[int], modifiers: int, text: str) -> Meant | None:
    code, shifted, base = [*numbers, 0, 0][:3]
    held = (max(modifiers, 1) - 1) & _HELD
    if text and not held & (_CTRL | _OTHERS):
        return Meant(text, base=_on_latin(text, base, held) if len(text) == 1 else "")
    if code in _PLAIN or code in _KEYPAD_MOVES:
        return _named(code, held)
    if held & (_ALT | _OTHERS):
        return None  # no key of ours is held with these
    letter = _KEYPAD.get(code) or _letter(code)
    if not letter:
        return None
    if held & _CTRL:
        return _control(letter, base)
    if held & _SHIFT:
        letter = _letter(shifted) or (letter.upper() if len(letter.upper()) == 1 else letter)
    return Meant(letter, base=_on_latin(letter, base, held))


def _named(code: int, held: int) -> Meant | None:
    if code in _KEYPAD_MOVES:
        number, final = _KEYPAD_MOVES[code][:-1], _KEYPAD_MOVES[code][-1]
        return _function(number, str(held + 1), final)
    if held & (_ALT | _OTHERS):
        return None
    plain = _PLAIN[code]
    return Meant("\x1b[Z" if plain == "\t" and held & _SHIFT else plain)


def _control(letter: str, base: str | int) -> Meant | None:
    """A letter with ctrl; shift makes no other key of it, as on a plain terminal."""
    letter = letter.lower()
    if letter.isascii():
        if letter.isalpha():
            return Meant(chr(ord(letter) & 31))
        return Meant(_CONTROLS[letter]) if letter in _CONTROLS else Meant(name=letter)
    latin = _latin(int(base)) if not _is_latin(letter) else ""
    return Meant(name=letter, base=chr(ord(latin) & 31) if latin.isalpha() else "")


def _function(number: str, held: str, final: str) -> Meant | None:
    modifiers, _, event = held.partition(":")
    if event == str(_RELEASED):
        return None
    bits = (max(int(modifiers or "1"), 1) - 1) & _HELD
    plain = f"\x1b[{'' if number == '1' and final != '~' else number}{final}"
    if not bits:
        for sequence in (plain, f"\x1b[{number}{final}", f"\x1bO{final}"):
            if sequence in ANSI_SEQUENCES_KEYS:
                return Meant(sequence)
        return None
    known = f"{number or '1'}{final}" in FUNCTIONAL_KEYS
    return (
        Meant(f"\x1b[{number or '1'};{bits + 1}{final}") if known and not bits & _OTHERS else None
    )


def _on_latin(letter: str, base: int, held: int) -> str:
    """What a key that types a letter of another script types on a Latin keyboard; nothing for
    letters of our own.
    """
    latin = "" if _is_latin(letter) else _latin(base)
    if latin and held & _SHIFT:
        return _SHIFTED.get(latin, latin.upper())
    return latin


def _latin(base: int) -> str:
    return chr(base) if 0x20 < base < 0x7F else ""


def _is_latin(letter: str) -> bool:
    """Whether it is in ASCII, a letter with an accent or a mark: there its place on the keyboard
    says nothing.
    """
    return (
        letter.isascii()
        or not letter.isalpha()
        or unicodedata.name(letter, "LATIN").startswith("LATIN")
    )


def _letter(code: int) -> str:
    """The character of a code; nothing where no key types it."""
    if (
        not 0x20 <= code <= 0x10FFFF
        or 0x7F <= code < 0xA0
        or code in _PRIVATE
        or code in _SURROGATES
    ):
        return ""
    return chr(code)
