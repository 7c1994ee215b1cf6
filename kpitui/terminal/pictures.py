"""Which pictures of an app are sent, and how much of them."""

import asyncio
from typing import Any

from textual.geometry import Size
from textual.screen import Screen

from kpitui.terminal.driven_app import DrivenApp
from kpitui.terminal.hardware_cursor import place_of
from kpitui.terminal.textual_inside import own_painter


class Pictures:
    """Sends what changed of a picture, once the terminal has taken what was sent before."""

    def __init__(self, app: DrivenApp) -> None:
        self._app = app
        self._painter = own_painter()
        self._painted: Screen[Any] | None = None
        self._is_waiting = False

    def paints(self, app: DrivenApp, picture: object) -> bool:
        """Whether a picture is ours to paint, and not left to Textual."""
        return (
            self._painter is not None
            and self._painter.is_picture(picture)
            and app._running
            and not (app._batch_count or app.is_headless)
        )

    def is_left_out(self) -> bool:
        """Whether the terminal has not yet taken what was sent; the picture that is true then is
        painted when it has.
        """
        driver = self._app.own_driver
        if driver is None or not driver.output.is_behind:
            return False
        if not self._is_waiting:
            self._is_waiting = True
            loop = asyncio.get_running_loop()
            driver.output.when_sent(lambda: loop.call_soon_threadsafe(self._app.repaint))
        return True

    def changes(self, app: DrivenApp, screen: Screen[Any], picture: Any) -> Any:
        """What changed, as a picture of its own; None where nothing did."""
        painter = self._painter
        assert painter is not None
        if screen is not self._painted:
            # Going to another screen and back fixes a terminal that was garbled.
            painter.forget()
            self._painted = screen
        codes = painter.paint(
            picture,
            app.size,
            app.console,
            app._previous_cursor_position,
            repeats=app.terminal_repeats,
        )
        app.cursor_position = place_of(app.screen.focused)
        cursor = app.screen.outer_size.clamp_offset(app.cursor_position)
        if not codes and cursor == app._previous_cursor_position:
            return None
        return painter.as_picture(codes)

    def forget(self) -> None:
        """Send all of the next picture."""
        self._is_waiting = False
        if self._painter is not None:
            self._painter.forget()

    def is_of_size(self, size: Size) -> bool:
        """Whether the last one was."""
        return self._painted is not None and self._painted.outer_size == size
