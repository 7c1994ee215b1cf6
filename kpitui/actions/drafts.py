"""Keeping what is typed until it is saved."""

import time
from collections.abc import Iterable
from pathlib import Path

from kpitui.domain.history import utc_now
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import SessionDrafts, Typed, file_stem, forget_drafts, load_typed
from kpitui.storage.history import committed
from kpitui.storage.presence import sessions_in
from kpitui.storage.session_locks import Whereabouts, whereabouts

__all__ = [
    "SessionDrafts",
    "Typed",
    "Whereabouts",
    "file_stem",
    "forget_drafts",
    "load_typed",
    "session_drafts",
    "take_over",
]


def session_drafts(folder: Path, database: DatabaseFile, account: str, session: str) -> SessionDrafts:
    """The draft of a session that begins now."""

    def heard_of(other: str) -> bool:
        with reading(database) as db:
            return other in sessions_in(db, time.time())

    return SessionDrafts(folder, database, account, session, whereabouts(utc_now()), heard_of)


def take_over(drafts: SessionDrafts, database: DatabaseFile) -> tuple[Typed, bool]:
    """What sessions that are gone have left, without what they saved; and whether some of it has to wait its turn."""

    def arrived(changes: Iterable[str]) -> set[str]:
        with reading(database) as db:
            return committed(db, changes)

    return drafts.take_over(arrived)
