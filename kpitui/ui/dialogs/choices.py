"""A short list to choose one thing from."""

from collections.abc import Callable
from typing import ClassVar

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.paths import sheets
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext


class Choice(Struct, frozen=True):
    """One of several things to do; `do` does it, and `key` chooses it where it has one."""

    label: str
    do: Callable[[], object]
    key: str = ""


class ChoicesDialog(ModalScreen[Choice]):
    """A list in a box: arrows and Enter choose, esc leaves."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="choices.close", tooltip="Close without choosing"),
    ]

    def __init__(self, title: str, choices: list[Choice], context: AppContext) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._app_context = context

    def compose(self) -> ComposeResult:
        """The title and the list."""
        with Vertical(id="choices"):
            yield Static(Content(self._app_context.text(self._title)), id="choices-title")
            yield Lines(
                *(
                    Option(Content(self._app_context.text(choice.label)))
                    for choice in self._choices
                ),
                markup=False,
            )

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Choose by the key of a choice."""
        chosen = next((one for one in self._choices if one.key and one.key == event.key), None)
        if chosen is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(chosen)

    def action_close(self) -> None:
        """Close without choosing."""
        self.dismiss(None)
