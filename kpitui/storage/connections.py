"""Connections to a database file: each with every pragma of ours, some of them kept open."""

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from kpitui.storage.driver import JSON_NEEDS_TRUST, sqlite3
from kpitui.storage.file_errors import WAIT_SECONDS, has_no_room, is_busy
from kpitui.storage.journal import holds_alone, may_stay_open, settle_journal

MOST_IDLE = 2
"""One for the screens, and one for a save or a count beside them."""


class KeptConnections:
    """Idle connections for whichever thread comes: each has the whole schema in it, which takes 5
    ms and 1 MB.
    """

    def __init__(self) -> None:
        self._idle: dict[str, list[sqlite3.Connection]] = defaultdict(list)
        self._closed = False

    @contextlib.contextmanager
    def lent(self, path: Path, use: str = "") -> "Iterator[sqlite3.Connection]":
        """A connection for one block alone, one that had the same use before."""
        idle = self._idle[use]
        try:
            # The one that opened the file is of any use, and wanted by no one else then.
            connection, lasting = (idle or self._idle[""]).pop(), True
        except IndexError:
            connection = connect(path, of_one_thread=False)
            lasting = not holds_alone(connection)
        try:
            yield connection
        except sqlite3.Error:
            lasting = False
            raise
        finally:
            room = len(idle) < MOST_IDLE and not (connection.in_transaction or self._closed)
            if lasting and room and may_stay_open(connection):
                idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Let go of the file; what is still at work lets go at its end."""
        self._closed = True
        for idle in self._idle.values():
            while idle:
                idle.pop().close()


def connect(path: Path, *, of_one_thread: bool = True) -> "sqlite3.Connection":
    """A new connection with every pragma of ours; raises SQLite's own errors where
    there is no file.
    """
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
        f"file:{quote(os.fsencode(path.absolute()))}?mode=rw", uri=True, timeout=WAIT_SECONDS,
        isolation_level=None, check_same_thread=of_one_thread,
    )  # fmt: skip
    with contextlib.ExitStack() as stack:
        stack.callback(connection.close)
        if alone:
            # What WAL keeps in a file for all, who holds a file alone keeps in memory. It has to be
            # said before the first look, and is in no one's way: without room for that file no one
            # else is in.
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
    # Of SQLite's 2 MB a session keeps nearly all; the plan and Health take as long with less.
    "cache_size = -512",
)


def begin(connection: "sqlite3.Connection") -> None:
    """BEGIN IMMEDIATE, waiting for other writers up to the limit and a little past it."""
    # SQLite's own waiting is not fair: it sleeps ever longer, so that the one who waits longest
    # comes last. Here the one who has waited longer asks more often.
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
