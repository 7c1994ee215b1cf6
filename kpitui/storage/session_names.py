"""Sessions as files call them, whatever their ids."""

import re

from kpitui.storage.driver import Database
from kpitui.storage.export import SESSION
from kpitui.storage.records import Row, row_named, rows

_NAMED_TOGETHER = re.compile(r"(.+?): ([0-9]{4}-[0-9]{2}-[0-9]{2} .+)")


def session_together(db: Database, typed: str) -> Row | None:
    """The session that an export calls `NAME: SESSION`; None where there is none."""
    said = _NAMED_TOGETHER.fullmatch(typed)
    found = row_named(db, "people", said[1]) if said else None
    return sessions_named(db, found["id"]).get(said[2]) if said and found else None


def sessions_named(db: Database, person_id: int) -> dict[str, Row]:
    """The sessions of a person by what they are called in files, oldest first."""
    sql = f"SELECT sessions.*, {SESSION} AS session FROM sessions WHERE person_id = :id ORDER BY id"
    return {row.pop("session"): row for row in rows(db, sql, {"id": person_id})}
