"""A tree of 500 nodes."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Tree


class BareTree(App[None]):
    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 # as Textual declares it

    def compose(self) -> ComposeResult:
        yield Header()
        yield Tree[None]("root")
        yield Footer()

    def on_mount(self) -> None:
        tree = self.query_one(Tree)
        tree.root.expand()
        for branch in range(1, 11):
            node = tree.root.add(f"branch {branch:02d}", expand=True)
            for leaf in range(1, 50):
                node.add_leaf(f"leaf {branch:02d}-{leaf:02d}")
        tree.focus()


if __name__ == "__main__":
    BareTree().run()
