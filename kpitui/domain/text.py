"""Text of people: cleaned once where it comes in, and once more where it is drawn."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from shlex import quote

from kpitui.domain.typography import HOLDING_BLANKS, folded

NAME_LIMIT, LINE_LIMIT, NOTE_LIMIT = 120, 500, 10_000
"""The most characters of a name, of a sentence on one line, and of a text of several lines."""

# Patterns stand as text: each is compiled when a text needs it, and most texts are plain.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_REMOVED = f"[{_BIDI}{_INVISIBLE}]"
_ESCAPES = r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]|\x1b[@-_]|\x1b"
_CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
_LINE_ENDS = r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]"
_LAST_OF_PLANES = "".join(
    chr(plane + last) for plane in range(0, 0x100000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_STRANGE = f"[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff{_LAST_OF_PLANES}]"
_BLANKS = rf"[^\S{HOLDING_BLANKS}]+"

_JOINERS = "\u200c\u200d"
_JOINED = re.compile("[\u0600-\u109f\u1780-\u18af]")
"""Letters of scripts in which a joiner changes the letter before it, also at the end of a word."""

_SELECTORS = "[\u180b-\u180d\u180f\ufe00-\ufe0f]"
_KEYCAP = "[0-9#*]\ufe0f\u20e3"
_MOST_ACCENTS = 4
_MOST_MARKS = 8
_MOST_TO_SORT = 30
_PLAIN = re.compile("[ -~\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u2bff]*")
"""Letters, dashes, signs, frames and dots, none of which hides or moves anything."""
_STORED = re.compile(r"[\n -~]*")
_NOT_DRAWN = rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI}{_INVISIBLE}\ud800-\udfff]|(?<![^\x00-\u02ff])[{_JOINERS}]"  # noqa: E501


PATH_MOST = 44
"""The most characters of a path in a sentence that is said on a screen."""


def command_on(path: object, words: str = "") -> str:
    """The command that opens a file, or does something with it, ready for a shell."""
    return f"kpitui --db {quote(str(path))} {words}".rstrip()


def short_paths(sentence: str) -> str:
    """A sentence whose long paths leave out folders in their middle, so that its end is seen; a
    command stays whole, as it is copied.
    """
    said, *command = re.split(r"(?=\bkpitui [a-z-])", sentence, maxsplit=1)
    short = re.sub(rf"[^\s“”]*/[^\s“”]{{{PATH_MOST // 2},}}", _short_path, said)
    return "".join((short, *command))


def _short_path(found: re.Match[str]) -> str:
    path = found[0]
    if len(path) <= PATH_MOST:
        return path
    *folders, name = path.split("/")
    if len(name) > PATH_MOST:  # no file that someone named to find it again
        kept = PATH_MOST // 3
        return f"…/{name[:kept]}…{name[kept + 1 - PATH_MOST :]}"
    begins, inside, ends = "/".join(folders[:2]), folders[2:], f"/{name}"
    while inside and len(f"{begins}/…/{inside[-1]}{ends}") <= PATH_MOST:
        ends = f"/{inside.pop()}{ends}"
    short = f"{begins}/…{ends}"
    return short if len(short) <= PATH_MOST else f"…{ends}"


def clean(text: str, limit: int, *, multiline: bool = False) -> str:
    """The text as it may be stored: NFC, trimmed, without controls, escape codes, bidi marks and
    invisible characters.

    A line end becomes a blank, or stays with `multiline`. Blanks that hold two words together stay,
    and joiners where scripts and emoji need them; a letter keeps at most four accents, and what no
    font shows becomes U+FFFD. Raises ValueError with a sentence where more than `limit` characters
    are left.
    """
    if len(text) > 20 * limit + 1000:
        raise ValueError(_too_long(limit))  # before any work: a text of 10 MB costs seconds
    text = re.sub(_LINE_ENDS, "\n", storable(text))
    if multiline:
        text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
        text = re.sub(r"\n{3,}", "\n\n", text)
    else:
        text = in_one_line(text)
    if len(text) > limit:
        raise ValueError(_too_long(limit))
    return text


def in_one_line(text: str) -> str:
    """The text with one blank for any others and for line ends; those that hold two
    words together stay.
    """
    return re.sub(_BLANKS, " ", text).strip()


def storable(text: str) -> str:
    """The text without what no column may hold, its line ends as they are kept; the last look
    before the file.
    """
    return text if _STORED.fullmatch(text) else _cleaned(text)


def name_key(name: str) -> str:
    """The form in which names are unique and looked up: NFC without case; letters that only look
    alike stay apart.
    """
    name = name if name.isascii() else re.sub(rf"[{_JOINERS}]+(?=\s|$)", "", name)
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def name_order(name: str) -> str:
    """The form by which names are listed: accents and case count only between names that are alike
    without; other scripts come behind.
    """
    plain = folded(name)
    return plain if name.isascii() else f"{plain}\0{name_key(name)}"


def printable(text: str, *, multiline: bool = False) -> str:
    """The text as it may leave the program: every control code is shown as a mark instead of sent.

    It stands on one line; with `multiline` line ends stay.
    """
    if _PLAIN.fullmatch(text):
        return text
    if multiline:
        return "\n".join(map(printable, text.split("\n")))
    return re.sub(_NOT_DRAWN, _mark, text)


def printable_data(data: object) -> object:
    """Data as it may leave the program for another one: every text in it is printable, and keeps
    its line ends.
    """
    if isinstance(data, str):
        return printable(data, multiline=True)
    if isinstance(data, Mapping):
        return {printable(str(name)): printable_data(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable_data(value) for value in data]
    return data


_CODE_IN_JSON = (
    r"\\(?:[bfrt]|u(?:00[0189]|007f|00ad|034f|061c|11[56]|17b|180e|20[0-26]|3164|d[89a-f]|f))"
)


def may_hold_codes(json: str) -> bool:
    """Whether JSON in ASCII says what must not be drawn, or something near it: data of which it
    does not is printable as it is.
    """
    return re.search(_CODE_IN_JSON, json) is not None


def picture(text: str) -> str:
    """The text as it may be drawn where it is edited: as many characters as it has, a mark for each
    control code.
    """
    return text if _PLAIN.fullmatch(text) else re.sub(_NOT_DRAWN, _picture, text)


def pasted(text: str) -> str:
    """What may be taken of a paste: no control or escape code, nothing that only hides; a line end
    becomes a blank.
    """
    if _PLAIN.fullmatch(text):
        return text
    return re.sub(
        _NOT_DRAWN, "", re.sub(_ESCAPES, "", re.sub(_LINE_ENDS, " ", text.replace("\t", " ")))
    )


def _cleaned(text: str) -> str:
    text = re.sub(_LINE_ENDS, "\n", text.replace("\t", " "))
    text = re.sub(_CONTROLS, "", re.sub(_ESCAPES, "", text))
    text = re.sub(_STRANGE, "\ufffd", re.sub(_REMOVED, "", text))
    text = unicodedata.normalize("NFC", "".join(_few_to_sort(text)))
    # Once more, because an accent may now stand behind its letter where a joiner stood between
    # them.
    return unicodedata.normalize("NFC", "".join(_seen(text)))


def _few_to_sort(text: str) -> Iterator[str]:
    # Normalising sorts the marks of a letter in quadratic time: 200,000 of them cost half a minute.
    marks = 0
    for char in text:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= _MOST_TO_SORT:
            yield char


def _seen(text: str) -> Iterator[str]:
    base = joiner = ""
    accents = marks = 0
    for place, char in enumerate(text):
        if char in _JOINERS:
            joiner = joiner or char
            continue
        if _is_mark(char):
            # Accents pile up without end; vowel signs and the like do not, so a syllable may have
            # some besides.
            marks += 1
            accents += unicodedata.combining(char) > 0 or unicodedata.category(char) == "Me"
            if accents > _MOST_ACCENTS or marks > _MOST_MARKS or not _selects(text, place, base):
                continue
        if joiner and ((_beyond_latin(base) and _beyond_latin(char)) or _JOINED.match(base)):
            yield joiner
        joiner = ""
        if not _is_mark(char):
            base = char
            accents = marks = 0
        yield char
    if joiner and _JOINED.match(base):
        yield joiner


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) > 0 or unicodedata.category(char) in ("Mn", "Me")


def _selects(text: str, place: int, base: str) -> bool:
    """Whether this is no variation selector, or one that changes the picture instead of
    only hiding.
    """
    if not re.match(_SELECTORS, text[place : place + 1]) or _beyond_latin(base):
        return True
    return (
        text[place - 1 : place] in ("©", "®")
        or re.match(_KEYCAP, text[max(place - 1, 0) : place + 2]) is not None
    )


def _beyond_latin(char: str) -> bool:
    # Between two such characters a joiner changes the picture; beside a Latin letter or a blank it
    # only hides.
    return not char.isspace() and unicodedata.normalize("NFD", char)[:1] >= "\u0300"


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


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _too_long(limit: int) -> str:
    return f"that text is longer than {limit:,} characters; shorten it"
