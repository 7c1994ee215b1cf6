"""A cell that a reading is typed into."""

from typing import ClassVar

from textual.binding import BindingType
from textual.events import Focus, Key
from textual.widgets.input import Selection

from kpitui.ui.keys import move
from kpitui.ui.widgets.line_input import LineInput


class CellInput(LineInput):
    """A cell; arrows go to the cells above and below. What stands in it when one comes to it is typed over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "screen.previous_cell", "Up", "enter.up", "Go to the cell above"),
        move("down", "screen.next_cell", "Down", "enter.down", "Go to the cell below"),
    ]

    def __init__(self, shape: str = "") -> None:
        super().__init__(compact=True, select_on_focus=False, placeholder=shape)
        self.cursor_blink = False
        self._marked = False

    def mark(self) -> None:
        """Let the next letter take the place of the text; every other key edits it from its end."""
        self._marked = True
        self.selection = Selection(0, len(self.value))

    def on_focus(self, event: Focus) -> None:
        """What stands here is typed over, except where only the terminal was left and came back."""
        if not event.from_app_focus:
            self.mark()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """No number begins with a v: where one would begin it is the key of the readings behind the cell."""
        return (character != "v" or self.selected_text != self.value) and super().check_consume_key(key, character)

    def on_key(self, event: Key) -> None:
        """An n behind a number opens a note; behind a blank it is that of the sample size."""
        marked, self._marked = self._marked, False
        if marked and (event.key == "n" or not event.is_printable):
            self.selection = Selection.cursor(len(self.value))
        begun = self.value and self.cursor_position == len(self.value) and not self.value.endswith(" ")
        if event.key == "n" and begun and '"' not in self.value:
            event.prevent_default()
            event.stop()
            self.insert_text_at_cursor(' "')
