"""The plan over time: the days on which it changed."""

from datetime import date

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_edit_days
from kpitui.storage.records import rows

_DAYS = " UNION ".join(
    f"SELECT {column} AS day FROM {table}"
    for table in ("missions", "priorities", "strategies", "kpis", "targets")
    for column in ("starts_on", "ends_on")
)


def load_change_days(database: DatabaseFile, until: date) -> list[date]:
    """Every day up to a day on which something of the plan started, ended or was edited, oldest first."""
    with reading(database) as db:
        found = rows(db, f"SELECT day FROM ({_DAYS}) WHERE day <= :until", {"until": until.isoformat()})
        days = {date.fromisoformat(row["day"]) for row in found}
        # What was edited before anything began is not of a plan.
        first = min(days, default=until)
        return sorted(days | {day for day in load_edit_days(db) if first < day <= until})
