"""Schema 3: the span that locks the process limits of a metric."""

from sqlite_utils import Database

from kpitui.storage.migrations.m0001_first_schema import DATE, history_triggers, run

BASELINES = f"""
CREATE TABLE baselines (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL UNIQUE REFERENCES metrics (id),
    first_on TEXT NOT NULL {DATE.format("first_on")},
    last_on TEXT NOT NULL {DATE.format("last_on")} CHECK (last_on >= first_on),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 2 to 3. Runs inside a transaction of the caller."""
    run(db, BASELINES)
    run(db, history_triggers("baselines", list(db.table("baselines").columns_dict)))
