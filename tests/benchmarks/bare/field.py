"""One input."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Input, Label


class BareField(App[None]):
    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("Name of the metric")
        yield Input()
        yield Footer()

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()


if __name__ == "__main__":
    BareField().run()
