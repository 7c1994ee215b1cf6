"""The sheet of one coaching session: its fields from top to bottom, and its readings."""

import contextlib
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from kpitui.domain.entry_phrase import only_a_day
from kpitui.domain.errors import KpituiError
from kpitui.domain.fields import FieldErrors
from kpitui.domain.records.session import SessionDraft
from kpitui.domain.sanity import Doubt
from kpitui.domain.session_fields import SessionNames, read_session
from kpitui.lazy import Lazy
from kpitui.storage.drafts import SESSIONS, OpenDays, Typed
from kpitui.storage.typed_about import Gone
from kpitui.terminal.words_area import WordsEntered
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import said_of
from kpitui.ui.choice import Choice
from kpitui.ui.coach_subjects import CoachSubjects, ToDo
from kpitui.ui.dialogs.field_input import FieldInput
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.scoring import ScoresContacts
from kpitui.ui.sheet_saving import typed_value
from kpitui.ui.telling import tell
from kpitui.ui.to_save import AskedValue, Reason, TypedValue
from kpitui.ui.widgets.entry_sheet import CellAccepted, EntrySheet
from kpitui.ui.widgets.metric_panel import MetricPanel, PanelContent
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.session_fields import SessionFields
from kpitui.ui.widgets.session_rows import KEYS, RESTORED, SessionRows, load_known
from kpitui.ui.widgets.subject_lists import key_of
from kpitui.ui.widgets.subject_picker import SubjectPicker
from kpitui.views.coaching import load_sessions_of
from kpitui.views.entry import EntrySubject, load_entry_rows
from kpitui.views.to_coach import ToCoach
from kpitui.words.kpi import why_recorded
from kpitui.words.to_coach import before as told_before
from kpitui.words.to_coach import evidence

if TYPE_CHECKING:
    from kpitui.ui.dialogs import choices
else:
    choices = Lazy("kpitui.ui.dialogs.choices")

DAY = "date"
LAST = "That was the last field. Ctrl+S or F9 save the session"
SHEET_KEYS = ("enter.readings", "whom.score", "coach.more", "coach.discard")


