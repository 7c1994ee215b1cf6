"""The coaching of one person, newest session first: done, acknowledged and mended from where it is seen."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.actions.coaching import acknowledge, change_session, finish_action, follow_up
from kpitui.domain.access import Deed as Kind
from kpitui.domain.coaching_drafts import SessionDraft
from kpitui.domain.errors import KpituiError
from kpitui.domain.people import Person
from kpitui.paths import sheets
from kpitui.ui.coaching_words import action_words, session_words
from kpitui.ui.editing import Deed, Edit, EditingScreen
from kpitui.ui.forms.coaching import session_form
from kpitui.ui.forms.form import Form
from kpitui.ui.marked_list import show_lines
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.lines import Lines
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.coaching import OpenLine, SessionLine, load_sessions_of, open_lines
from kpitui.views.effect import load_newest_effects
from kpitui.views.vocabulary import load_metrics_by_id

CHANGES = ("done", "acknowledge", "edit", "coach")


class Line(Struct, frozen=True):
    """One line of the list: a session, or something that is open of it."""

    of: SessionLine
    open: OpenLine | None = None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"open-{self.open.key}" if self.open else f"session-{self.of.session.id}"


class SessionsScreen(EditingScreen):
    """Every session of one person with what is still to be done."""

    CSS_PATH = sheets("sessions")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "done", "Done", id="sessions.done", tooltip="Say that this action or follow-up is done"),
        Binding("a", "acknowledge", "Acknowledged", id="sessions.acknowledge",
                tooltip="Say that the person confirmed what was agreed"),
        Binding("e", "edit", "Edit", id="sessions.edit", tooltip="Write this session down anew"),
        Binding("c", "coach", "Coach", id="sessions.coach", tooltip="Begin a new session with this person"),
        Binding("escape", "back", "Back", id="sessions.back", tooltip="Back to where you came from"),
    ]  # fmt: skip

    def __init__(self, workplace: Workplace, person: Person, coach: Callable[[], object]) -> None:
        super().__init__(workplace, id="sessions-screen")
        self._person = person
        self._coach = coach
        self._lines: list[Line] = []
        self._effects: dict[int, tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        """The bar, whose sessions, the list, the keys."""
        yield TopBar(self.workplace, "people")
        yield TooSmall()
        yield Static(id="sessions-title")
        yield Lines(id="sessions", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#sessions").focus()
        self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered; a member may acknowledge what they confirm themselves."""
        if action in CHANGES and action != "acknowledge":
            return self.workplace.actor.may(Kind.COACHING)
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Show the sessions as they are now."""
        self.reload()

    def reload(self) -> None:
        """Read the file anew; the cursor stays on its line."""
        try:
            work = self.workplace
            sessions = load_sessions_of(work.database, self._person.id)
            everybody = work.actor.sees_everybody
            self._effects = load_newest_effects(work.database, sessions, work.as_of, work.config, team=everybody)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self._lines = [
            line for one in sessions for line in (Line(one), *(Line(one, still) for still in open_lines(one)))
        ]
        show_lines(self.query_one("#sessions", OptionList), [(line.key, self._words(line)) for line in self._lines])
        count = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
        title = f"Coaching of {self.workplace.text(self._person.name)}: {count if sessions else 'no session yet'}"
        self.query_one("#sessions-title", Static).update(Content(title))

    def _words(self, line: Line) -> Content:
        if line.open is not None:
            return action_words(line.open, self.workplace)
        return Content("\n").join(session_words(line.of, self.workplace, self._effects.get(line.of.session.id, ())))

    @property
    def _chosen(self) -> Line | None:
        place = self.query_one("#sessions", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def action_done(self) -> None:
        """Say that the chosen action or follow-up is done."""
        line, work = self._chosen, self.workplace
        if line is None or line.open is None:
            self.tell("Go to an action or a follow-up that is open.")
            return
        action, session = line.open.action, line.of.session

        def done() -> str:
            if action is not None:
                finish_action(work.database, work.actor, action, work.today())
            else:
                follow_up(work.database, work.actor, session.id, session.version, work.today())
            return ""

        self.do(Deed(done, f"“{action.text}” is done" if action else "It is followed up"))

    def action_acknowledge(self) -> None:
        """Say that the person confirmed the chosen session."""
        line, work = self._chosen, self.workplace
        if line is None:
            return
        session = line.of.session

        def note() -> str:
            acknowledge(work.database, work.actor, session.id, session.version, datetime.now(UTC))
            return ""

        self.do(Deed(note, f"{self._person.name} acknowledged the session of {work.day(session.date)}"))

    async def action_edit(self) -> None:
        """Write the chosen session down anew."""
        line, work = self._chosen, self.workplace
        if line is None:
            return
        metrics = load_metrics_by_id(work.database, work.today())

        def form(of: SessionLine) -> Form[SessionDraft]:
            return session_form(of, metrics, work)

        def change(of: SessionLine, draft: SessionDraft) -> None:
            change_session(work.database, work.actor, of.session, draft, today=work.latest_day)

        await self.edit(Edit(line.of, form, change))

    def action_coach(self) -> None:
        """Begin a new session with this person."""
        self.dismiss()
        self._coach()

    def action_back(self) -> None:
        """Back to where you came from."""
        self.dismiss()
