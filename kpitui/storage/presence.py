"""Who is in: one row a session, renewed by its heartbeat and swept by others when that stops."""

import os
import time
from collections.abc import Iterable

from msgspec import Struct

from kpitui.domain.errors import Busy
from kpitui.storage.database import DatabaseFile, side_transaction
from kpitui.storage.driver import Database
from kpitui.storage.processes import is_gone, process_mark
from kpitui.storage.records import rows

HEARTBEAT_SECONDS = 60.0
_AGAIN_SECONDS = 0.02
STALE_SECONDS = 150.0
"""Who was not seen for so long is gone: two heartbeats may be missed where the file is held."""


class Presence(Struct, frozen=True):
    """One session of someone."""

    token: str
    name: str


def presence_of(session: str, name: str) -> Presence:
    """The row of a session of this process; that tells others when it is gone, however it ended."""
    return Presence(f"{session}.{process_mark(os.getpid())}", name)


def stay(database: DatabaseFile, presence: Presence, now: float) -> None:
    """Say that someone is in, at a moment in seconds, and sweep who is gone; raises
    `Busy` where another writes.
    """
    with side_transaction(database) as db:
        db.execute(
            "INSERT INTO presences VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seen_at = "
            "excluded.seen_at",
            [presence.token, presence.name[:120], now],
        )
        # A moment that lies ahead is of a clock that was set back since.
        db.execute("DELETE FROM presences WHERE abs(seen_at - ?) > ?", [now, STALE_SECONDS])
        for token in sessions_in(db, now):
            if _is_gone(token):
                db.execute("DELETE FROM presences WHERE token = ?", [token])


def leave(database: DatabaseFile, presence: Presence, patience: float = 0.0) -> None:
    """Say that someone has left; raises `Busy` where another writes for longer than so
    many seconds.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            with side_transaction(database) as db:
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


def left_behind(db: Database, now: float) -> bool:
    """Whether someone who is gone could not take their row away, as another wrote at
    that moment.
    """
    return any(_is_gone(token) for token in sessions_in(db, now))


def is_in(db: Database, session: str, now: float) -> bool:
    """Whether the heartbeat of a session goes on."""
    return any(token.partition(".")[0] == session for token in sessions_in(db, now))


def others_in(db: Database, presence: Presence, now: float) -> tuple[Presence, ...]:
    """All other sessions, in the order they came."""
    found = rows(
        db,
        "SELECT token, name FROM presences WHERE token <> :token AND abs(seen_at - :now) <= :stale "
        "ORDER BY rowid",
        {"token": presence.token, "now": now, "stale": STALE_SECONDS},
    )
    return still_in(Presence(str(row["token"]), str(row["name"])) for row in found)


def still_in(sessions: Iterable[Presence]) -> tuple[Presence, ...]:
    """Those whose process runs; of one on another machine its heartbeat tells."""
    return tuple(session for session in sessions if not _is_gone(session.token))


def names_of(sessions: Iterable[Presence]) -> tuple[str, ...]:
    """The names of sessions, each once."""
    return tuple(dict.fromkeys(session.name for session in sessions))


def _is_gone(token: str) -> bool:
    return is_gone(token.partition(".")[2])
