"""What others do to the file, seen without a transaction that stays open."""

from msgspec import Struct

from kpitui.storage.database import DatabaseFile, check_identity, connect
from kpitui.storage.file_errors import file_errors
from kpitui.storage.presence import Presence, others_in


class Seen(Struct, frozen=True):
    """Whether there were deeds, or changes by another program, since the last look; and who else is in."""

    changed: bool
    others: tuple[str, ...]


class FileWatch:
    """One connection that is asked every few seconds whether anything was committed."""

    def __init__(self, database: DatabaseFile, presence: Presence) -> None:
        self._database, self._presence = database, presence
        with file_errors(database.path):
            self._connection = connect(database.path)
        self._version = -1
        self._newest = self._last_rows()

    def look(self, now: float) -> Seen | None:
        """What was committed since, None for nothing; raises `BadFile` where another file took its place."""
        check_identity(self._database)
        with file_errors(self._database.path):
            # 9 µs; it asks the shared memory of the log, not the tables. It moves for a heartbeat of others too.
            version = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
            if version == self._version:
                return None
            self._version = version
            before, self._newest = self._newest, self._last_rows()
            return Seen(self._newest != before, others_in(self._connection, self._presence, now))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _last_rows(self) -> tuple[object, ...]:
        # The seal tells a restored copy that has as many rows; a change by another program has none yet.
        with file_errors(self._database.path):
            row = self._connection.execute(
                "SELECT (SELECT max(id) FROM deeds), (SELECT max(id) FROM changes), "
                "(SELECT hash FROM seals ORDER BY change_id DESC LIMIT 1)"
            ).fetchone()
        return tuple(row)
