"""A short list to choose one thing from."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kpitui.paths import sheets
from kpitui.terminal.keys import key_words
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.choice import Choice
from kpitui.ui.widgets.panel import Box

KEYS = ("choices.choose", "choices.close")


class ChoiceList(Lines):
    """What there is to choose from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Choose", id="choices.choose", show=False,
                tooltip="Choose the marked line"),
    ]  # fmt: skip


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
        """The list below its title."""
        context = self._app_context
        with Box(context=context, says=self._title, keys=KEYS, id="choices"):
            yield ChoiceList(*map(Option, self._lines()), markup=False)

    def _lines(self) -> Iterator[Content]:
        keys = [key_words(choice.key) if choice.key else "" for choice in self._choices]
        widest = max(map(cell_len, keys), default=0)
        for key, one in zip(keys, self._choices, strict=True):
            named = [(f"{key:<{widest}}  ", "bold $footer-key-foreground")] if widest else []
            yield Content.assemble(*named, self._app_context.text(one.label))

    def on_mount(self) -> None:
        """Start in the list."""
        listed = self.query_one(OptionList)
        now = (place for place, one in enumerate(self._choices) if one.is_now)
        listed.highlighted = next(now, 0) if self._choices else None
        listed.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Choose by the key of a choice."""
        chosen = next(
            (choice for choice in self._choices if choice.key and choice.key == event.key), None
        )
        if chosen is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(chosen)

    def action_close(self) -> None:
        """Close without choosing."""
        self.dismiss(None)
