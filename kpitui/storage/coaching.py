"""Coaching sessions, actions and annotations as they are kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.owned import TAKES_OVER, TakenOver, taken_over
from kpitui.domain.records.action import Action, Promise
from kpitui.domain.records.annotation import Annotation
from kpitui.domain.records.session import CoachingSession, FollowUpOutcome
from kpitui.storage.database import current_change_id
from kpitui.storage.driver import Database
from kpitui.storage.past import known_rows
from kpitui.storage.records import (
    Row,
    Values,
    first_row,
    insert,
    listed,
    moment_in,
    record_of,
    rows,
    values_of,
)


def insert_session(db: Database, values: Values, focus: Iterable[int]) -> int:
    """Add a session of the open change with the metrics it was about, and give its id."""
    session_id = insert(db, "sessions", {**values, "deed_id": current_change_id(db)})
    for metric_id in focus:
        insert(db, "session_metrics", {"session_id": session_id, "metric_id": metric_id})
    return session_id


def insert_action(
    db: Database,
    session_id: int,
    promise: Promise,
    *,
    done_on: date | None = None,
) -> int:
    """Add what someone promised in a session, and give its id."""
    values = values_of(promise, Promise) | {"done_on": iso(done_on)}
    return insert(db, "actions", {"session_id": session_id, **values})


def end_open(db: Database, person_id: int) -> None:
    """End what is open of someone's sessions: actions that are not done, and follow-ups that were
    not held.
    """
    open_actions = (
        "DELETE FROM main.actions WHERE done_on IS NULL AND session_id IN "
        "(SELECT id FROM main.sessions WHERE person_id = ?)"
    )
    planned = (
        "UPDATE main.sessions SET follow_up_on = NULL, version = version + 1 "
        "WHERE person_id = ? AND follow_up_on IS NOT NULL AND followed_up_on IS NULL"
    )
    for sql in (open_actions, planned):
        db.execute(sql, [person_id])


def change_focus(db: Database, session: CoachingSession, focus: Collection[int]) -> None:
    """Have a session be about these metrics."""
    for metric_id in set(session.focus) - set(focus):
        db.execute(
            "DELETE FROM main.session_metrics WHERE session_id = ? AND metric_id = ?",
            [session.id, metric_id],
        )
    for metric_id in focus:
        if metric_id not in session.focus:
            insert(db, "session_metrics", {"session_id": session.id, "metric_id": metric_id})


def load_sessions(db: Database) -> list[CoachingSession]:
    """Every session with its actions, oldest first."""
    return _sessions(db, "true", {})


def load_sessions_of(db: Database, person_id: int) -> list[CoachingSession]:
    """The sessions of a person with their actions, oldest first."""
    return _sessions(db, "person_id = :person", {"person": person_id})


def load_sessions_about(
    db: Database, metric_ids: Iterable[int], since: date
) -> list[CoachingSession]:
    """The sessions from a day on that were about one of some metrics, or in which something was to
    be done, oldest first.
    """
    of_metrics = f"SELECT session_id FROM session_metrics WHERE metric_id IN {listed(metric_ids)}"
    where = f"date >= :since AND id IN ({of_metrics} UNION SELECT session_id FROM actions)"
    return _sessions(db, where, {"since": since.isoformat()})


def load_sessions_since(db: Database, day: date) -> list[CoachingSession]:
    """The sessions from a day on, and those of before in which something was to be done, or of
    which a follow-up is still planned, oldest first.
    """
    planned = "follow_up_on IS NOT NULL AND followed_up_on IS NULL"
    where = f"date >= :day OR ({planned}) OR id IN (SELECT session_id FROM actions)"
    return _sessions(db, where, {"day": day.isoformat()})


class SessionDay(Struct, frozen=True):
    """That someone was coached on a day, and on which metrics."""

    id: int
    date: date
    focus: frozenset[int]


def load_session_days(db: Database, person_ids: Iterable[int]) -> dict[int, list[SessionDay]]:
    """When some people were coached and on what, oldest first; those who never were are left
    out.
    """
    found: dict[int, list[SessionDay]] = defaultdict(list)
    sql = (
        "SELECT sessions.id, person_id, date, group_concat(metric_id) FROM sessions "
        "LEFT JOIN session_metrics ON session_id = sessions.id "
        f"WHERE person_id IN {listed(person_ids)} GROUP BY sessions.id ORDER BY date, sessions.id"
    )
    for session_id, person_id, day, metrics in db.execute(sql).fetchall():
        focus = frozenset(int(metric_id) for metric_id in (metrics or "").split(",") if metric_id)
        found[person_id].append(SessionDay(session_id, date.fromisoformat(day), focus))
    return found


def last_session_days(db: Database) -> dict[int, date]:
    """The day of the newest session that counts of each person who was ever coached."""
    sql = f"SELECT person_id, max(date) FROM sessions WHERE {COUNTS} GROUP BY person_id"
    found = db.execute(sql).fetchall()
    return {person_id: date.fromisoformat(day) for person_id, day in found}


COUNTS = """
    (trim(sessions.seen, char(9, 10, 13, 32)) <> ''
    OR trim(sessions.agreed, char(9, 10, 13, 32)) <> ''
    OR trim(sessions.strengths, char(9, 10, 13, 32)) <> ''
    OR EXISTS (SELECT 1 FROM actions WHERE session_id = sessions.id))
