"""Text of people: cleaned once where it comes in, and once more where it is drawn."""

import re
import unicodedata

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u034f\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
_REMOVED = re.compile(f"[{_BIDI}{_INVISIBLE}]")
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]|\x1b[@-_]|\x1b")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_STRANGE = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")
_JOINERS = "\u200c\u200d"
_MOST_MARKS = 4
_PLAIN = re.compile(r"[ -~]*")
_NOT_DRAWN = re.compile(
    rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI}{_INVISIBLE}\ud800-\udfff]|(?<![^\x00-\u02ff])[{_JOINERS}]"
)


def clean(text: str, limit: int, *, multiline: bool = False) -> str:
    """The text as it may be stored: NFC, trimmed, without controls, escape codes, bidi marks and invisible characters.

    A line end becomes a blank, or stays with `multiline`. Joiners stay where scripts and emoji need them, a letter
    keeps at most four combining marks, and what no font shows becomes U+FFFD. Raises ValueError with a sentence where
    more
    than `limit` characters are left.
    """
    if len(text) > 20 * limit + 1000:
        raise ValueError(_too_long(limit))  # before any work: a text of 10 MB costs seconds
    if not _PLAIN.fullmatch(text):
        text = _cleaned(text)
    text = _LINE_ENDS.sub("\n", text)
    if multiline:
        text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
        text = re.sub(r"\n{3,}", "\n\n", text)
    else:
        text = " ".join(text.split())
    if len(text) > limit:
        raise ValueError(_too_long(limit))
    return text


def name_key(name: str) -> str:
    """The form in which names are unique and looked up: NFC without case; letters that only look alike stay apart."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def printable(text: str) -> str:
    """The text as it may be drawn, on one line: every control code is shown as a mark instead of sent."""
    return text if _PLAIN.fullmatch(text) else _NOT_DRAWN.sub(_mark, text)


def _cleaned(text: str) -> str:
    text = _LINE_ENDS.sub("\n", text.replace("\t", " "))
    text = _CONTROLS.sub("", _ESCAPES.sub("", text))
    text = _STRANGE.sub("\ufffd", _REMOVED.sub("", text))
    text = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    marks = 0
    for place, char in enumerate(text):
        if char in _JOINERS:
            if not _joins(text, place):
                continue
        elif unicodedata.combining(char):
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        kept.append(char)
    return "".join(kept)


def _joins(text: str, place: int) -> bool:
    # Between two characters that are neither Latin nor blank a joiner changes the picture; elsewhere it only hides.
    return 0 < place < len(text) - 1 and ord(text[place - 1]) >= 0x300 and ord(text[place + 1]) >= 0x300


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    return (
        " "
        if found[0] in "\n\t\u2028\u2029"
        else "\u2400"
        if code == 0
        else f"\\x{code:02x}"
        if code < 256
        else "\ufffd"
    )


def _too_long(limit: int) -> str:
    return f"that text is longer than {limit:,} characters; shorten it"
