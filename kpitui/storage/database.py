"""The one place that opens the database file: `reading()` and `writing()`, one connection each."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct, field

from kpitui.domain.clock import Clock
from kpitui.domain.errors import BadFile
from kpitui.domain.file_rules import RuleBook
from kpitui.domain.history import ChangeRecord
from kpitui.domain.text import storable
from kpitui.storage.connections import KeptConnections, begin, connect
from kpitui.storage.damage import damage_told
from kpitui.storage.driver import Database, sqlite3
from kpitui.storage.file_errors import WAIT_SECONDS, file_errors
from kpitui.storage.journal import journal_of
from kpitui.storage.names import require_one_name
from kpitui.storage.schema import SCHEMA_FINGERPRINT, require_same_schema, require_trust
from kpitui.storage.scope import guard, look_up, narrow


class DatabaseFile(Struct, frozen=True):
    """A file that was checked when it was opened; a write to any other file at this
    path is refused.
    """

    path: Path
    device: int
    inode: int
    kept: KeptConnections | None = None
    """Connections that stay open between blocks, of a program that runs for long; else each block
    opens its own.
    """
    clock: Clock = field(default_factory=Clock)
    """What day it is for the organisation; it follows the file while it is open."""

    rules: RuleBook = field(default_factory=RuleBook)
    """What everyone who opens it goes by, over time; it follows the file, too."""

    still_allowed: Callable[[Database], object] | None = None
    """Raises within each write where the one who opened the file may not do as much any more as
    they could then.
    """
    open_change: Database | None = None
    """The connection of a change that is open: a `writing()` block of this file is part of it."""

    seen_by: str = ""
    """The account that what is read is narrowed to, and what is written; empty: nothing is."""


@contextlib.contextmanager
def _connected(database: DatabaseFile, use: str) -> "Iterator[sqlite3.Connection]":
    """A connection to the file that was opened; raises `BadFile` where another stands
    at its path.
    """
    check_identity(database)
    with file_errors(database.path):
        kept = database.kept
        with (
            kept.lent(database.path, use if database.seen_by else "")
            if kept
            else contextlib.closing(connect(database.path)) as connection
        ):
            yield connection


BULK_CACHE_KB, STAGE_CACHE_KB = 16_000, 8_000

ASIDE_SECONDS = 0.2
"""How long what is no change waits at its end for who reads."""


class AlreadyDone(Exception):
    """The change was committed by an earlier try; `change_id` is its row."""

    def __init__(self, change_id: int) -> None:
        super().__init__(change_id)
        self.change_id = change_id


@contextlib.contextmanager
def reading(database: DatabaseFile) -> Iterator[Database]:
    """A connection that sees one state of the file from its first query to the end of the block,
    and cannot write.
    """
    with _connected(database, "read") as connection:
        if database.seen_by:
            narrow(connection, database.seen_by)
        connection.execute("BEGIN")
        try:
            if database.seen_by:
                look_up(connection, database.seen_by, database.clock.today())
            connection.execute("PRAGMA query_only = ON")
            with damage_told(database.path, connection):
                yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA query_only = OFF")


@contextlib.contextmanager
def staging_area(database: DatabaseFile) -> Iterator[Database]:
    """A connection for what comes before a large change: tables of its own, in the schema `stage`,
    hold no one up.

    Look at the file within `read_transaction()`, and write by `writing(..., on=connection)`.
    """
    check_identity(database)
    with file_errors(database.path), contextlib.closing(connect(database.path)) as connection:
        # The default of 2 MB writes the same pages of the indexes to the log over and over.
        connection.execute(f"PRAGMA cache_size = -{BULK_CACHE_KB}")
        _attach_stage(connection)
        if database.seen_by:
            guard(connection, database.seen_by)
            look_up(connection, database.seen_by, database.clock.today())
        with damage_told(database.path, connection):
            yield connection


def _attach_stage(connection: "sqlite3.Connection") -> None:
    # TEMP tables are held in memory by the SQLite of our driver, and a million readings are 160 MB
    # there. The file has no name any more once it is open, so that nothing is left of it whatever
    # happens.
    import tempfile  # 8 ms that no small change needs

    folder = Path(tempfile.mkdtemp(prefix="kpitui-"))
    path = folder / "stage.db"
    try:
        path.touch(0o600)
        connection.execute("ATTACH CAST(? AS TEXT) AS stage", [os.fsencode(path)])
        connection.execute("PRAGMA stage.journal_mode = MEMORY")
        connection.execute("PRAGMA stage.synchronous = OFF")
        connection.execute(f"PRAGMA stage.cache_size = -{STAGE_CACHE_KB}")
    finally:  # by whole paths, which the gate's walls can look at
        path.unlink(missing_ok=True)
        folder.rmdir()


@contextlib.contextmanager
def read_transaction(connection: Database) -> Iterator[None]:
    """One state of the file for all of a block, and one step for what it writes into
    tables of its own.
    """
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextlib.contextmanager
def writing(
    database: DatabaseFile, change: ChangeRecord, *, bulk: bool = False, on: Database | None = None
) -> Iterator[Database]:
    """One transaction that holds one change record with its history: all of the block is kept, or
    nothing.

    The change record's row is written first; triggers tie every change to it. With `bulk`, readings
    leave no row each in the history and no trigger counts them: the caller does both for all. `on`
    is a connection of `staging_area()`. Raises `AlreadyDone` where an earlier try of the change
    record went through, `Busy` where another writer holds the file past the wait, and `BadFile`
    where the file at the path is not the one opened.

    A file with an `open_change` is written within that: its record, its end, its history.
    """
    if database.open_change is not None:
        yield database.open_change
        return
    with (
        contextlib.nullcontext(on)
        if on
        else staging_area(database)
        if bulk
        else _connected(database, "write") as connection
    ):
        if database.seen_by:
            guard(connection, database.seen_by)
        # What only reads seals nothing; loaded before anyone has to wait.
        from kpitui.storage.hash_chain import seal

        begin(connection)
        try:
            if database.seen_by:
                look_up(connection, database.seen_by, database.clock.today())
            require_same_schema(connection, database.path)
            require_trust(connection)
            if database.still_allowed:
                database.still_allowed(connection)
            change_id = _enter_change(connection, change, bulk)
            with damage_told(database.path, connection):
                yield connection
            connection.execute("DELETE FROM current_deed")
            seal(connection, change_id)
            check_identity(database, to_write=True)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


@contextlib.contextmanager
def side_transaction(database: DatabaseFile) -> Iterator[Database]:
    """One transaction of what is no change and leaves no history, such as who is in; it waits for
    no one.

    Raises `Busy` where another writes at this moment, and `BadFile` as `writing()` does.
    """
    with _connected(database, "write") as connection:
        if journal_of(connection) == "wal":
            # Nothing here is missed after a power cut, so no disk has to turn for it; a rollback
            # journal has to be on the disk before the file is touched.
            connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
            require_same_schema(connection, database.path)
            yield connection
            check_identity(database, to_write=True)
            # With a rollback journal it has to wait for who reads at this moment.
            connection.execute(f"PRAGMA busy_timeout = {ASIDE_SECONDS * 1000:.0f}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000:.0f}")


def copy_into(
    connection: "sqlite3.Connection", target: Path, fingerprint: int = SCHEMA_FINGERPRINT
) -> None:
    """Write a compact copy of a file, as it is at one moment, to a path where nothing is."""
    # No transaction may be open here; a copy fires no trigger, and there is a moment only to put
    # another CHECK in.
    require_trust(connection, fingerprint)
    connection.execute(
        "VACUUM INTO CAST(? AS TEXT)", [os.fsencode(target)]
    )  # whatever bytes the name has


def current_change_id(db: Database) -> int:
    """The row of the change that the open `writing()` block belongs to."""
    return int(db.execute("SELECT deed_id FROM current_deed").fetchone()[0])


def _enter_change(connection: "sqlite3.Connection", change: ChangeRecord, bulk: bool) -> int:
    entered = connection.execute(
        "INSERT INTO deeds (uuid, at, by, way, action, why, undoes) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (uuid) DO NOTHING",
        [
            change.uuid, change.at, change.actor.name, change.actor.channel.value, change.action,
            storable(change.why), change.undoes,
        ],
    )  # fmt: skip
    if not entered.rowcount:
        sql = "SELECT id FROM deeds WHERE uuid = ?"
        raise AlreadyDone(int(connection.execute(sql, [change.uuid]).fetchone()[0]))
    change_id = int(entered.lastrowid or 0)
    connection.execute(
        "INSERT INTO current_deed (one, deed_id, bulk) VALUES (1, ?, ?)", [change_id, int(bulk)]
    )
    return change_id


def check_identity(database: DatabaseFile, *, to_write: bool = False) -> None:
    """Raises `BadFile` where the file at the path is not the one that was opened, or is written by
    two names.
    """
    # A write to a deleted or replaced file is acknowledged by SQLite and lost; and the log of the
    # old one would be written into the new one by the next to open it.
    try:
        info = database.path.stat()
    except FileNotFoundError:
        raise BadFile(
            f"{database.path} was moved or deleted; nothing can be loaded or saved. Put it back "
            "and try again."
        ) from None
    if (info.st_dev, info.st_ino) != (database.device, database.inode):
        raise BadFile(
            f"{database.path} was replaced by another file; nothing can be loaded or saved. Start "
            "kpitui again."
        )
    if to_write:
        require_one_name(database.path, info)
