"""When someone was here last, so that what changed since can be told; it is no change of the file
and leaves no history.
"""

from datetime import datetime, timedelta

from kpitui.domain.clock import kept_moment
from kpitui.storage.database import DatabaseFile, side_transaction
from kpitui.storage.driver import Database
from kpitui.storage.records import first_row, moment_in

SAME_VISIT = timedelta(hours=1)
"""Who comes again so soon is still there: the line dropped, or a second window was opened."""

LONGEST_NAME = 120


def visit(database: DatabaseFile, name: str, at: datetime) -> None:
    """Note that someone is here; raises `Busy` where another writes at this moment."""
    values = {"name": name[:LONGEST_NAME], "at": kept_moment(at)}
    values["same"] = kept_moment(at - SAME_VISIT)
    with side_transaction(database) as db:
        db.execute(
            "INSERT INTO visits (name, at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE SET "
            "before = CASE WHEN visits.at < :same THEN visits.at ELSE visits.before END, "
            # A clock that was set back takes no visit back.
            "at = max(visits.at, excluded.at)",
            values,
        )


def leave_visit(database: DatabaseFile, name: str, at: datetime) -> None:
    """Note until when someone was here; raises `Busy` where another writes at this moment."""
    values = {"name": name[:LONGEST_NAME], "at": kept_moment(at)}
    with side_transaction(database) as db:
        db.execute("UPDATE visits SET at = max(at, :at) WHERE name = :name", values)


def forget_visits(db: Database, name: str) -> None:
    """Forget that someone was here, within a `writing()` block."""
    db.execute("DELETE FROM visits WHERE name = ?", [name[:LONGEST_NAME]])


def last_here(db: Database, name: str, now: datetime) -> datetime | None:
    """When someone was here before the visit of now; None where they never were."""
    values = {"name": name[:LONGEST_NAME], "same": kept_moment(now - SAME_VISIT)}
    found = first_row(
        db,
        "SELECT CASE WHEN at < :same THEN at ELSE before END AS at FROM visits WHERE name = :name",
        values,
    )
    return moment_in(found["at"]) if found and found["at"] else None