class SessionSheet(ScoresContacts, Horizontal):
    """The fields of a session with the person that was chosen, below them what is known of the one
    of the cursor, and beside them the last sessions, or the metric of a result.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+g", "more", "More", id="coach.more",
            tooltip="More fields: strengths, who else was there, another coach, references"),
        # These two come before the keys of an input: delete a word, cut what is selected.
        Binding("ctrl+f,ctrl+b", "beside", "Chart", id="coach.beside", show=False, priority=True,
            tooltip="Show the chart of what the session or the line is about, with the weakest "
            "questions"),
        Binding("ctrl+x", "discard", "Discard", id="coach.discard", show=False, priority=True,
            tooltip="Discard this unsaved session"),
    ]  # fmt: skip

    def __init__(
        self,
        picker: SubjectPicker[EntrySubject | ToDo],
        subjects: CoachSubjects,
        context: AppContext,
    ) -> None:
        super().__init__(classes="halves")
        self._picker = picker
        self._subjects = subjects
        self._app_context = context
        self._beside = PanelContent()
        """What stands beside the fields."""
        self._names = SessionNames([])
        """What the fields can name."""
        self.fields = SessionFields()
        self.filling = False
        """Whether fields are on their way: they hold nothing yet."""
        self._here: FieldRow | None = None
        """The field of the cursor."""

    @property
    def scored_person(self) -> int | None:
        """The agent who is chosen."""
        return self._picker.scored_person

    def compose(self) -> ComposeResult:
        """The session, and what is known of one of its fields."""
        yield Panel(
            self.fields,
            Static(id="session-hint"),
            context=self._app_context,
            keys=SHEET_KEYS,
            id="session-panel",
            classes=FIRST,
        )
        yield MetricPanel(self._app_context)

    async def open(
        self, subject: EntrySubject, metric_id: int | None = None, why: ToCoach | None = None
    ) -> None:
        """Begin a session with someone, about a metric where one is named; or go on with the one
        that was typed before. `why` they are to be coached now stands above it.
        """
        work, picker = self._app_context, self._picker
        assert subject.person_id is not None
        try:
            kept = work.unsaved.sessions.get(key_of(subject), {})
            day = picker.day.of_sheet(kept.get(DAY))
            rows = load_entry_rows(work.database, subject, work.as_of, day)
            before = load_sessions_of(work.database, subject.person_id)
            known = load_known(subject.person_id, self._subjects.metrics, work)
        except KpituiError as error:
            picker.hint.say(error.sentence)
            return
        self.filling = True
        picker.chosen(subject)
        self.query_one("#session-panel", Panel).say(f"Session with {subject.name}")
        metric = self._subjects.metrics.get(metric_id) if metric_id is not None else None
        about = metric.name if metric is not None and not kept.get("about") else ""
        self._beside = PanelContent(metric, tuple(evidence(why, known.weakest, work.speech)))
        self._names = known.names
        made = SessionRows(known, kept, about, work)
        said = told_before(before, why, work.speech)
        cells = made.cells(rows, subject.name, self.tell)
        await self.fields.fill(made, [*made.made(said), *cells])
        picker.day.bring_back(kept.get(DAY))
        self.filling = False
        picker.hint.say_keys(f"Enter for next, empty skips · {KEYS} · Ctrl+X discard")
        if kept:
            picker.hint.say(RESTORED)
        self.focus_first()

    def show_now(self) -> None:
        """Show what the file holds now beside what is typed."""
        subject, cells, work = self._picker.subject, self.fields.cells, self._app_context
        if subject is None or cells is None:
            return
        with contextlib.suppress(KpituiError):  # busy for a moment; what is shown stays
            day = self._picker.day.of_sheet()
            rows = load_entry_rows(work.database, subject, work.as_of, day)
            cells.show({row.metric.id: row for row in rows})

    # from field to field --------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        if inputs := self.fields.inputs:  # none where the program is being left
            inputs[0].focus()

    def step(self, step: int, start: Widget | None = None) -> None:
        """Go to the field, or to the cell, beside that of the cursor, or beside `start`."""
        inputs, cells = self.fields.inputs, self.fields.cells
        if cells is not None and cells.has_focus and (step > 0 or cells.place or cells.ended):
            cells.step(step)
            return
        here = start or self.screen.focused
        place = next((i for i, one in enumerate(inputs) if one is here), None)
        if place is None:
            return
        if 0 <= place + step < len(inputs):
            inputs[place + step].focus()
        elif step > 0:
            self._picker.hint.say(LAST)
            if self._here is not None:
                self._look_at(self._here)

    def tell(self) -> None:
        """Say what is known of the field of the cursor, and what is wrong in the one it left."""
        hint, left = "", self._here
        self._here = next((row for row in self.fields.rows if row.has_focus_within), None)
        if self._here is not None:
            hint = self._here.field.hint
            if self._here is not left and self._here.has_class("-refused"):
                self._mark()
        beside = self._beside
        if (cells := self.fields.cells) is not None and cells.has_focus:
            beside = PanelContent(cells.line.metric)
            why = why_recorded(cells.line.row, self._app_context.speech)
            hint = cells.line.remark or f"{f'{why}; ' if why else ''}n note · - not applicable"
        self.query_one("#session-hint", Static).update(Content(self._app_context.text(hint)))
        self.fields.complete()
        if left is not None and left is not self._here and left.is_attached:
            self._look_at(left)
        if (subject := self._picker.subject) is not None:
            self.query_one(MetricPanel).want(beside, subject)

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        work, today = self._app_context, self._picker.day.opened_on
        self.step(1, await self.fields.entered(
            event.input, lambda text: only_a_day(text, today, work.writing)
        ))  # fmt: skip

    async def action_more(self) -> None:
        """Go to the fields that few sessions need."""
        if (first := await self.fields.more()) is not None:
            first.input.focus()

    def action_beside(self) -> None:
        """Show what stands beside the fields in a box: a small window has no room beside them."""
        self.query_one(MetricPanel).read_in_a_box()

    @on(WordsEntered)
    def _go_on(self) -> None:
        self.step(1)

    @on(CellAccepted)
    def _after_the_last(self) -> None:
        self._picker.hint.say(LAST)

    # what is typed --------------------------------------------------------------------------------

    def keep_typed(self) -> None:
        """Put what stands in the fields among what is typed and not saved."""
        subject, day = self._picker.subject, self._picker.day
        if subject is None or self.filling:
            return
        sessions, texts = self._app_context.unsaved.sessions, self.fields.texts
        sessions.pop(key_of(subject), None)
        if self.fields.is_typed:
            typed_day = {DAY: day.day().isoformat()} if day.is_good() else {}
            sessions[key_of(subject)] = texts | typed_day

    @property
    def open_days(self) -> OpenDays:
        """Whose session this is, and the day that it is for."""
        subject, day = self._picker.subject, self._picker.day
        return [(SESSIONS, key_of(subject), day.shown)] if subject is not None else []

    async def show_typed(self) -> None:
        """Show a session that came to what is typed from another one, where nothing is typed."""
        subject = self._picker.subject
        kept = self._app_context.unsaved.sessions.get(key_of(subject), {}) if subject else {}
        if not kept or self.fields.is_typed:
            return
        self.filling = True
        await self.fields.show_kept(kept)
        self.filling = False
        self._mark()
        self._picker.hint.say(RESTORED)

    def drop_typed(self, gone: Gone) -> None:
        """Leave the session, with nothing of it kept, where its agent was forgotten."""
        subject = self._picker.subject
        if subject is not None and key_of(subject) in gone.keys:
            self._app_context.unsaved.sessions.pop(key_of(subject), None)
            self._picker.choose()

    def waits(self) -> bool:
        """Whether a session is typed and not saved."""
        subject = self._picker.subject
        return subject is not None and key_of(subject) in self._app_context.unsaved.sessions

    def being_saved(self) -> Typed:
        """The whole session."""
        sessions, subject = self._app_context.unsaved.sessions, self._picker.subject
        key = key_of(subject) if subject else ""
        return Typed(sessions={key: sessions.get(key, {})})

    def read(self, subject: EntrySubject) -> tuple[SessionDraft | None, list[AskedValue]]:
        """The session without its readings; or None, and every field that is wrong, which its line
        says too. The cursor stays, and the next letter takes the place of what stands there.
        """
        self.fields.complete()
        draft, errors = self._draft_or_errors(subject)
        for row in self.fields.rows:
            row.refuse(errors.get(row.field.key, ""))
        if errors:
            self._mark()
        texts = self.fields.texts
        return draft, [
            AskedValue(
                Reason.REFUSED, subject.name, row.field.label, texts[row.field.key] or "empty",
                errors[row.field.key],
            )
            for row in self.fields.rows
            if row.field.key in errors
        ]  # fmt: skip

    def go_to_refused(self) -> None:
        """Put the cursor into the first field that is refused, else on the first such result."""
        row = next((row for row in self.fields.rows if row.has_class("-refused")), None)
        if row is not None:
            row.input.focus()
        elif self.fields.cells is not None:
            self.fields.cells.go_to_refused()

    def _draft_or_errors(self, subject: EntrySubject) -> tuple[SessionDraft | None, dict[str, str]]:
        day = self._picker.day
        assert subject.person_id is not None
        try:
            return read_session(
                self.fields.texts, subject.person_id, self._names, day.opened_on, day.day(),
                self._app_context.writing,
            ), {}  # fmt: skip
        except FieldErrors as error:
            return None, error.errors

    def _look_at(self, row: FieldRow) -> None:
        """Say what is wrong in a field that is left, and ring; one that is empty can be skipped."""
        subject, text = self._picker.subject, row.input.value
        if subject is None or not self._picker.day.is_good():
            return
        errors = self._draft_or_errors(subject)[1] if text.strip() else {}
        sentence = errors.get(row.field.key, "")
        row.refuse(sentence)
        doubt = Doubt(sentence, refused=True) if sentence else None
        self.post_message(said_of(doubt, f"{row.field.label}: "))

    def _mark(self) -> None:
        """Let the next letter take the place of what stands where the cursor is."""
        focused = self.screen.focused
        if isinstance(focused, EntrySheet):
            focused.mark()
        elif isinstance(focused, FieldInput):
            focused.select_all()

    def values(self, subject: EntrySubject) -> list[TypedValue]:
        """What is typed in the cells, once it was looked at."""
        if (cells := self.fields.cells) is not None:
            cells.settle()
        day = self._picker.day.day()
        return [typed_value(line, subject, day) for line in self.fields.lines if line.text]

    async def action_discard(self) -> None:
        """Ask once, then keep nothing of what is typed for the agent."""
        self.keep_typed()
        if not self.waits() or (subject := self._picker.subject) is None:
            self._picker.choose()
            return

        def answered(choice: Choice | None) -> None:
            if choice is not None:
                choice.do()

        listed = [Choice("Discard it", self._discard), Choice("Keep it", lambda: None)]
        title = f"Discard the unsaved session with {self._app_context.text(subject.name)}?"
        await self.app.push_screen(
            choices.ChoicesDialog(title, listed, self._app_context), answered
        )

    def _discard(self) -> None:
        if (subject := self._picker.subject) is not None:
            self._app_context.unsaved.sessions.pop(key_of(subject), None)
        self._picker.choose()
        tell(self.app, self._app_context, "Draft discarded.")

    def take_out(self, subject: EntrySubject, saved: dict[str, str]) -> bool:
        """Keep nothing of what was saved; whether nothing was changed since."""
        self.keep_typed()
        sessions, key = self._app_context.unsaved.sessions, key_of(subject)
        texts = sessions.get(key, {}).items()
        unchanged = {name: text for name, text in texts if name != DAY} == saved
        if unchanged:  # what was changed since is not what was saved
            sessions.pop(key, None)
        return unchanged
