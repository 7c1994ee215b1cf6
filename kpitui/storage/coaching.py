"""Coaching sessions, actions and annotations as they are kept."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from kpitui.domain.coaching import Action, Annotation, CoachingSession
from kpitui.storage.database import current_deed_id
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, Values, insert, record_of, rows


def insert_session(db: Database, values: Values, focus: Iterable[int]) -> int:
    """Add a session of the open deed with the metrics it was about, and give its id."""
    session_id = insert(db, "sessions", {**values, "deed_id": current_deed_id(db)})
    for metric_id in focus:
        insert(db, "session_metrics", {"session_id": session_id, "metric_id": metric_id})
    return session_id


def insert_action(
    db: Database, session_id: int, *, text: str, who: str, due_on: date | None, done_on: date | None = None
) -> int:
    """Add what somebody promised in a session, and give its id."""
    values = {"text": text, "who": who, "due_on": iso(due_on), "done_on": iso(done_on)}
    return insert(db, "actions", {"session_id": session_id, **values})


def insert_annotation(db: Database, values: Values) -> int:
    """Add a dated event, and give its id."""
    return insert(db, "annotations", values)


def load_sessions(db: Database, *, where: str = "true", values: Values | None = None) -> list[CoachingSession]:
    """Every session, or those of a condition on their table, with their actions, oldest first."""
    values = values or {}
    focus: dict[int, list[int]] = defaultdict(list)
    for row in _of_sessions(db, "session_metrics", where, values):
        focus[row["session_id"]].append(row["metric_id"])
    actions: dict[int, list[Action]] = defaultdict(list)
    for row in _of_sessions(db, "actions", where, values):
        actions[row["session_id"]].append(record_of(Action, row))
    return [
        record_of(CoachingSession, row, focus=tuple(focus[row["id"]]), actions=tuple(actions[row["id"]]))
        for row in rows(db, f"SELECT * FROM sessions WHERE {where} ORDER BY date, id", values)
    ]


def load_annotations(db: Database, *, metric_id: int | None = None, strategy_id: int | None = None) -> list[Annotation]:
    """Every annotation, or those of one metric, one strategy, or either of both, oldest first."""
    where = "" if metric_id is None and strategy_id is None else "WHERE metric_id = :metric OR strategy_id = :strategy"
    found = rows(
        db, f"SELECT * FROM annotations {where} ORDER BY date, id", {"metric": metric_id, "strategy": strategy_id}
    )
    return [record_of(Annotation, row, new_limits=bool(row["new_limits"])) for row in found]


def iso(day: date | None) -> str | None:
    """A date as it is kept."""
    return day.isoformat() if day else None


def _of_sessions(db: Database, table: str, where: str, values: Values) -> list[Row]:
    sql = f"SELECT * FROM {table} WHERE session_id IN (SELECT id FROM sessions WHERE {where}) ORDER BY id"
    return rows(db, sql, values)
