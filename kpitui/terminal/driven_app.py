"""What the driver of a terminal asks of the app that it serves."""

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from rich.text import Text
from textual.app import App

from kpitui.terminal.repeats import NONE
from kpitui.terminal.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from kpitui.terminal.output import PatientWriter


class OwnDriver(Protocol):
    """What an app asks of the driver that is ours."""

    @property
    def output(self) -> "PatientWriter":
        """What sends to the terminal."""

    def write(self, data: str) -> None:
        """Send to the terminal."""

    def end_reading(self, tell: Callable[[], object]) -> None:
        """Read what has come and no more; call back once the app has all of it."""


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
        self.is_hanging_up = False
        """Whether the line dropped or the process was told to end."""
        self.kept = threading.Event()
        """Set once what was typed before that is kept."""
        self._leaving: asyncio.Task[None] | None = None
        self.own_driver: OwnDriver | None = None
        """What reads and feeds the terminal, unless it is Textual's own."""

    def repaint(self) -> None:
        """Paint every cell once more."""

    def hang_up(self, return_code: int, said: str | None = None) -> None:
        """Leave because the line dropped or the process was told to end; what was being typed is
        kept first.
        """
        if not self.is_hanging_up:
            self.is_hanging_up = True
            self.keep_drafts()  # at once: no one knows how much longer this process has
            leaving = self._leave(return_code, said)
            self._leaving = asyncio.get_running_loop().create_task(leaving)

    async def _leave(self, return_code: int, said: str | None) -> None:
        """Do what was typed before the end and still waits, keep that too, and leave."""
        if (driver := self.own_driver) is not None:
            all_came = asyncio.Event()
            driver.end_reading(all_came.set)
            await all_came.wait()
        await self.typed_ahead.passed_on()
        self.keep_drafts()
        self.kept.set()
        seen = driver is None or not driver.output.is_behind
        self.exit(return_code=return_code, message=Text(said) if said and seen else None)

    def keep_drafts(self) -> None:
        """Keep what was being typed; quick, and without a question."""
