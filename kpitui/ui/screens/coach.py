"""The Coach screen: one session written down before the next call comes in, and what is to be followed up."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Input, Label, OptionList, Static

from kpitui.actions.coaching import finish_action, follow_up, record_session
from kpitui.actions.drafts import Typed
from kpitui.domain.access import Deed as Kind
from kpitui.domain.coaching_drafts import SessionDraft
from kpitui.domain.errors import KpituiError
from kpitui.domain.fields import FieldErrors
from kpitui.domain.find import best_first
from kpitui.domain.history import DeedRecord
from kpitui.domain.metrics import Metric
from kpitui.domain.readings import reading_of
from kpitui.domain.sanity import Doubt
from kpitui.domain.session_fields import ACTION, read_session
from kpitui.paths import sheets
from kpitui.ui.coaching_words import open_words
from kpitui.ui.dialogs.form import FieldRow
from kpitui.ui.editing import Deed
from kpitui.ui.forms.coaching import AGREED, FOLLOW_UP, KIND, MINUTES, SEEN, about_field, action_field, completed_kind
from kpitui.ui.forms.form import Field
from kpitui.ui.messages import SessionSaved
from kpitui.ui.screens.whom import WhoInput, WhomScreen, key_of
from kpitui.ui.to_save import Asked, Reason
from kpitui.ui.widgets.entry_row import CellAccepted, EntryRowView
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words_area import WordsArea, WordsEntered
from kpitui.ui.workplace import Workplace
from kpitui.views.coaching import OpenLine, SessionLine, load_open, load_sessions_of, open_lines
from kpitui.views.entry import EntryRow, Somebody, load_entry_rows, load_people_here
from kpitui.views.vocabulary import load_metrics_by_id

CELL = "cell-"
DAY = "date"


class WordsRow(Vertical):
    """Label and room for a few sentences; below it what is wrong, while something is."""

    def __init__(self, field: Field, text: str, workplace: Workplace) -> None:
        super().__init__()
        self.field = field
        self._text = text
        self._workplace = workplace

    def compose(self) -> ComposeResult:
        """The line, and room for a message."""
        with Horizontal():
            yield Label(Content(self._workplace.words(self.field.label)), classes="label")
            yield WordsArea(self._text)
        yield Static(classes="message")

    def say(self, sentence: str) -> None:
        """Show what is wrong, or nothing."""
        message = self.query_one(".message", Static)
        message.update(Content(self._workplace.words(sentence)))
        message.display = bool(sentence)


class CoachScreen(WhomScreen[Somebody | OpenLine]):
    """One session on one screen; while nobody is chosen, what is to be followed up, oldest first."""

    CSS_PATH = sheets("whom", "entry_row", "coach")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "done", "Done", id="coach.done", tooltip="Say that the marked follow-up or action is done"),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="coach-screen")
        self._people: list[Somebody] = []
        self._open: list[OpenLine] = []
        self._metrics: dict[int, Metric] = {}
        self._wanted: int | None = None
        self._can_be_done = False
        """Whether the bar says so of the marked line."""
        self._tried: tuple[DeedRecord, SessionDraft] | None = None

    def compose(self) -> ComposeResult:
        """The bar, whom and when, the list or the session, the keys."""
        yield TopBar(self.workplace, "coach")
        yield TooSmall()
        yield from self.compose_head()
        yield VerticalScroll(id="session", can_focus=False)
        yield Static(id="session-hint")
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not coach is not offered to save; something is done only where it is marked."""
        if action in ("save", "done") and not self.workplace.actor.may(Kind.COACHING):
            return False
        if action == "done":
            return self._somebody is None and isinstance(self.marked, OpenLine)
        return super().check_action(action, parameters)

    @on(OptionList.OptionHighlighted, "#names")
    def _marked_another(self) -> None:
        if isinstance(self.marked, OpenLine) is not self._can_be_done:
            self._can_be_done = not self._can_be_done
            self.refresh_bindings()

    def show_changed(self, key: str) -> None:
        """Show what is to be followed up now; a session that is being typed stays."""
        if self._somebody is None:
            self.list_anew()

    def go_to(self, person_id: int) -> None:
        """Begin a session with a person, now or when the screen is shown."""
        self._wanted = person_id
        if self.is_current:
            self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Begin what was asked for from another screen."""
        super().on_screen_resume()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.keep_typed()
            self.list_anew() if self._somebody is None else self.choose_whom()
            somebody = next((one for one in self._people if one.person_id == wanted), None)
            if somebody is not None:
                self.call_later(self.take, somebody)

    # whom -------------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Who is here, and what is to be followed up."""
        work, today = self.workplace, self.workplace.today()
        self._people = load_people_here(work.database, today)
        self._open = load_open(work.database, today)
        self._metrics = load_metrics_by_id(work.database, today)

    def offered(self, typed: str) -> list[Somebody | OpenLine]:
        """Those whose names fit; before the first letter what is to be done comes first."""
        fitting = best_first(self._people, typed, lambda one: one.name)
        return [*self._open, *fitting] if not typed else [*fitting]

    def hint(self) -> str:
        """What to do while there is a list."""
        if not self._people:
            return "Nobody is in the file yet; add people on the People screen (F6)."
        due = f"{len(self._open)} to follow up: space says it is done, Enter coaches again. " if self._open else ""
        return f"{due}Part of a name, Enter: a new session."

    def identity(self, item: Somebody | OpenLine) -> str:
        """Who, or what is to be done."""
        return item.key if isinstance(item, OpenLine) else key_of(item)

    def line_of(self, item: Somebody | OpenLine) -> Content:
        """A name, or what is to be done with whom."""
        text = self.workplace.text
        if isinstance(item, OpenLine):
            return open_words(item, self.workplace)
        waiting = key_of(item) in self.workplace.unsaved.sessions
        return Content.assemble(
            text(item.name),
            (f"  {text(item.detail)}", "dim"),
            ("  a session not saved" if waiting else "", "$text-warning"),
        )

    async def take(self, item: Somebody | OpenLine) -> None:
        """Begin the session."""
        if isinstance(item, OpenLine):
            person_id = item.of.session.person_id
            item = next(
                (one for one in self._people if one.person_id == person_id),
                Somebody(item.of.person, "", person_id=person_id),
            )
        await self._begin(item)

    def action_done(self) -> None:
        """Say that the marked follow-up or action is done."""
        line, work = self.marked, self.workplace
        if not isinstance(line, OpenLine):
            return
        action, session = line.action, line.of.session

        def done() -> str:
            if action is not None:
                finish_action(work.database, work.actor, action, work.today())
            else:
                follow_up(work.database, work.actor, session.id, session.version, work.today())
            return ""

        what = f"“{action.text}” is done" if action else f"{line.of.person} is followed up"
        self.do(Deed(done, what))

    # the session ------------------------------------------------------------------------------------------------

    async def _begin(self, somebody: Somebody) -> None:
        work = self.workplace
        assert somebody.person_id is not None
        try:
            rows = load_entry_rows(work.database, somebody, work.as_of, work.config)
            before = load_sessions_of(work.database, somebody.person_id)
        except KpituiError as error:
            self.say(error.sentence)
            return
        self._filling = True
        self.chosen(somebody)
        kept = work.unsaved.sessions.get(key_of(somebody), {})
        session = self.query_one("#session", VerticalScroll)
        await session.remove_children()
        await session.mount_all(self._fields(rows, before, kept, somebody.name))
        for view in self.query(EntryRowView):
            view.text = kept.get(f"{CELL}{view.metric.id}", "")
        for row in [*self.query(FieldRow), *self.query(WordsRow)]:
            row.say("")
        for field in self.query(Input):
            field.cursor_blink = False
        self.bring_back_day(kept.get(DAY))
        self._filling = False
        self._keys = "Enter goes on, empty skips; ctrl+s or F9 saves the session."
        self.say(self._keys + (" Kept from before." if kept else ""))
        if inputs := self._inputs():  # none where the program is being left
            inputs[0].focus()

    def _fields(
        self, rows: list[EntryRow], before: list[SessionLine], kept: dict[str, str], whose: str
    ) -> list[Widget]:
        work = self.workplace

        def row(field: Field) -> FieldRow:
            return FieldRow(field, kept.get(field.key, field.value), work)

        actions = [kept[key] for key in kept if key.startswith(ACTION) and kept[key]]
        return [
            *(Static(one, classes="before") for one in self._before(before)),
            row(KIND),
            row(about_field(self._metrics)),
            row(MINUTES),
            WordsRow(SEEN, kept.get("seen", ""), work),
            WordsRow(AGREED, kept.get("agreed", ""), work),
            *(FieldRow(action_field(place), text, work) for place, text in enumerate([*actions, ""])),
            row(FOLLOW_UP),
            *([Static("Readings taken", classes="before")] if rows else []),
            *(EntryRowView(one, work, whose) for one in rows),
        ]

    def _before(self, sessions: list[SessionLine]) -> list[Content]:
        """The last session in a line, and what is open of all of them."""
        if not sessions:
            return []
        text, last = self.workplace.text, sessions[0]
        said = f"last {self.workplace.day(last.session.date)} {last.session.kind.value}"
        said += f" about {text(last.about)}" if last.about else ""
        said += f": {text(last.session.agreed)}" if last.session.agreed else ""
        still = [one.action.text for line in sessions for one in open_lines(line) if one.action]
        lines = [Content(said)]
        return [*lines, Content(f"open: {text('; '.join(still))}")] if still else lines

    def _inputs(self) -> list[Widget]:
        """Everything that is typed in, from top to bottom."""
        return [one for one in self.query("#session FieldInput, #session WordsArea, #session CellInput") if one.display]

    @on(DescendantFocus)
    def _tell(self) -> None:
        hint = ""
        for row in [*self.query(FieldRow), *self.query(WordsRow)]:
            if row.has_focus_within:
                hint = row.field.hint
        for view in self.query(EntryRowView):
            if view.has_focus_within:
                hint = f"{view.row.why}; n notes, - does not apply" if view.row.why else "n notes, - does not apply"
        self.query_one("#session-hint", Static).update(Content(self.workplace.text(hint)))
        self._complete()

    def _complete(self) -> None:
        for row in self.query(FieldRow):
            if row.field.key == KIND.key and not row.has_focus_within and completed_kind(row.input.value):
                row.input.value = completed_kind(row.input.value)

    @on(Input.Submitted, "#session FieldInput")
    async def _entered(self, event: Input.Submitted) -> None:
        row = next(one for one in self.query(FieldRow) if one.input is event.input)
        last = [one for one in self.query(FieldRow) if one.field.key.startswith(ACTION)][-1]
        if row is last and row.input.value.strip():
            fresh = FieldRow(action_field(int(row.field.key.removeprefix(ACTION)) + 1), "", self.workplace)
            await self.query_one("#session").mount(fresh, after=row)
            fresh.say("")
            fresh.input.cursor_blink = False
        self.action_next()

    @on(WordsEntered)
    @on(CellAccepted)
    def _go_on(self) -> None:
        self.action_next()

    @on(Input.Submitted, "#date")
    def _date_entered(self) -> None:
        if self.date_is_good():
            (self._inputs()[0] if self._somebody else self.query_one(WhoInput)).focus()

    def action_next(self) -> None:
        """Go to the field below."""
        self._move(1)

    def action_previous(self) -> None:
        """Go to the field above."""
        self._move(-1)

    action_next_cell = action_next
    action_previous_cell = action_previous

    def _move(self, step: int) -> None:
        inputs = self._inputs()
        place = next((i for i, one in enumerate(inputs) if one.has_focus), None)
        if place is None:
            return
        if place + step >= len(inputs):
            self.say("That was the last one: ctrl+s or F9 saves the session.")
        elif place + step >= 0:
            inputs[place + step].focus()

    def action_back(self) -> None:
        """Choose somebody else; what was typed is kept."""
        self.keep_typed()
        self.choose_whom()

    # keeping and saving -----------------------------------------------------------------------------------------

    def keep_typed(self) -> None:
        """Put what stands in the fields among what is typed and not saved."""
        if self._somebody is None or self._filling:
            return
        sessions, texts = self.workplace.unsaved.sessions, self._texts()
        sessions.pop(key_of(self._somebody), None)
        if any(texts.values()):
            sessions[key_of(self._somebody)] = texts | self._typed_day()

    def _typed_day(self) -> dict[str, str]:
        return {DAY: self.day().isoformat()} if self.date_is_good() else {}

    def _texts(self) -> dict[str, str]:
        texts = {row.field.key: row.input.value for row in self.query(FieldRow)}
        texts |= {row.field.key: row.query_one(WordsArea).text for row in self.query(WordsRow)}
        return texts | {f"{CELL}{view.metric.id}": view.text for view in self.query(EntryRowView)}

    def being_saved(self) -> Typed:
        """The whole session."""
        sessions, somebody = self.workplace.unsaved.sessions, self._somebody
        key = key_of(somebody) if somebody else ""
        return Typed(sessions={key: sessions.get(key, {})})

    def waits(self, somebody: Somebody) -> bool:
        """Whether a session is typed and not saved."""
        return key_of(somebody) in self.workplace.unsaved.sessions

    async def action_save(self) -> None:
        """Save the session with its actions and readings in one go."""
        if self._somebody is None:
            self.say("Choose whom first.")
        elif not self.date_is_good():
            self.say("Not saved: the date cannot be read; ctrl+t goes there.")
        elif not any(self._texts().values()):
            self.say("Nothing is typed yet.")
        else:
            self._complete()
            asked = [self._asked(view, doubt) for view in self.query(EntryRowView) if (doubt := view.settle())]
            if await self.ask_first(asked, self.action_save) and (draft := self._draft()):
                self._save_session(draft)

    def _asked(self, view: EntryRowView, doubt: Doubt) -> Asked:
        assert self._somebody is not None
        kind = Reason.REFUSED if doubt.refused else Reason.UNUSUAL
        return Asked(kind, self._somebody.name, view.metric.name, view.text, doubt.sentence)

    def _draft(self) -> SessionDraft | None:
        somebody, work = self._somebody, self.workplace
        assert somebody is not None
        assert somebody.person_id is not None
        metrics, texts = [*self._metrics.values()], self._texts()
        try:
            draft = read_session(texts, somebody.person_id, metrics, self.opened_on, self.day(), work.config.writing)
        except FieldErrors as error:
            self._show(error.errors)
            return None
        self._show({})
        readings = []
        for view in self.query(EntryRowView):
            cell = view.parsed()
            if cell is not None:
                readings.append(reading_of(cell, view.metric.id, draft.date, person_id=somebody.person_id))
        return draft.model_copy(update={"readings": tuple(readings)})

    def _show(self, errors: dict[str, str]) -> None:
        rows: list[FieldRow | WordsRow] = [*self.query(FieldRow), *self.query(WordsRow)]
        for row in rows:
            row.say(errors.get(row.field.key, ""))
        wrong = [row for row in rows if row.field.key in errors]
        if wrong:
            wrong[0].query_one("FieldInput, WordsArea").focus()
            self.say("Nothing is saved yet: mend the marked line first.")

    def _save_session(self, draft: SessionDraft) -> None:
        work, somebody = self.workplace, self._somebody
        assert somebody is not None
        # The same deed again where an earlier try of it ended without an answer: nothing is saved twice.
        if self._tried is None or self._tried[1] != draft:
            self._tried = DeedRecord(work.actor, "coaching session"), draft

        def save(deed: DeedRecord) -> None:
            record_session(work.database, work.actor, draft, today=work.latest_day, deed=deed)

        self.save(save, self._tried[0], SessionSaved(somebody, self._texts(), draft))

    @on(SessionSaved)
    def _saved(self, message: SessionSaved) -> None:
        self._tried = None
        self.keep_typed()
        sessions, key = self.workplace.unsaved.sessions, key_of(message.somebody)
        kept = sessions.get(key, {})
        unchanged = {name: text for name, text in kept.items() if name != DAY} == message.texts
        if unchanged:  # what was changed since is not what was saved
            sessions.pop(key, None)
            if message.somebody == self._somebody:
                self.choose_whom()
        self.say(f"Saved {_count(message.draft)} with {self.workplace.text(message.somebody.name)}.")
        self._answered = True


def _count(draft: SessionDraft) -> str:
    parts = [f"the {draft.kind.value}"]
    for count, what in ((len(draft.readings), "reading"), (len(draft.actions), "action")):
        parts += [f"{count} {what}{'' if count == 1 else 's'}"] if count else []
    return ", ".join(parts)
