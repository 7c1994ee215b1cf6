"""The coaching of one person, newest session first: done, acknowledged and fixed from
where it is seen.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList, Static

from kpitui.actions.coaching import acknowledge, change_session
from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import SessionDraft
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines, Page
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.changes import Edit, Task
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.follow_ups import done_with
from kpitui.ui.forms.coaching import SessionKnown, session_form
from kpitui.ui.forms.form import Form
from kpitui.ui.one_to_one import show_one_to_one
from kpitui.ui.parts import Part
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.table import Table, TableColumn, TableLine, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import AIRY, Sections, paragraphs
from kpitui.views.coaching import (
    OpenLine,
    SessionLine,
    load_contact_names,
    load_sessions_of,
    load_words_typed,
    open_lines,
)
from kpitui.views.effect import SessionEffect, load_effects_by_session, said_of
from kpitui.views.vocabulary import load_metrics_by_id
from kpitui.words import coaching as words
from kpitui.words.sections import Section
from kpitui.words.spans import line as words_line
from kpitui.words.spans import muted

COLUMNS = (
    TableColumn("date", 13),
    TableColumn("session", 12, spare=1),
    TableColumn("focus or open", 22, most=100),
    TableColumn("effect or due", 16),
)
LIST_KEYS = ("sessions.coach", "sessions.done", "sessions.acknowledge")
SESSION_KEYS = ("sessions.whole", "sessions.edit")
"""What the panels name."""
CHANGES = ("done", "acknowledge", "edit", "coach")
OF_A_SESSION = ("done", "acknowledge", "edit", "whole")
"""What is done to a session, or to what is open of it."""


class SessionListLine(Struct, frozen=True):
    """One line of the list: a session, or something that is open of it."""

    of: SessionLine
    open: OpenLine | None = None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"open-{self.open.key}" if self.open else f"session-{self.of.session.id}"


class SessionList(Lines):
    """The list; Enter shows all of a session, however long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.whole", "Details", id="sessions.whole", show=False,
                tooltip="Show all of this session"),
    ]  # fmt: skip


class SessionsScreen(EditingScreen):
    """Every session of one person with what is still to be done."""

    CSS_PATH = sheets("sessions")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "done", "Done", id="sessions.done",
            tooltip="Mark this action as done, or say what became of the follow-up"),
        Binding("a", "acknowledge", "Agent confirmed", id="sessions.acknowledge",
                tooltip="The agent confirmed what was agreed"),
        Binding("e", "edit", "Edit", id="sessions.edit", tooltip="Edit this session"),
        Binding("c", "coach", "Coach", id="sessions.coach",
            tooltip="New session with this agent"),
        Binding("o", "one_to_one", "One-to-one", id="sessions.one-to-one", show=False,
            tooltip="The page for a one-to-one: standards, what was agreed, what is open"),
        Binding("escape", "back", "Back", id="sessions.back",
            tooltip="Back to where you came from"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, person: Person, coach: Callable[[], object]) -> None:
        super().__init__(context, id="sessions-screen")
        self._person = person
        self._coach = coach
        self._lines: list[SessionListLine] = []
        self._effects: dict[int, tuple[SessionEffect, ...]] = {}
        self._table = Table(COLUMNS, context)

    def compose(self) -> ComposeResult:
        """The bar, whose sessions, the list, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="sessions-body", classes="halves"):
            yield Panel(
                SessionList(id="sessions", markup=False), context=self.context, heads=self._heads,
                heads_below=True, keys=LIST_KEYS, id="sessions-list", classes=FIRST,
            )  # fmt: skip
            page = Page(Static(id="session-text"), can_focus=False)
            yield Panel(page, context=self.context, keys=SESSION_KEYS, id="session-page")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#sessions").focus()
        self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered; a member may acknowledge what they
        confirm themselves.
        """
        if action in OF_A_SESSION and not self._lines:
            return False
        if action in CHANGES and action != "acknowledge":
            return self.context.actor.may(Permission.COACHING)
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Read the file again; the cursor stays on its line."""
        try:
            work = self.context
            sessions = load_sessions_of(work.database, self._person.id)
            everyone = work.actor.sees_everybody
            self._effects = load_effects_by_session(
                work.database, sessions, work.as_of, work.config, team=everyone
            )
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
        listed = self.query_one("#sessions", OptionList)
        show_lines(listed, [(line.key, self._words(line)) for line in self._lines])
        if not sessions:
            listed.add_option(nothing(words.no_sessions(work.speech), work))
        count = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
        panel = self.query_one("#sessions-list", Panel)
        panel.say(f"Coaching of {self._person.name}", words_line(muted(count if sessions else "")))
        panel.heads_changed()
        self.set_class(not sessions, "-empty")
        self.refresh_bindings()
        self._show_chosen()

    def _heads(self, width: int) -> list[Part]:
        return self._table.heads(width) if self._lines else []

    def _words(self, line: SessionListLine) -> TableLine:
        speech = self.context.speech
        if line.open is not None:
            return self._table.line(partial(words.open_cells, line.open, speech))
        effects = self._effects.get(line.of.session.id, ())
        return self._table.line(partial(words.cells, line.of, effects, speech))

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        line, work = self._chosen, self.context
        shown = self.query_one("#session-text", Static)
        if line is None:
            shown.update("")
            return
        hint = "" if self.has_class("-beside") else "enter shows all"
        self.query_one("#session-page", Panel).say(
            f"Session of {work.day(line.of.session.date)}", words_line(muted(hint))
        )
        shown.update(Sections(self._sections(line), work, airy=self.app.size.height >= AIRY))

    def _sections(self, line: SessionListLine) -> list[Section]:
        said = said_of(self._effects.get(line.of.session.id, ()))
        return [*words.sections(line.of, said, self.context.speech)]

    def action_whole(self) -> None:
        """Show all of the chosen session."""
        if (line := self._chosen) is not None:
            name = f"{self.context.day(line.of.session.date)} {self._person.name}"
            told = paragraphs(self._sections(line), self.context)
            self.app.push_screen(TextDialog(name, told, self.context))

    @property
    def _chosen(self) -> SessionListLine | None:
        place = self.query_one("#sessions", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    async def action_done(self) -> None:
        """Say that the chosen action is done, or what became of the follow-up."""
        line = self._chosen
        if line is None or line.open is None:
            self.tell("Go to an open action or follow-up.")
            return
        await done_with(line.open, self.context, self.changes)

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
        """Write the chosen session down again."""
        line, work = self._chosen, self.context
        if line is None:
            return
        known = SessionKnown(
            load_metrics_by_id(work.database, work.today()),
            load_contact_names(work.database, self._person.id),
            (),
            load_words_typed(work.database, work.actor.name),
        )

        def form(of: SessionLine) -> Form[SessionDraft]:
            return session_form(of, known, work)

        def change(of: SessionLine, draft: SessionDraft) -> None:
            change_session(work.database, work.actor, of.session, draft, today=work.latest_day)

        await self.changes.edit(Edit(line.of, form, change))

    def action_one_to_one(self) -> None:
        """Show the page for a one-to-one."""
        show_one_to_one(self._person.id, self)

    def action_coach(self) -> None:
        """New session with this agent."""
        self.dismiss()
        self._coach()

    def action_back(self) -> None:
        """Back to where you came from."""
        self.dismiss()
