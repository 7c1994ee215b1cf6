"""A screen on which records are changed: forms in, deeds done in a worker, what came of it said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from kpitui.actions.undo import undo
from kpitui.domain.errors import Conflict, KpituiError
from kpitui.ui.dialogs.choices import Choice, ChoicesDialog
from kpitui.ui.dialogs.form import FormDialog
from kpitui.ui.forms.form import DraftT, Filled, Form
from kpitui.ui.typed_ahead import SAVING
from kpitui.ui.workplace import Workplace

KEYS = {
    "priorities": "priority", "strategies": "strategy", "kpis": "kpi", "standards": "standard", "metrics": "metric",
    "people": "person", "teams": "team",
}  # fmt: skip
"""How the line of a record begins its key, by the table that holds it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do in the file: it gives the key of the line to go to, or nothing."""

    do: Callable[[], str]
    said: str
    form_key: str = ""


@dataclass
class Done(Message):
    """A deed is in the file."""

    deed: Deed
    key: str


@dataclass
class NotDone(Message):
    """A deed was not done, and why; `again` opens its form with what was typed."""

    sentence: str
    again: Callable[[str], Awaitable[None]] | None


class EditingScreen(Screen[None]):
    """Opens forms, does what they say, and keeps what was typed until it is saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", id="app.undo", tooltip="Take your last deed back, and again the one before"),
    ]

    undo_words = "u takes it back"
    told_seconds = 5.0
    """How long what is said in passing stays."""

    def __init__(self, workplace: Workplace, *, id: str) -> None:
        super().__init__(id=id)
        self.workplace = workplace

    def action_undo(self) -> None:
        """Take my last deed back; once more, the one before."""
        work = self.workplace

        def take_back() -> str:
            undone = undo(work.database, work.actor)
            self.app.call_from_thread(self.tell, f"Taken back: {undone.label}.")
            return f"{KEYS.get(undone.table, '')}-{undone.record_id}"

        self.do(Deed(take_back, ""))

    def show_changed(self, key: str) -> None:
        """Show what the file holds now, with the cursor on the line that was changed."""
        raise NotImplementedError

    def look_again(self) -> None:
        """Show what others have done meanwhile; the cursor and what is being typed stay."""
        self.show_changed("")

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something in passing, in place of what was said before."""
        self.app.clear_notifications()
        shown = self.workplace.words(sentence)
        self.notify(shown, severity="error" if error else "information", timeout=self.told_seconds, markup=False)

    async def ask(self, form: Form[DraftT], do: Callable[[DraftT], str], said: str, sentence: str = "") -> None:
        """Open a form; what it gives is done. One that was left unfinished has what was typed."""
        kept = self.workplace.unsaved.forms.get(form.key)
        self.app.clear_notifications()
        dialog = FormDialog(form, self.workplace, kept=kept, sentence=sentence)
        await self.app.push_screen(dialog, partial(self._form_answered, form, do, said))

    async def change(
        self, form: Form[DraftT], key: str, change: Callable[[DraftT], object], said: str = "Changed"
    ) -> None:
        """Ask, change, and stay on the line of that key."""

        def do(draft: DraftT) -> str:
            change(draft)
            return key

        await self.ask(form, do, said)

    def _form_answered(
        self, form: Form[DraftT], do: Callable[[DraftT], str], said: str, filled: Filled[DraftT] | None
    ) -> None:
        if filled is None:
            return
        self.workplace.unsaved.forms.pop(form.key, None)
        if filled.texts != form.fresh:
            self.workplace.unsaved.forms[form.key] = filled.texts
        if filled.draft is not None:
            again = partial(self.ask, form, do, said)
            self.do(Deed(partial(do, filled.draft), said, form.key), again)

    async def choose(self, title: str, choices: list[Choice]) -> None:
        """Let one of several things be chosen, and do it."""

        async def chosen(choice: Choice | None) -> None:
            if choice is not None and isawaitable(opened := choice.do()):
                await opened

        await self.app.push_screen(ChoicesDialog(title, choices, self.workplace), chosen)

    @work(thread=True, group=SAVING)
    def do(self, deed: Deed, again: Callable[[str], Awaitable[None]] | None = None) -> None:
        """Do a deed in the file, without holding up a key."""
        try:
            key = deed.do()
        except Conflict as error:
            # The form was made from what the record held before; one opened now is made from what it holds.
            kept = " Open it again: what you typed is kept." if again else ""
            self.post_message(NotDone(error.sentence + kept, None))
        except KpituiError as error:
            self.post_message(NotDone(error.sentence, again))
        else:
            self.post_message(Done(deed, key))

    @on(Done)
    def _done(self, message: Done) -> None:
        self.workplace.unsaved.forms.pop(message.deed.form_key, None)
        self.show_changed(message.key)
        if message.deed.said:
            self.tell(f"{message.deed.said}; {self.undo_words}.")

    @on(NotDone)
    async def _not_done(self, message: NotDone) -> None:
        if message.again is None:
            self.show_changed("")
            self.tell(message.sentence, error=True)
            return
        await message.again(f"Not saved. {message.sentence}")
