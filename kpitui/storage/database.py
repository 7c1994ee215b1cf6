"""The one place that opens the database file: `reading()` and `writing()`, one connection each."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct, ValidationError, field

from kpitui.domain.clock import Clock
from kpitui.domain.errors import BadFile
from kpitui.domain.history import DeedRecord
from kpitui.domain.text import storable
from kpitui.storage.driver import JSON_NEEDS_TRUST, Database, sqlite3
from kpitui.storage.file_errors import WAIT_SECONDS, file_errors, has_no_room, is_busy
from kpitui.storage.journal import journal_of, may_stay_open, settle_journal
from kpitui.storage.names import require_one_name
from kpitui.storage.schema import SCHEMA_FINGERPRINT, require_same_schema, require_trust
from kpitui.storage.seals import seal
from kpitui.storage.second_look import MALFORMED, UNREAD, unread


class DatabaseFile(Struct, frozen=True):
    """A file that was checked when it was opened; a write to any other file at this path is refused."""

    path: Path
    device: int
    inode: int
    kept: "KeptConnections | None" = None
    """Connections that stay open between blocks, of a program that runs for long; else each block opens its own."""
    clock: Clock = field(default_factory=Clock)
    """What day it is for the organisation; it follows the file while it is open."""

    still_allowed: Callable[[Database], object] | None = None
    """Raises within each write where whoever opened the file may not do as much any more as they could then."""


MOST_IDLE = 2
"""One for the screens, and one for a save or a count beside them."""


class KeptConnections:
    """Idle connections for whichever thread comes: each has the whole schema in it, which takes 5 ms and 1 MB."""

    def __init__(self) -> None:
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextlib.contextmanager
    def lent(self, path: Path) -> "Iterator[sqlite3.Connection]":
        """A connection for one block alone."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(path, of_one_thread=False)
        sound = True
        try:
            yield connection
        except sqlite3.Error:
            sound = False
            raise
        finally:
            room = len(self._idle) < MOST_IDLE and not (connection.in_transaction or self._closed)
            if sound and room and may_stay_open(connection):
                self._idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Let go of the file; what is still at work lets go at its end."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()


@contextlib.contextmanager
def _connected(database: DatabaseFile) -> "Iterator[sqlite3.Connection]":
    """A connection to the file that was opened; raises `BadFile` where another stands at its path."""
    check_identity(database)
    with file_errors(database.path):
        kept = database.kept
        with kept.lent(database.path) if kept else contextlib.closing(connect(database.path)) as connection:
            yield connection


BULK_CACHE_KB = 32_000

ASIDE_SECONDS = 0.2
"""How long what is no deed waits at its end for who reads."""


class AlreadyDone(Exception):
    """The deed was committed by an earlier try; `deed_id` is its row."""

    def __init__(self, deed_id: int) -> None:
        super().__init__(deed_id)
        self.deed_id = deed_id


@contextlib.contextmanager
def reading(database: DatabaseFile) -> Iterator[Database]:
    """A connection that sees one state of the file from its first query to the end of the block, and cannot write."""
    with _connected(database) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        try:
            with _damage_told(database.path, connection):
                yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA query_only = OFF")


@contextlib.contextmanager
def preparing(database: DatabaseFile) -> Iterator[Database]:
    """A connection for what comes before a large deed: tables of its own, in the schema `stage`, hold nobody up.

    Look at the file within `looking()`, and write by `writing(..., on=connection)`.
    """
    check_identity(database)
    with file_errors(database.path), contextlib.closing(connect(database.path)) as connection:
        # The default of 2 MB writes the same pages of the indexes to the log over and over.
        connection.execute(f"PRAGMA cache_size = -{BULK_CACHE_KB}")
        _attach_stage(connection)
        with _damage_told(database.path, connection):
            yield connection


def _attach_stage(connection: "sqlite3.Connection") -> None:
    # TEMP tables are held in memory by the SQLite of our driver, and a million readings are 160 MB there. The file has
    # no name any more once it is open, so that nothing is left of it whatever happens.
    import tempfile  # 8 ms that no small deed needs

    folder = Path(tempfile.mkdtemp(prefix="kpitui-"))
    path = folder / "stage.db"
    try:
        path.touch(0o600)
        connection.execute("ATTACH CAST(? AS TEXT) AS stage", [os.fsencode(path)])
        connection.execute("PRAGMA stage.journal_mode = MEMORY")
        connection.execute("PRAGMA stage.synchronous = OFF")
        connection.execute(f"PRAGMA stage.cache_size = -{BULK_CACHE_KB}")
    finally:  # by whole paths, which the gate's walls can look at
        path.unlink(missing_ok=True)
        folder.rmdir()


