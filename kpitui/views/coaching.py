"""Coaching as it is looked at: what is to be followed up, and the sessions of a person."""

from collections import defaultdict
from datetime import date

from msgspec import Struct

from kpitui.domain.cells import Cell
from kpitui.domain.coaching import Action, CoachingSession
from kpitui.domain.metrics import Metric
from kpitui.storage.coaching import load_sessions
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import rows


class SessionLine(Struct, frozen=True):
    """A session with the names of whom and what it was about, and the readings taken in it."""

    session: CoachingSession
    person: str
    focus: tuple[Metric, ...]
    readings: tuple[tuple[Metric, Cell], ...]

    @property
    def about(self) -> str:
        """Metrics and behaviour in words."""
        return ", ".join(
            [*(one.name for one in self.focus), *([self.session.behaviour] if self.session.behaviour else [])]
        )


class OpenLine(Struct, frozen=True):
    """What is still to be done of a session: the follow-up, or an action; `due_on` is None where no day was said."""

    of: SessionLine
    action: Action | None
    due_on: date | None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"action-{self.action.id}" if self.action else f"session-{self.of.session.id}"


def load_open(database: DatabaseFile, day: date) -> list[OpenLine]:
    """The follow-ups and actions that are due by a day, oldest first."""
    where = (
        "(follow_up_on <= :day AND followed_up_on IS NULL) OR id IN "
        "(SELECT session_id FROM actions WHERE due_on <= :day AND done_on IS NULL)"
    )
    with reading(database) as db:
        lines = _lines(db, where, {"day": day.isoformat()})
    found = [line for one in lines for line in open_lines(one)]
    return sorted(
        (line for line in found if line.due_on is not None and line.due_on <= day), key=lambda one: one.due_on or day
    )


def open_lines(line: SessionLine) -> list[OpenLine]:
    """What is still to be done of a session, due or not yet."""
    session = line.session
    found = [OpenLine(line, one, one.due_on) for one in session.actions if one.done_on is None]
    if session.follow_up_on is not None and session.followed_up_on is None:
        found.append(OpenLine(line, None, session.follow_up_on))
    return found


def load_sessions_of(database: DatabaseFile, person_id: int) -> list[SessionLine]:
    """The sessions of a person, newest first."""
    with reading(database) as db:
        return _lines(db, "person_id = :person", {"person": person_id})[::-1]


def _lines(db: Database, where: str, values: dict[str, str | int | float | None]) -> list[SessionLine]:
    metrics = {one.id: one for one in load_metrics(db)}
    people = {one.id: one.name for one in load_people(db)}
    sessions = load_sessions(db, where=where, values=values)
    readings = _readings(db, [one.id for one in sessions], metrics)
    return [
        SessionLine(
            one,
            people[one.person_id],
            tuple(metrics[metric_id] for metric_id in one.focus),
            tuple(readings[one.id]),
        )
        for one in sessions
    ]


def _readings(db: Database, session_ids: list[int], metrics: dict[int, Metric]) -> dict[int, list[tuple[Metric, Cell]]]:
    found: dict[int, list[tuple[Metric, Cell]]] = defaultdict(list)
    if not session_ids:
        return found  # an empty list is looked for among all readings
    wanted = ", ".join(str(one) for one in session_ids)
    for row in rows(
        db,
        "SELECT session_id, metric_id, value, numerator, denominator, n, coalesce(note, '') AS note, "
        f"state FROM readings WHERE session_id IN ({wanted}) AND state <> 'void' ORDER BY id",
    ):
        cell = Cell(row["value"], row["numerator"], row["denominator"], row["n"], row["note"], row["state"] != "kept")
        found[row["session_id"]].append((metrics[row["metric_id"]], cell))
    return found
