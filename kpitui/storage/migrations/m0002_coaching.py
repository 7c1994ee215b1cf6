"""Schema 2: what does not apply can be voided; a session has a behaviour and who confirmed it; no table of drafts.

What somebody is typing is kept in a file of their own, so that it never waits for the shared one.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.m0001_first_schema import history_triggers, run

_OLD_CHECK = "CHECK ((value IS NOT NULL) + (numerator IS NOT NULL) = (state <> 'not applicable'))"
_NEW_CHECK = """CHECK ((value IS NOT NULL) + (numerator IS NOT NULL) <= 1),
    CHECK (state <> 'kept' OR value IS NOT NULL OR numerator IS NOT NULL),
    CHECK (state <> 'not applicable' OR (value IS NULL AND numerator IS NULL))"""

SESSIONS = """
ALTER TABLE sessions ADD COLUMN behaviour TEXT NOT NULL DEFAULT '' CHECK (length(behaviour) <= 120);
ALTER TABLE sessions ADD COLUMN acknowledged_by TEXT CHECK (length(acknowledged_by) BETWEEN 1 AND 120);
DROP TRIGGER history_sessions_insert;
DROP TRIGGER history_sessions_update;
DROP TRIGGER history_sessions_delete;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 1 to 2. Runs inside a transaction of the caller, with foreign keys off."""
    _rebuild_readings(db)
    run(db, SESSIONS)
    run(db, history_triggers("sessions", list(db.table("sessions").columns_dict)))
    db.execute("DROP TABLE drafts")


def _rebuild_readings(db: Database) -> None:
    # SQLite cannot change a CHECK in place: a table of the new shape takes the rows, then the name, then all that
    # stood on the old one.
    table, *others = (
        row[0]
        for row in db.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'readings' AND sql IS NOT NULL "
            "ORDER BY type <> 'table', type, name"
        ).fetchall()
    )
    if _OLD_CHECK not in table:
        raise AssertionError("the table of readings is not that of schema 1")
    fresh = table.replace(_OLD_CHECK, _NEW_CHECK).replace("CREATE TABLE readings", "CREATE TABLE readings_anew", 1)
    db.execute(fresh)
    db.execute("INSERT INTO readings_anew SELECT * FROM readings")
    db.execute("DROP TABLE readings")
    db.execute("ALTER TABLE readings_anew RENAME TO readings")
    for statement in others:
        db.execute(statement)
