"""Plotext charts in a grid that scrolls, one a tile, forty or as many as are asked for; those of
the first window are drawn on a key.
"""

import sys

import plotext
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Grid, VerticalScroll
from textual.widgets import Static

IN_WINDOW, COLUMNS = 40, 5
TILES = int(sys.argv[1]) if len(sys.argv) > 1 else IN_WINDOW
POINTS = 26
WIDTH, HEIGHT = 36, 6
"""As large as the charts of the board at 200x75."""


class BareBoard(App[None]):
    """Space draws the tiles; the arrows move among them."""

    # as Textual declares them
    BINDINGS = [("space", "draw", "Draw"), ("down", "go", "Down"), ("q", "quit", "Quit")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Grid { grid-size: 5; grid-rows: 9; height: auto; }
    Static { height: 9; border: round grey; }
    .marked { border: round blue; }
    """

    place = 0

    def compose(self) -> ComposeResult:
        tiles = [Static(f"tile {number}", id=f"tile-{number}") for number in range(TILES)]
        yield VerticalScroll(Grid(*tiles), can_focus=False)

    def action_draw(self) -> None:
        for number in range(IN_WINDOW):
            self.query_one(f"#tile-{number}", Static).update(self.chart(number))

    def chart(self, number: int) -> Text:
        plotext.clear_figure()
        plotext.limit_size(False, False)
        plotext.plot_size(WIDTH, HEIGHT)
        plotext.theme("clear")
        plotext.frame(False)
        plotext.xfrequency(0)
        plotext.yfrequency(0)
        values = [70 + (place * (number + 3)) % 11 for place in range(POINTS)]
        plotext.plot(values, marker="braille")
        plotext.hline(80)
        return Text.assemble(f"chart {number}\n", Text.from_ansi(plotext.build()))

    def action_go(self) -> None:
        self.query_one(f"#tile-{self.place}").remove_class("marked")
        self.place = (self.place + COLUMNS) % IN_WINDOW
        self.query_one(f"#tile-{self.place}").add_class("marked")


if __name__ == "__main__":
    BareBoard().run()
