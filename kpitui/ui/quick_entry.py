"""The colon: readings in words, from every screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.history import ChangeRecord
from kpitui.lazy import Lazy
from kpitui.storage.drafts import Typed
from kpitui.terminal.typed_ahead import SAVING
from kpitui.ui.changes import know_undo
from kpitui.ui.choice import Choice, score_again
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import SaveArrived
from kpitui.ui.telling import not_saved, tell

if TYPE_CHECKING:
    from kpitui.actions import absences, coaching, corrections, evaluations, measures
    from kpitui.domain import away_entry, entry_words, event_entry, session_entry
    from kpitui.domain.entry_phrase import Understood
    from kpitui.terminal.app import TerminalApp
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.dialogs import choices, quick_entry
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs.quick_entry import LookedUp, QuickLine
    from kpitui.ui.forms import upkeep
    from kpitui.ui.forms.form import Filled
    from kpitui.views import same_day, usual, vocabulary
else:
    absences, away_entry = Lazy("kpitui.actions.absences"), Lazy("kpitui.domain.away_entry")
    coaching, corrections = Lazy("kpitui.actions.coaching"), Lazy("kpitui.actions.corrections")
    entry_words, session_entry = (
        Lazy("kpitui.domain.entry_words"),
        Lazy("kpitui.domain.session_entry"),
    )
    evaluations, choices = Lazy("kpitui.actions.evaluations"), Lazy("kpitui.ui.dialogs.choices")
    event_entry, measures = Lazy("kpitui.domain.event_entry"), Lazy("kpitui.actions.measures")
    form_dialog, quick_entry = Lazy("kpitui.ui.dialogs.form"), Lazy("kpitui.ui.dialogs.quick_entry")
    upkeep = Lazy("kpitui.ui.forms.upkeep")
    same_day = Lazy("kpitui.views.same_day")
    usual, vocabulary = Lazy("kpitui.views.usual"), Lazy("kpitui.views.vocabulary")


class QuickEntry:
    """Opens the line, records what it says, and keeps the words until they are saved."""

    def __init__(self, app: TerminalApp, context: AppContext) -> None:
        self._app, self._context = app, context

    async def open(self, sentence: str = "") -> None:
        """Open the line; `sentence` is what is to be said of the words in it."""
        work = self._context
        try:
            known = vocabulary.load_vocabulary(work.database, work.today())
        except KpituiError as error:
            tell(self._app, work, error.sentence, error=True)
            return

        def look_up(entries: list[Understood]) -> LookedUp:
            for entry in entries:
                known.require(entry.subject)
            drafts = [entry_words.reading_draft(entry) for entry in entries]
            found = usual.load_usual(work.database, entries, work.as_of)
            return found, same_day.load_same_day(work.database, drafts)

        self._app.clear_notifications()
        dialog = quick_entry.QuickEntryDialog(known, work, look_up, work.unsaved.words, sentence)
        await self._app.push_screen(dialog, self._answered)

    def _answered(self, line: QuickLine | None) -> None:
        if line is None:
            return
        self._context.unsaved.words = line.words
        if line.session or line.event or line.away or line.score or line.saved:
            change = ChangeRecord(self._context.actor, _what(line))
            self._context.unsaved.saves[change.uuid] = Typed(words=line.words)
            self._app.keep_drafts()
            self._begin_to_record(line, change)

    def _begin_to_record(self, line: QuickLine, change: ChangeRecord) -> None:
        self._app.run_worker(partial(self._record, line, change), thread=True, group=SAVING)

    def _record(self, line: QuickLine, change: ChangeRecord) -> None:
        work, today = self._context, self._context.latest_day
        taken = [reading for _, reading in line.saved]
        try:
            if line.session:
                coaching.record_session(
                    work.database, work.actor, session_entry.session_draft(line.session),
                    today=today, change=change, readings=taken, once=True,
                )  # fmt: skip
            elif line.score:
                evaluations.record_evaluations(
                    work.database, work.actor, [line.score.draft], today=today, change=change,
                    again=line.again,
                )  # fmt: skip
            elif line.away:
                absences.say_away(
                    work.database, work.actor, line.away, work.entry_day, change=change
                )
            elif line.event:
                draft = event_entry.event_draft(line.event)
                measures.annotate(work.database, work.actor, draft, change=change)
            else:
                corrections.record_placed(
                    work.database, work.actor, taken, today=today, change=change
                )
        except evaluations.ScoredAlready as error:
            self._app.call_later(self._ask_again, error.sentence, line, change)
        except KpituiError as error:
            again = line if isinstance(error, ReasonNeeded) else None
            said = error.sentence if again else not_saved(error)
            self._app.call_later(self._not_recorded, said, again, change)
        else:
            know_undo(work)
            self._app.call_later(self._recorded, line)
            self._app.post_message(SaveArrived(change.uuid))

    def _recorded(self, line: QuickLine) -> None:
        self._context.unsaved.words = ""
        screen, undo = self._app.screen, EditingScreen.undo_words
        if isinstance(screen, EditingScreen):
            screen.show_changed("")
            undo = screen.undo_words
        tell(self._app, self._context, f"{self._in_words(line)}; {undo}.")

    def _in_words(self, line: QuickLine) -> str:
        writing, more = self._context.speech.writing, len(line.saved) - 1
        if line.session:
            return f"Recorded {session_entry.session_in_words(line.session, writing)[0]}"
        if line.score:
            return line.score.done
        if line.event:
            return f"Recorded {event_entry.event_in_words(line.event, writing)}"
        if line.away:
            return away_entry.away_in_words(line.away, self._context.entry_day, writing)
        said = entry_words.saved_in_words(*line.saved[0], writing)
        return said[0].upper() + said[1:] + (f" and {more} more" if more else "")

    async def _ask_again(self, sentence: str, line: QuickLine, change: ChangeRecord) -> None:
        """Ask whether a contact is scored twice."""

        def answered(choice: Choice | None) -> None:
            if choice is not None:
                choice.do()

        record = partial(self._begin_to_record, replace(line, again=True), change)
        listed = score_again(record)
        dialog = choices.ChoicesDialog(sentence, listed, self._context)
        await self._app.push_screen(dialog, answered)

    async def _not_recorded(
        self, sentence: str, again: QuickLine | None, change: ChangeRecord
    ) -> None:
        """Say why; `again` is the line where it waits for a reason."""
        if again is None:
            await self.open(sentence)
            return

        def answered(filled: Filled[str] | None) -> None:
            if filled is not None and filled.draft is not None:
                self._begin_to_record(again, replace(change, why=filled.draft))

        form = upkeep.reason_form("quick", sentence, self._context.today())
        await self._app.push_screen(form_dialog.FormDialog(form, self._context), answered)


def _what(line: QuickLine) -> str:
    """What the change is called in the history."""
    if line.session:
        return "coaching session"
    if line.score:
        return "score contact"
    if line.away:
        return "end absence" if line.away.back else "add absence"
    return "annotate" if line.event else "record readings"
