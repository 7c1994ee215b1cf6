"""One plotext chart that is painted anew on each key."""

import plotext
from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import Static

POINTS = 24
WIDTH, HEIGHT = 118, 27
"""As large as the chart of Review at 120x40."""


class BareChart(App[None]):
    """Space paints the next chart."""

    # as Textual declares it
    BINDINGS = [("space", "next", "Next"), ("q", "quit", "Quit")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False

    place = 0

    def compose(self) -> ComposeResult:
        yield Static(id="name")
        yield Static(id="chart")

    def on_mount(self) -> None:
        self.show()

    def action_next(self) -> None:
        self.place += 1
        self.show()

    def show(self) -> None:
        plotext.clear_figure()
        plotext.limit_size(False, False)
        plotext.plot_size(WIDTH, HEIGHT)
        plotext.theme("clear")
        plotext.plot(
            [70 + (place * (self.place + 3)) % 11 for place in range(POINTS)],
            marker="braille",
            label=str(self.place),
        )
        plotext.hline(80)
        self.query_one("#name", Static).update(f"chart {self.place + 1}")
        self.query_one("#chart", Static).update(Text.from_ansi(plotext.build()))


if __name__ == "__main__":
    BareChart().run()
