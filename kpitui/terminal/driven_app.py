"""What the driver of a terminal asks of the app that it serves."""

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
            self.keep_drafts()
            seen = self.own_driver is None or not self.own_driver.output.is_behind
            self.exit(return_code=return_code, message=Text(said) if said and seen else None)

    def keep_drafts(self) -> None:
        """Keep what was being typed; quick, and without a question."""
