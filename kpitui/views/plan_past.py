"""The plan over time: the days on which it changed."""

from datetime import date

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows

_DAYS = " UNION ".join(
    f"SELECT {column} AS day FROM {table}"
    for table in ("missions", "priorities", "strategies", "kpis", "targets")
    for column in ("starts_on", "ends_on")
)


def load_change_days(database: DatabaseFile, until: date) -> list[date]:
    """Every day up to a day on which something of the plan started or ended, oldest first."""
    with reading(database) as db:
        found = rows(db, f"SELECT day FROM ({_DAYS}) WHERE day <= :until ORDER BY day", {"until": until.isoformat()})
    return [date.fromisoformat(row["day"]) for row in found]
