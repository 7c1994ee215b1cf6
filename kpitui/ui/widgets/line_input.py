"""A line to type in that loses no word of what is pasted."""

from textual.events import Paste
from textual.widgets import Input


class LineInput(Input):
    """An input whose pasted lines become one."""

    def _on_paste(self, event: Paste) -> None:
        # Textual keeps the first line of what is pasted and drops the others.
        self.insert_text_at_cursor(" ".join(event.text.split()))
        event.stop()
        event.prevent_default()
