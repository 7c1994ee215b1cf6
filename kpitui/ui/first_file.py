"""Where there is no file yet: what is to be in a new one."""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.charts.text import Charset
from kpitui.domain.text import printable
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.lines import Lines


class NewFile(StrEnum):
    """What a new file begins with."""

    SPREADSHEET = "spreadsheet"
    SAMPLE = "sample"
    CATALOGUE = "catalogue"
    EMPTY = "empty"


WORDS = {
    NewFile.SPREADSHEET: "f  File       I have a spreadsheet: bring it in, then sort it",
    NewFile.SAMPLE: "s  Sample     an invented contact centre, to look around in",
    NewFile.CATALOGUE: "c  Catalogue  the common metrics of contact centres, no plan yet",
    NewFile.EMPTY: "e  Empty      start blank",
}


class FirstFileApp(TerminalApp):
    """Asks once; nothing is made before the answer."""

    CSS = """
    Screen { padding: 1 2; }
    Lines { height: auto; border: none; margin: 1 0; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f",
            "take('spreadsheet')",
            "File",
            id="new.spreadsheet",
            tooltip="Start with a spreadsheet or an export",
        ),
        Binding("s", "take('sample')", "Sample", id="new.sample", tooltip="Start with the sample"),
        Binding(
            "c",
            "take('catalogue')",
            "Catalogue",
            id="new.catalogue",
            tooltip="Start with the catalogue",
        ),
        Binding("e", "take('empty')", "Empty", id="new.empty", tooltip="Start blank"),
        Binding(
            "escape,q,f10", "quit", "Leave", id="new.leave", tooltip="Exit; no file is created"
        ),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, path: Path, charset: Charset) -> None:
        super().__init__()
        self.asking.is_every_screen = True
        self._path = path
        self._charset = charset
        self.chosen: NewFile | None = None
        """What was chosen; nothing where one left."""

    def compose(self) -> ComposeResult:
        """Where the file will be, and what it can begin with."""
        yield Static(Content.styled("kpitui", "bold"))
        yield Static(
            Content(printable(f"There is no file {self._path} yet. How do you want to start?"))
        )
        yield Lines(*(Option(Content(words), id=one) for one, words in WORDS.items()), markup=False)
        yield Static(
            Content.styled(
                "f, s, c or e, or arrows and Enter; esc exits; no file is created.", "dim"
            )
        )

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(Lines).focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.action_take(str(event.option_id))

    def action_take(self, name: str) -> None:
        """Take one of them."""
        self.chosen = NewFile(name)
        self.exit()
