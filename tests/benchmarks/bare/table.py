"""A table of 1,000 rows and 8 columns with a cursor of one cell, or of the whole row where that is
asked for: table.py row
"""

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header

ROWS, COLUMNS = 1000, 8


class BareTable(App[None]):
    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 # as Textual declares it

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable[str](cursor_type="row" if "row" in sys.argv[1:] else "cell")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(*[f"Column {place}" for place in range(1, COLUMNS + 1)])
        for row in range(1, ROWS + 1):
            values = [
                f"{(row * 7919 + place * 104729) % 100000 / 100:.2f}"
                for place in range(COLUMNS - 1)
            ]
            table.add_row(f"r{row:04d}", *values)
        table.focus()


if __name__ == "__main__":
    BareTable().run()
