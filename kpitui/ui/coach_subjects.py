"""What can be chosen from on Coach: people, what is to be followed up, what was asked, and what is
disputed.
"""

from collections.abc import Sequence

from kpitui.domain.naming import Names
from kpitui.domain.records.metric import Metric
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.ui.agent_columns import AgentColumns
from kpitui.ui.app_context import AppContext
from kpitui.ui.own_teams import NAMES_TURN_KEY
from kpitui.ui.widgets.subject_lists import NOBODY, key_of
from kpitui.ui.widgets.table import ANY, Cells, Column, Table
from kpitui.views.coaching import OpenLine, load_open, load_sessions_of
from kpitui.views.contacts import DisputeLine, load_disputed
from kpitui.views.entry import EntrySubject, load_people_here
from kpitui.views.level_notices import QuestionLine, load_questions
from kpitui.views.vocabulary import load_metrics_by_id
from kpitui.words import coaching as words
from kpitui.words import contacts as contact_words
from kpitui.words.own_page import asked_section, question_cells
from kpitui.words.sections import Section

ToDo = OpenLine | QuestionLine | DisputeLine
"""What waits for a coach."""


COLUMNS = (
    Column("due", 13), Column("what", 9), Column("agent", 18),
    Column("about", 20, most=ANY),
)  # fmt: skip


class CoachSubjects:
    """Everyone who is here; before the first letter, what waits for a coach."""

    asked = "Agent"
    placeholder = "type a name"
    title = "Agents"

    def __init__(self, context: AppContext) -> None:
        self._app_context = context
        self._everyone: list[EntrySubject] = []
        self._people: list[EntrySubject] = []
        self._names = Names(self._people)
        self._open: list[ToDo] = []
        self._columns = AgentColumns("agent", context)
        self.waiting_table: Table | None = Table(COLUMNS, context)
        self.metrics: dict[int, Metric] = {}
        """What a session can be about, by id."""

    def load(self) -> None:
        """Who is here, what is to be followed up, what was asked, and what is disputed."""
        database, today = self._app_context.database, self._app_context.today()
        shown = self._app_context.shown_teams()
        self._everyone = load_people_here(database, today)
        self._people = [one for one in self._everyone if shown.has_person(one.person_id or 0)]
        self._names = Names(self._people)
        self._columns.load(self._people)
        asked: list[ToDo] = [*load_disputed(database, shown), *load_questions(database, shown)]
        self._open = [*asked, *load_open(database, today, shown)]
        self.metrics = load_metrics_by_id(database, today)

    def person(self, person_id: int) -> EntrySubject | None:
        """One who is here, of whichever team."""
        return next((one for one in self._everyone if one.person_id == person_id), None)

    def offered(self, typed: str) -> Sequence[EntrySubject]:
        """Those whose names fit."""
        fitting = self._names.offered(typed)
        self._columns.listed(fitting)
        return fitting

    def waiting(self, typed: str) -> Sequence[ToDo]:
        """What is to be done, before the first letter."""
        return () if typed else self._open

    def person_of(self, item: EntrySubject | ToDo) -> int | None:
        """The agent that it is, or is about."""
        if isinstance(item, OpenLine):
            return item.of.session.person_id
        if isinstance(item, DisputeLine):
            return item.contact.person.id
        return item.asked.person_id if isinstance(item, QuestionLine) else item.person_id

    @property
    def table(self) -> Table:
        """The columns of the names."""
        return self._columns.table

    def hint(self) -> str:
        """What to do while there is a list."""
        if not self._people:
            return self._app_context.teams.nothing("No agents", NAMES_TURN_KEY) or NOBODY
        if not self._app_context.actor.sees_words:
            return WORDS_HELD_BACK
        if not self._open:
            return "Type a name and press Enter for a new session."
        asked = sum(1 for one in self._open if not isinstance(one, OpenLine))
        said = [f"{asked} to answer" if asked else "", _follow_up(len(self._open) - asked)]
        counted = ", ".join(one for one in said if one)
        does = "answer/done · Enter coach" if asked else "mark done · Enter coach again"
        return f"{counted} · Space {does} · or type a name"

    def identity(self, item: EntrySubject | ToDo) -> str:
        """Who, or what is to be done."""
        return item.key if isinstance(item, ToDo) else key_of(item)

    def cells(self, item: EntrySubject | ToDo) -> Cells:
        """A name, or what is to be done with the person."""
        speech = self._app_context.speech
        if isinstance(item, OpenLine):
            return words.due_cells(item, speech)
        if isinstance(item, QuestionLine):
            return question_cells(item, speech)
        if isinstance(item, DisputeLine):
            return contact_words.dispute_cells(item, speech)
        waiting = key_of(item) in self._app_context.unsaved.sessions
        return self._columns.cells(item, "unsaved session" if waiting else "")

    def about(self, item: EntrySubject | ToDo) -> tuple[str, list[Section]]:
        """The session that something is open of; else the last one, and what is open."""
        work = self._app_context
        if isinstance(item, OpenLine):
            return item.of.person, [*words.dated("Session of", item.of, work.speech)]
        if isinstance(item, QuestionLine):
            asked = asked_section(item, work.speech)
            return item.person, [asked, *self._last_session(item.asked.person_id)]
        if isinstance(item, DisputeLine):
            person = item.contact.person
            told = contact_words.dispute_sections(item, work.speech)
            return person.name, [*told, *self._last_session(person.id)]
        assert item.person_id is not None  # only people are coached
        return item.name, self._last_session(item.person_id)

    def _last_session(self, person_id: int) -> list[Section]:
        sessions = load_sessions_of(self._app_context.database, person_id)
        return [*words.last_session(sessions, self._app_context.speech)]


def _follow_up(count: int) -> str:
    return f"{count} to follow up" if count else ""
