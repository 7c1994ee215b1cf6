"""What others do to the file, seen without a transaction that stays open."""

import contextlib
from collections.abc import Iterator

from msgspec import Struct

from kpitui.storage.connections import KeptConnections
from kpitui.storage.database import DatabaseFile, check_identity
from kpitui.storage.driver import Database
from kpitui.storage.file_errors import file_errors
from kpitui.storage.presence import Presence, left_behind, names_of, others_in, still_in
from kpitui.storage.rules import follow_rules
from kpitui.storage.schema import require_same_schema


class SinceLastLook(Struct, frozen=True):
    """Whether there were change records, or changes by another program, since the last look; and
    who else is in.

    `left_behind`: someone who is gone has a row there still.
    """

    changed: bool
    others: tuple[str, ...]
    left_behind: bool


class FileWatch:
    """Asks every few seconds whether anything was committed, on the connection that the screens
    read from.
    """

    def __init__(self, database: DatabaseFile, presence: Presence) -> None:
        self._database, self._presence = database, presence
        self._own = None if database.kept else KeptConnections()
        self._version: tuple[Database, int, int] | None = None
        self._others: tuple[Presence, ...] = ()
        with self._connected() as connection:
            self._newest = last_rows(connection)

    def look(self, now: float) -> SinceLastLook | None:
        """What was committed since, None for nothing; raises `BadFile` where another
        file took its place.
        """
        check_identity(self._database)
        with self._connected() as connection:
            # 9 µs; it asks the shared memory of the log, not the tables. It moves for a heartbeat
            # of others too, each connection counts by itself, and what it wrote itself it does not
            # count.
            moved = int(connection.execute("PRAGMA data_version").fetchone()[0])
            version = connection, moved, connection.total_changes
            if version == self._version and still_in(self._others) == self._others:
                return None
            require_same_schema(connection, self._database.path)
            self._version = version
            before, self._newest = self._newest, last_rows(connection)
            if self._newest != before:
                follow_rules(connection, self._database.clock, self._database.rules)
            self._others = others_in(connection, self._presence, now)
            return SinceLastLook(
                self._newest != before, names_of(self._others), left_behind(connection, now)
            )

    def close(self) -> None:
        """Let go of the file."""
        if self._own is not None:
            self._own.close()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Database]:
        kept = self._database.kept or self._own
        assert kept is not None
        with file_errors(self._database.path), kept.lent(self._database.path) as connection:
            yield connection


def last_rows(connection: Database) -> tuple[object, ...]:
    """What is another after every change of the file, also one of another program."""
    # The seal tells a restored copy that has as many rows; a change by another program has none
    # yet.
    row = connection.execute(
        "SELECT (SELECT max(id) FROM deeds), (SELECT max(id) FROM changes), "
        "(SELECT hash FROM seals ORDER BY change_id DESC LIMIT 1)"
    ).fetchone()
    return tuple(row)
