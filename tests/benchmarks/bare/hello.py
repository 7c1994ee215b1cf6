"""A header, a footer and one label."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Label


class Hello(App[None]):
    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 # as Textual declares it

    def compose(self) -> ComposeResult:
        yield Header()
        yield Label("Hello, world")
        yield Footer()


if __name__ == "__main__":
    Hello().run()
