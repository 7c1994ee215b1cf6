"""What the driver of a terminal asks of the app that it serves, and how that leaves."""

import asyncio
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from rich.text import Text
from textual.app import App

from kpitui.terminal.repeats import NONE
from kpitui.terminal.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from kpitui.terminal.output import PatientWriter

OVERDUE_SECONDS = 1.5
"""After a hang-up the process is gone by then, also where the terminal takes no more output."""

KEEPING_SECONDS = 10.0
"""So long it may still go on where what is typed is not kept yet: a server has so much else to do
that it gets no processor.
"""


class OwnDriver(Protocol):
    """What an app asks of the driver that is ours."""

    @property
    def output(self) -> "PatientWriter":
        """What sends to the terminal."""

    def write(self, data: str) -> None:
        """Send to the terminal."""

    def end_reading(self, tell: Callable[[], None]) -> None:
        """Read what has come and no more; call back once the app has all of it."""


class AppLeaving:
    """How an app leaves whose line dropped, or that was told to end: what was typed is kept."""

    def __init__(self, app: "DrivenApp") -> None:
        self._app = app
        self.begun = False
        self.kept = threading.Event()
        """Set once what was typed before is kept."""
        self.cut_short: Callable[[int], object] = lambda return_code: None
        """What is told the exit code of a process that is gone before its app has ended."""
        self._in_order: asyncio.Task[None] | None = None

    def overdue(self, return_code: int) -> None:
        """See to it that the process is gone soon, whatever the terminal and the event loop do; not
        before what is typed is kept, as long as that comes to pass.
        """
        timer = threading.Timer(OVERDUE_SECONDS, self._leave_at_once, [return_code])
        timer.daemon = True
        timer.start()

    def _leave_at_once(self, return_code: int) -> None:
        self.kept.wait(KEEPING_SECONDS - OVERDUE_SECONDS)
        self.cut_short(return_code)
        os._exit(return_code)

    def begin(self, return_code: int, said: str | None = None) -> None:
        """Leave; what was being typed is kept first."""
        if not self.begun:
            self.begun = True
            self._app.keep_drafts()  # at once: no one knows how much longer this process has
            in_order = self._leave(return_code, said)
            self._in_order = asyncio.get_running_loop().create_task(in_order)

    async def _leave(self, return_code: int, said: str | None) -> None:
        """Do what was typed before the end and still waits, keep that too, and leave."""
        app = self._app
        if (driver := app.own_driver) is not None:
            all_came = asyncio.Event()
            driver.end_reading(all_came.set)
            await all_came.wait()
        await app.typed_ahead.passed_on()
        app.keep_drafts()
        self.kept.set()
        seen = driver is None or not driver.output.is_behind
        app.exit(return_code=return_code, message=Text(said) if said and seen else None)


class DrivenApp(App[None]):
    """How an app wants its terminal, and how it leaves when there is none any more."""

    plain_frames = False
    """Whether what is drawn around things is sent in ASCII."""

    ascii_only = False
    """Whether the terminal shows no other characters."""

    key_reports = True
    """Whether a terminal that knows kitty's protocol is asked to report keys by it."""

    shows_cursor = False
    """Whether the terminal's own cursor is seen; it stands in what is marked either way."""

    terminal_repeats = NONE
    """The letters of which the terminal has shown that it repeats them by itself."""

    typed_ahead: TypedAhead

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.leaving = AppLeaving(self)
        self.own_driver: OwnDriver | None = None
        """What reads and feeds the terminal, unless it is Textual's own."""

    def repaint(self) -> None:
        """Paint every cell once more."""

    def keep_drafts(self) -> None:
        """Keep what was being typed; quick, and without a question."""
