"""Schema 14: what was guessed of a metric that an import made, and a place for the readings of an
import that was undone, so that what only it made can go.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import keep_history, run

_ASSUMED = """
ALTER TABLE metrics ADD COLUMN assumed TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(assumed));
"""

_UNDONE = """
CREATE TABLE undone_readings (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL,
    person_id INTEGER,
    team_id INTEGER,
    date TEXT NOT NULL,
    value REAL,
    numerator REAL,
    denominator REAL,
    n INTEGER,
    note TEXT,
    state TEXT NOT NULL CHECK (state = 'void'),
    external_id TEXT,
    session_id INTEGER,
    deed_id INTEGER,
    version INTEGER NOT NULL
) STRICT;
DROP TRIGGER readings_kept;
CREATE TRIGGER readings_kept BEFORE DELETE ON readings WHEN NOT EXISTS (SELECT 1 FROM undone_readings WHERE id = OLD.id)
BEGIN
SELECT RAISE(ABORT, 'kpitui: a reading is voided, never deleted');
END;
"""  # noqa: E501


def apply(db: Database) -> None:
    """Bring a file from schema 13 to 14. Runs inside a transaction of the caller."""
    run(db, _ASSUMED + _UNDONE)
    keep_history(db, "metrics")
    name = "history_readings_delete"
    ((trigger,),) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name])
    db.execute(f"DROP TRIGGER {name}")
    one_by_one = "WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)"
    db.execute(trigger.replace("ON readings ", f"ON readings {one_by_one} ", 1))
