"""Who is in: one row a session, renewed by its heartbeat and swept by others when that stops."""

import time

from msgspec import Struct

from kpitui.domain.errors import Busy
from kpitui.storage.database import DatabaseFile, aside
from kpitui.storage.driver import Database
from kpitui.storage.records import rows

HEARTBEAT_SECONDS = 60.0
_AGAIN_SECONDS = 0.02
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


def leave(database: DatabaseFile, presence: Presence, patience: float = 0.0) -> None:
    """Say that somebody has left; raises `Busy` where another writes for longer than so many seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with aside(database) as db:
                db.execute("DELETE FROM presences WHERE token = ?", [presence.token])
        except Busy:
            if time.monotonic() > deadline:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


def sessions_in(db: Database, now: float) -> set[str]:
    """The tokens of all sessions whose heartbeat goes on."""
    found = rows(
        db,
        "SELECT token FROM presences WHERE abs(seen_at - :now) <= :stale",
        {"now": now, "stale": STALE_SECONDS},
    )
    return {str(row["token"]) for row in found}


def others_in(db: Database, presence: Presence, now: float) -> tuple[str, ...]:
    """The names of all other sessions, each once, whoever came first first."""
    found = rows(
        db,
        "SELECT name FROM presences WHERE token <> :token AND abs(seen_at - :now) <= :stale GROUP BY name "
        "ORDER BY min(rowid)",
        {"token": presence.token, "now": now, "stale": STALE_SECONDS},
    )
    return tuple(str(row["name"]) for row in found)
