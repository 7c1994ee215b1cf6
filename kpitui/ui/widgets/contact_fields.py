"""The line that says which contact is scored: its number, its day, its channel."""

from collections.abc import Mapping
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

from kpitui.domain.dates import NotADate
from kpitui.terminal.line_input import LineInput
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.day_field import DayField

REFERENCE, CHANNEL, DATE = "reference", "channel", "date"


class ContactFields(Horizontal):
    """What is typed of a contact besides the answers."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="contact")
        self.day_field = DayField(context, brief=True)

    def compose(self) -> ComposeResult:
        """Number, day and channel."""
        yield Label("Contact ")
        yield LineInput(id=REFERENCE, compact=True, placeholder="call number")
        yield self.day_field
        yield Label("  Channel ", id="channel-label")
        yield LineInput(id=CHANNEL, compact=True, placeholder="channel")

    def begin(self, *, fixed: bool) -> None:
        """A sheet is opened; `fixed` where all score the same contact."""
        for field in self.query(Input):
            field.cursor_blink = False
            field.disabled = fixed
        self.day_field.begin()

    def put(self, texts: Mapping[str, str]) -> None:
        """Show what is known of the contact."""
        for key in (REFERENCE, CHANNEL):
            with self.prevent(Input.Changed):
                self._field(key).value = texts.get(key, "")
        self.day_field.bring_back(texts.get(DATE))

    def _field(self, key: str) -> LineInput:
        return self.query_one(f"#{key}", LineInput)

    def come(self, field: str = REFERENCE) -> None:
        """Go to the number, or to another field."""
        self._field(field).focus()

    @property
    def said(self) -> dict[str, str]:
        """What is said of the contact besides its day."""
        return {key: self._field(key).value.strip() for key in (REFERENCE, CHANNEL)}

    @property
    def day(self) -> date | None:
        """The day of the contact; None where what is typed is none."""
        try:
            return self.day_field.day()
        except NotADate:
            return None
