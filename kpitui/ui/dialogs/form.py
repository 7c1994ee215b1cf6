"""The one dialog of all forms: a line a field, its message beside it."""

from datetime import date
from typing import ClassVar, Generic

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from kpitui.actions.drafts import Typed
from kpitui.domain.fields import FieldErrors
from kpitui.paths import sheets
from kpitui.ui.day_kept import written_out
from kpitui.ui.forms.form import DraftT, Field, Filled, Form, Help
from kpitui.ui.keys import move
from kpitui.ui.unfinished import Unfinished
from kpitui.ui.widgets.line_input import LineInput
from kpitui.ui.workplace import Workplace

KEYS = "enter next   ctrl+s or F9 save   esc close, what is typed is kept"


class FieldInput(LineInput):
    """Where a field is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "screen.previous", "Previous field", "field.up", "Go to the field above"),
        move("down", "screen.next", "Next field", "field.down", "Go to the field below"),
    ]


class FieldRow(Vertical):
    """Label and field on a line; below it what is wrong, while something is."""

    def __init__(self, field: Field, text: str, workplace: Workplace) -> None:
        super().__init__()
        self.field = field
        self.hint = field.hint
        self._text = text
        self._workplace = workplace

    def compose(self) -> ComposeResult:
        """The line, and room for a message."""
        with Horizontal():
            yield Label(Content(self._workplace.words(self.field.label)), classes="label")
            names = [self._workplace.text(choice) for choice in self.field.choices]
            suggester = SuggestFromList(names, case_sensitive=False) if names else None
            yield FieldInput(self._text, compact=True, suggester=suggester, select_on_focus=False)
        yield Static(classes="message")

    @property
    def input(self) -> FieldInput:
        """Where it is typed."""
        return self.query_one(FieldInput)

    def say(self, sentence: str) -> None:
        """Show what is wrong, or nothing."""
        message = self.query_one(".message", Static)
        message.update(Content(self._workplace.words(sentence)))
        message.display = bool(sentence)


class FormDialog(Unfinished, ModalScreen[Filled[DraftT]], Generic[DraftT]):
    """Asks for the fields of a form and gives back what was typed; it reads and writes no file."""

    CSS_PATH = sheets("dialogs")
    AUTO_FOCUS = ""  # Textual would go to the first field before it is known that what stands there is replaced
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "save", "Save", id="form.save", tooltip="Save what is typed"),
        Binding("pageup", "read(-1)", "Read up", id="form.read-up", tooltip="Scroll the text above the fields up"),
        Binding("pagedown", "read(1)", "Read on", id="form.read-on", tooltip="Scroll the text above the fields down"),
        Binding("ctrl+r,f8", "start_anew", "Anew", id="form.anew", tooltip="Leave what was kept and start anew"),
        Binding("escape", "close", "Close", id="form.close", tooltip="Close; what is typed is kept for the next time"),
    ]

    def __init__(
        self, form: Form[DraftT], workplace: Workplace, *, kept: dict[str, str] | None = None, sentence: str = ""
    ) -> None:
        super().__init__()
        self._form = form
        self._workplace = workplace
        self._kept = kept or {}
        self._sentence = sentence
        self._filled = form.fresh

    def compose(self) -> ComposeResult:
        """The title, what is to be known first, the fields, the keys."""
        with Vertical(id="form"):
            yield Static(Content(self._workplace.text(self._form.title)), id="form-title")
            if self._form.intro:
                with VerticalScroll(id="form-intro", can_focus=False):
                    yield Static(Content("\n").join(Content(self._workplace.words(one)) for one in self._form.intro))
            yield Static(Content(self._workplace.words(self._sentence)), id="form-sentence")
            with VerticalScroll(id="form-fields", can_focus=False):
                for field in self._form.fields:
                    yield FieldRow(field, self._kept.get(field.key, field.value), self._workplace)
            yield Static(id="form-advice")
            yield Static(id="form-hint")
            yield Static(KEYS, id="form-keys")

    def on_mount(self) -> None:
        """Start in the first field."""
        if self._kept and not self._sentence:
            self.query_one("#form-sentence", Static).update("This is what you typed before; ctrl+r starts anew.")
        self.query_one("#form-sentence").display = bool(self._kept or self._sentence)
        for row in self._rows():
            row.input.cursor_blink = False
            row.say("")
        for row in self._rows():
            row.input.select_on_focus = self._is_offered(row)
        self._help()
        self._rows()[0].input.focus()

    def _is_offered(self, row: FieldRow) -> bool:
        """Whether the first letter takes the place of an offered word; what somebody wrote stays."""
        text = row.input.value
        return text == self._filled[row.field.key] and " " not in text

    def _rows(self) -> list[FieldRow]:
        return list(self.query(FieldRow))

    def keep_day(self, before: date) -> None:
        """Midnight has passed: a day that is offered or typed in words stays what it was."""
        work = self._workplace
        for row in self._rows():
            if row.field.is_day:
                meant = written_out(row.input.value, before, work.entry_day, work.config.writing)
                if meant != row.input.value:
                    row.input.value = meant

    leaving_words = "A form is open: esc closes it and keeps what is typed."

    def keep_in(self, typed: Typed) -> None:
        """Put what is typed in the form, and what stood there before, among what is typed and not saved."""
        typed.keep_form(self._form.key, self.texts, self._form.fresh)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields, by their keys."""
        return {row.field.key: row.input.value for row in self._rows()}

    def _help(self) -> None:
        advice = self.query_one("#form-advice", Static)
        if self._form.help is None:
            advice.display = False
            return
        found: Help = self._form.help(self.texts)
        advice.display = bool(found.advice)
        advice.update(Content(self._workplace.words(found.advice)))
        for row in self._rows():
            key = row.field.key
            row.display = key not in found.hidden
            row.hint = found.hints.get(key, row.field.hint)
            if not row.input.has_focus and found.completed.get(key):
                row.input.value = found.completed[key]
            # Only what was filled in for the person is replaced, never what they typed.
            if key in found.values and row.input.value == self._filled[key] and not row.input.has_focus:
                self._filled[key] = row.input.value = found.values[key]
        self._hint()

    @on(DescendantFocus)
    def _moved(self) -> None:
        self._help()
        self._hint()

    def _hint(self) -> None:
        for row in self._rows():
            if row.input.has_focus:
                self.query_one("#form-hint", Static).update(Content(self._workplace.words(row.hint)))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        for row in self._rows():
            if row.input is event.input:
                row.say("")
            row.input.select_on_focus = self._is_offered(row)
        self._help()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        shown = [row for row in self._rows() if row.display]
        if event.input is shown[-1].input:
            self.action_save()
        else:
            self.action_next()

    def action_next(self) -> None:
        """Go to the field below."""
        self._move(1)

    def action_previous(self) -> None:
        """Go to the field above."""
        self._move(-1)

    def _move(self, step: int) -> None:
        shown = [row.input for row in self._rows() if row.display]
        place = next((i for i, one in enumerate(shown) if one.has_focus), 0)
        shown[max(0, min(place + step, len(shown) - 1))].focus()

    def action_read(self, pages: int) -> None:
        """Scroll what is to be known first, where it is longer than its place."""
        for intro in self.query("#form-intro").results(VerticalScroll):
            intro.scroll_relative(y=pages * intro.size.height, animate=False)

    def action_save(self) -> None:
        """Give back the draft; where a field is wrong, go there and say what to type."""
        try:
            draft = self._form.read(self.texts)
        except FieldErrors as error:
            self._show(error.errors)
            return
        self.dismiss(Filled(self.texts, draft))

    def _show(self, errors: dict[str, str]) -> None:
        wrong = [row for row in self._rows() if row.field.key in errors]
        for row in self._rows():
            row.say(errors.get(row.field.key, ""))
            row.display = row.display or row in wrong
        if wrong:
            _go_to_be_typed_over(wrong[0].input)

    def action_start_anew(self) -> None:
        """Leave what was kept and start anew."""
        for row in self._rows():
            row.input.value = self._filled[row.field.key] = row.field.value
        self.query_one("#form-sentence").display = False
        _go_to_be_typed_over(self._rows()[0].input)

    def action_close(self) -> None:
        """Close; what is typed is kept."""
        self.dismiss(Filled(self.texts))


def _go_to_be_typed_over(field: FieldInput) -> None:
    """Go to a field whose text the next letter replaces; a sentence is edited at its end."""
    field.focus()
    if " " not in field.value.strip():
        field.select_all()
