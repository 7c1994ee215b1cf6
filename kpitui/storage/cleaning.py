"""Leaving nothing of erased rows in the bytes of the file: every page is written again, and the log
is cut to nothing.
"""

import contextlib
import time

from msgspec import Struct

from kpitui.domain.errors import Busy
from kpitui.storage.connections import begin, connect
from kpitui.storage.database import DatabaseFile, check_identity, reading
from kpitui.storage.driver import Database, sqlite3
from kpitui.storage.file_errors import WAIT_SECONDS, file_errors, is_busy
from kpitui.storage.journal import journal_of
from kpitui.storage.schema import require_same_schema, require_trust

_AGAIN_SECONDS = 0.05
_BYTES_A_SECOND = 25_000_000
"""Measured on 76 MB, and on 850 MB of ten million readings."""


class Cleaning(Struct, frozen=True):
    """What others feel while a file is written again: for how long, and whether they can read."""

    seconds: int
    can_read: bool


def cleaning_of(database: DatabaseFile) -> Cleaning:
    """What it will take to clean a file."""
    with reading(database) as db:
        can_read = journal_of(db) == "wal"
    size = database.path.stat().st_size
    return Cleaning(round(size / _BYTES_A_SECOND), can_read)


def clean_file(database: DatabaseFile) -> None:
    """Write every page again and cut the log; raises `Busy` where someone reads or writes past the
    wait. It can be done again at any time.
    """
    check_identity(database, to_write=True)
    with file_errors(database.path), contextlib.closing(connect(database.path)) as connection:
        require_same_schema(connection, database.path)
        require_trust(connection)
        # With `secure_delete` in place of this, pages keep old rows in room that nothing uses. The
        # whole file is built a second time, which may be more than the memory.
        connection.execute("PRAGMA temp_store = FILE")
        _until_free(connection, "VACUUM")
        _cut_log(connection)
        begin(connection)
        connection.execute("UPDATE forgetting SET cleaned = 1 WHERE cleaned = 0")
        connection.execute("COMMIT")
        _cut_log(connection)


def _until_free(connection: Database, statement: str) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


def _cut_log(connection: Database) -> None:
    if journal_of(connection) != "wal":
        return
    until = time.monotonic() + WAIT_SECONDS
    while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > until:
            raise Busy(
                "What was erased is gone from the records, but someone reads the file and its log "
                "cannot be cut yet; finish it with the same command in a moment."
            )
        time.sleep(_AGAIN_SECONDS)