"""
"""A session counts as coaching where something was observed, strong, agreed or to be done."""


def load_sessions_due(db: Database, day: date) -> list[CoachingSession]:
    """The sessions of which a follow-up or an action is due by a day, oldest first; none with
    those who left, who owe nothing.
    """
    # Looked for once: what is due is found by no index, and the sessions are of years.
    sql = (
        f"SELECT sessions.id FROM (SELECT id FROM sessions WHERE {_FOLLOW_UP_DUE} UNION "
        "SELECT session_id FROM actions WHERE due_on <= :day AND done_on IS NULL) AS due "
        "CROSS JOIN sessions ON sessions.id = due.id "
        f"CROSS JOIN people ON people.id = person_id WHERE {HERE}"
    )
    found = db.execute(sql, {"day": day.isoformat()}).fetchall()
    return _sessions(db, f"id IN {listed(one for (one,) in found)}", {}) if found else []


HERE = "people.starts_on <= :day AND (people.ends_on IS NULL OR people.ends_on > :day)"
"""Of those who are not here nothing is due: they left, or have not come yet."""

_FOLLOW_UP_DUE = "follow_up_on <= :day AND followed_up_on IS NULL"


def load_taken_over(db: Database) -> TakenOver:
    """Who took over coaching: from which coach, and with which person."""
    sql = (
        "SELECT person_id, coach, who FROM actions JOIN sessions ON sessions.id = session_id "
        "WHERE text = ? ORDER BY sessions.date, sessions.id, actions.id"
    )
    return taken_over(db.execute(sql, [TAKES_OVER]))


def has_follow_up(db: Database, session_id: int) -> bool:
    """Whether a follow-up is still planned of the person and the coach of a session."""
    sql = (
        "SELECT 1 FROM sessions JOIN sessions AS other USING (person_id, coach) "
        "WHERE sessions.id = :id AND other.follow_up_on IS NOT NULL "
        "AND other.followed_up_on IS NULL LIMIT 1"
    )
    return first_row(db, sql, {"id": session_id}) is not None


def _sessions(db: Database, where: str, values: Values) -> list[CoachingSession]:
    def of_sessions(table: str) -> list[Row]:
        inside = f"session_id IN (SELECT id FROM sessions WHERE {where})"
        return rows(db, f"SELECT * FROM {table} WHERE {inside} ORDER BY id", values)

    focus: dict[int, list[int]] = defaultdict(list)
    evaluations: dict[int, list[int]] = defaultdict(list)
    for row in of_sessions("session_evaluations"):
        evaluations[row["session_id"]].append(row["evaluation_id"])
    for row in of_sessions("session_metrics"):
        focus[row["session_id"]].append(row["metric_id"])
    actions: dict[int, list[Action]] = defaultdict(list)
    for row in of_sessions("actions"):
        actions[row["session_id"]].append(record_of(Action, row))
    return [
        record_of(
            CoachingSession,
            row,
            focus=tuple(focus[row["id"]]),
            evaluations=tuple(evaluations[row["id"]]),
            actions=tuple(actions[row["id"]]),
            acknowledged_at=moment_in(row["acknowledged_at"]),
        )
        for row in rows(db, f"SELECT * FROM sessions WHERE {where} ORDER BY date, id", values)
    ]


def load_sessions_between(db: Database, first: date, last: date) -> list[CoachingSession]:
    """The sessions that were held, or followed up, from one day to another, oldest first."""
    where = "date BETWEEN :first AND :last OR followed_up_on BETWEEN :first AND :last"
    return _sessions(db, where, {"first": first.isoformat(), "last": last.isoformat()})


NOT_YET_SAID = f"""
    followed_up_on IS NULL AND outcome = '{FollowUpOutcome.NOT_YET.value}' AND id IN (
        SELECT record_id FROM changes JOIN deeds ON deeds.id = deed_id
        WHERE table_name = 'sessions' AND action = 'followed up'
        AND deeds.at >= :since AND deeds.at < :before
    )
