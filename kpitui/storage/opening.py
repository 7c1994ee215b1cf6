"""Making a database file, and opening one that may be foreign, damaged, older or newer."""

import contextlib
import grp
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from kpitui.domain.clock import Clock
from kpitui.domain.errors import BadData, BadFile, NewerFile, WrongUsage
from kpitui.domain.file_rules import RuleBook
from kpitui.domain.numbers import counted
from kpitui.domain.text import command_on
from kpitui.storage.connections import KeptConnections, begin, connect
from kpitui.storage.database import DatabaseFile, copy_into
from kpitui.storage.driver import OLDEST_SQLITE, SQLITE_VERSION, sqlite3
from kpitui.storage.file_errors import file_errors
from kpitui.storage.journal import make_journal
from kpitui.storage.names import beside, refuse_leftovers, require_one_name, while_made
from kpitui.storage.rules import clock_of, load_file_rules, load_time_zone
from kpitui.storage.schema import (
    FINGERPRINTS,
    OLDEST_SCHEMA,
    SCHEMA_VERSION,
    TablesChanged,
    require_our_tables,
    schema_version,
)

APPLICATION_ID = 0x4B504954
"""'KPIT' in the header of every file of ours."""


def create_file(path: Path) -> None:
    """Make a new, empty database; raises `BadFile` where anything stands at the path already.

    Its mode is 0660 in a set-group-id folder (a shared one), else 0600. The file is built under
    another name and linked into place whole, so that no one ever opens half of one.
    """
    if not is_free(path):
        raise BadFile(
            f"{path} is already there; choose another name, or open it with: {command_on(path)}"
        )
    _require_new_enough_sqlite()
    _make_folder(path.parent)
    building = while_made(path, ".new")
    mode = 0o660 if path.parent.stat().st_mode & stat.S_ISGID else 0o600
    with file_errors(path), contextlib.ExitStack() as stack:
        refuse_leftovers(path)
        descriptor = os.open(building, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
        for file in (building, *beside(building)):
            stack.callback(file.unlink, missing_ok=True)
        os.fchmod(descriptor, mode)
        os.close(descriptor)
        with contextlib.closing(connect(building)) as connection:
            make_journal(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            bring_up_to_date(connection)
        os.link(building, path)


def is_free(path: Path) -> bool:
    """Whether nothing stands at a path; raises `BadFile` where that is no name for a file."""
    with file_errors(path):
        return not (path.exists() or path.is_symlink())


def share_folder(folder: Path, group: str) -> None:
    """Make a folder that a group shares, mode 2770, or make sure that an existing one is; raises
    `BadFile` else.

    Raises `WrongUsage` where there is no such group. An existing folder with anything in it is left
    as it is.
    """
    try:
        group_id = grp.getgrnam(group).gr_gid
    except KeyError:
        raise WrongUsage(
            f"There is no group {group}; create it as root with: groupadd {group}"
        ) from None
    fix = f"chgrp {group} '{folder}' && chmod 2770 '{folder}'"
    with file_errors(folder):
        if not folder.exists():
            _make_folder(folder)
        info = folder.stat()
        if (info.st_gid, stat.S_IMODE(info.st_mode)) == (group_id, 0o2770):
            return
        if any(folder.iterdir()):
            raise BadFile(
                f"The folder {folder} is not shared with the group {group}; fix it with: {fix}"
            )
        try:
            os.chown(folder, -1, group_id)
            folder.chmod(0o2770)
        except PermissionError:
            raise BadFile(
                f"You may not give {folder} to the group {group}; join the group, or as root: {fix}"
            ) from None


@contextlib.contextmanager
def kept_open(path: Path) -> Iterator[DatabaseFile]:
    """The checked file as `open_file` gives it, with connections that stay open until the end of
    the block.
    """
    with contextlib.closing(KeptConnections()) as kept:
        yield replace(open_file(path, kept), kept=kept)


def open_file(path: Path, kept: KeptConnections | None = None) -> DatabaseFile:
    """The checked file; an older schema is brought up to date first.

    Raises `BadFile` with one sentence where it is missing, not a regular file, unreadable, of
    another program, of a newer or a far older version, or damaged; the file is not touched then.
    """
    with file_errors(path):
        try:
            info = path.stat()
        except FileNotFoundError:
            raise BadFile(
                f"There is no file {path}; create one with: {command_on(path, 'init')}"
            ) from None
        if stat.S_ISDIR(info.st_mode):
            raise BadFile(f"{path} is a folder; name the database file in it.")
        if not stat.S_ISREG(info.st_mode):
            raise BadFile(f"{path} is not a regular file; name a database made by kpitui init.")
        _require_new_enough_sqlite()
        require_one_name(path, info)
        check_header(path, info)
        with kept.lent(path) if kept else contextlib.closing(connect(path)) as connection:
            version = checked_version(connection, path)
            if version < SCHEMA_VERSION:
                _keep_copy(connection, path, version)
                bring_up_to_date(connection)
            clock, rules = _clock(connection, path), _rules(connection, path)
    return DatabaseFile(path.absolute(), info.st_dev, info.st_ino, clock=clock, rules=rules)


def _clock(connection: "sqlite3.Connection", path: Path) -> Clock:
    try:
        return clock_of(connection)
    except BadData:
        zone = load_time_zone(connection)
        raise BadFile(
            f"{path} is kept in the time zone “{zone[:60]}”, which this machine does not know; "
            "install or update its package tzdata."
        ) from None


def _rules(connection: "sqlite3.Connection", path: Path) -> RuleBook:
    try:
        return RuleBook(load_file_rules(connection))
    except BadData as error:
        raise BadFile(
            f"{path} has a rule that this kpitui does not know: {error.sentence} Use a newer one."
        ) from None


def check_header(path: Path, info: os.stat_result) -> None:
    """Raises `BadFile` where the first bytes of a file are not of one of ours."""
    # Only bytes, before any connection: SQLite would make files beside one that is not ours. Once a
    # file of this identity was looked at it is never opened by hand again, because closing it would
    # drop this process's locks.
    if (info.st_dev, info.st_ino) in _LOOKED_AT:
        return
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        raise BadFile(
            f"{path} is empty; remove it and create a new one with: {command_on(path, 'init')}"
        )
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise BadFile(f"{path} is not a kpitui file; name a database made by kpitui init.")
    application = int.from_bytes(header[68:72], "big")
    if application != APPLICATION_ID:
        raise BadFile(
            f"{path} belongs to another program (its mark is 0x{application:08x}); it was not "
            "touched."
        )
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise _newer(path, version)
    _LOOKED_AT.add((info.st_dev, info.st_ino))


_LOOKED_AT: set[tuple[int, int]] = set()


def forget(path: Path) -> None:
    """A file that is about to be removed is known no more: another one may get its number."""
    with contextlib.suppress(OSError):
        info = path.stat()
        _LOOKED_AT.discard((info.st_dev, info.st_ino))


def _newer(path: Path, version: int) -> NewerFile:
    return NewerFile(
        f"{path} was made by a newer kpitui (schema {version}, this one knows {SCHEMA_VERSION}); "
        "it was not touched. Upgrade kpitui to open it, or go back to a copy from before the "
        "update with: kpitui restore COPY"
    )


def unopened(path: Path) -> DatabaseFile:
    """A file of a newer version, for what copies and replaces it without a look at its tables."""
    with file_errors(path):
        info = path.stat()
        require_one_name(path, info)
    return DatabaseFile(path.absolute(), info.st_dev, info.st_ino)


def checked_version(connection: "sqlite3.Connection", path: Path) -> int:
    """The schema of an open file; raises `BadFile` for one that this version cannot open."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise BadFile(
            f"{path} belongs to another program (its mark is 0x{application:08x}); it was not "
            "touched."
        )
    version = schema_version(connection)
    if version > SCHEMA_VERSION:
        raise _newer(path, version)
    if version < OLDEST_SCHEMA:
        raise BadFile(
            f"{path} has schema {version}, which this kpitui can no longer update; open it once "
            "with the kpitui of commit 8441be1, the last that can."
        )
    if version == SCHEMA_VERSION:
        require_our_tables(connection)
    return version


def bring_up_to_date(connection: "sqlite3.Connection") -> None:
    """Bring the tables of an open file to those of this version; all of it, or nothing."""
    # Brings sqlite-utils: 80 ms that no start needs.
    from kpitui.storage.migrations import apply_migrations

    # Foreign keys can only be switched outside a transaction, and the version is looked at again
    # inside it, because several processes may start on an old file at once.
    connection.execute("PRAGMA foreign_keys = OFF")
    begin(connection)
    try:
        version = schema_version(connection)
        # Of a version that no one knows nothing is ours.
        require_our_tables(connection, FINGERPRINTS.get(version, -1))
        apply_migrations(connection, version)
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BadFile(
                f"Updating the file would break {counted(len(broken), 'link')}; it was left "
                "unchanged."
            )
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")


def _keep_copy(connection: "sqlite3.Connection", path: Path, version: int) -> None:
    copy = path.with_name(f"{path.name}.schema-{version}.backup")
    if copy.exists():
        return
    # Under a name of its own until it is whole: several may start at once, and the disk may fill
    # up.
    building = while_made(copy, ".building")
    previous = os.umask(0o077)
    try:
        copy_into(connection, building, FINGERPRINTS[version])
        with contextlib.suppress(FileExistsError):
            os.link(building, copy)
    except TablesChanged:
        if schema_version(connection) == version:
            raise  # else another one kept a copy meanwhile, and brought the file up to date
    finally:
        os.umask(previous)
        for file in (building, *beside(building)):
            file.unlink(missing_ok=True)


def _require_new_enough_sqlite() -> None:
    if SQLITE_VERSION < OLDEST_SQLITE:
        here, needed = (".".join(map(str, version)) for version in (SQLITE_VERSION, OLDEST_SQLITE))
        raise BadFile(
            f"The SQLite of this Python is {here}; kpitui needs {needed}. Use a newer Python."
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadFile(
            f"The folder {folder} cannot be created: "
            f"{(error.strerror or 'unknown reason').lower()}."
        ) from None
