"""How a screen changes records: forms in, changes done in a worker, what came of it said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.errors import Conflict, KpituiError, ReasonNeeded
from kpitui.domain.fields import FieldErrors, Texts
from kpitui.domain.history import known_as, new_id
from kpitui.lazy import Lazy
from kpitui.storage.drafts import Typed
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.typed_ahead import SAVING
from kpitui.ui.forms.form import DraftT, Filled, Form
from kpitui.ui.messages import SaveArrived
from kpitui.ui.telling import not_saved

if TYPE_CHECKING:
    from kpitui.actions import undo
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.app_screen import AppScreen
    from kpitui.ui.choice import Choice
    from kpitui.ui.dialogs import choices as choices_dialog
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs import versions as versions_dialog
    from kpitui.ui.forms import versions
    from kpitui.ui.forms.versions import Contested
    from kpitui.views import records_now
    from kpitui.views.records_now import RecordT
else:
    RecordT = TypeVar("RecordT")
    choices_dialog, form_dialog = Lazy("kpitui.ui.dialogs.choices"), Lazy("kpitui.ui.dialogs.form")
    versions_dialog, versions = Lazy("kpitui.ui.dialogs.versions"), Lazy("kpitui.ui.forms.versions")
    records_now, undo = Lazy("kpitui.views.records_now"), Lazy("kpitui.actions.undo")

Again = Callable[[str], Awaitable[None]]
"""Opens a form once more with what was typed, and says a sentence above it."""

ToSay = str | Callable[[DraftT], str]
"""What a change is called once it is done: always the same, or by what was typed."""


class Task(Struct, frozen=True):
    """Something to do in the file: it gives the key of the line to go to, or nothing. Where a
    closed month wants a reason `ask_why` asks for it, with a sentence above.
    """

    do: Callable[[], str]
    said: str
    form_key: str = ""
    ask_why: Again | None = None


class Edit(Struct, Generic[RecordT, DraftT], frozen=True):
    """A change of a record by its form; `key` is the line that the cursor is on afterwards."""

    record: RecordT
    form_of: Callable[[RecordT], Form[DraftT]]
    change: Callable[[RecordT, DraftT], object]
    key: str = ""
    said: str = "Changed"

    def do(self, draft: DraftT) -> str:
        """Make the change."""
        return leading_to(self.key, self.change, self.record, draft)


def leading_to(key: str, change: Callable[..., object], *given: object) -> str:
    """Make a change; gives the key of the line that the cursor is on afterwards."""
    change(*given)
    return key


def know_undo(context: AppContext) -> None:
    """What was just done is what u undoes from now on, and is seen: it need not be told first."""
    with suppress(KpituiError):
        context.told.undo(undo.upcoming(context.database, context.actor).change_id)


class ChangeRunner:
    """Opens forms, does what they say, and keeps what was typed until it is saved."""

    def __init__(self, screen: AppScreen) -> None:
        self._screen = screen
        self._context = screen.context

    # forms ----------------------------------------------------------------------------------------

    async def ask(
        self,
        form: Form[DraftT],
        do: Callable[[DraftT], str],
        said: ToSay[DraftT],
        sentence: str = "",
        overtaken: Callable[[Texts], Awaitable[None]] | None = None,
        at: str = "",
    ) -> None:
        """Open a form, in the first field or `at` that of a key; what it gives is done. One that
        was left unfinished has what was typed.
        """
        typed = self._context.unsaved
        kept, stood = typed.forms.get(form.key), typed.stood.get(form.key, {})
        if kept:  # what no one touched is shown as it is now
            kept = {
                key: form.fresh.get(key, text) if stood.get(key) == text else text
                for key, text in kept.items()
            }
        app = self._screen.app
        app.clear_notifications()
        dialog = form_dialog.FormDialog(form, self._context, kept=kept, sentence=sentence, at=at)
        await app.push_screen(dialog, partial(self._form_answered, form, do, said, overtaken))

    def _form_answered(
        self,
        form: Form[DraftT],
        do: Callable[[DraftT], str],
        said: ToSay[DraftT],
        overtaken: Callable[[Texts], Awaitable[None]] | None,
        filled: Filled[DraftT] | None,
    ) -> None:
        if filled is None:
            return
        self._context.unsaved.keep_form(form.key, filled.texts, form.fresh)
        if filled.draft is not None:
            told = said if isinstance(said, str) else said(filled.draft)
            again = partial(self.ask, form, do, said, overtaken=overtaken, at=filled.at)
            choose = partial(overtaken, filled.texts) if overtaken else None
            self.do(Task(partial(do, filled.draft), told, form.key), again, choose)

    async def change(
        self,
        form: Form[DraftT],
        key: str,
        change: Callable[[DraftT], object],
        said: ToSay[DraftT] = "Changed",
    ) -> None:
        """Ask, change, and stay on the line of that key."""
        await self.ask(form, partial(leading_to, key, change), said)

    async def choose(self, title: str, choices: list[Choice]) -> None:
        """Let one of several things be chosen, and do it."""

        async def chosen(choice: Choice | None) -> None:
            if choice is not None and isawaitable(opened := choice.do()):
                await opened

        dialog = choices_dialog.ChoicesDialog(title, choices, self._context)
        await self._screen.app.push_screen(dialog, chosen)

    # records that others may change meanwhile -----------------------------------------------------

    async def edit(self, edit: Edit[RecordT, DraftT], sentence: str = "") -> None:
        """Ask for another version of a record; where someone saved one meanwhile, both are shown
        to choose from.
        """
        form, typed = edit.form_of(edit.record), self._context.unsaved
        kept, stood = typed.forms.get(form.key), typed.stood.get(form.key)
        if (
            kept
            and stood
            and any(
                contested.proposed is None for contested in versions.contested(stood, kept, form)
            )
        ):
            await self._choose_version(edit, stood, kept)
            return
        overtaken = partial(self._choose_version, edit, form.fresh)
        await self.ask(form, edit.do, edit.said, sentence, overtaken)

    async def _choose_version(
        self, edit: Edit[RecordT, DraftT], stood: Texts, typed: Texts
    ) -> None:
        work, screen = self._context, self._screen
        try:
            record = records_now.load_now(work.database, edit.record)
            who = records_now.who_changed(work.database, record or edit.record)
        except KpituiError as error:
            screen.tell(error.sentence, error=True)
            return
        screen.show_changed(edit.key)
        if record is None:
            screen.tell("Not saved: it was removed from the file.", error=True)
            return
        now = edit.form_of(record)
        fields = versions.contested(stood, typed, now)
        if not fields:
            work.unsaved.forget_form(now.key)
            screen.tell(f"{who.by} saved the same; there is nothing left to save.")
            return
        said = (
            f"{who.by} saved the values on the right at {work.moment(who.at)}, while you typed "
            "those on the left."
        )
        dialog = versions_dialog.VersionsDialog(now.title, said, fields, work)
        await screen.app.push_screen(
            dialog, partial(self._version_chosen, replace(edit, record=record), now, fields)
        )

    async def _version_chosen(
        self,
        edit: Edit[RecordT, DraftT],
        now: Form[DraftT],
        fields: Sequence[Contested],
        chosen: dict[str, str] | None,
    ) -> None:
        unsaved, tell = self._context.unsaved, self._screen.tell
        if chosen is None:
            mine = {
                field.key: field.mine
                for field in fields
                if field.proposed is not versions.Side.THEIRS
            }
            unsaved.keep_form(now.key, now.fresh | mine, now.fresh)
            tell("Your values are not saved; open the form again, your draft is kept.")
            return
        texts = now.fresh | chosen
        unsaved.keep_form(now.key, texts, now.fresh)
        if texts == now.fresh:
            tell("Nothing changed.")
            return
        try:
            draft = now.read(texts)
        except FieldErrors:
            await self.edit(edit, "The two versions do not fit together; fix the fields below.")
            return
        task = Task(partial(edit.do, draft), edit.said, now.key)
        self.do(
            task, partial(self.edit, edit), partial(self._choose_version, edit, now.fresh, texts)
        )

    # doing it -------------------------------------------------------------------------------------

    def set_out(self, change: str, typed: Typed) -> None:
        """Keep which part of what is typed a change saves, before it is made: a kill after it saves
        nothing twice.
        """
        self._context.unsaved.saves[change] = typed
        if isinstance(app := self._screen.app, TerminalApp):
            app.keep_drafts()

    def do(
        self,
        task: Task,
        again: Again | None = None,
        choose: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Do a change in the file, without holding up a key; `again` opens its form where it was
        refused, `choose` shows both versions where someone else changed the record.
        """
        change, typed = new_id(), self._context.unsaved
        if task.form_key in typed.forms:
            self.set_out(change, Typed(forms={task.form_key: typed.forms[task.form_key]}))
        do = partial(self._do, task, change, again, choose)
        self._screen.run_worker(do, thread=True, group=SAVING)

    def _do(
        self,
        task: Task,
        change: str,
        again: Again | None,
        choose: Callable[[], Awaitable[None]] | None,
    ) -> None:
        """In the thread of a worker; what came of it is told in that of the screen."""
        screen = self._screen
        try:
            with known_as(change):
                key = task.do()
            know_undo(self._context)
        except Conflict as error:
            # The form was made from what the record held before; one opened now is made from what
            # it holds.
            kept = " Open it again: your draft is kept." if again else ""
            screen.call_later(choose or partial(self._not_done, not_saved(error) + kept, None))
        except KpituiError as error:
            if isinstance(error, ReasonNeeded) and task.ask_why:
                screen.call_later(task.ask_why, error.sentence)
            else:
                # Without a form it may be an undo: that nothing was saved says nothing there.
                said = not_saved(error) if again or error.nothing_saved else error.sentence
                screen.call_later(self._not_done, said, again)
        else:
            screen.call_later(self._done, task, key)
            screen.post_message(SaveArrived(change))

    def _done(self, task: Task, key: str) -> None:
        self._context.unsaved.forget_form(task.form_key)
        self._screen.show_changed(key)
        if task.said:
            self._screen.tell(f"{task.said}; {self._screen.undo_words}.")

    async def _not_done(self, sentence: str, again: Again | None) -> None:
        if again is None:
            self._screen.show_changed()
            self._screen.tell(sentence, error=True)
        else:
            await again(sentence)
