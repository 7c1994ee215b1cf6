"""Whole database files: packed for shipping, and copied from the shipped one."""

import contextlib
import os
from pathlib import Path

from kpitui.domain.errors import BadFile
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, copy_into
from kpitui.storage.file_errors import file_errors
from kpitui.storage.journal import make_journal
from kpitui.storage.names import beside, refuse_leftovers
from kpitui.storage.opening import is_free, open_file


def pack_file(database: DatabaseFile, target: Path) -> None:
    """Write all of a file to `target`, in place of one that is there, as one compact file without a
    -wal beside it.
    """
    building = target.with_name(f".{target.name}.packing")
    for path in (building, *beside(building)):
        path.unlink(missing_ok=True)
    with file_errors(target), contextlib.closing(connect(database.path)) as connection:
        copy_into(connection, building)
    with contextlib.closing(connect(building)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    building.chmod(0o644)
    building.replace(target)


def copy_packed_file(source: Path, target: Path) -> DatabaseFile:
    """Copy a packed file for the user alone and open the copy; raises `BadFile` where anything
    stands at `target`.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadFile(f"{source} cannot be read ({reason}); install kpitui again.") from None
    there = BadFile(f"{target} is already there; choose another name for the copy.")
    if not is_free(target):
        raise there
    with file_errors(target):
        refuse_leftovers(target)
        try:
            descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            raise there from None
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            return open_file(target)
        except BaseException:
            target.unlink()
            raise


def put_to_work(database: DatabaseFile) -> None:
    """Give a packed file the journal of a file at work."""
    with file_errors(database.path), contextlib.closing(connect(database.path)) as connection:
        make_journal(connection)
