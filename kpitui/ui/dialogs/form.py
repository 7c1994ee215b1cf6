"""The one dialog of all forms: a line a field, its message beside it."""

from datetime import date
from typing import ClassVar, Generic

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from kpitui.domain.fields import FieldErrors
from kpitui.paths import sheets
from kpitui.storage.drafts import Typed
from kpitui.storage.typed_about import Gone
from kpitui.terminal.scrolling import scroll_by
from kpitui.terminal.words_area import WordsArea, WordsEntered
from kpitui.ui.app_context import AppContext
from kpitui.ui.day_kept import written_out
from kpitui.ui.dialogs.field_input import FieldInput
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.forms.form import DraftT, Filled, Form, Help
from kpitui.ui.widgets.panel import Box

AROUND, INTRO_LEAST = 6, 3
"""Lines of frame and hint, and for what is said while one types; lines of the text above the fields
at least.
"""

KEYS = ("field.enter", "form.save", "form.read-on", "form.close")
"""What the frame names."""


class FormDialog(ModalScreen[Filled[DraftT]], Generic[DraftT]):
    """Asks for the fields of a form and gives back what was typed; it reads and writes no file."""

    CSS_PATH = sheets("dialogs")
    # Textual would go to the first field before it is known that what stands there is replaced
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "save", "Save", id="form.save", tooltip="Save"),
        # These two come before those that an input brings and has no use for.
        Binding("pageup", "read(-1)", "Back up", id="form.read-up", priority=True,
            tooltip="Scroll the text above the fields up"),
        Binding("pagedown", "read(1)", "More", id="form.read-on", priority=True,
            tooltip="Scroll the text above the fields down"),
        Binding("ctrl+r,f8", "start_anew", "Clear", id="form.anew",
            tooltip="Clear the draft and start again"),
        Binding("escape", "close", "Close, draft kept", id="form.close",
            tooltip="Close; the draft is kept"),
    ]  # fmt: skip

    def __init__(
        self,
        form: Form[DraftT],
        context: AppContext,
        *,
        kept: dict[str, str] | None = None,
        sentence: str = "",
        at: str = "",
    ) -> None:
        """`sentence` says why a form comes back, `at` is the key of the field it comes back in."""
        super().__init__()
        self._form = form
        self._app_context = context
        self._kept = kept or {}
        self._sentence = sentence
        self._at = at
        self._filled = form.fresh
        self._asked: dict[str, str] | None = None
        """The texts that it was asked about whether to save them."""

    def compose(self) -> ComposeResult:
        """What is to be known first, the fields, what is said against them."""
        context, title = self._app_context, self._form.title
        with Box(context=context, says=title, keys=KEYS, id="form"):
            yield Static(Content(context.text(title)), id="form-title")
            if self._form.intro:
                with VerticalScroll(id="form-intro", can_focus=False):
                    yield Static(
                        Content("\n").join(
                            Content(self._app_context.words(one)) for one in self._form.intro
                        )
                    )
            yield Static(Content(context.said(self._sentence)), id="form-sentence")
            with VerticalScroll(id="form-fields", can_focus=False):
                for field in self._form.fields:
                    yield FieldRow(field, self._kept.get(field.key, field.value), self._app_context)
            yield Static(id="form-advice")
            yield Static(id="form-hint")

    def on_mount(self) -> None:
        """Start in the first field; where the form comes back, in one that is wrong or where the
        cursor was.
        """
        said = self.query_one("#form-sentence", Static)
        if self._kept and not self._sentence:
            said.update("Draft restored. Ctrl+R clears it.")
        said.display = bool(self._kept or self._sentence)
        said.set_class(bool(self._sentence), "-refused")
        for intro in self.query("#form-intro"):
            self.watch(intro, "show_vertical_scrollbar", self.refresh_bindings, init=False)
        self.set_class(self._form.long_labels, "-long-labels")
        for row in self._rows():
            row.input.cursor_blink = False
            row.say("")
        self._offer()
        self._help()
        shown = [row for row in self._rows() if row.display]
        next((row for row in shown if row.field.key == self._at), self._rows()[0]).input.focus()
        if self._sentence:
            self._show(self._errors())

    def on_resize(self) -> None:
        """A title that is longer than the frame stands below it too; the text above the fields has
        all the lines that these leave.
        """
        room = self.query_one(Box).size.width
        self.query_one("#form-title").display = cell_len(self._form.title) > room
        for intro in self.query("#form-intro"):
            fields = min(len(self._form.fields), self.size.height // 2)
            intro.styles.max_height = max(INTRO_LEAST, self.size.height - fields - AROUND)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The text above the fields is scrolled only where it is longer than its place."""
        if action == "read":
            return any(widget.show_vertical_scrollbar for widget in self.query("#form-intro"))
        return super().check_action(action, parameters)

    def _is_offered(self, row: FieldRow) -> bool:
        """Whether the first letter takes the place of an offered word; what someone
        wrote stays.
        """
        text = row.input.value
        return text == self._filled[row.field.key] and " " not in text

    def _rows(self) -> list[FieldRow]:
        return list(self.query(FieldRow))

    def keep_day(self, before: date) -> None:
        """Midnight has passed: a day that is offered or typed in words stays what it was."""
        work = self._app_context
        for row in self._rows():
            if row.field.is_day:
                meant = written_out(row.input.value, before, work.entry_day, work.writing)
                if meant != row.input.value:
                    row.input.value = meant

    leaving_words = "A form is open: Esc closes it and keeps the draft."

    def keep_in(self, typed: Typed) -> None:
        """Put what is typed in the form, and what stood there before, among what is
        typed and not saved. NoMatches while its fields come or go.
        """
        if len(self._rows()) < len(self._form.fields):
            raise NoMatches("not all fields of the form stand")
        typed.keep_form(self._form.key, self._worth_keeping, self._form.fresh)

    def drop_typed(self, gone: Gone) -> None:
        """Close without a draft where the form is about someone who was forgotten."""
        if self._form.key in gone.keys:
            self.dismiss(None)

    @property
    def _worth_keeping(self) -> dict[str, str]:
        texts, fresh = self.texts, self._form.fresh
        typed = [field.key for field in self._form.fields if not field.by_letter]
        return texts if any(texts[key] != fresh[key] for key in typed) else fresh

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
        advice.update(Content(self._app_context.words(found.advice)))
        for row in self._rows():
            key = row.field.key
            row.display = key not in found.hidden
            row.hint = found.hints.get(key, row.field.hint)
            if not row.input.has_focus and found.completed.get(key):
                row.input.value = found.completed[key]
            # Only what was filled in for the person is replaced, never what they typed.
            if (
                key in found.values
                and row.input.value == self._filled[key]
                and not row.input.has_focus
            ):
                self._filled[key] = row.input.value = found.values[key]
        self._hint()

    @on(DescendantFocus)
    def _moved(self) -> None:
        self._help()
        self._hint()

    def _hint(self) -> None:
        for row in self._rows():
            if row.input.has_focus:
                self.query_one("#form-hint", Static).update(
                    Content(self._app_context.words(row.hint))
                )

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        if self._asked is not None and self._asked != self.texts:
            self._asked = None
            self.query_one("#form-sentence").display = False
        for row in self._rows():
            if row.input is event.control:
                row.take_back()
        self._offer()
        self._help()

    def _offer(self) -> None:
        """Let the next letter take the place of a word that is offered."""
        for row in self._rows():
            if isinstance(row.input, FieldInput):
                row.input.select_on_focus = self._is_offered(row)

    @on(Input.Submitted)
    @on(WordsEntered)
    def _entered(self, event: Input.Submitted | WordsEntered) -> None:
        shown = [row for row in self._rows() if row.display]
        if event.control is shown[-1].input:
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
            scroll_by(intro, pages * intro.size.height)

    def action_save(self) -> None:
        """Give back the draft; where a field is wrong, go there and say what to type."""
        try:
            draft = self._form.read(self.texts)
        except FieldErrors as error:
            self._show(error.errors)
            return
        if self._asks(draft):
            return
        focused = (row.field.key for row in self._rows() if row.input.has_focus)
        self.dismiss(Filled(self.texts, draft, next(focused, "")))

    def _asks(self, draft: DraftT) -> bool:
        """Ask whether to save, once for the same texts; whether it was asked now."""
        question = self._form.asks(draft) if self._form.asks else ""
        if not question or self._asked == self.texts:
            return False
        self._asked = self.texts
        said = self.query_one("#form-sentence", Static)
        said.update(Content(self._app_context.words(question)))
        said.display = True
        return True

    def _errors(self) -> dict[str, str]:
        try:
            self._form.read(self.texts)
        except FieldErrors as error:
            return error.errors
        return {}

    def _show(self, errors: dict[str, str]) -> None:
        wrong = [row for row in self._rows() if row.field.key in errors]
        for row in self._rows():
            row.say(errors.get(row.field.key, ""))
            row.display = row.display or row in wrong
        if wrong:
            _go_to_be_typed_over(wrong[0].input)

    def action_start_anew(self) -> None:
        """Clear the draft and start again."""
        for row in self._rows():
            row.input.value = self._filled[row.field.key] = row.field.value
        self.query_one("#form-sentence").display = False
        _go_to_be_typed_over(self._rows()[0].input)

    def action_close(self) -> None:
        """Close; what is typed is kept, a choice by a letter alone is not."""
        self.dismiss(Filled(self._worth_keeping))


def _go_to_be_typed_over(field: FieldInput | WordsArea) -> None:
    """Go to a field whose text the next letter replaces; a sentence is edited at its end."""
    field.focus()
    if " " not in field.value.strip():
        field.select_all()
