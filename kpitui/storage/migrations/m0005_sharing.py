"""Schema 5: a chain of seals over the history, and who is in."""

from sqlite_utils import Database

from kpitui.storage.migrations.m0001_first_schema import run
from kpitui.storage.seals import seal

SHARING = """
CREATE TABLE seals (
    change_id INTEGER PRIMARY KEY REFERENCES changes (id),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    outside INTEGER NOT NULL CHECK (outside IN (0, 1))
) STRICT;

CREATE TRIGGER seals_update_kept BEFORE UPDATE ON seals
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;

CREATE TRIGGER seals_delete_kept BEFORE DELETE ON seals
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;

CREATE TABLE presences (
    token TEXT PRIMARY KEY CHECK (length(token) BETWEEN 1 AND 100),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    seen_at REAL NOT NULL
) STRICT;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 4 to 5. Runs inside a transaction of the caller."""
    run(db, SHARING)
    seal(db.conn, None)
