"""Making and opening the database file, for the outer rings."""

import contextlib
import time

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadFile, Busy
from kpitui.storage.database import DatabaseFile, check_identity, connect, reading
from kpitui.storage.driver import HAS_WAL_RESET_BUG
from kpitui.storage.file_errors import file_errors
from kpitui.storage.journal import remark_on, return_to_wal
from kpitui.storage.opening import create_file, is_free, kept_open, open_file, share_folder
from kpitui.storage.presence import Presence, others_in

__all__ = ["create_file", "is_free", "kept_open", "open_file", "share_folder", "use_wal"]


def use_wal(database: DatabaseFile, actor: Actor) -> None:
    """Bring a file back into WAL that an old SQLite took out of it; raises `Busy` where anybody else is in it."""
    actor.require(Deed.ACCOUNTS)
    if HAS_WAL_RESET_BUG:
        raise BadFile(f"{remark_on('')}.")
    with reading(database) as db:
        others = others_in(db, Presence("", actor.name), time.time())
    if others:
        raise Busy(f"{', '.join(others)} still at work in {database.path}; try again when everybody is out.")
    check_identity(database, to_write=True)
    with file_errors(database.path), contextlib.closing(connect(database.path)) as connection:
        return_to_wal(connection)