@contextlib.contextmanager
def looking(connection: Database) -> Iterator[None]:
    """One state of the file for all of a block, and one step for what it writes into tables of its own."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextlib.contextmanager
def writing(
    database: DatabaseFile, deed: DeedRecord, *, bulk: bool = False, on: Database | None = None
) -> Iterator[Database]:
    """One transaction that holds one deed with its history: all of the block is kept, or nothing.

    The deed's row is written first; triggers tie every change to it. With `bulk`, readings leave no row each in the
    history and no trigger counts them: the caller does both for all. `on` is a connection of `preparing()`. Raises
    `AlreadyDone` where an earlier try of the deed went through, `Busy` where another writer holds the file past the
    wait, and `BadFile` where the file at the path is not the one opened.
    """
    with contextlib.nullcontext(on) if on else preparing(database) if bulk else _connected(database) as connection:
        begin(connection)
        try:
            require_same_schema(connection, database.path)
            require_trust(connection)
            if database.still_allowed:
                database.still_allowed(connection)
            deed_id = _enter_deed(connection, deed, bulk)
            with _damage_told(database.path, connection):
                yield connection
            connection.execute("DELETE FROM current_deed")
            seal(connection, deed_id)
            check_identity(database, to_write=True)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


@contextlib.contextmanager
def aside(database: DatabaseFile) -> Iterator[Database]:
    """One transaction of what is no deed and leaves no history, such as who is in; it waits for nobody.

    Raises `Busy` where another writes at this moment, and `BadFile` as `writing()` does.
    """
    with _connected(database) as connection:
        if journal_of(connection) == "wal":
            # Nothing here is missed after a power cut, so no disk has to turn for it; a rollback journal has to be on
            # the disk before the file is touched.
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


@contextlib.contextmanager
def _damage_told(path: Path, connection: "sqlite3.Connection") -> Iterator[None]:
    # Rows that the tables would refuse were changed below them, or the tables are not those that we know; anything else
    # is a mistake of ours, and loud.
    try:
        yield
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            require_same_schema(connection, path)
        raise
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        require_same_schema(connection, path)
        broken = first_damage(connection)
        if broken is None and isinstance(error, ValidationError):
            broken = f"a row holds what kpitui never writes, {str(error)[:1].lower()}{str(error)[1:]}"
        if broken is None:
            raise
        raise BadFile(f"{path} is damaged ({broken}); restore a backup with: kpitui restore.") from error


def first_damage(connection: "sqlite3.Connection") -> str | None:
    """The first thing that is broken in the file; None where every page, row and rule of the tables holds."""
    try:
        require_trust(connection)
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if str(error) == MALFORMED:
            return "it cannot be read"
        raise
    if unread(found):
        raise sqlite3.OperationalError(UNREAD)
    return None if found == "ok" else found


def copy_into(connection: "sqlite3.Connection", target: Path, fingerprint: int = SCHEMA_FINGERPRINT) -> None:
    """Write a compact copy of a file, as it is at one moment, to a path where nothing is."""
    # No transaction may be open here; a copy fires no trigger, and there is a moment only to put another CHECK in.
    require_trust(connection, fingerprint)
    connection.execute("VACUUM INTO CAST(? AS TEXT)", [os.fsencode(target)])  # whatever bytes the name has


def current_deed_id(db: Database) -> int:
    """The row of the deed that the open `writing()` block belongs to."""
    return int(db.execute("SELECT deed_id FROM current_deed").fetchone()[0])


def connect(path: Path, *, of_one_thread: bool = True) -> "sqlite3.Connection":
    """A new connection with every pragma of ours; raises SQLite's own errors where there is no file."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return _connect(path, of_one_thread)
        except sqlite3.OperationalError as error:
            if is_busy(error) or not has_no_room(path.parent):
                raise
        try:
            return _connect(path, of_one_thread, alone=True)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > until:
                raise
        time.sleep(0.01)  # another one looks, which is soon over


def _connect(path: Path, of_one_thread: bool, *, alone: bool = False) -> "sqlite3.Connection":
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode=rw", uri=True, timeout=WAIT_SECONDS, isolation_level=None,
        check_same_thread=of_one_thread,
    )  # fmt: skip
    with contextlib.ExitStack() as stack:
        stack.callback(connection.close)
        if alone:
            # What WAL keeps in a file for all, who holds a file alone keeps in memory. It has to be said before the
            # first look, and is in nobody's way: without room for that file nobody else is in.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        settle_journal(connection)
        stack.pop_all()
    return connection


_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    f"trusted_schema = {'ON' if JSON_NEEDS_TRUST else 'OFF'}",  # see require_trust()
    "cell_size_check = ON",
    "mmap_size = 0",
    "recursive_triggers = ON",
    # A large question needs no file then, which a full disk would refuse.
    "temp_store = MEMORY",
)


def begin(connection: "sqlite3.Connection") -> None:
    """BEGIN IMMEDIATE, waiting for other writers up to the limit and a little past it."""
    # SQLite's own waiting is not fair: it sleeps ever longer, so that whoever waits longest comes last. Here whoever
    # has waited longer asks more often.
    began = time.monotonic()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                left = 1 - (time.monotonic() - began) / WAIT_SECONDS
                if not is_busy(error) or left < 0:
                    raise
                import random  # only who has to wait

                time.sleep(random.uniform(0.0005, 0.001 + 0.05 * left**2))
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000:.0f}")


def _enter_deed(connection: "sqlite3.Connection", deed: DeedRecord, bulk: bool) -> int:
    done = connection.execute("SELECT id FROM deeds WHERE uuid = ?", [deed.uuid]).fetchone()
    if done:
        raise AlreadyDone(int(done[0]))
    deed_id = int(
        connection.execute(
            "INSERT INTO deeds (uuid, at, by, way, action, why, undoes) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            [deed.uuid, deed.at, deed.actor.name, deed.actor.way.value, deed.action, storable(deed.why), deed.undoes],
        ).fetchone()[0]
    )
    connection.execute("INSERT INTO current_deed VALUES (1, ?, ?)", [deed_id, int(bulk)])
    return deed_id


def check_identity(database: DatabaseFile, *, to_write: bool = False) -> None:
    """Raises `BadFile` where the file at the path is not the one that was opened, or is written by two names."""
    # A write to a deleted or replaced file is acknowledged by SQLite and lost; and the log of the old one would be
    # written into the new one by whoever opens it.
    try:
        info = database.path.stat()
    except FileNotFoundError:
        raise BadFile(
            f"{database.path} was moved or deleted; nothing is read or saved. Put it back and try again."
        ) from None
    if (info.st_dev, info.st_ino) != (database.device, database.inode):
        raise BadFile(f"{database.path} was replaced by another file; nothing is read or saved. Start kpitui again.")
    if to_write:
        require_one_name(database.path, info)
