"""How a sheet of typed values is saved: looked over, asked about once, and saved in one
transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace
from textual.message import Message

from kpitui.actions.corrections import record_placed
from kpitui.domain.errors import KpituiError, ReasonNeeded, Refused
from kpitui.domain.first_few import and_more
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import reading_of
from kpitui.domain.same_day import Placed
from kpitui.lazy import Lazy
from kpitui.storage.drafts import Typed
from kpitui.terminal.typed_ahead import SAVING
from kpitui.ui.app_context import AppContext
from kpitui.ui.changes import know_undo
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Filled
from kpitui.ui.forms.upkeep import reason_form
from kpitui.ui.messages import NotRecorded, ReasonAsked, SaveArrived
from kpitui.ui.telling import NOT_SAVED, not_saved_but_kept
from kpitui.ui.to_save import AskedValue, Reason, TypedValue, asked_about, changes_in_words, to_save
from kpitui.ui.widgets.entry_line import EntryLine
from kpitui.views.entry import EntrySubject
from kpitui.views.same_day import StandingReading, load_same_day

if TYPE_CHECKING:
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs import saving as saving_dialog
    from kpitui.ui.dialogs.saving import SavingAnswer
else:
    form_dialog, saving_dialog = Lazy("kpitui.ui.dialogs.form"), Lazy("kpitui.ui.dialogs.saving")

CHANGES_TOLD = 2

ToSave = list[tuple[TypedValue, Placed]]

SetAside = Callable[[int], Awaitable[None]]
"""Goes on to something else while so many values wait to be asked about."""


class TypedSheet(Protocol):
    """What is saved: it knows what is typed in it."""

    def keep_typed(self) -> None:
        """Put what is typed among what is typed and not saved."""

    def being_saved(self) -> Typed:
        """The part of what is typed that a save takes along."""


class AskedSheet(TypedSheet, Protocol):
    """What is asked about before it is saved: it leads to what is refused."""

    def go_to_refused(self) -> None:
        """Put the cursor on the first line that is refused, where there is one."""


class SheetSaving:
    """Saves the sheets of a screen; what came of it is said there, and sent to it.

    `again` is the key that saves: it is pressed once more after the one question is answered.
    """

    def __init__(
        self,
        screen: EditingScreen,
        say: Callable[[str], None],
        again: Callable[[], Awaitable[None]],
        context: AppContext,
    ) -> None:
        self._screen = screen
        self._say = say
        self._again = again
        self._app_context = context
        self._tried: tuple[ChangeRecord, object] | None = None
        self._agreed: set[AskedValue] = set()
        self._replaces = False

    # the one question -----------------------------------------------------------------------------

    async def looked_over(
        self,
        sheet: AskedSheet,
        values: Sequence[TypedValue],
        set_aside: SetAside | None = None,
        *,
        faults: Sequence[AskedValue] = (),
    ) -> ToSave | None:
        """What the values make, None where they are asked about first, or `set_aside`, with how
        many there are to ask about; `faults` are what is wrong in fields beside them.
        """
        try:
            standing = self._standing(values)
        except KpituiError as error:
            self._say(not_saved_but_kept(error))
            return None
        asked = [*faults, *asked_about(values, standing, self._app_context)]
        if not await self._ask_first(sheet, asked, set_aside):
            return None
        return to_save(values, standing, replaces=self._replaces)

    async def _ask_first(
        self,
        sheet: AskedSheet,
        asked: Sequence[AskedValue],
        set_aside: SetAside | None,
    ) -> bool:
        """Ask about everything that is to be looked at, once; whether there is nothing to ask, or
        any more.
        """
        refused = [value for value in asked if value.kind is Reason.REFUSED]
        if not refused and self._agreed.issuperset(asked):
            return True
        if set_aside is not None:
            await set_aside(len(asked))
            return False

        async def answered(answer: SavingAnswer | None) -> None:
            """Saves again what was agreed to, or says what is to be fixed first."""
            if answer is None:
                if refused:  # someone looked, and went back to fix it
                    sheet.go_to_refused()
                self._say(f"Not saved: {len(asked)} to check.")
                return
            self._replaces = bool(answer.replaces)
            self._agreed.update(value for value in asked if value.kind is not Reason.REFUSED)
            if refused:
                what = "the one marked !" if len(refused) == 1 else f"the {len(refused)} marked !"
                self._say(f"Not saved: fix or clear {what}; then ctrl+s saves.")
            else:
                await self._again()

        question = saving_dialog.SavingQuestion(asked, self._app_context)
        await self._screen.app.push_screen(question, answered)
        return False

    def _standing(self, values: Sequence[TypedValue]) -> list[tuple[StandingReading, ...]]:
        """What stands for the day of each; what a cell shows is no news to the one who typed
        over it.
        """
        drafts = [value.draft for value in values if value.draft is not None and value.over is None]
        found = iter(load_same_day(self._app_context.database, drafts))
        return [
            next(found) if value.draft is not None and value.over is None else ()
            for value in values
        ]

    def forget_answers(self) -> None:
        """Another sheet is opened: what was agreed to held for the last one."""
        self._agreed.clear()

    # saving ---------------------------------------------------------------------------------------

    async def save_values(
        self,
        sheet: AskedSheet,
        values: Sequence[TypedValue],
        when_done: Callable[[list[str]], Message],
        set_aside: SetAside | None = None,
    ) -> bool:
        """Ask about what is to be looked at, then save all of them or none; the cursor stays where
        it is, but for esc in what is asked. Whether they are on their way.
        """
        work = self._app_context
        if not values:
            self._say("Nothing to save.")
            return False
        made = await self.looked_over(sheet, values, set_aside)
        if made is None:
            return False
        readings = [reading for _, reading in made]

        def save(change: ChangeRecord) -> None:
            record_placed(work.database, work.actor, readings, today=work.latest_day, change=change)

        change = self.change_of("record readings", made)
        self.save(sheet, save, change, when_done(changes_in_words(made, work)))
        return True

    def change_of(self, what: str, saved: object) -> ChangeRecord:
        """The change that saves it: the same again where an earlier try of it ended
        without an answer.
        """
        if self._tried is None or self._tried[1] != saved:
            self._tried = ChangeRecord(self._app_context.actor, what), saved
        return self._tried[0]

    def save(
        self,
        sheet: TypedSheet,
        do: Callable[[ChangeRecord], object],
        change: ChangeRecord,
        when_done: Message,
    ) -> None:
        """Do a change without holding up a key; a closed month asks for its reason first."""
        sheet.keep_typed()
        self._screen.changes.set_out(change.uuid, deepcopy(sheet.being_saved()))
        self._screen.run_worker(
            partial(self._save, sheet, do, change, when_done),
            thread=True,
            group=SAVING,
            exclusive=True,
        )

    def _save(
        self,
        sheet: TypedSheet,
        do: Callable[[ChangeRecord], object],
        change: ChangeRecord,
        when_done: Message,
    ) -> None:
        """In a thread: what came of it is a message to the screen."""
        screen = self._screen
        try:
            do(change)
        except ReasonNeeded as error:

            def again(why: str) -> None:
                self.save(sheet, do, replace(change, why=why), when_done)

            screen.post_message(ReasonAsked(error.sentence, again))
        except KpituiError as error:
            screen.post_message(NotRecorded(not_saved_but_kept(error), error))
        else:
            know_undo(self._app_context)
            screen.post_message(when_done)
            screen.post_message(SaveArrived(change.uuid))

    def arrived(self) -> None:
        """It is in the file: the next save is another change, and asks its own question."""
        self._tried = None
        self._agreed.clear()

    def failed(self, error: KpituiError) -> None:
        """It is not; what was refused is answered, so the next try is another change."""
        if isinstance(error, Refused):
            self._tried = None

    async def ask_for_reason(self, message: ReasonAsked) -> None:
        """Ask why readings of a closed month are changed, then save with the reason."""

        def answered(filled: Filled[str] | None) -> None:
            if filled is None or filled.draft is None:
                self._say(NOT_SAVED)
            else:
                message.save(filled.draft)

        form = reason_form("closed", message.sentence, self._app_context.today())
        await self._screen.app.push_screen(
            form_dialog.FormDialog(form, self._app_context), answered
        )


def typed_value(line: EntryLine, subject: EntrySubject, day: date) -> TypedValue:
    """What a line makes of its text for someone on a day."""
    draft = None
    if (line.doubt is None or not line.doubt.refused) and (cell := line.parsed()) is not None:
        whose = {"person_id": subject.person_id, "team_id": subject.team_id}
        draft = reading_of(cell, line.metric.id, day, **whose)
    return TypedValue(subject.name, line.metric, line.text, line.doubt, draft)


def saved_words(
    count: int, name: str, day: date, changed: Sequence[str], context: AppContext
) -> str:
    """How many were saved, whose, for which day where it is another than today,
    and what was changed.
    """
    whose = context.text(name)
    if day == context.entry_day == context.today():
        said = f"Saved {'1 reading' if count == 1 else f'{count} readings'} of {whose}"
    else:
        said = f"Saved {count} for {context.speech.weekday(day)}: {whose}"
    return f"{said}{changed_words(changed, name, context)}."


def changed_words(changed: Sequence[str], name: str, context: AppContext) -> str:
    """What was changed, behind what was saved; the first two of many."""
    if not changed:
        return ""
    # whose it is was said once already
    changed = [one.replace(f" for {context.text(name)}, ", " for ") for one in changed]
    return f"; changed {and_more(changed, CHANGES_TOLD, '; ')}"
