"""A line to type in: it loses no word of what is pasted, and passes on the letters that
are keys in it.
"""

import re

from rich.highlighter import Highlighter
from rich.text import Text
from textual.events import Key, Paste
from textual.geometry import Size
from textual.reactive import Reactive
from textual.validation import ValidationResult
from textual.widgets import Input
from textual.widgets.input import Selection

from kpitui.domain.text import pasted, picture
from kpitui.terminal.keys import UNSEEN, character_of


class _Pictures(Highlighter):
    """Textual sends the value of an input as it is; this shows a mark for each control code that is
    stored in it.
    """

    def highlight(self, text: Text) -> None:
        text.plain = picture(text.plain)


class LineInput(Input):
    """An input whose pasted lines become one; what `check_consume_key` does not take is a key of
    the screen.
    """

    # It is as wide as its place, whatever is typed; Textual would lay out the whole screen at each
    # letter.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def validate(self, value: str) -> ValidationResult | None:
        """Nothing is judged here; Textual would style the field again at each letter and each time
        the cursor comes.
        """
        return None

    def on_mount(self) -> None:
        """What another program put into the file is drawn without its codes, and stays as it is
        until it is saved.
        """
        self.highlighter = _Pictures()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here."""
        return super().check_consume_key(key, character or character_of(key))

    def on_key(self, event: Key) -> None:
        """Textual asks that question for the bindings only, and types the letter all the same."""
        if event.character and event.character in UNSEEN:
            self.insert_text_at_cursor(event.character)
            event.stop()
            event.prevent_default()
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()

    def one_line(self, text: str) -> str:
        """What is made of a paste of several lines."""
        return re.sub("[ \t]+", " ", pasted(text)).strip(" ")

    def _watch_selection(self, selection: Selection) -> None:
        self.follow_cursor(selection)

    def follow_cursor(self, selection: Selection) -> None:
        """Bring the cursor into sight; Textual scrolls the whole widget."""
        super()._watch_selection(selection)

    def on_paste(self, event: Paste) -> None:
        """Textual keeps the first line of what is pasted and drops the others."""
        self.replace(self.one_line(event.text), *self.selection)
        event.stop()
        event.prevent_default()
