"""Where there is no file yet: what is to be in a new one."""

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.charts.text import Charset, plain
from kpitui.domain.text import printable
from kpitui.paths import sheets
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.lines import Lines
from kpitui.ui.theme import AUTO, use_themes


class NewFile(StrEnum):
    """What a new file begins with."""

    SPREADSHEET = "spreadsheet"
    SAMPLE = "sample"
    CATALOGUE = "catalogue"
    EMPTY = "empty"


WORDS = {
    NewFile.SPREADSHEET: (
        "f",
        "Spreadsheet",
        "bring in a file or an export, sort its metrics",
    ),
    NewFile.SAMPLE: ("s", "Sample", "an invented contact centre, to look around in"),
    NewFile.CATALOGUE: ("c", "Catalogue", "the common metrics of contact centres, no plan yet"),
    NewFile.EMPTY: ("e", "Empty", "start blank"),
}
"""The key of each, what it is called, and what it is."""

ABOUT = "kpitui keeps mission, priorities, strategies and KPIs together, and standards beside them."


class FirstFileApp(TerminalApp):
    """Asks once; nothing is made before the answer."""

    CSS = """
    Screen { align: center middle; }
    #new {
        width: 84; max-width: 100%; height: auto; padding: 1 2;
        background: $surface;
        border: round $primary; border-title-style: bold; border-title-color: $foreground;
        border-subtitle-align: left; border-subtitle-color: $foreground;
    }
    #new.-ascii { border: ascii $primary; }
    #about { color: $text-muted; margin: 0 0 1 0; }
    Lines { height: auto; border: none; padding: 0; margin: 1 0 0 0; background: $surface; }
    """
    CSS_PATH = sheets("base")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "take('spreadsheet')", "File", id="new.spreadsheet",
            tooltip="Start with a spreadsheet or an export"),
        Binding("s", "take('sample')", "Sample", id="new.sample", tooltip="Start with the sample"),
        Binding("c", "take('catalogue')", "Catalogue", id="new.catalogue",
            tooltip="Start with the catalogue"),
        Binding("e", "take('empty')", "Empty", id="new.empty", tooltip="Start blank"),
        Binding(
            "escape,q,f10", "quit", "Leave", id="new.leave", tooltip="Exit; no file is created"
        ),
    ]  # fmt: skip
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, path: Path, charset: Charset, theme: str = AUTO) -> None:
        super().__init__()
        self.asking.is_every_screen = True
        use_themes(self, theme, os.environ)
        self._path = path
        self._charset = charset
        self.chosen: NewFile | None = None
        """What was chosen; nothing where one left."""

    def compose(self) -> ComposeResult:
        """Where the file will be, and what it can begin with."""
        box = Vertical(id="new", classes="-ascii" if self._charset is Charset.ASCII else "")
        box.border_title = "kpitui"
        box.border_subtitle = "[b]enter[/] Choose  [b]esc[/] Leave; no file is created"
        with box:
            yield Static(ABOUT, id="about", markup=False)
            asked = printable(
                f"There is no file {self._path} yet.\nHow do you want to start?", multiline=True
            )
            yield Static(Content(plain(asked, self._charset)))
            yield Lines(*self._options(), markup=False)

    def _options(self) -> Iterator[Option]:
        for one, (key, name, what) in WORDS.items():
            parts = (f"{key}  ", "bold $footer-key-foreground"), (f"{name:<13}", "bold"), what
            yield Option(Content.assemble(*parts), id=one)

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
