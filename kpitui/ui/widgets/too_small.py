"""What stands on a terminal in which no screen has room."""

from textual.content import Content
from textual.widgets import Static


class TooSmall(Static):
    """A sentence; the style sheet shows it in place of everything else below 60x15."""

    def __init__(self) -> None:
        super().__init__(Content("Too small: make it 60x15 or larger. Nothing is lost."), classes="too-small")
