"""Schema 8: rules of the organisation, each from a day on; the first is its time zone."""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import DATE, keep_history, run

RULES = f"""
CREATE TABLE rules (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
    starts_on TEXT NOT NULL {DATE.format("starts_on")},
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (name, starts_on)
) STRICT;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 7 to 8. Runs inside a transaction of the caller."""
    run(db, RULES)
    keep_history(db, "rules")
