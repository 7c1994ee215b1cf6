"""The page beside a list."""

from collections.abc import Callable

from textual.events import Resize
from textual.geometry import Size
from textual.widgets import Static

from kpitui.terminal.lines import Page


class ChosenPage(Page):
    """The page beside the list, made again for each size that it gets."""

    def __init__(self, shown: Static, make: Callable[[], None]) -> None:
        super().__init__(shown, id="person")
        self._make, self._made_for = make, Size()

    def on_resize(self, event: Resize) -> None:
        """Once sizes are known, which is after the first look."""
        if self._made_for != event.size:
            self._made_for = event.size
            self._make()
