"""A text to read, in a box."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.visual import Visual
from textual.widgets import Static

from kpitui.paths import sheets
from kpitui.terminal.lines import Page
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.panel import Box
from kpitui.words.spans import Line


class TextDialog(ModalScreen[None]):
    """Lines that are read and closed; the arrows scroll."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "close", "Close", id="text.close",
            tooltip="Close this text"),
    ]  # fmt: skip
    KEYS: ClassVar[Sequence[str]] = ("text.close",)
    """What the frame names."""

    def __init__(
        self, title: str | Line, said: Sequence[Content] | Visual, context: AppContext
    ) -> None:
        super().__init__()
        self._title, self._app_context = title, context
        self._said = Static(said if isinstance(said, Visual) else Content("\n").join(said))

    def compose(self) -> ComposeResult:
        """The text below its title."""
        with Box(context=self._app_context, says=self._title, keys=self.KEYS, id="text"), Page():
            yield self._said

    def action_close(self) -> None:
        """Go back to the screen."""
        self.dismiss(None)
