"""Everything that was entered, one row after the other, with names in place of ids.

A reader who is slow holds no one up: each block is a read of its own. What is entered after the
start is left out; what is changed meanwhile stands as it was when its block was read.
"""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from msgspec.structs import asdict

from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.person import Person
from kpitui.domain.team_tree import path_in
from kpitui.storage import export as storage
from kpitui.storage.calibrations import Blinds
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.record_labels import Labels
from kpitui.storage.rules import clock_of
from kpitui.storage.teams import load_team_tree
from kpitui.views.export_evaluations import ANSWER_COLUMNS, EVALUATION_COLUMNS, ScoredQuestions
from kpitui.views.history import entry_of

BLOCK = 10_000
"""So many rows are read at once."""

Row = dict[str, Any]
Block = tuple[int, list[Row]]
"""The id of the last record that was looked at, and the rows."""


class Exported(StrEnum):
    """What can be written out row by row."""

    READINGS = "readings"
    SESSIONS = "sessions"
    ACTIONS = "actions"
    REVIEWS = "reviews"
    DECISIONS = "decisions"
    """What reviews decided: what, who, by when, and what came of it."""
    EVENTS = "events"
    EVALUATIONS = "evaluations"
    """One row an evaluation, with a column for each question."""
    ANSWERS = "answers"
    """The same evaluations, one row an answer."""
    DISPUTES = "disputes"
    """What people said to an answer, and what was decided."""
    CONTACTS = "contacts"
    """Lists of contacts to draw from."""
    LEVELS = "levels"
    """Levels that people have seen, and what they asked about them."""
    ABSENCES = "absences"
    PEOPLE = "people"
    HISTORY = "history"


COLUMNS: dict[Exported, tuple[str, ...]] = {
    Exported.READINGS: (
        "reading", "metric", "person", "team", "date", "value", "n", "numerator", "denominator",
        "note", "id", "recorded_by", "recorded_at", "way", "not_applicable", "session",
        "contact",
    ),
    Exported.SESSIONS: (
        "session", "coach", "person", "date", "kind", "minutes", "focus", "behaviour", "seen",
        "agreed", "follow_up_on", "followed_up_on", "acknowledged_at", "acknowledged_by",
        "reply", "evaluations", "strengths", "reference", "outcome", "outcome_note", "together",
    ),
    Exported.ACTIONS: ("person", "session", "text", "who", "due_on", "done_on"),
    Exported.REVIEWS: (
        "priority", "strategy", "metric", "kpi_starts_on", "date", "by", "decision", "confidence",
        "comment", "seen",
    ),
    Exported.DECISIONS: (
        "priority", "strategy", "metric", "kpi_starts_on", "date", "by", "decision", "text", "who",
        "due_on", "done_on", "result", "periods", "middle", "low", "high",
    ),
    Exported.EVENTS: (
        "metric", "priority", "strategy", "date", "text", "new_limits", "reason", "team", "person",
    ),
    Exported.EVALUATIONS: EVALUATION_COLUMNS,
    Exported.ANSWERS: ANSWER_COLUMNS,
    Exported.DISPUTES: (
        "person", "evaluation", "question", "text", "raised_at", "raised_by", "outcome", "answer",
        "answered_at", "answered_by",
    ),
    Exported.CONTACTS: ("reference", "person", "date", "channel"),
    Exported.LEVELS: (
        "person", "metric", "starts_on", "low", "high", "seen_at", "seen_by", "question", "answer",
        "answered_at", "answered_by",
    ),
    Exported.ABSENCES: ("person", "starts_on", "back_on", "reason"),
    Exported.PEOPLE: (
        "name", "code", "team", "role", "starts_on", "ends_on", "hours", "under",
    ),
    Exported.HISTORY: (
        "id", "deed", "at", "by", "by_way", "action", "table", "kind", "record_id", "label",
        "before", "after", "why",
    ),
}  # fmt: skip
"""The columns of a table of each; JSON has the same keys, and `actions` in each session."""

VOIDED = "voided"
"""One more column of readings where the voided ones are asked for."""


def columns_of(what: Exported, *, voided: bool = False) -> tuple[str, ...]:
    """The columns of a table of these rows."""
    return (*COLUMNS[what], VOIDED) if voided else COLUMNS[what]


def table_columns(
    database: DatabaseFile, what: Exported, *, voided: bool = False
) -> tuple[str, ...]:
    """The same with those that the file itself brings: of evaluations one for each question."""
    columns = columns_of(what, voided=voided)
    if what is not Exported.EVALUATIONS:
        return columns
    with reading(database) as db:
        return (*columns, *ScoredQuestions(db).columns)


