"""A field of a form on a line, with its message below it."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester, SuggestFromList
from textual.widgets import Label, Static

from kpitui.terminal.part_suggester import PartSuggester
from kpitui.terminal.words_area import WordsArea
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import REFUSED
from kpitui.ui.dialogs.field_input import FieldInput, LetterInput
from kpitui.ui.forms.form import Field
from kpitui.ui.widgets.words import hint_in


class FieldRow(Vertical):
    """Label and field on a line; below it what is wrong, while something is."""

    def __init__(self, field: Field, text: str, context: AppContext, placeholder: str = "") -> None:
        super().__init__()
        self.field = field
        self._placeholder = context.words(placeholder)
        self.hint = field.hint
        self._text = self._said_of = text
        self._app_context = context

    def compose(self) -> ComposeResult:
        """The line, and room for a message."""
        with Horizontal():
            yield Label(Content(self._app_context.words(self.field.label)), classes="label")
            yield self._made()
        yield Static(classes="message")

    def _made(self) -> FieldInput | WordsArea:
        if self.field.lines:
            return WordsArea(self._text)
        kind = LetterInput if self.field.by_letter else FieldInput
        made = kind(
            self._text,
            compact=True,
            suggester=self._suggester(),
            select_on_focus=False,
        )
        made.choices = self.field.choices
        return made

    def on_resize(self) -> None:
        """The hint in an empty field has as many words as there is room for."""
        field, room = self.input, self.input.content_size.width
        said = hint_in(self._placeholder, room, self._app_context)
        if isinstance(field, WordsArea):
            field.placeholder = Content(said)
        else:
            field.placeholder = said

    def _suggester(self) -> Suggester | None:
        names = [self._app_context.text(choice) for choice in self.field.choices]
        if not names:
            return None
        if self.field.several:
            return PartSuggester(names)
        return SuggestFromList(names, case_sensitive=False)

    @property
    def input(self) -> FieldInput | WordsArea:
        """Where it is typed."""
        return self.query_one("FieldInput, WordsArea")  # type: ignore[return-value]  # one of both

    def say(self, sentence: str) -> None:
        """Show what is wrong, or nothing."""
        message = self.query_one(".message", Static)
        message.update(Content(self._app_context.words(sentence)))
        message.display = bool(sentence)
        self._said_of = self.input.value

    def refuse(self, sentence: str) -> None:
        """Show why what stands here is refused; nothing where it is fine."""
        self.say(f"{REFUSED} {sentence}" if sentence else "")
        self.set_class(bool(sentence), "-refused")

    def take_back(self) -> None:
        """Show nothing that was wrong with another text; a field tells of its first text too."""
        if self.input.value != self._said_of:
            self.say("")