"""
"""That it was said between two moments that nothing became of it yet, and it is open still."""


def load_not_yet(db: Database, since: str, before: str) -> list[CoachingSession]:
    """The open sessions of which that was said from one moment to another, oldest first."""
    return _sessions(db, NOT_YET_SAID, {"since": since, "before": before})


def people_together(db: Database, sessions: Collection[CoachingSession]) -> dict[int, list[int]]:
    """Of each of some sessions that were held with several the ids of the others who were there."""
    if not sessions:
        return {}
    firsts = listed({session.together_id or session.id for session in sessions})
    found = rows(
        db,
        "SELECT id, person_id, coalesce(together_id, id) AS first FROM sessions "
        f"WHERE id IN {firsts} OR together_id IN {firsts} ORDER BY id",
    )
    there: dict[int, list[int]] = defaultdict(list)
    for row in found:
        there[row["first"]].append(row["person_id"])
    return {
        session.id: [
            each for each in there[session.together_id or session.id] if each != session.person_id
        ]
        for session in sessions
    }


NEWEST_WORDS = 2_000
"""So many sessions are looked through for what was typed before."""


def behaviours_typed(db: Database) -> list[str]:
    """What sessions were about besides metrics, what was typed most often first."""
    found = rows(
        db,
        "SELECT behaviour FROM (SELECT id, behaviour FROM sessions ORDER BY id DESC "
        f"LIMIT {NEWEST_WORDS}) WHERE behaviour <> '' "
        "GROUP BY behaviour ORDER BY count(*) DESC, max(id) DESC",
    )
    return [row["behaviour"] for row in found]


def coaches_known(db: Database) -> list[Row]:
    """Who can have held a session, by `name` and `code`: people, and the accounts that coach."""
    return rows(
        db,
        "SELECT name, code FROM people WHERE forgotten_on IS NULL UNION ALL "
        "SELECT name, NULL FROM accounts WHERE ends_on IS NULL "
        "AND role IN ('leader', 'supervisor') AND name NOT IN (SELECT name FROM people) "
        "ORDER BY name",
    )


def coaches_named(db: Database) -> list[str]:
    """Who held sessions, by name."""
    found = rows(
        db,
        "SELECT DISTINCT coach FROM (SELECT id, coach FROM sessions ORDER BY id DESC "
        f"LIMIT {NEWEST_WORDS}) ORDER BY coach",
    )
    return [row["coach"] for row in found]


def load_annotations(
    db: Database,
    *,
    metric_id: int | None = None,
    strategy_ids: Collection[int] = (),
    known_on: date | None = None,
) -> list[Annotation]:
    """Every annotation, or those of one metric or some strategies, oldest first; as they were known
    at the end of a day, or are now.
    """
    if known_on is not None:
        every = metric_id is None and not strategy_ids
        found = [
            row
            for row in known_rows(db, "annotations", known_on, "date, id")
            if every or row["metric_id"] == metric_id or row["strategy_id"] in strategy_ids
        ]
    else:
        where = ""
        if metric_id is not None or strategy_ids:
            where = f"WHERE metric_id = :metric OR strategy_id IN {listed(strategy_ids)}"
        sql = f"SELECT * FROM annotations {where} ORDER BY date, id"
        found = rows(db, sql, {"metric": metric_id})
    return [_annotation(row) for row in found]


def _annotation(row: Row) -> Annotation:
    return record_of(Annotation, row, new_limits=bool(row["new_limits"]))


def load_limit_splits(
    db: Database, metric_ids: Collection[int], until: date, known_on: date | None = None
) -> dict[int, list[Annotation]]:
    """The events at which limits start again, by metric, as they were known at the end of a day, or
    are now.

    An event on a strategy counts for every metric that is a KPI of it.
    """
    served: dict[int, set[int]] = defaultdict(set)
    for row in known_rows(db, "kpis", known_on):
        served[row["strategy_id"]].add(row["metric_id"])
    splits: dict[int, list[Annotation]] = defaultdict(list)
    for row in known_rows(db, "annotations", known_on):
        if row["new_limits"] and row["date"] <= until.isoformat():
            own = {row["metric_id"]} if row["metric_id"] else served[row["strategy_id"]]
            for metric_id in own.intersection(metric_ids):
                splits[metric_id].append(_annotation(row))
    return dict(splits)


def iso(day: date | None) -> str | None:
    """A date as it is kept."""
    return day.isoformat() if day else None
