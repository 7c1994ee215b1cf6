"""What has a day in a calendar, and when each was changed last."""

from collections.abc import Collection, Iterable
from datetime import date

from msgspec import Struct

from kpitui.storage.driver import Database
from kpitui.storage.records import Row, first_row, from_json, in_json, rows

Record = tuple[str, int]
"""The table and the id of a record."""

_HERE = "people.starts_on <= :day AND (people.ends_on IS NULL OR people.ends_on >= :since)"
_LEFT = "people.ends_on IS NOT NULL AND people.ends_on <= :day AS gone"
_ACTIONS = f"""
SELECT actions.id, actions.text, actions.who, actions.due_on, actions.done_on, sessions.date,
    sessions.coach, sessions.person_id, people.name AS person, {_LEFT}
FROM actions CROSS JOIN sessions ON sessions.id = actions.session_id
CROSS JOIN people ON people.id = sessions.person_id
WHERE actions.due_on IS NOT NULL AND (actions.done_on IS NULL OR actions.done_on >= :since)
AND {_HERE} ORDER BY actions.id
"""
_FOLLOW_UPS = f"""
SELECT sessions.id, sessions.follow_up_on AS due_on, sessions.followed_up_on AS done_on,
    sessions.date, sessions.coach, sessions.person_id, people.name AS person, {_LEFT}
FROM sessions CROSS JOIN people ON people.id = sessions.person_id
WHERE follow_up_on IS NOT NULL AND (followed_up_on IS NULL OR followed_up_on >= :since)
AND {_HERE} ORDER BY sessions.id
"""
_DECISIONS = """
SELECT decisions.id, decisions.text, decisions.who, decisions.due_on, decisions.done_on,
    reviews.date, reviews.by, reviews.decision, metrics.name AS metric, 0 AS gone
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
_DAYS = {
    "actions": "due_on", "sessions": "follow_up_on", "decisions": "due_on", "kpis": "starts_on",
}  # fmt: skip
"""The column without which a record stands in no calendar."""

_LOST = """
SELECT record_id AS id, before AS content, max(changes.id), coalesce(deeds.at, changes.at) AS at
FROM changes LEFT JOIN deeds ON deeds.id = deed_id
WHERE table_name = '{table}' AND before ->> '{column}' IS NOT NULL
AND (kind = 'delete' OR after ->> '{column}' IS NULL) AND coalesce(deeds.at, changes.at) >= :since
AND NOT EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = record_id AND kept.{column} NOT NULL)
GROUP BY record_id ORDER BY record_id
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
    """The actions with a day: those that are not done, or not before a day; `gone` where whose
    they are left since.
    """
    return rows(db, _ACTIONS, _days(day, since))


def dated_follow_ups(db: Database, day: date, since: date) -> list[Row]:
    """The same of follow-ups."""
    return rows(db, _FOLLOW_UPS, _days(day, since))


def dated_decisions(db: Database, day: date, since: date) -> list[Row]:
    """The same of decisions, also of people who left."""
    return rows(db, _DECISIONS, _days(day, since))


def lost_days(db: Database, table: str, since: date) -> list[tuple[Row, Row]]:
    """What was removed since a day, or has no day any more: its id with the moment, and how it was
    before.
    """
    sql = _LOST.format(table=table, column=_DAYS[table])
    found = rows(db, sql, {"since": since.isoformat()})
    return [(row, from_json(row["content"])) for row in found]


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
