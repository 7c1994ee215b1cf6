"""What can be chosen from on Coach: people, who is to be coached and why, what was asked, and what
is disputed.
"""

from collections.abc import Sequence
from datetime import date
from types import UnionType

from kpitui.domain.naming import Names
from kpitui.domain.records.metric import Metric
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.ui.agent_columns import AgentColumns
from kpitui.ui.app_context import AppContext
from kpitui.ui.own_teams import NAMES_TURN_KEY
from kpitui.ui.widgets.subject_lists import NOBODY, key_of
from kpitui.ui.widgets.table import ANY, Cells, Table, TableColumn
from kpitui.views.coaching import OpenLine, load_sessions_of
from kpitui.views.contacts import DisputeLine, load_disputed
from kpitui.views.entry import EntrySubject, load_people_here
from kpitui.views.level_notices import QuestionLine, load_questions
from kpitui.views.to_coach import MOST_LOOKED_AT, ToCoach, load_to_coach
from kpitui.views.vocabulary import load_metrics_by_id
from kpitui.words import coaching as words
from kpitui.words import contacts as contact_words
from kpitui.words import to_coach as to_coach_words
from kpitui.words.own_page import asked_section, question_cells
from kpitui.words.sections import Section

ToDo = ToCoach | OpenLine | QuestionLine | DisputeLine
"""What waits for a coach."""


def done_by_space(item: object) -> OpenLine | QuestionLine | DisputeLine | None:
    """What of a line can be marked as done or answered: of someone to be coached the follow-up that
    has been due longest; None where there is nothing.
    """
    if isinstance(item, ToCoach):
        return item.follow_ups[0] if item.follow_ups else None
    return item if isinstance(item, OpenLine | QuestionLine | DisputeLine) else None


MARKED = 2
"""Cells of the mark before a day that is past."""


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
        self._below_told = True
        self._columns = AgentColumns("agent", context)
        self.waiting_table: Table | None = self._waiting_table()
        self.metrics: dict[int, Metric] = {}
        """What a session can be about, by id."""

    def load(self) -> None:
        """Who is here, who is to be coached, what was asked, and what is disputed."""
        database, today = self._app_context.database, self._app_context.today()
        shown = self._app_context.shown_teams()
        self._everyone = load_people_here(database, today)
        self._people = [
            subject for subject in self._everyone if shown.has_person(subject.person_id or 0)
        ]
        self._names = Names(self._people)
        self._columns.load(self._people)
        asked: list[ToDo] = [*load_disputed(database, shown), *load_questions(database, shown)]
        found = load_to_coach(database, self._app_context.as_of, shown, most=MOST_LOOKED_AT)
        self._open, self._below_told = [*asked, *found.lines, *found.open], found.below_told
        self.waiting_table = self._waiting_table()
        self.metrics = load_metrics_by_id(database, today)

    def _waiting_table(self) -> Table:
        days = (self._app_context.day(_day_of(one)) for one in self._open)
        day = MARKED + max(map(len, days), default=0)
        columns = (
            TableColumn("due", day), TableColumn("what", 9), TableColumn("agent", 18, most=23),
            TableColumn("about", 20, most=ANY),
        )  # fmt: skip
        return Table(columns, self._app_context)

    def person(self, person_id: int) -> EntrySubject | None:
        """One who is here, of whichever team."""
        return next((subject for subject in self._everyone if subject.person_id == person_id), None)

    def subject_of(self, item: EntrySubject | ToCoach | OpenLine | QuestionLine) -> EntrySubject:
        """Who a session begins with at a line of either list."""
        if isinstance(item, EntrySubject):
            return item
        person_id = self.person_of(item) or 0
        if (known := self.person(person_id)) is not None:
            return known
        one = item.of if isinstance(item, OpenLine) else item
        name = one.name if isinstance(one, ToCoach) else one.person
        return EntrySubject(name, "", person_id=person_id)

    def to_coach(self, person_id: int | None) -> ToCoach | None:
        """Why someone is to be coached; None of who is not."""
        found = (one for one in self._open if isinstance(one, ToCoach))
        return next((coach for coach in found if coach.person_id == person_id), None)

    def line_of(self, key: str) -> str:
        """The line that something open stands in: a follow-up in that of its person."""
        found = (one for one in self._open if isinstance(one, ToCoach))
        inside = (coach.key for coach in found if key in {each.key for each in coach.follow_ups})
        return next(inside, key)

    def offered(self, typed: str) -> Sequence[EntrySubject]:
        """Those whose names fit."""
        fitting = self._names.offered(typed)
        self._columns.listed(fitting)
        return fitting

    def no_match(self, typed: str) -> str:
        """What is said where nothing fits the letters."""
        return self._names.no_match(typed)

    def waiting(self, typed: str) -> Sequence[ToDo]:
        """What is to be done, before the first letter."""
        return () if typed else self._open

    def person_of(self, item: EntrySubject | ToDo) -> int | None:
        """The agent that it is, or is about."""
        if isinstance(item, OpenLine):
            return item.of.session.person_id
        if isinstance(item, ToCoach):
            return item.person_id
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
        counts = {
            "to answer": self._count(QuestionLine | DisputeLine), "to coach": self._count(ToCoach),
            "to do": self._count(OpenLine),
        }  # fmt: skip
        counted = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        does = "answer/done" if counts["to answer"] else "mark done"
        below = "" if self._below_told else " · clearly below: on Health"
        return f"{counted} · Space {does} · Enter coach{below}"

    def _count(self, kind: type | UnionType) -> int:
        return sum(isinstance(one, kind) for one in self._open)

    def identity(self, item: EntrySubject | ToDo) -> str:
        """Who, or what is to be done."""
        return item.key if isinstance(item, ToDo) else key_of(item)

    def cells(self, item: EntrySubject | ToDo) -> Cells:
        """A name, or what is to be done with the person."""
        speech = self._app_context.speech
        if isinstance(item, ToCoach):
            return to_coach_words.cells(item, speech)
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
        if isinstance(item, ToCoach):
            why = to_coach_words.section(item, work.speech)
            return item.name, [why, *self._last_session(item.person_id)]
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


def _day_of(one: ToDo) -> date | None:
    return one.due_on if isinstance(one, ToCoach | OpenLine) else one.day
