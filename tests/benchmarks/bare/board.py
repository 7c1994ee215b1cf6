"""Forty plotext charts in a grid, one a tile, that are drawn on a key."""

import plotext
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Grid
from textual.widgets import Static

TILES, COLUMNS = 40, 5
POINTS = 26
WIDTH, HEIGHT = 36, 6
"""As large as the charts of the board at 200x75."""


class BareBoard(App[None]):
    """Space draws the tiles; the arrows move among them."""

    # as Textual declares them
    BINDINGS = [("space", "draw", "Draw"), ("down", "go", "Down"), ("q", "quit", "Quit")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Grid { grid-size: 5 8; grid-rows: 9; }
    Static { height: 9; border: round grey; }
    .marked { border: round blue; }
    """

    place = 0

    def compose(self) -> ComposeResult:
        yield Grid(*(Static(f"tile {number}", id=f"tile-{number}") for number in range(TILES)))

    def action_draw(self) -> None:
        for number in range(TILES):
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
        self.place = (self.place + COLUMNS) % TILES
        self.query_one(f"#tile-{self.place}").add_class("marked")


if __name__ == "__main__":
    BareBoard().run()
