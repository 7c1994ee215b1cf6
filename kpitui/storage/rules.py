"""Rules of the organisation as they are kept: name, value, and the day from which on it holds."""

from kpitui.domain.clock import Clock
from kpitui.storage.driver import Database

TIME_ZONE = "time zone"


def load_time_zone(db: Database) -> str:
    """The name of the organisation's time zone; empty where it is the server's."""
    row = db.execute("SELECT value FROM rules WHERE name = ? ORDER BY starts_on DESC LIMIT 1", [TIME_ZONE]).fetchone()
    return str(row[0]) if row else ""


def clock_of(db: Database) -> Clock:
    """The clock of the organisation, for who has no more than a connection."""
    return Clock(load_time_zone(db))
