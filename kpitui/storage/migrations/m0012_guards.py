"""Schema 12: the guards of a strategy, metrics that it must not harm."""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import keep_history, run

_TABLE = """
CREATE TABLE guards (
    id INTEGER PRIMARY KEY,
    strategy_id INTEGER NOT NULL REFERENCES strategies (id),
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    UNIQUE (strategy_id, metric_id)
) STRICT;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 11 to 12. Runs inside a transaction of the caller."""
    run(db, _TABLE)
    keep_history(db, "guards")
