"""Windows that are too small: nothing is typed where no one could see it."""

from typing import Any
from weakref import WeakKeyDictionary

from textual import events
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from kpitui.terminal.app import TerminalApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.telling import tell

LEAVING = ("f10", "ctrl+q")
"""Keys that are taken in any window; q too, but in a dialog."""


class Room:
    """Holds back keys while a window is too small, and says so when there is room again."""

    def __init__(self, app: TerminalApp, context: AppContext) -> None:
        self._app, self._context = app, context
        self._held_back = 0
        self._last_focused: WeakKeyDictionary[Screen[Any], Widget] = WeakKeyDictionary()

    def focused(self, widget: Widget) -> None:
        """Remember where the cursor is on each screen."""
        if widget.is_attached:
            self._last_focused[widget.screen] = widget

    def holds_back(self, event: events.Event) -> bool:
        """Whether a key would do something on a screen that has no room to be seen; leaving is
        always seen.
        """
        leaving = LEAVING if isinstance(self._app.screen, ModalScreen) else (*LEAVING, "q")
        if self._is_there() or (isinstance(event, events.Key) and event.key in leaving):
            return False
        self._held_back += 1
        return True

    def resized(self) -> None:
        """What was hidden because the window was too small comes back with the cursor
        where it was.
        """
        self._app.call_after_refresh(self._refocus)
        self._app.call_after_refresh(self._tell_what_was_held_back)

    def _is_there(self) -> bool:
        app = self._app
        return all(
            edge >= sorted(breakpoints or ())[1][0]
            for edge, breakpoints in zip(
                app.size, (app.HORIZONTAL_BREAKPOINTS, app.VERTICAL_BREAKPOINTS), strict=True
            )
        )

    def _refocus(self) -> None:
        screen = self._app.screen
        last = self._last_focused.get(screen)
        if screen.focused is None and last is not None and last.is_attached and last.focusable:
            # What is being typed goes on where it was.
            screen.set_focus(last, from_app_focus=True)

    def _tell_what_was_held_back(self) -> None:
        if self._held_back and self._is_there():
            keys = "1 key was" if self._held_back == 1 else f"{self._held_back} keys were"
            said = f"{keys} not taken while the window was too small; look at what is typed."
            tell(self._app, self._context, said, error=True)
            self._held_back = 0
