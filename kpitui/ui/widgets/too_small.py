"""What stands on a terminal in which no screen has room."""

from textual.content import Content
from textual.widgets import Static

SENTENCE = "Too small: make it 60x15 or larger. What is typed stays; keys are not taken here."


class TooSmall(Static):
    """A sentence; the style sheet shows it in place of everything else below 60x15, where no key
    does anything.
    """

    def __init__(self) -> None:
        super().__init__(Content(SENTENCE), classes="too-small")
