"""A short list to choose one thing from."""

from collections.abc import Callable
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.paths import sheets
from kpitui.ui.widgets.lines import Lines
from kpitui.ui.workplace import Workplace


class Choice(Struct, frozen=True):
    """One of several things to do; `do` does it."""

    label: str
    do: Callable[[], object]


class ChoicesDialog(ModalScreen[Choice]):
    """A list in a box: arrows and Enter choose, esc leaves."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="choices.close", tooltip="Choose nothing"),
    ]

    def __init__(self, title: str, choices: list[Choice], workplace: Workplace) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._workplace = workplace

    def compose(self) -> ComposeResult:
        """The title and the list."""
        with Vertical(id="choices"):
            yield Static(Content(self._workplace.text(self._title)), id="choices-title")
            yield Lines(*(Option(Content(self._workplace.text(one.label))) for one in self._choices), markup=False)

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index])

    def action_close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
