"""The colon: readings in words, from every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on, work

from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.history import DeedRecord
from kpitui.later import Later
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import QuickNotRecorded, QuickRecorded
from kpitui.ui.own_keys import OwnKeysApp
from kpitui.ui.typed_ahead import SAVING

if TYPE_CHECKING:
    from kpitui.actions import coaching, readings
    from kpitui.domain import entry_words, session_entry
    from kpitui.domain.entry import Understood
    from kpitui.domain.natural_limits import Limits
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs import quick_entry
    from kpitui.ui.dialogs.quick_entry import QuickLine
    from kpitui.ui.forms import upkeep
    from kpitui.ui.forms.form import Filled
    from kpitui.ui.workplace import Workplace
    from kpitui.views import usual, vocabulary
else:
    coaching, readings = Later("kpitui.actions.coaching"), Later("kpitui.actions.readings")
    entry_words, session_entry = Later("kpitui.domain.entry_words"), Later("kpitui.domain.session_entry")
    form_dialog, quick_entry = Later("kpitui.ui.dialogs.form"), Later("kpitui.ui.dialogs.quick_entry")
    upkeep = Later("kpitui.ui.forms.upkeep")
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

        def limits(entries: list[Understood]) -> list[Limits | None]:
            return usual.load_usual(work.database, entries, work.as_of, work.config)

        self.clear_notifications()
        dialog = quick_entry.QuickEntryDialog(known, work, limits, work.unsaved.words, sentence)
        await self.push_screen(dialog, self._answered)

    def _answered(self, line: QuickLine | None) -> None:
        if line is None:
            return
        self.workplace.unsaved.words = line.words
        if line.session or line.entries:
            what = "coaching session" if line.session else "record readings"
            self._record(line, DeedRecord(self.workplace.actor, what))

    @work(thread=True, group=SAVING)
    def _record(self, line: QuickLine, deed: DeedRecord) -> None:
        work, today = self.workplace, self.workplace.today()
        try:
            if line.session:
                coaching.record_session(
                    work.database, work.actor, session_entry.session_draft(line.session), today=today, deed=deed
                )
            else:
                drafts = [entry_words.reading_draft(one) for one in line.entries]
                readings.record(work.database, work.actor, drafts, today=today, deed=deed)
        except KpituiError as error:
            again = line if isinstance(error, ReasonNeeded) else None
            self.post_message(QuickNotRecorded(error.sentence, again, deed))
        else:
            if isinstance(self.screen, EditingScreen):
                self.screen.know_undo()
            self.post_message(QuickRecorded(line))

    @on(QuickRecorded)
    def _recorded(self, message: QuickRecorded) -> None:
        self.workplace.unsaved.words = ""
        if isinstance(self.screen, EditingScreen):
            self.screen.show_changed("")
        undo = self.screen.undo_words if isinstance(self.screen, EditingScreen) else EditingScreen.undo_words
        self.tell(f"Recorded {self._in_words(message.line)}; {undo}.")

    def _in_words(self, line: QuickLine) -> str:
        writing, more = self.workplace.config.writing, len(line.entries) - 1
        if line.session:
            return session_entry.session_in_words(line.session, writing)[0]
        return entry_words.entry_in_words(line.entries[0], writing) + (f" and {more} more" if more else "")

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
