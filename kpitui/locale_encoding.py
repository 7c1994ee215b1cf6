"""The encoding of a terminal that is not UTF-8, as its locale says; what it can show, and what was
typed in it.
"""

import codecs
import locale
import os
import unicodedata
from collections.abc import Mapping

from kpitui.domain.errors import WrongUsage

_MARK = "\ufffd"
UTF_8, ASCII = "utf-8", "ascii"

_BY_ESCAPES = ("iso2022", "hz", "utf-7")
"""These switch their alphabets by codes that a terminal sends for keys too."""


def locale_name(environ: Mapping[str, str] = os.environ) -> str:
    """The locale of what is typed and shown, by the variable that counts."""
    return environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""


def terminal_encoding(environ: Mapping[str, str] = os.environ) -> str:
    """Python's name of the encoding that the locale names; UTF-8 where it names none.

    Python itself takes UTF-8 where the locale is not installed, although the terminal sends what it
    names. Raises `WrongUsage` where it is one that no screen can be shown in.
    """
    name = locale_name(environ)
    named = name.partition("@")[0].partition(".")[2]
    if not named and name not in ("", "C", "POSIX"):
        named = locale.getencoding()  # of an installed locale that says nothing, such as de_DE
    if not named:
        return UTF_8
    try:
        found = codecs.lookup(named).name
        usable = "\x1b[A".encode(found) == b"\x1b[A" and not found.startswith(_BY_ESCAPES)
    except (LookupError, UnicodeError):
        usable = False
    if not usable:
        raise WrongUsage(
            f"This terminal's locale ({locale_name(environ)}) is in {named}, which kpitui cannot "
            "read; set the terminal to UTF-8 and start it with: LANG=C.UTF-8 kpitui"
        )
    return UTF_8 if found == ASCII else found


def shows(letter: str, encoding: str) -> bool:
    """Whether a terminal of that encoding shows a letter, in as many cells as we count for it."""
    try:
        length = len(letter.encode(encoding))
    except UnicodeEncodeError:
        return False
    # In the encodings of East Asia whatever takes two bytes takes two cells too.
    return length == 1 or unicodedata.east_asian_width(letter) in "WF"


def own_letters(environ: Mapping[str, str] = os.environ) -> str:
    """The encoding of a terminal that shows some letters beyond ASCII and not all;
    nothing for all others.
    """
    try:
        found = terminal_encoding(environ)
    except WrongUsage:
        return ""
    return "" if found == UTF_8 else found


def as_typed(argument: str, environ: Mapping[str, str] = os.environ) -> str:
    """A word of the command line, which Python could not decode, in the encoding of the locale; as
    it is otherwise.
    """
    encoding = own_letters(environ)
    if encoding and any("\udc80" <= letter <= "\udcff" for letter in argument):
        try:
            return os.fsencode(argument).decode(encoding)
        except UnicodeDecodeError:
            return argument
    return argument


class TerminalDecoder:
    """Makes letters of what a terminal sends, in the encoding of its locale.

    Of bytes that are no letters one mark is left, however many they are: noise on a line fills no
    field.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder(terminal_encoding())(errors="replace")
        self._was_mark = False

    def decode(self, data: bytes) -> str:
        """The letters of these bytes, and of those before that were not whole yet."""
        letters = []
        for letter in self._decoder.decode(data):
            is_mark = letter == _MARK
            if not (is_mark and self._was_mark):
                letters.append(letter)
            self._was_mark = is_mark
        return "".join(letters)
