"""Schema 20: how often a role is coached, sessions of several people at once and what became of
them, decisions of a review with the limits of their day, and when someone was here last.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import DATE, keep_history, run

_TABLES = f"""
ALTER TABLE sessions ADD COLUMN together_id INTEGER REFERENCES sessions (id);
ALTER TABLE sessions ADD COLUMN strengths TEXT NOT NULL DEFAULT ''
    CHECK (length(strengths) <= 10000);
ALTER TABLE sessions ADD COLUMN reference TEXT NOT NULL DEFAULT ''
    CHECK (length(reference) <= 120);
ALTER TABLE sessions ADD COLUMN outcome TEXT CHECK (outcome IN ('kept', 'partly', 'not yet'));
ALTER TABLE sessions ADD COLUMN outcome_note TEXT NOT NULL DEFAULT ''
    CHECK (length(outcome_note) <= 500);
CREATE INDEX sessions_together ON sessions (together_id) WHERE together_id IS NOT NULL;
CREATE TABLE rhythms (
    id INTEGER PRIMARY KEY,
    role_id INTEGER NOT NULL REFERENCES roles (id),
    days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 366),
    starts_on TEXT NOT NULL {DATE.format("starts_on")},
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (role_id, starts_on)
) STRICT;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES reviews (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    who TEXT NOT NULL DEFAULT '' CHECK (length(who) <= 120),
    due_on TEXT {DATE.format("due_on")},
    done_on TEXT {DATE.format("done_on")},
    result TEXT NOT NULL DEFAULT '' CHECK (length(result) <= 500),
    periods TEXT CHECK (periods IN ('day', 'week', 'month', 'quarter')),
    middle REAL,
    low REAL,
    high REAL CHECK (high >= low),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((periods IS NULL) = (middle IS NULL))
) STRICT;
CREATE INDEX decisions_of_review ON decisions (review_id);
CREATE TABLE visits (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
    at TEXT NOT NULL,
    before TEXT
) STRICT;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 19 to 20. Runs inside a transaction of the caller."""
    run(db, _TABLES)
    for table in ("sessions", "rhythms", "decisions"):
        keep_history(db, table)
