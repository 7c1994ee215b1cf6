"""A field of a few sentences with its label."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Label, Static

from kpitui.terminal.words_area import WordsArea
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field


class WordsRow(Vertical):
    """Label and room for a few sentences; below it what is wrong, while something is."""

    def __init__(self, field: Field, text: str, context: AppContext) -> None:
        super().__init__()
        self.field = field
        self._text = text
        self._app_context = context

    def compose(self) -> ComposeResult:
        """The line, and room for a message."""
        with Horizontal():
            yield Label(Content(self._app_context.words(self.field.label)), classes="label")
            area = WordsArea(self._text)
            area.placeholder = Content(self._app_context.words(self.field.hint))
            yield area
        yield Static(classes="message")

    def say(self, sentence: str) -> None:
        """Show what is wrong, or nothing."""
        message = self.query_one(".message", Static)
        message.update(Content(self._app_context.words(sentence)))
        message.display = bool(sentence)
