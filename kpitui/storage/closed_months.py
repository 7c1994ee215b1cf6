"""The closed months as they are kept."""

from kpitui.storage.driver import Database
from kpitui.storage.records import find_rows


def load_closed_months(db: Database) -> list[str]:
    """The closed months as 2026-10, newest first."""
    return [row["month"] for row in find_rows(db, "closed_periods", {}, "month DESC")]
