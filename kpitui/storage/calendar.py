"""What has a day in a calendar, and when each was changed last."""

from collections.abc import Collection, Iterable
from datetime import date

from msgspec import Struct

from kpitui.storage.coaching import HERE
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, first_row, in_json, rows

Record = tuple[str, int]
"""The table and the id of a record."""

_ACTIONS = f"""
SELECT actions.id, actions.text, actions.who, actions.due_on, actions.done_on, sessions.date,
    sessions.coach, sessions.person_id, people.name AS person
FROM actions CROSS JOIN sessions ON sessions.id = actions.session_id
CROSS JOIN people ON people.id = sessions.person_id
WHERE actions.due_on IS NOT NULL AND (actions.done_on IS NULL OR actions.done_on >= :since)
AND {HERE} ORDER BY actions.id
"""
_FOLLOW_UPS = f"""
SELECT sessions.id, sessions.follow_up_on AS due_on, sessions.followed_up_on AS done_on,
    sessions.date, sessions.coach, sessions.person_id, people.name AS person
FROM sessions CROSS JOIN people ON people.id = sessions.person_id
WHERE follow_up_on IS NOT NULL AND (followed_up_on IS NULL OR followed_up_on >= :since)
AND {HERE} ORDER BY sessions.id
"""
_DECISIONS = """
SELECT decisions.id, decisions.text, decisions.who, decisions.due_on, decisions.done_on,
    reviews.date, reviews.by, reviews.decision, metrics.name AS metric
FROM decisions CROSS JOIN reviews ON reviews.id = review_id
CROSS JOIN kpis ON kpis.id = reviews.kpi_id CROSS JOIN metrics ON metrics.id = kpis.metric_id
WHERE decisions.due_on IS NOT NULL
AND (decisions.done_on IS NULL OR decisions.done_on >= :since) ORDER BY decisions.id
"""
_CHANGED = """
SELECT record_id, count(*) AS count, max(coalesce(deeds.at, changes.at)) AS at
FROM changes LEFT JOIN deeds ON deeds.id = deed_id
WHERE table_name = :table AND record_id IN (SELECT value FROM json_each(:ids)) GROUP BY record_id
"""
_RULES_CHANGED = """
SELECT count(*) AS count, max(coalesce(deeds.at, changes.at)) AS at
FROM changes LEFT JOIN deeds ON deeds.id = deed_id WHERE table_name = 'rules'
"""
_REVIEWS_CHANGED = """
SELECT coalesce(after, before) ->> 'kpi_id' AS kpi_id, count(*) AS count,
    max(coalesce(deeds.at, changes.at)) AS at
FROM changes LEFT JOIN deeds ON deeds.id = deed_id WHERE table_name = 'reviews' GROUP BY 1
"""


class Revision(Struct, frozen=True):
    """How often something was changed, and when last, as ISO text; empty where that is not kept."""

    count: int = 0
    at: str = ""

    def with_more(self, other: "Revision | None") -> "Revision":
        """The changes of both together."""
        if other is None:
            return self
        return Revision(self.count + other.count, max(self.at, other.at))


def dated_actions(db: Database, day: date, since: date) -> list[Row]:
    """The actions with a day, of who is here: those that are not done, or not before a day."""
    return rows(db, _ACTIONS, _days(day, since))


def dated_follow_ups(db: Database, day: date, since: date) -> list[Row]:
    """The same of follow-ups."""
    return rows(db, _FOLLOW_UPS, _days(day, since))


def dated_decisions(db: Database, day: date, since: date) -> list[Row]:
    """The same of decisions, also of people who left."""
    return rows(db, _DECISIONS, _days(day, since))


def _days(day: date, since: date) -> dict[str, str]:
    return {"day": day.isoformat(), "since": since.isoformat()}


def revisions(db: Database, records: Iterable[Record]) -> dict[Record, Revision]:
    """How often each record was changed and when last; those of which nothing is kept are left
    out.
    """
    by_table: dict[str, set[int]] = {}
    for table, record_id in records:
        by_table.setdefault(table, set()).add(record_id)
    return {
        (table, row["record_id"]): Revision(row["count"], row["at"])
        for table, ids in by_table.items()
        for row in rows(db, _CHANGED, {"table": table, "ids": in_json(map(str, ids))})
    }


def review_revisions(db: Database, kpi_ids: Collection[int]) -> dict[int, Revision]:
    """The same of all reviews of each KPI, those that were taken back too."""
    return {
        row["kpi_id"]: Revision(row["count"], row["at"])
        for row in rows(db, _REVIEWS_CHANGED)
        if row["kpi_id"] in kpi_ids
    }


def rules_revision(db: Database) -> Revision:
    """The same of the rules of the file together."""
    found = first_row(db, _RULES_CHANGED, {})
    return Revision(found["count"], found["at"] or "") if found else Revision()


def first_change(db: Database) -> tuple[str, str]:
    """The id and the moment of the first change of a file: what tells it from every other."""
    found = first_row(db, "SELECT uuid, at FROM deeds ORDER BY id LIMIT 1", {})
    return (found["uuid"], found["at"]) if found else ("", "")
