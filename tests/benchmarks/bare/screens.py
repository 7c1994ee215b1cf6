"""Nine screens in one program, each with a list, a page beside it and their frames; a digit goes to
one, which is made when it is first gone to.
"""

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Header, OptionList, Static

LINES, WORDS = 30, 12


class Page(Screen[None]):
    """A list of thirty lines and a page of as many."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def compose(self) -> ComposeResult:
        lines = [
            f"line {self._number}-{line:02d} " + "word " * (1 + line % WORDS)
            for line in range(LINES)
        ]
        yield Header()
        yield Static(f"Page number {self._number}")
        with Horizontal():
            yield OptionList(*lines, markup=False)
            with VerticalScroll(can_focus=False):
                yield Static("\n".join(lines), markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()


class BareScreens(App[None]):
    """The digits go from screen to screen."""

    # as Textual declares them
    BINDINGS = [  # noqa: RUF012
        Binding("q", "quit", "Quit"),
        *(Binding(str(one), f"go({one})", f"Page {one}") for one in range(1, 10)),
    ]
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    OptionList { width: 2fr; border: round grey; }
    VerticalScroll { width: 1fr; border: round grey; }
    """

    async def on_mount(self) -> None:
        await self.push_screen(self._made(1))

    def _made(self, number: int) -> str:
        name = f"page-{number}"
        if not self.is_screen_installed(name):
            self.install_screen(Page(number), name)
        return name

    async def action_go(self, number: int) -> None:
        await self.switch_screen(self._made(number))


if __name__ == "__main__":
    BareScreens().run()
