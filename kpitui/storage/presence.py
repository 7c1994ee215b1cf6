"""Who is in: one row a session, renewed by its heartbeat and swept by others when that stops."""

from msgspec import Struct

from kpitui.storage.database import DatabaseFile, aside
from kpitui.storage.driver import Database
from kpitui.storage.records import rows

HEARTBEAT_SECONDS = 60.0
STALE_SECONDS = 150.0
"""Whoever was not seen for so long is gone: two heartbeats may be missed where the file is held."""


class Presence(Struct, frozen=True):
    """One session of somebody."""

    token: str
    name: str


def stay(database: DatabaseFile, presence: Presence, now: float) -> None:
    """Say that somebody is in, at a moment in seconds, and sweep who is gone; raises `Busy` where another writes."""
    with aside(database) as db:
        db.execute(
            "INSERT INTO presences VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at",
            [presence.token, presence.name[:120], now],
        )
        # A moment that lies ahead is of a clock that was set back since.
        db.execute("DELETE FROM presences WHERE abs(seen_at - ?) > ?", [now, STALE_SECONDS])


def leave(database: DatabaseFile, presence: Presence) -> None:
    """Say that somebody has left; raises `Busy` where another writes."""
    with aside(database) as db:
        db.execute("DELETE FROM presences WHERE token = ?", [presence.token])


def others_in(db: Database, presence: Presence, now: float) -> tuple[str, ...]:
    """The names of all other sessions, each once, whoever came first first."""
    found = rows(
        db,
        "SELECT name FROM presences WHERE token <> :token AND abs(seen_at - :now) <= :stale GROUP BY name "
        "ORDER BY min(rowid)",
        {"token": presence.token, "now": now, "stale": STALE_SECONDS},
    )
    return tuple(str(row["name"]) for row in found)
