"""The Coach screen: one session written down before the next call comes in, and what is to be
followed up.
"""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.widgets import Input, OptionList

from kpitui.domain.access import Permission
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.session import SessionDraft
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.ui.app_context import AppContext
from kpitui.ui.coach_subjects import CoachSubjects, ToDo, done_by_space
from kpitui.ui.editing import EditingScreen, may_begin
from kpitui.ui.messages import CellSaid, CoachAsked, NotRecorded, ReasonAsked, SessionSaved
from kpitui.ui.screens.sheet_keys import DATE_FIRST, SHEET_KEYS, UNDO_KEY, UNDO_WORDS
from kpitui.ui.sheet_saving import SheetSaving, ToSave, changed_words
from kpitui.ui.to_save import changes_in_words
from kpitui.ui.widgets.session_sheet import SessionSheet
from kpitui.ui.widgets.subject_picker import CHOOSING, SubjectPicker, SubjectTaken
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.coaching import OpenLine
from kpitui.views.contacts import DisputeLine
from kpitui.views.entry import EntrySubject
from kpitui.views.level_notices import QuestionLine
from kpitui.views.to_coach import ToCoach
from kpitui.words.coaching import NO_COACHING

if TYPE_CHECKING:
    from kpitui.actions import coaching
    from kpitui.ui import follow_ups
else:
    coaching, follow_ups = Lazy("kpitui.actions.coaching"), Lazy("kpitui.ui.follow_ups")

EFFECT_MARK = "="
"""No letter: the cursor stands where names are typed, and no name begins with it."""


