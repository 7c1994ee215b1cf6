"""The closed months as they are kept."""

from kpitui.storage.driver import Database


def load_closed_months(db: Database) -> list[str]:
    """The closed months as 2026-10, newest first."""
    return [row[0] for row in db.execute("SELECT month FROM closed_periods ORDER BY month DESC")]
