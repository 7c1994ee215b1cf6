"""Schema 4: findings of the health rules that somebody accepted, why, and until when."""

from sqlite_utils import Database

from kpitui.storage.migrations.m0001_first_schema import DATE, history_triggers, run

ACCEPTED = f"""
CREATE TABLE accepted_findings (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 20),
    record_key TEXT NOT NULL CHECK (length(record_key) BETWEEN 1 AND 200),
    record TEXT NOT NULL CHECK (length(record) BETWEEN 1 AND 500),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 10000),
    until_on TEXT NOT NULL {DATE.format("until_on")},
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (code, record_key)
) STRICT;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 3 to 4. Runs inside a transaction of the caller."""
    run(db, ACCEPTED)
    run(db, history_triggers("accepted_findings", list(db.table("accepted_findings").columns_dict)))