def exported(database: DatabaseFile, what: Exported, *, voided: bool = False) -> Iterator[Row]:
    """Every row in the order in which it was entered; days and moments are ISO texts.

    `voided` has the readings that were voided come too.
    """
    if what is Exported.READINGS:
        return _rows(database, "readings", partial(_readings, voided=voided))
    if what in _KEYED:
        table, block_of = _KEYED[what]
        return _rows(database, table, partial(_keyed, block_of))
    if what in (Exported.EVALUATIONS, Exported.ANSWERS):
        return _evaluations(database, what)
    if what is Exported.PEOPLE:
        return _rows(database, "people", _people)
    return _rows(database, "changes", partial(_changes, database.seen_by))


def readings_for_export(database: DatabaseFile) -> Iterator[Row]:
    """Every reading that is not voided, in the order in which they were recorded."""
    return exported(database, Exported.READINGS)


def _rows(
    database: DatabaseFile, table: str, block_of: Callable[[Database, int, int], Block]
) -> Iterator[Row]:
    with reading(database) as db:
        last = storage.last_id(db, table)
    after = 0
    while after < last:
        with reading(database) as db:
            after, block = block_of(db, after, last)
        yield from block


def _evaluations(database: DatabaseFile, what: Exported) -> Iterator[Row]:
    with reading(database) as db:
        questions = ScoredQuestions(db)
    block_of = questions.rows if what is Exported.EVALUATIONS else questions.rows_by_answer
    return _rows(database, what.value, block_of)


def _readings(db: Database, after: int, last: int, *, voided: bool) -> Block:
    block = storage.readings_block(db, after, last, BLOCK, voided=voided)
    after = block[-1]["reading"] if len(block) == BLOCK else last
    if not voided:
        for row in block:
            del row[VOIDED]
    return after, block


BlockOf = Callable[[Database, int, int, int], list[Row]]

_KEYED: dict[Exported, tuple[str, BlockOf]] = {
    Exported.SESSIONS: ("sessions", storage.sessions_block),
    Exported.ACTIONS: ("actions", storage.actions_block),
    Exported.REVIEWS: ("reviews", storage.reviews_block),
    Exported.DECISIONS: ("decisions", storage.decisions_block),
    Exported.EVENTS: ("annotations", storage.events_block),
    Exported.DISPUTES: ("disputes", storage.disputes_block),
    Exported.CONTACTS: ("contacts", storage.contacts_block),
    Exported.LEVELS: ("seen_levels", storage.levels_block),
    Exported.ABSENCES: ("absences", storage.absences_block),
}
"""The table of each, and what gives its next rows with a `key`."""


def _keyed(block_of: BlockOf, db: Database, after: int, last: int) -> Block:
    block = block_of(db, after, last, BLOCK)
    after = block[-1]["key"] if len(block) == BLOCK else last
    for row in block:
        del row["key"]
    return after, block


def _people(db: Database, after: int, last: int) -> Block:
    ids = storage.ids_block(db, "people", after, last, BLOCK)
    teams: dict[int | None, str] = {team.id: team.name for team in load_teams(db)}
    roles: dict[int | None, str] = {role.id: role.name for role in load_roles(db)}
    above = _paths_above(db)
    block = [
        {
            "name": person.name, "code": person.code, "team": teams.get(team_id),
            "role": roles.get(role_id),
            "starts_on": None if starts_on == ALWAYS else starts_on.isoformat(),
            "ends_on": ends_on.isoformat() if ends_on else None, "hours": hours,
            "under": above.get(team_id),
        }
        for person in sorted(load_people(db, ids), key=lambda person: person.id)
        for team_id, role_id, hours, starts_on, ends_on in _spells(person)
    ]  # fmt: skip
    return (ids[-1] if len(ids) == BLOCK else last), block


def _paths_above(db: Database) -> dict[int | None, str]:
    """The teams above each team today, the topmost first, of those that are below any."""
    teams, tree, day = load_teams(db), load_team_tree(db), clock_of(db).today()
    names = {team.id: team.name for team in teams}
    parents = {team.id: tree.parent(team.id, day) for team in teams}
    return {id_: path_in(names, tree, above, day) for id_, above in parents.items() if above}


Spell = tuple[int | None, int | None, float | None, date, date | None]
"""Team, role, hours a week, and from when up to when."""


def _spells(person: Person) -> Iterator[Spell]:
    """The whole time of a person here, one spell behind the other; without team and role where they
    had none.
    """
    day = person.starts_on
    for held in person.memberships:
        if held.starts_on > day:
            yield None, None, None, day, held.starts_on
        # A membership that began on the day they left holds on no day, and says where they were.
        until = held.ends_on or person.ends_on
        yield held.team_id, held.role_id, held.hours, held.starts_on, until
        if until is None:
            return
        day = until
    if not person.memberships or day != person.ends_on:
        yield None, None, None, day, person.ends_on


def _changes(reader: str, db: Database, after: int, last: int) -> Block:
    found = storage.changes_block(db, after, last, BLOCK)
    labels, blinds = Labels(db), Blinds(db, reader)
    block = [asdict(entry_of(row, labels, blinds)) | {"kind": row["kind"]} for row in found]
    return (found[-1]["id"] if len(found) == BLOCK else last), block
