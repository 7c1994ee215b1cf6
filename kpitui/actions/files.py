"""What is done to the database file as a whole."""

import contextlib
import time

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadFile, Busy
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, check_identity, reading
from kpitui.storage.driver import HAS_WAL_RESET_BUG
from kpitui.storage.file_errors import file_errors
from kpitui.storage.journal import remark_on, return_to_wal
from kpitui.storage.presence import Presence, names_of, others_in


def use_wal(database: DatabaseFile, actor: Actor) -> None:
    """Bring a file back into WAL that an old SQLite took out of it; raises `Busy` where
    anyone else is in it.
    """
    actor.require(Permission.ACCOUNTS)
    if HAS_WAL_RESET_BUG:
        raise BadFile(f"{remark_on('')}.")
    with reading(database) as db:
        others = others_in(db, Presence("", actor.name), time.time())
    if others:
        raise Busy(
            f"{', '.join(names_of(others))} still working in {database.path}; try again when "
            "everyone has left."
        )
    check_identity(database, to_write=True)
    with file_errors(database.path), contextlib.closing(connect(database.path)) as connection:
        return_to_wal(connection)
