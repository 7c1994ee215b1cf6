"""Schema 9: how a metric is worked out."""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import keep_history, run

FORMULA = """
ALTER TABLE metrics ADD COLUMN formula TEXT NOT NULL DEFAULT '' CHECK (length(formula) <= 500);
"""


def apply(db: Database) -> None:
    """Bring a file from schema 8 to 9. Runs inside a transaction of the caller."""
    run(db, FORMULA)
    keep_history(db, "metrics")
