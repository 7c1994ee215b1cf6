"""Schema 16: which levels a person has seen and what they asked about them, and what a person
answered to a session.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import DATE, keep_history, run

# A level is known by what it says and not by its row, which may be corrected or taken back.
_TABLE = f"""
CREATE TABLE seen_levels (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    starts_on TEXT NOT NULL {DATE.format("starts_on")},
    low REAL,
    high REAL,
    seen_at TEXT NOT NULL,
    seen_by TEXT NOT NULL,
    question TEXT NOT NULL DEFAULT '' CHECK (length(question) <= 500),
    answer TEXT NOT NULL DEFAULT '' CHECK (length(answer) <= 500),
    answered_at TEXT,
    answered_by TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (low IS NOT NULL OR high IS NOT NULL),
    CHECK ((answer = '') = (answered_at IS NULL) AND (answer = '') = (answered_by IS NULL)),
    CHECK (answer = '' OR question <> '')
) STRICT;
CREATE UNIQUE INDEX seen_levels_of ON seen_levels
    (person_id, metric_id, starts_on, coalesce(low, ''), coalesce(high, ''));
ALTER TABLE sessions ADD COLUMN reply TEXT NOT NULL DEFAULT '' CHECK (length(reply) <= 500);
"""


def apply(db: Database) -> None:
    """Bring a file from schema 15 to 16. Runs inside a transaction of the caller."""
    run(db, _TABLE)
    keep_history(db, "seen_levels")
    keep_history(db, "sessions")
