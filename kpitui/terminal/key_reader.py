"""Keys and pastes of a terminal, made into Textual's events; no byte of it ends the program."""

import time
from collections.abc import Iterable, Iterator

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from kpitui.terminal.key_reports import Meant, is_answer, meant
from kpitui.terminal.key_stream import ESCAPE, KeyStream, Piece, PieceKind
from kpitui.terminal.keys import LayoutKey, key_of
from kpitui.terminal.pace import ANSWER, CaughtUp
from kpitui.terminal.repeats import answered


class KeyReader:
    """Reads what a terminal sends; each event knows the time at which it was read.

    Textual's parser is given nothing but plain text and whole sequences that it knows: others it
    would hold back, take for letters, or fall over.
    """

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
        self._stream = KeyStream()
        self._parser = XTermParser(debug)

    @property
    def patience(self) -> float | None:
        """In how many seconds `silent()` is to be called, if nothing comes; None for never."""
        return self._stream.patience

    def read(self, text: str) -> Iterator[Message]:
        """What has come now."""
        return self._events(self._stream.feed(text, time.monotonic()))

    def silent(self) -> Iterator[Message]:
        """What has come before, and nothing has followed."""
        return self._events(self._stream.silent())

    def _events(self, pieces: Iterable[Piece]) -> Iterator[Message]:
        for kind, text in ((piece.kind, piece.text) for piece in pieces):
            if kind is PieceKind.ESCAPE:
                yield _escape()
            elif kind is PieceKind.PASTE:
                yield events.Paste(text)
            elif kind is PieceKind.LETTERS:
                yield from self._parsed(text)
            elif (repeats := answered(text)) is not None:
                yield repeats
            elif (key := meant(text)) is not None:
                yield from self._key(key)
            elif text == ANSWER:
                yield CaughtUp()
            elif is_answer(text):
                yield from self._parsed(text)

    def _key(self, key: Meant) -> Iterator[Message]:
        if key.plain == ESCAPE:
            yield _escape()
            return
        named = (
            [events.Key(f"ctrl+{key_of(key.name)}", None)] if key.name else self._parsed(key.plain)
        )
        for event in named:
            latin = next(iter(self._parsed(key.base)), None) if key.base else None
            if isinstance(event, events.Key) and isinstance(latin, events.Key):
                event = LayoutKey(event.key, event.character, latin)
            yield event

    def _parsed(self, text: str) -> list[Message]:
        try:
            return list(self._parser.feed(text)) if text else []
        except (
            ValueError,
            OverflowError,
            ZeroDivisionError,
        ):  # a report that it cannot be right about
            self._parser = XTermParser(self._debug)
            return []


def _escape() -> events.Key:
    return events.Key("escape", ESCAPE)
