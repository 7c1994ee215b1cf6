"""What a terminal sends, cut into letters, the escape key, sequences and pastes; its late answers
are left out.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto

from msgspec import Struct

ESCAPE = "\x1b"

ESCAPE_SECONDS = 0.1
"""So long after an escape what follows may still make a sequence of it; then it was the key."""

SEQUENCE_SECONDS = 1.0
"""So long the rest of a sequence is waited for, which a slow line may bring in parts."""

LONGEST_PASTE = 2_000_000
"""Characters; what is behind them is read and left out."""

_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
# Function keys of the Linux console, the mouse of old, shifted keys of rxvt, and everything that
# keeps to the standard.
_CONTROL = re.compile(r"\x1b\[(?:\[[ -~]|M[^\x1b]{3}|[0-9]{1,2}\$|(?![\[M])[0-?]*[ -/]*[@-~])")
_CONTROL_BEGUN = re.compile(r"\x1b\[(?:\[|M[^\x1b]{0,2}|[ -?]*)\Z")
_CONTROL_BROKEN = re.compile(r"\x1b\[(?:[ -?]*[@-~]|[0-?]*[ -/]*)")
_FUNCTION = re.compile(r"\x1bO[0-9;]{0,6}[A-Za-z]")
_FUNCTION_BEGUN = re.compile(r"\x1bO[0-9;]{0,6}\Z")
_TEXT = r"[^\x00-\x1f\x7f]*"
_ANSWER = re.compile(rf"\x1b(?:[\]P_](?!\x1b|\x07){_TEXT})(?:\x07|\x1b\\)")
# Without its end it is one only where no one types so: a number and a semicolon, or what DCS
# answers begin with.
_ANSWER_BEGUN = re.compile(rf"\x1b(?:\][0-9]{{1,4}};|P[>!]\||P[0-9;]*[+$]|_G){_TEXT}")
_ANSWER_MAYBE = re.compile(r"\x1b(?:\][0-9]{0,4}|P[0-9;>!]{0,3}|_)\Z")
_CODE = re.compile(r"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b")
# tmux and others paste a CR for each LF, so that a line that ended with CR LF ends twice.
_CR_FOR_CRLF = re.compile(r"(?:[^\r\n]+\r\r){2,}[^\r\n]*")
_EIGHT_BIT_CONTROLS = re.compile("[\x80-\x9f]")
_LEAVES_A_PASTE = (ESCAPE, "\x03", "\x11")
_MOST_HELD = 64


class PieceKind(Enum):
    """What a piece of the stream is."""

    LETTERS = auto()
    """Characters, each a key of its own; control characters too."""
    ESCAPE = auto()
    """The escape key."""
    SEQUENCE = auto()
    """A whole sequence: a key, an answer, or the mouse."""
    PASTE = auto()
    """A whole paste between brackets, without the escape codes in it."""


class Piece(Struct, frozen=True):
    """One piece of what was sent."""

    kind: PieceKind
    text: str


class KeyStream:
    """Cuts what comes at its seams, wherever the line has cut it.

    ESC with `[` or `O` begins a sequence; with anything else, and alone, it is the escape key.
    """

    def __init__(self) -> None:
        self._held = ""
        self._paste: list[str] | None = None
        self._room = 0
        self._after_return = False
        self._after_escape = False
        self._heard = 0.0

    @property
    def patience(self) -> float | None:
        """In how many seconds `silent()` is to be asked; None while nothing is begun."""
        if not self._held or self._paste is not None:
            return None
        maybe = self._held == ESCAPE or _ANSWER_MAYBE.match(self._held)
        return ESCAPE_SECONDS if maybe else SEQUENCE_SECONDS

    def silent(self) -> list[Piece]:
        """What was begun and not gone on with: keys where someone may have typed it,
        else nothing.
        """
        if self._paste is not None:
            return []
        held, self._held = self._held, ""
        self._after_escape = held == ESCAPE
        typed = len(held) <= 2 or _ANSWER_MAYBE.match(held)
        return _as_keys(held) if held and typed else []

    def feed(self, text: str, now: float) -> Iterator[Piece]:
        """The pieces that are whole now; `now` is the time in seconds."""
        since, self._heard = now - self._heard, now
        if self._paste is not None and text in _LEAVES_A_PASTE and since > SEQUENCE_SECONDS:
            self._held = ""
            yield self._pasted()  # its end is lost, and someone wants to go on
        text, self._held = self._on_time(self._held + text, since), ""
        place = 0
        while place < len(text):
            if self._paste is not None:
                place, ended = self._take_paste(text, place)
                if ended:
                    yield self._pasted()
                continue
            begins = text.find(ESCAPE, place)
            letters = text[place : begins if begins >= 0 else None]
            self._after_return = letters.endswith("\r")
            if letters:
                yield Piece(
                    PieceKind.LETTERS, _EIGHT_BIT_CONTROLS.sub("", letters.replace("\r\n", "\r"))
                )
            if begins < 0:
                return
            place, pieces = self._from_escape(text, begins)
            yield from pieces

    def _on_time(self, text: str, since: float) -> str:
        """The text together with what came a moment before it, in a read of its own."""
        if self._after_return and since < ESCAPE_SECONDS and text.startswith("\n"):
            text, self._after_return = text[1:], False
        if self._after_escape and text.startswith(_PASTE_BEGINS[1:]):
            text = ESCAPE + text  # no one types that; the escape was late
        self._after_escape = False
        return text

    def _from_escape(self, text: str, begins: int) -> tuple[int, list[Piece]]:
        """Where to go on behind an escape, and what stood there."""
        for whole in (_CONTROL, _FUNCTION):
            if found := whole.match(text, begins):
                if found[0] == _PASTE_BEGINS:
                    self._paste, self._room = [], LONGEST_PASTE
                    return found.end(), []
                return found.end(), [Piece(PieceKind.SEQUENCE, found[0])]
        if found := _ANSWER.match(text, begins):
            return found.end(), []
        answer = _ANSWER_BEGUN.match(text, begins)
        if answer and text[answer.end() :] in ("", ESCAPE):
            self._held = answer[0][:_MOST_HELD] + text[answer.end() :]
        elif answer:
            return answer.end(), []
        elif begins == len(text) - 1 or any(
            begun.match(text, begins) for begun in (_CONTROL_BEGUN, _FUNCTION_BEGUN, _ANSWER_MAYBE)
        ):
            self._held = text[begins : begins + _MOST_HELD]
        elif broken := _CONTROL_BROKEN.match(text, begins):
            # What cannot stand in it is a key; what stood before that is half a sequence.
            return broken.end(), _as_keys(broken[0]) if len(broken[0]) == 2 else []
        else:
            return begins + 1, [Piece(PieceKind.ESCAPE, ESCAPE)]
        return len(text), []

    def _take_paste(self, text: str, place: int) -> tuple[int, bool]:
        """Take what is pasted from that place on; where to go on, and whether the paste
        has ended.
        """
        assert self._paste is not None
        ends = text.find(_PASTE_ENDS, place)
        stop = ends if ends >= 0 else len(text)
        if ends < 0:
            half = next(
                (
                    n
                    for n in range(len(_PASTE_ENDS) - 1, 0, -1)
                    if text.endswith(_PASTE_ENDS[:n], place)
                ),
                0,
            )
            stop -= half
            self._held = text[stop:]
        piece = text[place : min(stop, place + self._room)]
        self._room -= len(piece)
        self._paste.append(piece)
        return (ends + len(_PASTE_ENDS), True) if ends >= 0 else (len(text), False)

    def _pasted(self) -> Piece:
        assert self._paste is not None
        text, self._paste = _CODE.sub("", "".join(self._paste)).replace("\0", ""), None
        if _CR_FOR_CRLF.fullmatch(text):
            text = text.replace("\r\r", "\r")
        return Piece(PieceKind.PASTE, text)


def _as_keys(typed: str) -> list[Piece]:
    return [
        Piece(PieceKind.ESCAPE, ESCAPE),
        *([Piece(PieceKind.LETTERS, typed[1:])] if typed[1:] else []),
    ]
