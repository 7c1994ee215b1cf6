"""Coaching as it is looked at: what is to be followed up, and the sessions of a person."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.entry_names import Subject
from kpitui.domain.records.action import Action
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.session_fields import Coaches
from kpitui.domain.text import name_key
from kpitui.domain.value_parsing import Cell
from kpitui.storage import coaching as storage
from kpitui.storage.absences import people_away
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_metrics
from kpitui.storage.readings import readings_of_sessions
from kpitui.storage.records import record_of
from kpitui.storage.talked_about import contacts_named, load_talked_about
from kpitui.storage.within import of_some_teams
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown


class TalkedAbout(Struct, frozen=True):
    """A scored contact that a session talks about: what it is called, its day, and its score."""

    id: int
    name: str
    date: date
    score: float | None
    metric: Metric


class SessionLine(Struct, frozen=True):
    """A session with the names of whom and what it was about, the readings taken in it, and the
    scored contacts that it talks about.
    """

    session: CoachingSession
    person: str
    focus: tuple[Metric, ...]
    readings: tuple[tuple[Metric, Cell], ...]
    evaluations: tuple[TalkedAbout, ...] = ()
    taken_over_by: str = ""
    """Who coaches them now in place of the coach of the session."""
    others: tuple[str, ...] = ()
    """Who else was there, of those who the account sees."""

    @property
    def coach_now(self) -> str:
        """Who coaches them now, and holds the follow-up."""
        return self.taken_over_by or self.session.coach

    @property
    def about(self) -> str:
        """Metrics and behaviour in words."""
        return ", ".join(
            [
                *(metric.name for metric in self.focus),
                *([self.session.behaviour] if self.session.behaviour else []),
            ]
        )


class OpenLine(Struct, frozen=True):
    """What is still to be done of a session: the follow-up, or an action; `due_on` is None where no
    day was said.
    """

    of: SessionLine
    action: Action | None
    due_on: date | None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"action-{self.action.id}" if self.action else f"session-{self.of.session.id}"

    @property
    def waits_for_them(self) -> bool:
        """Whether it cannot be done while the coached person is away: an action of someone else
        can.
        """
        return self.action is None or self.action.is_of(self.of.person)


def load_open(database: DatabaseFile, day: date, shown: TeamsShown = EVERY_TEAM) -> list[OpenLine]:
    """The follow-ups and actions that are due by a day, oldest first; none of who is away on it,
    or left.
    """
    with reading(database) as db:
        return open_due(db, day, shown)


def open_due(db: Database, day: date, shown: TeamsShown = EVERY_TEAM) -> list[OpenLine]:
    """The same inside an open `reading()`."""
    due = storage.load_sessions_due(db, day)
    lines = _lines(db, [session for session in due if shown.has_person(session.person_id)])
    away = people_away(db, day)
    found = [
        line
        for session_line in lines
        for line in open_lines(session_line)
        if not (session_line.session.person_id in away and line.waits_for_them)
    ]
    return sorted(
        (line for line in found if line.due_on is not None and line.due_on <= day),
        key=lambda one: one.due_on or day,
    )


def open_lines(line: SessionLine) -> list[OpenLine]:
    """What is still to be done of a session, due or not yet."""
    session = line.session
    found = [
        OpenLine(line, action, action.due_on)
        for action in session.actions
        if action.done_on is None
    ]
    if session.follow_up_on is not None and session.followed_up_on is None:
        found.append(OpenLine(line, None, session.follow_up_on))
    return found


def load_sessions_of(database: DatabaseFile, person_id: int) -> list[SessionLine]:
    """The sessions of a person, newest first."""
    with reading(database) as db:
        return _lines(db, storage.load_sessions_of(db, person_id))[::-1]


def load_last_session_days(database: DatabaseFile) -> dict[int, date]:
    """The day of the newest session of each person who was ever coached."""
    with reading(database) as db:
        return storage.last_session_days(db)


def _lines(db: Database, sessions: Sequence[CoachingSession]) -> list[SessionLine]:
    metrics = {metric.id: metric for metric in load_metrics(db)}
    there = storage.people_together(db, sessions)
    wanted = {session.person_id for session in sessions}.union(*there.values())
    people = {person.id: person.name for person in load_people(db, wanted)}
    readings = _readings(db, [session.id for session in sessions], metrics)
    about, taken = _talked_about(db, sessions, metrics), storage.load_taken_over(db)
    return [
        SessionLine(
            session,
            people[session.person_id],
            tuple(metrics[metric_id] for metric_id in session.focus),
            tuple(readings[session.id]),
            tuple(about[evaluation] for evaluation in session.evaluations),
            taken.get((session.person_id, name_key(session.coach)), "") if taken else "",
            tuple(people[person_id] for person_id in there[session.id]),
        )
        for session in sessions
    ]


def _talked_about(
    db: Database, sessions: Sequence[CoachingSession], metrics: dict[int, Metric]
) -> dict[int, TalkedAbout]:
    wanted = {evaluation for session in sessions for evaluation in session.evaluations}
    return {
        row["id"]: record_of(TalkedAbout, row, metric=metrics[row["metric_id"]])
        for row in (load_talked_about(db, wanted) if wanted else ())
    }


class WordsTyped(Struct, frozen=True):
    """What was typed in sessions before: what they were about besides metrics, and who held them;
    of the sessions that the account sees. And who else can have held one.
    """

    behaviours: tuple[str, ...]
    coaches: Coaches


def load_words_typed(database: DatabaseFile, own: str = "") -> WordsTyped:
    """What can be completed in a session, what was typed most often first; `own` is the name of who
    types.
    """
    with reading(database) as db:
        typed, before = storage.behaviours_typed(db), storage.coaches_named(db)
        found, of_teams = storage.coaches_known(db), of_some_teams(db)
    known = [Subject(one["name"], code=one["code"]) for one in found]
    if own and own not in {subject.name for subject in known}:
        known.append(Subject(own))
    parts = (part.strip() for one in typed for part in one.split(";"))
    return WordsTyped(tuple(dict.fromkeys(filter(None, parts))), Coaches(known, before, of_teams))


def load_contact_names(database: DatabaseFile, person_id: int) -> dict[str, int]:
    """The scored contacts of a person by what they are called, newest first."""
    with reading(database) as db:
        return contacts_named(db, person_id)


def _readings(
    db: Database, session_ids: list[int], metrics: dict[int, Metric]
) -> dict[int, list[tuple[Metric, Cell]]]:
    found: dict[int, list[tuple[Metric, Cell]]] = defaultdict(list)
    for row in readings_of_sessions(db, session_ids):
        cell = Cell(
            row["value"],
            row["numerator"],
            row["denominator"],
            row["n"],
            row["note"] or "",
            row["state"] != "kept",
        )
        found[row["session_id"]].append((metrics[row["metric_id"]], cell))
    return found
