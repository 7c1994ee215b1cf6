"""The colon: readings in words, from every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on, work

from kpitui.actions.drafts import Typed
from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.history import DeedRecord
from kpitui.later import Later
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import QuickNotRecorded, QuickRecorded, SaveArrived
from kpitui.ui.own_keys import OwnKeysApp
from kpitui.ui.typed_ahead import SAVING

if TYPE_CHECKING:
    from kpitui.actions import coaching, corrections
    from kpitui.domain import entry_words, session_entry
    from kpitui.domain.entry import Understood
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs import quick_entry
    from kpitui.ui.dialogs.quick_entry import LookedUp, QuickLine
    from kpitui.ui.forms import upkeep
    from kpitui.ui.forms.form import Filled
    from kpitui.ui.workplace import Workplace
    from kpitui.views import same_day, usual, vocabulary
else:
    coaching, corrections = Later("kpitui.actions.coaching"), Later("kpitui.actions.corrections")
    entry_words, session_entry = Later("kpitui.domain.entry_words"), Later("kpitui.domain.session_entry")
    form_dialog, quick_entry = Later("kpitui.ui.dialogs.form"), Later("kpitui.ui.dialogs.quick_entry")
    upkeep = Later("kpitui.ui.forms.upkeep")
    same_day = Later("kpitui.views.same_day")
    usual, vocabulary = Later("kpitui.views.usual"), Later("kpitui.views.vocabulary")


class QuickEntryApp(OwnKeysApp):
    """Opens the line, records what it says, and keeps the words until they are saved."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.config)
        self.workplace = workplace

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something in passing, in place of what was said before."""
        self.clear_notifications()
        self.notify(self.workplace.words(sentence), severity="error" if error else "information", markup=False)

    async def action_quick_entry(self) -> None:
        """Open the line of quick entry."""
        await self._open("")

    async def _open(self, sentence: str) -> None:
        work = self.workplace
        try:
            known = vocabulary.load_vocabulary(work.database, work.today())
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return

        def look_up(entries: list[Understood]) -> LookedUp:
            drafts = [entry_words.reading_draft(one) for one in entries]
            found = usual.load_usual(work.database, entries, work.as_of, work.config)
            return found, same_day.load_same_day(work.database, drafts)

        self.clear_notifications()
        dialog = quick_entry.QuickEntryDialog(known, work, look_up, work.unsaved.words, sentence)
        await self.push_screen(dialog, self._answered)

    def _answered(self, line: QuickLine | None) -> None:
        if line is None:
            return
        self.workplace.unsaved.words = line.words
        if line.session or line.saved:
            what = "coaching session" if line.session else "record readings"
            deed = DeedRecord(self.workplace.actor, what)
            self.workplace.unsaved.saves[deed.uuid] = Typed(words=line.words)
            self.keep_drafts()
            self._record(line, deed)

    @work(thread=True, group=SAVING)
    def _record(self, line: QuickLine, deed: DeedRecord) -> None:
        work, today = self.workplace, self.workplace.latest_day
        taken = [reading for _, reading in line.saved]
        try:
            if line.session:
                coaching.record_session(
                    work.database, work.actor, session_entry.session_draft(line.session), today=today, deed=deed,
                    readings=taken,
                )  # fmt: skip
            else:
                corrections.record_placed(work.database, work.actor, taken, today=today, deed=deed)
        except KpituiError as error:
            again = line if isinstance(error, ReasonNeeded) else None
            self.post_message(QuickNotRecorded(error.sentence, again, deed))
        else:
            if isinstance(self.screen, EditingScreen):
                self.screen.know_undo()
            self.post_message(QuickRecorded(line))
            self.post_message(SaveArrived(deed.uuid))

    @on(QuickRecorded)
    def _recorded(self, message: QuickRecorded) -> None:
        self.workplace.unsaved.words = ""
        if isinstance(self.screen, EditingScreen):
            self.screen.show_changed("")
        undo = self.screen.undo_words if isinstance(self.screen, EditingScreen) else EditingScreen.undo_words
        self.tell(f"{self._in_words(message.line)}; {undo}.")

    def _in_words(self, line: QuickLine) -> str:
        writing, more = self.workplace.config.writing, len(line.saved) - 1
        if line.session:
            return f"Recorded {session_entry.session_in_words(line.session, writing)[0]}"
        said = entry_words.saved_in_words(*line.saved[0], writing)
        return said[0].upper() + said[1:] + (f" and {more} more" if more else "")

    @on(QuickNotRecorded)
    async def _not_recorded(self, message: QuickNotRecorded) -> None:
        again = message.again
        if again is None:
            await self._open(f"Not recorded. {message.sentence}")
            return

        def answered(filled: Filled[str] | None) -> None:
            if filled is not None and filled.draft is not None:
                self._record(again, replace(message.deed, why=filled.draft))

        form = upkeep.reason_form("quick", message.sentence, self.workplace.today())
        await self.push_screen(form_dialog.FormDialog(form, self.workplace), answered)
