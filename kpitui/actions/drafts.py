"""Keeping what is typed until it is saved."""

import time
from collections.abc import Iterable
from pathlib import Path

from kpitui.domain.history import utc_now
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import OpenDays, Typed
from kpitui.storage.presence import is_in
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import whereabouts
from kpitui.storage.typed_about import Gone, forgotten_in, take_out_people


def session_drafts(
    folder: Path, database: DatabaseFile, account: str, session: str
) -> SessionDrafts:
    """The draft of a session that begins now."""

    def heard_of(other: str) -> bool:
        with reading(database) as db:
            return is_in(db, other, time.time())

    return SessionDrafts(folder, database, account, session, whereabouts(utc_now()), heard_of)


def take_over(
    drafts: SessionDrafts,
    database: DatabaseFile,
    into: Typed | None = None,
    open_days: OpenDays = (),
) -> tuple[Typed, bool]:
    """What sessions that are gone have left, without what they saved, put `into` what is typed
    here; and whether some of it has to wait its turn.
    """

    def arrived(changes: Iterable[str]) -> set[str]:
        from kpitui.storage.history import committed  # who left nothing has no need of it

        with reading(database) as db:
            return committed(db, changes)

    return drafts.take_over(arrived, into, open_days)


def gone_from(database: DatabaseFile, typed: Typed) -> Gone | None:
    """What of something typed is about people who were forgotten; None for nothing."""
    if typed.empty:
        return None
    with reading(database) as db:
        found = forgotten_in(db, typed)
    return found if found.called else None


def drop_gone(database: DatabaseFile, typed: Typed, gone: Gone) -> None:
    """Keep nothing any more of what is typed about people who were forgotten."""
    with reading(database) as db:
        take_out_people(db, typed, gone.called)
