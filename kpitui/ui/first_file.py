"""Where there is no file yet: what is to be in a new one."""

from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.charts.text import Charset
from kpitui.domain.text import printable
from kpitui.ui.terminal import TerminalApp
from kpitui.ui.widgets.lines import Lines


class NewFile(StrEnum):
    """What a new file begins with."""

    SAMPLE = "sample"
    CATALOGUE = "catalogue"
    EMPTY = "empty"


WORDS = {
    NewFile.SAMPLE: "s  Sample     an invented contact centre, to look around in",
    NewFile.CATALOGUE: "c  Catalogue  the common metrics of contact centres, no plan yet",
    NewFile.EMPTY: "e  Empty      nothing but your own",
}


class FirstFileApp(TerminalApp):
    """Asks once; nothing is made before the answer."""

    CSS = """
    Screen { padding: 1 2; }
    Lines { height: auto; border: none; margin: 1 0; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "take('sample')", "Sample", id="new.sample", tooltip="Begin with the sample"),
        Binding("c", "take('catalogue')", "Catalogue", id="new.catalogue", tooltip="Begin with the catalogue"),
        Binding("e", "take('empty')", "Empty", id="new.empty", tooltip="Begin with nothing"),
        Binding("escape,q,f10", "quit", "Leave", id="new.leave", tooltip="Leave, and make no file"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, path: Path, charset: Charset) -> None:
        super().__init__()
        self._path = path
        self._charset = charset
        self.chosen: NewFile | None = None
        """What was chosen; nothing where one left."""

    def is_question(self, screen: Screen[Any]) -> bool:
        """The one screen is."""
        return True

    def compose(self) -> ComposeResult:
        """Where the file will be, and what it can begin with."""
        yield Static(Content.styled("kpitui", "bold"))
        yield Static(Content(printable(f"There is no file {self._path} yet. What is to be in it?")))
        yield Lines(*(Option(Content(words), id=one) for one, words in WORDS.items()), markup=False)
        yield Static(Content.styled("s, c or e, or arrows and Enter; esc leaves, and makes nothing.", "dim"))

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(Lines).focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.action_take(str(event.option_id))

    def action_take(self, name: str) -> None:
        """Take one of the three."""
        self.chosen = NewFile(name)
        self.exit()
