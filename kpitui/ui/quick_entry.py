"""The colon: readings in words, from every screen."""

from dataclasses import replace

from textual import on, work

from kpitui.actions.readings import record
from kpitui.domain.entry import Understood
from kpitui.domain.entry_words import entry_in_words, reading_draft
from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.history import DeedRecord
from kpitui.domain.natural_limits import Limits
from kpitui.ui.dialogs.form import FormDialog
from kpitui.ui.dialogs.quick_entry import QuickEntryDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Filled
from kpitui.ui.forms.upkeep import reason_form
from kpitui.ui.messages import QuickNotRecorded, QuickRecorded
from kpitui.ui.terminal import TerminalApp
from kpitui.ui.typed_ahead import SAVING
from kpitui.ui.workplace import Workplace
from kpitui.views.usual import load_usual
from kpitui.views.vocabulary import load_vocabulary


class QuickEntryApp(TerminalApp):
    """Opens the line, records what it says, and keeps the words until they are saved."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
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
            vocabulary = load_vocabulary(work.database, work.today())
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return

        def usual(entries: list[Understood]) -> list[Limits | None]:
            return load_usual(work.database, entries, work.as_of, work.config)

        await self.push_screen(QuickEntryDialog(vocabulary, work, usual, work.unsaved.words, sentence), self._answered)

    def _answered(self, answer: tuple[str, list[Understood]] | None) -> None:
        if answer is None:
            return
        self.workplace.unsaved.words, entries = answer
        if entries:
            self._record(entries, DeedRecord(self.workplace.actor, "record readings"))

    @work(thread=True, group=SAVING)
    def _record(self, entries: list[Understood], deed: DeedRecord) -> None:
        work = self.workplace
        try:
            record(work.database, work.actor, [reading_draft(one) for one in entries], today=work.today(), deed=deed)
        except KpituiError as error:
            again = entries if isinstance(error, ReasonNeeded) else []
            self.post_message(QuickNotRecorded(error.sentence, again, deed))
        else:
            self.post_message(QuickRecorded(entries))

    @on(QuickRecorded)
    def _recorded(self, message: QuickRecorded) -> None:
        self.workplace.unsaved.words = ""
        if isinstance(self.screen, EditingScreen):
            self.screen.show_changed("")
        said = entry_in_words(message.entries[0], decimal_comma=self.workplace.config.decimal_comma)
        more = f" and {len(message.entries) - 1} more" if len(message.entries) > 1 else ""
        self.tell(f"Recorded {said}{more}; u takes it back.")

    @on(QuickNotRecorded)
    async def _not_recorded(self, message: QuickNotRecorded) -> None:
        if not message.again:
            await self._open(f"Not recorded. {message.sentence}")
            return

        def answered(filled: Filled[str] | None) -> None:
            if filled is not None and filled.draft is not None:
                self._record(message.again, replace(message.deed, why=filled.draft))

        form = reason_form("quick", message.sentence, self.workplace.today())
        await self.push_screen(FormDialog(form, self.workplace), answered)
