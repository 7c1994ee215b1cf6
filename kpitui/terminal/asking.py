"""Questions are answered by those who have seen them: by a key that was read after the
question was painted.
"""

import math
import time
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from textual import events
from textual.app import App
from textual.screen import ModalScreen, Screen

LEAVES = ("ctrl+q", "ctrl+c")
"""Keys that answer nothing."""
ANSWERS = ("enter", "ctrl+s")
"""Keys that take what a dialog offers, though nothing was typed into it."""


class Asking:
    """What the person who pressed a key could see of an app.

    A paste without brackets, or a line that stalled, brings keys that were typed for something
    else.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._seen_at: WeakKeyDictionary[Screen[Any], float] = WeakKeyDictionary()
        self._typed_in: WeakSet[Screen[Any]] = WeakSet()
        self._answered_early: WeakSet[Screen[Any]] = WeakSet()
        self.is_every_screen = False
        """Whether each screen is a question, and not only a dialog."""

    def is_seen(self) -> bool:
        """Whether no dialog is open that is not painted yet."""
        screen = self._app.screen
        return not self._is_dialog(screen) or self._seen(screen) < math.inf

    def comes_too_early(self, event: events.Event) -> bool:
        """Whether it would answer what no one had seen when it was typed."""
        if isinstance(event, events.Key) and event.key in LEAVES:
            return False
        screen = self._app.screen
        if not self._is_dialog(screen) or event.time > self._seen(screen):
            return False
        return self._is_question(screen) or self._would_answer(screen, event)

    def _would_answer(self, screen: Screen[Any], event: events.Event) -> bool:
        """Whether a key takes what no one has seen in a dialog in which one types: a line typed
        ahead is meant for it, an Enter alone is not, nor what comes behind that.
        """
        if screen in self._typed_in:
            return False
        if isinstance(event, events.Key) and event.key in ANSWERS:
            self._answered_early.add(screen)
        elif screen not in self._answered_early and not _moves(event):
            self._typed_in.add(screen)
        return screen in self._answered_early

    def painted(self) -> None:
        """Note that what is asked now is painted."""
        screen = self._app.screen_stack[-1] if self._app.screen_stack else None
        if screen is not None and screen.is_mounted:
            self._seen_at.setdefault(screen, time.monotonic())

    def _is_dialog(self, screen: Screen[Any]) -> bool:
        return self.is_every_screen or isinstance(screen, ModalScreen)

    def _is_question(self, screen: Screen[Any]) -> bool:
        """Whether a letter would answer it: a dialog in which nothing is typed."""
        focused = screen.focused
        return self.is_every_screen or not (focused and focused.check_consume_key("y", "y"))

    def _seen(self, screen: Screen[Any]) -> float:
        return self._seen_at.get(screen, math.inf)


def _moves(event: events.Event) -> bool:
    """Whether it types nothing."""
    return isinstance(event, events.Key) and not event.is_printable
