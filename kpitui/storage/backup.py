"""Copies of the file while others write to it, and bringing one back."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import quote

from kpitui.domain.errors import BadFile, Busy
from kpitui.domain.text import printable
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, check_identity, copy_into, reading
from kpitui.storage.doctor import findings_of_damage
from kpitui.storage.driver import sqlite3
from kpitui.storage.file_errors import WAIT_SECONDS, file_errors
from kpitui.storage.names import beside, while_made
from kpitui.storage.opening import forget, is_free, open_file

_SHOWN = {
    "metrics": ("name", "code", "unit"), "people": ("name",), "teams": ("name",),
    "readings": ("note", "external_id"), "deeds": ("by", "at", "way"),
}  # fmt: skip
"""The columns of text in `v_readings` by their tables."""


def copy_file(database: DatabaseFile, target: Path) -> None:
    """Copy the file as it is at one moment, for the user alone; the copy has its name only once it
    was looked over.

    Others read and write meanwhile. Raises `BadFile` where anything stands at `target`, or where
    the copy is damaged.
    """
    if not is_free(target):
        raise BadFile(f"{target} is already there; choose another name.")
    require_folder(target.parent)
    with file_errors(target), _building(target) as building:
        building.touch(exist_ok=False)  # SQLite would not say which of the two it may not open
        with (
            file_errors(database.path),
            contextlib.closing(connect(database.path)) as connection,
            _full_disk_of(target),
        ):
            copy_into(connection, building)
        _require_sound(building, f"The copy of {database.path}")
        _to_disk(building)
        try:
            os.link(building, target)
        except FileExistsError:
            raise BadFile(f"{target} is already there; choose another name.") from None
        _to_disk(target.parent)


def require_folder(folder: Path) -> None:
    """Nothing where a folder is there; raises `BadFile` otherwise."""
    if not folder.is_dir():
        raise BadFile(f"{folder} is not a folder; create it first: mkdir -p {quote(str(folder))}")


def copy_pages(database: DatabaseFile, target: Path) -> None:
    """Copy a file page by page: one of a newer version, of whose tables nothing is known here."""
    with (
        file_errors(database.path),
        _building(target) as building,
        contextlib.closing(sqlite3.connect(os.fsencode(building))) as copy,
        contextlib.closing(connect(database.path)) as connection,
        _full_disk_of(target),
    ):
        connection.backup(copy)
        _to_disk(building)
        os.link(building, target)
        _to_disk(target.parent)


@contextlib.contextmanager
def checked_copy(database: DatabaseFile, source: Path) -> Iterator[DatabaseFile]:
    """A copy of a copy, brought up to date, which may be changed before `put_back`; gone at the
    end.

    The source is only read. Raises `BadFile` where it is missing, damaged or of another program.
    """
    with file_errors(source):
        info = source.stat() if source.exists() else None
    if info is not None and (info.st_dev, info.st_ino) == (database.device, database.inode):
        raise BadFile(f"{source} is the live file itself; name a copy of it.")
    check_identity(database, to_write=True)
    with (
        file_errors(database.path),
        _building(database.path.with_name(f"{database.path.name}.restoring")) as building,
    ):
        yield _take_in(source, building)


def make_printable(copy: Path) -> None:
    """Make every text that `v_readings` shows printable, in a copy that is there to be read by
    another program.
    """
    with file_errors(copy), contextlib.closing(connect(copy)) as db:
        # The copy goes when it was read: no history is kept of this, and a mark is longer than the
        # code it stands for.
        db.execute("PRAGMA ignore_check_constraints = ON")
        for (trigger,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
        db.create_function(
            "printable", 1, lambda text: printable(text, multiline=True), deterministic=True
        )
        db.execute("BEGIN")
        for table, columns in _SHOWN.items():
            for column in columns:
                shown = f"printable({column})"
                db.execute(
                    f"UPDATE {table} SET {column} = {shown} WHERE {column} IS NOT NULL "
                    f"AND {column} <> {shown}"
                )
        db.execute("COMMIT")


def put_back(
    database: DatabaseFile, copy: DatabaseFile, kept: Path,
    keep: Callable[[DatabaseFile, Path], None] = copy_file,
) -> None:  # fmt: skip
    """Put the content of a checked copy into the file at work, whose own content is copied to
    `kept` first.

    Others see it at once and go on. Raises `Busy` where a writer holds the file past the
    wait.
    """
    with (
        file_errors(database.path),
        contextlib.ExitStack() as stack,
        contextlib.closing(connect(copy.path)) as content,
        contextlib.closing(connect(database.path)) as target,
    ):
        keep(database, kept)
        stack.callback(kept.unlink, missing_ok=True)  # nothing to keep where nothing was restored
        until = time.monotonic() + WAIT_SECONDS

        def progress(status: int, _remaining: int, _total: int) -> None:
            # Left alone it would wait for ever where another holds the lock.
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
                raise Busy(
                    f"Someone else is writing to {database.path}; nothing was restored. Try again."
                )

        content.backup(target, pages=1000, progress=progress)
        stack.pop_all()


def _take_in(source: Path, building: Path) -> DatabaseFile:
    """A checked copy of a copy, brought up to date; the source is opened for reading only."""
    with file_errors(source):
        if not source.exists():
            raise BadFile(f"There is no file {source}; kpitui backup FILE makes one.")
        if not source.is_file():
            raise BadFile(f"{source} is not a regular file; name a copy made by kpitui backup.")
        for journal in beside(source):
            if not journal.name.endswith("-shm") and journal.exists() and journal.stat().st_size:
                raise BadFile(
                    f"{source} has {journal.name} next to it: it is in use, or half a copy; make "
                    "one with kpitui backup."
                )
        # Never the file at work, whose locks a plain open and close would drop.
        content = source.open("rb")
    with content, building.open("xb") as copy:
        shutil.copyfileobj(content, copy)
    try:
        return _require_sound(building, str(source))
    except BadFile as error:
        raise BadFile(error.sentence.replace(str(building), str(source))) from None


def _require_sound(path: Path, what: str) -> DatabaseFile:
    checked = open_file(path)
    with reading(checked) as db:
        wrong = findings_of_damage(db)
    if wrong:
        raise BadFile(f"{what} is not sound: {wrong[0]}.")
    return checked


@contextlib.contextmanager
def _building(target: Path) -> Iterator[Path]:
    """A name beside the target that no one takes for a copy; gone at the end, with what SQLite put
    beside it.
    """
    building = while_made(target, ".building")
    before = os.umask(0o077)
    try:
        yield building
    finally:
        os.umask(before)
        forget(building)
        for path in (building, *beside(building)):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _full_disk_of(target: Path) -> Iterator[None]:
    """That a disk is full is said of the copy; all else is of the file that is copied."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "disk is full" not in str(error):
            raise
        with file_errors(target):
            raise


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
