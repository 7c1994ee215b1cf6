"""Room for a few sentences: they wrap, Enter goes on, and what is pasted is kept whole."""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from kpitui.domain.text import pasted, picture
from kpitui.terminal.keys import UNSEEN, move


@dataclass
class WordsEntered(Message):
    """Enter was pressed in it."""

    area: "WordsArea"

    @property
    def control(self) -> "WordsArea":
        """The one that it was pressed in."""
        return self.area


class WordsArea(TextArea):
    """A text of a few lines; the arrows leave it at its first and its last line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "line_up", "Up", "words.up", "Go up a line, or to the field above"),
        move("down", "line_down", "Down", "words.down", "Go down a line, or to the next"),
        Binding("ctrl+o,ctrl+n", "new_line", "New line", id="words.line", show=False,
                tooltip="Begin a new line of this note"),
    ]  # fmt: skip

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, soft_wrap=True, show_line_numbers=False, compact=True, id=id,
            tab_behavior="focus",
                         highlight_cursor_line=False)  # fmt: skip
        self.cursor_blink = False

    @property
    def value(self) -> str:
        """What is typed in it."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.text = text

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn, with a mark for each control code that is stored in it."""
        return Text(picture(self.document.get_line(line_index)), end="", no_wrap=True)

    async def on_paste(self, event: Paste) -> None:
        """Textual takes the codes in it too."""
        event.prevent_default()
        self.insert("\n".join(map(pasted, event.text.splitlines())))

    async def on_key(self, event: Key) -> None:
        """Enter goes on; a key of its own begins a line."""
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            self.post_message(WordsEntered(self))
        elif event.character and event.character in UNSEEN:
            event.prevent_default()
            event.stop()
            self.insert(event.character)

    def action_new_line(self) -> None:
        """Begin a new line of this note."""
        self.insert("\n")

    async def action_line_up(self) -> None:
        """Go up a line, from the first one to the field above."""
        if self.get_cursor_up_location() == self.cursor_location or self.cursor_at_first_line:
            await self.run_action("screen.previous")
        else:
            self.action_cursor_up()

    async def action_line_down(self) -> None:
        """Go down a line, from the last one to the field below."""
        if self.cursor_at_last_line:
            await self.run_action("screen.next")
        else:
            self.action_cursor_down()
