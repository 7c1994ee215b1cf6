"""The coaching of one person, newest session first: done, acknowledged and fixed from
where it is seen.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.actions.coaching import acknowledge, change_session
from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import SessionDraft
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.changes import Edit, Task
from kpitui.ui.editing import EditingScreen
from kpitui.ui.follow_ups import closing
from kpitui.ui.forms.coaching import session_form
from kpitui.ui.forms.form import Form
from kpitui.ui.theme import painted, painted_lines
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.coaching import OpenLine, SessionLine, load_sessions_of, open_lines
from kpitui.views.effect import load_newest_effects
from kpitui.views.vocabulary import load_metrics_by_id
from kpitui.words.coaching import marked_open, session

CHANGES = ("done", "acknowledge", "edit", "coach")


class SessionListLine(Struct, frozen=True):
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
        Binding("space", "done", "Done", id="sessions.done",
            tooltip="Mark this action or follow-up as done"),
        Binding("a", "acknowledge", "Agent confirmed", id="sessions.acknowledge",
                tooltip="The agent confirmed what was agreed"),
        Binding("e", "edit", "Edit", id="sessions.edit", tooltip="Edit this session"),
        Binding("c", "coach", "Coach", id="sessions.coach",
            tooltip="New session with this agent"),
        Binding("escape", "back", "Back", id="sessions.back",
            tooltip="Back to where you came from"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, person: Person, coach: Callable[[], object]) -> None:
        super().__init__(context, id="sessions-screen")
        self._person = person
        self._coach = coach
        self._lines: list[SessionListLine] = []
        self._effects: dict[int, tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        """The bar, whose sessions, the list, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield Static(id="sessions-title")
        yield Lines(id="sessions", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#sessions").focus()
        self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered; a member may acknowledge what they
        confirm themselves.
        """
        if action in CHANGES and action != "acknowledge":
            return self.context.actor.may(Permission.COACHING)
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Read the file anew; the cursor stays on its line."""
        try:
            work = self.context
            sessions = load_sessions_of(work.database, self._person.id)
            everybody = work.actor.sees_everybody
            self._effects = load_newest_effects(
                work.database, sessions, work.as_of, work.config, team=everybody
            ).words
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self._lines = [
            line
            for session in sessions
            for line in (
                SessionListLine(session),
                *(SessionListLine(session, still) for still in open_lines(session)),
            )
        ]
        show_lines(
            self.query_one("#sessions", OptionList),
            [(line.key, self._words(line)) for line in self._lines],
        )
        count = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
        title = (
            f"Coaching of {self.context.text(self._person.name)}: "
            f"{count if sessions else 'no sessions yet'}"
        )
        self.query_one("#sessions-title", Static).update(Content(title))

    def _words(self, line: SessionListLine) -> Content:
        if line.open is not None:
            return painted(marked_open(line.open, self.context.speech), self.context)
        effect = self._effects.get(line.of.session.id, ())
        return painted_lines(session(line.of, self.context.speech, effect), self.context)

    @property
    def _chosen(self) -> SessionListLine | None:
        place = self.query_one("#sessions", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def action_done(self) -> None:
        """Say that the chosen action or follow-up is done."""
        line = self._chosen
        if line is None or line.open is None:
            self.tell("Go to an open action or follow-up.")
            return
        self.changes.do(closing(line.open, self.context))

    def action_acknowledge(self) -> None:
        """Say that the person confirmed the chosen session."""
        line, work = self._chosen, self.context
        if line is None:
            return
        session = line.of.session

        def note() -> str:
            acknowledge(work.database, work.actor, session.id, session.version, datetime.now(UTC))
            return ""

        self.changes.do(
            Task(note, f"{self._person.name} acknowledged the session of {work.day(session.date)}")
        )

    async def action_edit(self) -> None:
        """Write the chosen session down anew."""
        line, work = self._chosen, self.context
        if line is None:
            return
        metrics = load_metrics_by_id(work.database, work.today())

        def form(of: SessionLine) -> Form[SessionDraft]:
            return session_form(of, metrics, work)

        def change(of: SessionLine, draft: SessionDraft) -> None:
            change_session(work.database, work.actor, of.session, draft, today=work.latest_day)

        await self.changes.edit(Edit(line.of, form, change))

    def action_coach(self) -> None:
        """New session with this agent."""
        self.dismiss()
        self._coach()

    def action_back(self) -> None:
        """Back to where you came from."""
        self.dismiss()
