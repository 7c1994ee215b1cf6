"""Finding a line of the plan, a team or a person by a few letters."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kpitui.domain.naming import Names
from kpitui.paths import sheets
from kpitui.terminal.keys import move
from kpitui.terminal.line_input import LineInput
from kpitui.ui.app_context import AppContext
from kpitui.views.find import Findable

SHOWN = 50


class FindInput(LineInput):
    """Where the letters are typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "screen.up", "Up", "find.up", "Go up in the list"),
        move("down", "screen.down", "Down", "find.down", "Go down in the list"),
    ]


class FindDialog(ModalScreen[Findable]):
    """Letters in, the best fits below; Enter goes to the marked one."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="find.close", tooltip="Go nowhere"),
    ]

    def __init__(self, findables: list[Findable], context: AppContext) -> None:
        super().__init__()
        self._names = Names(findables)
        self._app_context = context
        self._fits: list[Findable] = []

    def compose(self) -> ComposeResult:
        """The letters and the list."""
        with Vertical(id="find"):
            yield FindInput(id="find-input", compact=True, placeholder="type part of a name")
            yield OptionList(id="find-list", markup=False)
            yield Static("No match; delete a letter.", id="find-none")

    def on_mount(self) -> None:
        """Start with everything."""
        self.query_one(FindInput).cursor_blink = False
        self.query_one(OptionList).can_focus = False
        self._list()
        self.query_one(FindInput).focus()

    @on(Input.Changed)
    def _list(self) -> None:
        typed = self.query_one(FindInput).value
        self._fits = self._names.offered(typed)[:SHOWN]
        found = self.query_one(OptionList)
        found.clear_options()
        text = self._app_context.text
        found.add_options(
            [
                Option(Content.assemble(text(one.name), (f"  {text(one.detail)}", "dim")))
                for one in self._fits
            ]
        )
        found.highlighted = 0 if self._fits else None
        self.query_one("#find-none", Static).display = not self._fits

    @on(Input.Submitted)
    def _go(self) -> None:
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(self._fits[place])

    def action_up(self) -> None:
        """Go up in the list."""
        self.query_one(OptionList).action_cursor_up()

    def action_down(self) -> None:
        """Go down in the list."""
        self.query_one(OptionList).action_cursor_down()

    def action_close(self) -> None:
        """Go nowhere."""
        self.dismiss(None)
