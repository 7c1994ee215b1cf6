"""A screen on which records are changed: forms in, deeds done in a worker, what came of it said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import Widget

from kpitui.actions.drafts import Typed
from kpitui.domain.errors import Conflict, KpituiError
from kpitui.domain.fields import FieldErrors, Texts
from kpitui.domain.history import known_as, new_id
from kpitui.later import Later
from kpitui.ui.copying import Copied, for_clipboard
from kpitui.ui.forms.form import DraftT, Filled, Form
from kpitui.ui.messages import SaveArrived
from kpitui.ui.near_compositor import NearCompositor
from kpitui.ui.terminal import TerminalApp
from kpitui.ui.typed_ahead import SAVING
from kpitui.ui.undoing import UndoingScreen

if TYPE_CHECKING:
    from kpitui.ui.dialogs import choices as choices_dialog
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs import versions as versions_dialog
    from kpitui.ui.dialogs.choices import Choice
    from kpitui.ui.forms import versions
    from kpitui.ui.forms.versions import Contested
    from kpitui.ui.workplace import Workplace
    from kpitui.views import history, records_now
    from kpitui.views.records_now import RecordT
else:
    RecordT = TypeVar("RecordT")
    choices_dialog, form_dialog = Later("kpitui.ui.dialogs.choices"), Later("kpitui.ui.dialogs.form")
    versions_dialog, versions = Later("kpitui.ui.dialogs.versions"), Later("kpitui.ui.forms.versions")
    history, records_now = Later("kpitui.views.history"), Later("kpitui.views.records_now")


class Deed(Struct, frozen=True):
    """Something to do in the file: it gives the key of the line to go to, or nothing."""

    do: Callable[[], str]
    said: str
    form_key: str = ""


@dataclass(eq=False, repr=False)
class Done(Message):
    """A deed is in the file."""

    deed: Deed
    key: str


@dataclass(eq=False, repr=False)
class NotDone(Message):
    """A deed was not done, and why; `again` opens its form with what was typed."""

    sentence: str
    again: Callable[[str], Awaitable[None]] | None


@dataclass(eq=False, repr=False)
class Overtaken(Message):
    """A record was changed by somebody else meanwhile; `choose` shows both versions."""

    choose: Callable[[], Awaitable[None]]


class Edit(Struct, Generic[RecordT, DraftT], frozen=True):
    """A change of a record by its form; `key` is the line that the cursor is on afterwards."""

    record: RecordT
    form_of: Callable[[RecordT], Form[DraftT]]
    change: Callable[[RecordT, DraftT], object]
    key: str = ""
    said: str = "Changed"


class EditingScreen(UndoingScreen):
    """Opens forms, does what they say, and keeps what was typed until it is saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,ctrl+y", "copy(False)", "Copy", id="app.copy", show=False,
                tooltip="Copy this line to the clipboard of your terminal"),
        Binding("Y", "copy(True)", "Copy all", id="app.copy-all", show=False,
                tooltip="Copy the whole list, page, table or chart"),
    ]  # fmt: skip

    # The widgets that lose and get the focus draw themselves; Textual would paint the whole screen as well.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    told_seconds = 5.0
    """How long what is said in passing stays."""

    def __init__(self, workplace: Workplace, *, id: str) -> None:
        super().__init__(workplace, id=id)
        self._compositor = NearCompositor()

    def copied(self, whole: bool) -> str:
        """The text under the cursor, or all of what it is in; nothing where there is none."""
        focused = self.focused
        return focused.copied(whole) if isinstance(focused, Copied) else ""

    def action_copy(self, whole: bool) -> None:
        """Send the line under the cursor, or all, to the clipboard of the terminal."""
        text, cut = for_clipboard(self.copied(whole))
        if not text:
            self.tell("There is nothing to copy here; go to a line, a table or a chart.")
            return
        self.app.copy_to_clipboard(text)
        lines = text.count("\n") + 1
        said = "1 line" if lines == 1 else f"{lines} lines"
        self.tell(f"Copied {'the first ' if cut else ''}{said} to the clipboard of your terminal.")

    def do_quietly(self, do: Callable[[], str]) -> None:
        """Do something that says itself what came of it."""
        self.do(Deed(do, ""))

    def show_changed(self, key: str) -> None:
        """Show what the file holds now, with the cursor on the line that was changed."""
        raise NotImplementedError

    def keep_typed(self) -> None:
        """Put what is typed on the screen and not saved where it is kept; most screens have nothing of it."""

    @property
    def is_put_together(self) -> bool:
        """Whether everything stands that is to be looked at again; before that others' deeds wait."""
        return self.is_mounted

    def look_again(self) -> None:
        """Show what others have done meanwhile; the cursor and what is being typed stay."""
        self.show_changed("")

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something in passing, in place of what was said before."""
        self.app.clear_notifications()
        shown = self.workplace.words(sentence)
        self.notify(shown, severity="error" if error else "information", timeout=self.told_seconds, markup=False)

    async def ask(
        self,
        form: Form[DraftT],
        do: Callable[[DraftT], str],
        said: str,
        sentence: str = "",
        overtaken: Callable[[Texts], Awaitable[None]] | None = None,
    ) -> None:
        """Open a form; what it gives is done. One that was left unfinished has what was typed."""
        typed = self.workplace.unsaved
        kept, stood = typed.forms.get(form.key), typed.stood.get(form.key, {})
        if kept:  # what nobody touched is shown as it is now
            kept = {key: form.fresh.get(key, text) if stood.get(key) == text else text for key, text in kept.items()}
        self.app.clear_notifications()
        dialog = form_dialog.FormDialog(form, self.workplace, kept=kept, sentence=sentence)
        await self.app.push_screen(dialog, partial(self._form_answered, form, do, said, overtaken))

    async def change(
        self, form: Form[DraftT], key: str, change: Callable[[DraftT], object], said: str = "Changed"
    ) -> None:
        """Ask, change, and stay on the line of that key."""

        def do(draft: DraftT) -> str:
            change(draft)
            return key

        await self.ask(form, do, said)

    async def edit(self, edit: Edit[RecordT, DraftT], sentence: str = "") -> None:
        """Ask for another version of a record; where somebody saved one meanwhile, both are shown to choose from."""
        form, typed = edit.form_of(edit.record), self.workplace.unsaved
        kept, stood = typed.forms.get(form.key), typed.stood.get(form.key)
        if kept and stood and any(one.proposed is None for one in versions.contested(stood, kept, form)):
            await self._choose_version(edit, stood, kept)
            return
        overtaken = partial(self._choose_version, edit, form.fresh)
        await self.ask(form, partial(_changed, edit), edit.said, sentence, overtaken)

    async def _choose_version(self, edit: Edit[RecordT, DraftT], stood: Texts, typed: Texts) -> None:
        work = self.workplace
        try:
            record = records_now.load_now(work.database, edit.record)
            who = records_now.who_changed(work.database, record or edit.record)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self.show_changed(edit.key)
        if record is None:
            self.tell("It is not in the file any more; nothing was saved.", error=True)
            return
        now = edit.form_of(record)
        fields = versions.contested(stood, typed, now)
        if not fields:
            work.unsaved.forget_form(now.key)
            self.tell(f"{who.by} saved the same meanwhile; nothing is left to save.")
            return
        said = f"{who.by} saved the right side at {work.moment(who.at)}, while you typed the left."
        dialog = versions_dialog.VersionsDialog(now.title, said, fields, work)
        await self.app.push_screen(dialog, partial(self._version_chosen, replace(edit, record=record), now, fields))

    async def _version_chosen(
        self,
        edit: Edit[RecordT, DraftT],
        now: Form[DraftT],
        fields: Sequence[Contested],
        chosen: dict[str, str] | None,
    ) -> None:
        unsaved = self.workplace.unsaved
        if chosen is None:
            mine = {one.key: one.mine for one in fields if one.proposed is not versions.Side.THEIRS}
            unsaved.keep_form(now.key, now.fresh | mine, now.fresh)
            self.tell("Nothing of yours is saved; open the form again, what you typed is kept.")
            return
        texts = now.fresh | chosen
        unsaved.keep_form(now.key, texts, now.fresh)
        if texts == now.fresh:
            self.tell("It stays as it is.")
            return
        try:
            draft = now.read(texts)
        except FieldErrors:
            await self.edit(edit, "Both versions together need mending.")
            return
        deed = Deed(partial(_changed, edit, draft), edit.said, now.key)
        self.do(deed, partial(self.edit, edit), partial(self._choose_version, edit, now.fresh, texts))

    def _form_answered(
        self,
        form: Form[DraftT],
        do: Callable[[DraftT], str],
        said: str,
        overtaken: Callable[[Texts], Awaitable[None]] | None,
        filled: Filled[DraftT] | None,
    ) -> None:
        if filled is None:
            return
        self.workplace.unsaved.keep_form(form.key, filled.texts, form.fresh)
        if filled.draft is not None:
            again = partial(self.ask, form, do, said, overtaken=overtaken)
            choose = partial(overtaken, filled.texts) if overtaken else None
            self.do(Deed(partial(do, filled.draft), said, form.key), again, choose)

    async def choose(self, title: str, choices: list[Choice]) -> None:
        """Let one of several things be chosen, and do it."""

        async def chosen(choice: Choice | None) -> None:
            if choice is not None and isawaitable(opened := choice.do()):
                await opened

        await self.app.push_screen(choices_dialog.ChoicesDialog(title, choices, self.workplace), chosen)

    def set_out(self, change: str, typed: Typed) -> None:
        """Keep which part of what is typed a change saves, before it is made: a kill after it saves nothing twice."""
        self.workplace.unsaved.saves[change] = typed
        if isinstance(self.app, TerminalApp):
            self.app.keep_drafts()

    def do(
        self,
        deed: Deed,
        again: Callable[[str], Awaitable[None]] | None = None,
        choose: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Do a deed in the file, without holding up a key."""
        change, typed = new_id(), self.workplace.unsaved
        if deed.form_key in typed.forms:
            self.set_out(change, Typed(forms={deed.form_key: typed.forms[deed.form_key]}))
        self._do(deed, change, again, choose)

    @work(thread=True, group=SAVING)
    def _do(
        self,
        deed: Deed,
        change: str,
        again: Callable[[str], Awaitable[None]] | None,
        choose: Callable[[], Awaitable[None]] | None,
    ) -> None:
        try:
            with known_as(change):
                key = deed.do()
            self.know_undo()
        except Conflict as error:
            if choose is not None:
                self.post_message(Overtaken(choose))
                return
            # The form was made from what the record held before; one opened now is made from what it holds.
            kept = " Open it again: what you typed is kept." if again else ""
            self.post_message(NotDone(error.sentence + kept, None))
        except KpituiError as error:
            self.post_message(NotDone(error.sentence, again))
        else:
            self.post_message(Done(deed, key))
            self.post_message(SaveArrived(change))

    @on(Done)
    def _done(self, message: Done) -> None:
        self.workplace.unsaved.forget_form(message.deed.form_key)
        self.show_changed(message.key)
        if message.deed.said:
            self.tell(f"{message.deed.said}; {self.undo_words}.")

    @on(Overtaken)
    async def _overtaken(self, message: Overtaken) -> None:
        await message.choose()

    @on(NotDone)
    async def _not_done(self, message: NotDone) -> None:
        if message.again is None:
            self.show_changed("")
            self.tell(message.sentence, error=True)
            return
        await message.again(f"Not saved. {message.sentence}")


def _changed(edit: Edit[RecordT, DraftT], draft: DraftT) -> str:
    edit.change(edit.record, draft)
    return edit.key
