"""The line of a form that is typed in."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key

from kpitui.terminal.keys import move
from kpitui.terminal.line_input import LineInput


class FieldInput(LineInput):
    """Where a field is typed."""

    choices: tuple[str, ...] = ()
    """What can be typed there, where that is one of a few words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Next", id="field.enter", show=False,
            tooltip="Go to the next field; save after the last one"),
        move("up", "screen.previous", "Previous field", "field.up", "Go to the field above"),
        move("down", "screen.next", "Next field", "field.down", "Go to the field below"),
    ]  # fmt: skip


class LetterInput(FieldInput):
    """One of a few words, chosen by its first letter, which goes on to the next field: what is
    typed behind it belongs there.
    """

    async def on_key(self, event: Key) -> None:  # type: ignore[override]  # Textual awaits it
        """Choose by a letter; any other key is typed, and is said to be wrong."""
        found = [
            choice for choice in self.choices if event.character and choice[:1] == event.character
        ]
        if len(found) != 1:
            return
        self.value = found[0]
        event.stop()
        event.prevent_default()
        await self.run_action("screen.next")
