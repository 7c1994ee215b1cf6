"""A cell that a reading is typed into."""

from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key

from kpitui.ui.keys import move
from kpitui.ui.widgets.line_input import LineInput


class CellInput(LineInput):
    """A cell; arrows go to the cells above and below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "screen.previous_cell", "Up", "enter.up", "Go to the cell above"),
        move("down", "screen.next_cell", "Down", "enter.down", "Go to the cell below"),
    ]

    def __init__(self, shape: str = "") -> None:
        super().__init__(compact=True, select_on_focus=False, placeholder=shape)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """No number begins with a v: in the empty cell it is the key of the readings behind it."""
        return bool(self.value or character != "v") and super().check_consume_key(key, character)

    def on_key(self, event: Key) -> None:
        """An n behind a number opens a note; behind a blank it is that of the sample size."""
        begun = self.value and self.cursor_position == len(self.value) and not self.value.endswith(" ")
        if event.key == "n" and begun and '"' not in self.value:
            event.prevent_default()
            event.stop()
            self.insert_text_at_cursor(' "')