class CoachScreen(EditingScreen):
    """One session on one screen; while no one is chosen, who is to be coached and why."""

    CSS_PATH = sheets("subject_picker", "entry_sheet", "coach")
    BINDINGS: ClassVar[list[BindingType]] = [
        *SHEET_KEYS,
        Binding(
            "space",
            "done",
            "Done",
            id="coach.done",
            tooltip="Mark the highlighted action as done, say what became of a follow-up; answer a "
            "question, or decide a dispute",
        ),
        Binding("equals_sign", "app.open_screen('effect')", "Effect", id="coach.effect",
            key_display=EFFECT_MARK, tooltip="Effect of coaching over all sessions"),
    ]  # fmt: skip

    undo_key, undo_words = UNDO_KEY, UNDO_WORDS

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="coach-screen")
        self.add_class(CHOOSING, update=False)
        self._subjects = CoachSubjects(context)
        self._picker = SubjectPicker(self._subjects, context, marks=EFFECT_MARK)
        self._say = self._picker.hint.say
        self._saving = SheetSaving(self, self._say, self.action_save, context)
        self.sheet = SessionSheet(self._picker, self._subjects, context)
        self._wanted: CoachAsked | str | None = None
        self._can_be_done = False
        """Whether the bar says so of the marked line."""

    def compose(self) -> ComposeResult:
        """The bar, the subject and the day, the list or the session, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield self._picker
        yield self.sheet
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not coach is not offered to save; something is done only where it is marked."""
        if action in ("save", "done") and not self.context.actor.may(Permission.COACHING):
            return False
        if action == "save":
            return self._picker.subject is not None
        if action == "back":
            return self._picker.can_go_back and not self.back_to
        if action == "done":
            marked = done_by_space(self._picker.marked)
            return self._picker.subject is None and marked is not None
        return super().check_action(action, parameters)

    # what others, the day and other screens change ------------------------------------------------

    @property
    def is_put_together(self) -> bool:
        """Not while the fields of someone are on their way."""
        return super().is_put_together and not self.sheet.filling

    def show_changed(self, key: str = "") -> None:
        """Show what is to be followed up now; a session that is being typed stays."""
        if self._picker.subject is None:
            self._picker.show_list()
        else:
            self.sheet.show_now()

    def look_again(self) -> None:
        """What can be chosen now, and who is chosen as they are called now."""
        self._picker.look_again()
        if (renamed := self._picker.renamed()) is not None:
            self.keep_typed()
            self.call_later(self._begin, renamed)

    def go_to(self, asked: CoachAsked | str) -> None:
        """Begin the session asked for, or mark the line of a key, now or when it is shown."""
        self._wanted = asked
        if self.is_current:
            self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Names may have changed; begin what was asked for from another screen."""
        if self._picker.subject is None:
            self._picker.show_again()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.keep_typed()
            if self._picker.subject is not None:
                self._picker.choose()
            if isinstance(wanted, str):
                self._picker.mark(self._subjects.line_of(wanted))
            elif (person := self._subjects.person(wanted.person_id)) is not None:
                self.call_later(self._begin, person, wanted.metric_id)

    def on_screen_suspend(self) -> None:
        """Once the screen is left it is today again."""
        self._picker.screen_left(self.sheet)

    def keep_day(self, before: date) -> None:
        """Midnight has passed."""
        self._picker.day.keep()

    def keep_typed(self) -> None:
        """Put what is typed among what is typed and not saved."""
        self.sheet.keep_typed()

    def copied(self, whole: bool) -> str:
        """The line of the list, or what the cursor is in."""
        return self._picker.copied(whole) or super().copied(whole)

    # the subject ----------------------------------------------------------------------------------

    @on(SubjectTaken)
    async def _take(self, message: SubjectTaken[EntrySubject | ToDo]) -> None:
        item = message.item
        if isinstance(item, DisputeLine):
            await self._decide(item)
            return
        metric_id = item.metric_id if isinstance(item, ToCoach) else None
        await self._begin(self._subjects.subject_of(item), metric_id)

    async def _decide(self, line: DisputeLine) -> None:
        if self.context.actor.may(Permission.READINGS):
            await self.changes.change(*follow_ups.deciding(line, self.context))
        else:
            self.tell(follow_ups.DECIDES)

    async def _begin(self, subject: EntrySubject, metric_id: int | None = None) -> None:
        if not may_begin(self, Permission.COACHING):
            return
        self._saving.forget_answers()
        await self.sheet.open(subject, metric_id, self._subjects.to_coach(subject.person_id))

    @on(OptionList.OptionHighlighted, "#names, #waiting")
    def _marked_another(self) -> None:
        can_be_done = done_by_space(self._picker.marked) is not None
        if can_be_done is not self._can_be_done:
            self._can_be_done = not self._can_be_done
            self.refresh_bindings()

    async def action_done(self) -> None:
        """Say that the marked follow-up or action is done; answer the marked question or
        dispute.
        """
        line = done_by_space(self._picker.marked)
        if isinstance(line, OpenLine):
            await follow_ups.done_with(line, self.context, self.changes)
        elif isinstance(line, QuestionLine):
            await self.changes.change(*follow_ups.answering(line, self.context))
        elif isinstance(line, DisputeLine):
            await self._decide(line)

    def action_back(self) -> None:
        """Choose someone else; what was typed is kept."""
        self.keep_typed()
        self._picker.choose()

    def action_date(self) -> None:
        """Change the date."""
        self._picker.day.field.focus()

    @on(Input.Submitted, "#date")
    def _date_entered(self) -> None:
        if not self._picker.day.is_good():
            return
        if self._picker.subject is None:
            self._picker.ask_name()
        else:
            self.sheet.show_now()
            self.sheet.focus_first()

    # the session ----------------------------------------------------------------------------------

    @on(DescendantFocus)
    def _tell(self) -> None:
        self.sheet.tell()

    @on(CellSaid)
    def _said_of_cell(self, message: CellSaid) -> None:
        self._picker.hint.say_of_cell(message)

    def action_next(self) -> None:
        """Go to the field below."""
        self.sheet.step(1)

    def action_previous(self) -> None:
        """Go to the field above."""
        self.sheet.step(-1)

    action_next_cell = action_next
    action_previous_cell = action_previous

    # saving ---------------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """Save the session with its actions and readings in one go."""
        subject = self._picker.subject
        if subject is None:
            return
        if not self._picker.day.is_good():
            self._say(DATE_FIRST)
        elif not any(self.sheet.fields.texts.values()):
            self._say("Nothing to save.")
        else:
            draft, faults = self.sheet.read(subject)
            values = self.sheet.values(subject)
            made = await self._saving.looked_over(self.sheet, values, faults=faults)
            if draft is not None and made is not None:
                self._save_session(subject, draft, made)

    def _save_session(self, subject: EntrySubject, draft: SessionDraft, made: ToSave) -> None:
        work = self.context
        readings = [reading for _, reading in made]
        draft = replace(draft, readings=tuple(reading.draft for reading in readings))

        def save(change: ChangeRecord) -> None:
            coaching.record_session(
                work.database,
                work.actor,
                draft,
                today=work.latest_day,
                change=change,
                readings=readings,
            )

        done = SessionSaved(subject, self.sheet.fields.texts, draft, changes_in_words(made, work))
        change = self._saving.change_of("coaching session", (draft, readings))
        self._saving.save(self.sheet, save, change, done)

    @on(SessionSaved)
    def _saved(self, message: SessionSaved) -> None:
        self._saving.arrived()
        subject = message.subject
        if self.sheet.take_out(subject, message.texts) and subject == self._picker.subject:
            self._picker.choose()
        changed = changed_words(message.changed, subject.name, self.context)
        draft = message.draft
        known = (self._subjects.person(id_) for id_ in draft.with_ids)
        others = [one.name for one in known if one is not None]
        names = self.context.text(", ".join([subject.name, *others]))
        counts = "" if draft.counts else f" {NO_COACHING}"
        self._say(f"Saved {_count(draft)} with {names}{changed}.{counts}")
        self._picker.answered = True

    @on(ReasonAsked)
    async def _ask_for_reason(self, message: ReasonAsked) -> None:
        await self._saving.ask_for_reason(message)

    @on(NotRecorded)
    def _not_saved(self, message: NotRecorded) -> None:
        self._saving.failed(message.error)
        self._say(message.sentence)


def _count(draft: SessionDraft) -> str:
    parts = [f"the {draft.kind.value}"]
    for count, what in ((len(draft.readings), "reading"), (len(draft.actions), "action")):
        parts += [f"{count} {what}{'' if count == 1 else 's'}"] if count else []
    return ", ".join(parts)
