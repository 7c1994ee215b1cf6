"""A cursor key that is held down goes no faster than the line shows it: when it is let go, the
screen stands still.
"""

from collections.abc import Callable

from textual import events
from textual.message import Message

CURSOR_KEYS = frozenset(("up", "down", "left", "right", "pageup", "pagedown"))
"""Only repeats of one of these may be left out: who holds it down looks at where it is."""

SLOWEST = 960.0
"""Bytes in a second over a line of 9,600 baud, which every line takes."""

WINDOW, WIDEST_WINDOW = 600.0, 16_384.0
"""So many bytes may be on their way when a held key is done again: less than the slowest line shows
in a second.
"""

QUICK_SECONDS, SLOW_SECONDS, LOST_SECONDS = 0.25, 0.5, 3.0
"""An answer that comes so soon makes the window wider, one that comes so late narrow; later none
will come.
"""

REPEATS_WITHIN, ONE_READ = 0.15, 0.01
"""A key that is held comes again after so many seconds; what comes sooner is a line
that stalled.
"""

FEWEST_REPEATS = 3
"""Fewer were pressed one by one."""

QUESTION, ANSWER = "\x1b[5n", "\x1b[0n"
"""Whether the terminal is there, which it says when it has shown all that was sent before."""


class CaughtUp(Message):
    """The terminal has answered: it has shown what was sent before the question."""


class Pace:
    """How far a terminal is behind with what was sent to it: by its answers, and by
    what every line takes.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._sent = self._shown = 0
        self._not_taken, self._looked_at = 0.0, now()
        self._question: tuple[int, float] | None = None
        self._to_ask = False
        self._window = WINDOW

    def ask(self) -> None:
        """Ask behind the next picture how far the terminal is."""
        self._to_ask = True

    def sent(self, picture: str) -> str:
        """What is to be sent for a picture: itself, and a question where one is due."""
        now = self._now()
        if self._question is not None and now - self._question[1] > LOST_SECONDS:
            self._question = None
        self._not_taken = self._left(now) + len(picture)
        self._looked_at = now
        self._sent += len(picture)
        # A large picture that no one asks about would hold back the next key that is held down.
        self._to_ask = self._to_ask or self._sent - self._shown > self._window / 2
        if not self._to_ask or self._question is not None or len(picture) <= len("\x1b[?2026h"):
            return picture
        self._to_ask, self._question = False, (self._sent, now)
        return picture + QUESTION

    def caught_up(self, now: float) -> None:
        """The terminal has answered."""
        if self._question is None:
            return
        (sent, asked_at), self._question = self._question, None
        if now - asked_at < QUICK_SECONDS and sent - self._shown >= self._window / 2:
            self._window = min(2 * self._window, WIDEST_WINDOW)
        elif now - asked_at > SLOW_SECONDS:
            self._window = WINDOW
        self._shown = sent

    def has_room(self, step: int) -> bool:
        """Whether a picture of so many bytes more would be seen in time."""
        behind = min(self._sent - self._shown, self._left(self._now()))
        return behind <= 0 or behind + step <= self._window

    @property
    def total(self) -> int:
        """Bytes sent so far."""
        return self._sent

    def _left(self, now: float) -> float:
        return max(0.0, self._not_taken - SLOWEST * (now - self._looked_at))


class HeldKey:
    """Finds the repeats of a cursor key that is held down, and leaves out those that the line is
    too slow for.
    """

    def __init__(self) -> None:
        self._key, self._at, self._repeats = "", 0.0, 0
        self._step, self._total = 0, 0

    def is_left_out(self, event: events.Event, pace: Pace | None) -> bool:
        """Whether a key is one too many; every key that is done is to be asked about."""
        key = event.key if isinstance(event, events.Key) else ""
        apart = event.time - self._at
        if key != self._key or key not in CURSOR_KEYS or apart > REPEATS_WITHIN:
            self._repeats = 0
        elif apart > ONE_READ:
            self._repeats += 1
        self._key, self._at = key, event.time
        if pace is None or self._repeats < FEWEST_REPEATS:
            return False
        if not pace.has_room(self._step):
            return True
        self._step, self._total = min(pace.total - self._total, 1000), pace.total
        pace.ask()
        return False
