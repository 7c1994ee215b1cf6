"""A text to read, in a box."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from kpitui.paths import sheets
from kpitui.terminal.lines import Page


class TextDialog(ModalScreen[None]):
    """Lines that are read and closed; the arrows scroll."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,question_mark,f1,q,enter",
            "close",
            "Close",
            id="text.close",
            tooltip="Close this text",
        ),
    ]

    def __init__(self, lines: list[Content]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The text in a box."""
        with Page(id="text"):
            yield Static(Content("\n").join(self._lines))

    def action_close(self) -> None:
        """Go back to the screen."""
        self.dismiss(None)
