"""A cursor key held down on a slow line: when it is let go, what is shown stands still
within a second.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kpitui.ui.backoff import is_busy
from tests.patience import LONG
from tests.pty_terminal import Terminal, terminal

DOWN = "\x1b[B"
BAUD_9600 = 960
"""Bytes in a second."""


class SlowLine:
    """A terminal behind a line of 960 bytes a second; it answers, or does not, when it has shown
    what came before.
    """

    def __init__(self, opened: Terminal, *, answers: bool) -> None:
        self._opened = opened
        self._answers = answers
        self._room, self._at = 0.0, time.monotonic()

    def take(self, seconds: float) -> None:
        """Show what the line brings in that time."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            self._room, self._at = self._room + (now - self._at) * BAUD_9600, now
            if self._room >= 1:
                taken = self.show(int(self._room), 0)
                self._room = self._room - taken if taken else 0  # an idle line saves nothing up
            time.sleep(0.003)

    def show(self, most: int, seconds: float) -> int:
        """Show so many bytes at the most, if some come within that time."""
        before = len(self._opened.received)
        self._opened.read_some(most, seconds)
        taken = len(self._opened.received) - before
        if self._answers and taken and b"\x1b[5n" in self._opened.received[before - 3 :]:
            self._opened.send("\x1b[0n")
        return taken


def hold_down(
    opened: Terminal, moves: Callable[[Terminal], object], *, answers: bool
) -> tuple[int, int]:
    """The bytes that came while an arrow was held, and those after until what `moves` stood still:
    what is said of the line where it stands comes once the keys rest.
    """
    line, before = SlowLine(opened, answers=answers), len(opened.received)
    for _ in range(100):  # 30 in a second, as keyboards do
        opened.send(DOWN)
        line.take(1 / 30)
    held, left, after, stands = len(opened.received) - before, 0, 0, moves(opened)
    while some := line.show(65536, 1):
        after += some
        if moves(opened) != stands:
            left, stands = after, moves(opened)
    return held, left


def page(opened: Terminal) -> object:
    """All that is shown."""
    return opened.text


def marked(opened: Terminal) -> object:
    """The line in which the cursor stands."""
    return opened.cursor_line


PLACES = {
    "a page of Details": ("7\r", "Calibration added", page),
    "People": ("5", "Aftercare", marked),
    "Plan": ("1", "Adherence", marked),
}
HELD = [("a page of Details", True), ("People", False), ("Plan", True)]
"""Each place once, and each kind of terminal; the long form has each place on each kind."""


@pytest.mark.parametrize(
    ("place", "answers"),
    [(place, answers) for place in PLACES for answers in (True, False)] if LONG else HELD,
)
def test_a_held_arrow_stops_within_a_second(tmp_path: Path, place: str, answers: bool) -> None:
    keys, words, moves = PLACES[place]
    with terminal("demo", "--keep", tmp_path / "kept.db") as opened:
        opened.shows("Make every customer glad they called")
        opened.send(keys)
        opened.shows(words)
        # Where others have the processors the program reads many repeats at once, as from a line
        # that stalled, which are all done: there one of a few tries has to be an even one.
        for tries_left in reversed(range(6 if is_busy() else 1)):
            opened.quiet(1)
            held, left = hold_down(opened, moves, answers=answers)
            if held > BAUD_9600 >= left:
                break
            opened.send("\x1b[H")
            if not tries_left and is_busy():
                pytest.skip("others have the processors: nothing can be said of a second")
            assert tries_left or held > BAUD_9600, "it goes down while it is held"
            assert tries_left, f"{left} bytes came after the key was let go"


def test_what_is_typed_for_a_place_is_never_left_out(tmp_path: Path) -> None:
    with terminal("demo", "--keep", tmp_path / "kept.db") as opened:
        opened.shows("Make every customer glad they called")
        opened.send(":")
        opened.shows("esc Close")
        line = SlowLine(opened, answers=True)
        for place in range(60):
            opened.send(f"{place % 10}")
            line.take(1 / 30)
        opened.shows("0123456789" * 6)
        # Steps with a key behind them, in one piece: a line that stalled.
        opened.send("\x1b[D" * 30 + "x")
        opened.shows("0123456789" * 3 + "x" + "0123456789" * 3)
