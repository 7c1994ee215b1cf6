"""Questions are answered by those who have seen them: by a key that was read after the question was painted."""

import math
import time
from typing import Any
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.screen import ModalScreen, Screen

LEAVES = ("ctrl+q", "ctrl+c")
"""Keys that answer nothing."""


class AskingApp(App[None]):
    """An app that knows what whoever pressed a key could see.

    A paste without brackets, or a line that stalled, brings keys that were typed for something else.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._seen_at: WeakKeyDictionary[Screen[Any], float] = WeakKeyDictionary()

    def is_seen(self) -> bool:
        """Whether nothing is asked that is not painted yet."""
        return not self.is_question(self.screen) or self._seen(self.screen) < math.inf

    def is_question(self, screen: Screen[Any]) -> bool:
        """Whether a letter would answer it: a dialog in which nothing is typed."""
        focused = screen.focused
        return isinstance(screen, ModalScreen) and not (focused and focused.check_consume_key("y", "y"))

    def comes_too_early(self, event: events.Event) -> bool:
        """Whether it would answer what nobody had seen when it was typed."""
        if isinstance(event, events.Key) and event.key in LEAVES:
            return False
        return self.is_question(self.screen) and event.time <= self._seen(self.screen)

    def _seen(self, screen: Screen[Any]) -> float:
        return self._seen_at.get(screen, math.inf)

    def post_display_hook(self) -> None:
        """Note that what was asked is painted."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        if screen is not None and screen.is_mounted:
            self._seen_at.setdefault(screen, time.monotonic())
