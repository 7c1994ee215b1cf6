"""Which schema this version of the program works on; the migrations that make it are loaded when a
file needs them.
"""

import zlib
from pathlib import Path

from kpitui.domain.errors import BadFile, nothing_saved
from kpitui.storage.driver import JSON_NEEDS_TRUST, Database, sqlite3

OLDEST_SCHEMA = 7
"""The first version that the steps lead on from, and the one that a new file begins with."""

SCHEMA_VERSION = 20
"""The version of a new file."""

FINGERPRINTS = {
    0: 0x0D4CBB29, 7: 0x417DFB1B, 8: 0x86985582, 9: 0x3A449C42, 10: 0x2DC2416D,
    11: 0x3F77ADD2, 12: 0x5D3A8A36, 13: 0xA2D23E47, 14: 0x5A18D0DE,
    15: 0xC2953664, 16: 0x3E19A90F, 17: 0x45C695B3, 18: 0xB1B08232,
    19: 0xD286477E, SCHEMA_VERSION: 0xC3EC7732,
}  # fmt: skip
"""What `schema_fingerprint` gives for a file of each version, 0 being one without tables; a test
works them out again.
"""
SCHEMA_FINGERPRINT = FINGERPRINTS[SCHEMA_VERSION]


def schema_version(db: Database) -> int:
    """The version of the tables of a file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def schema_fingerprint(db: Database) -> int:
    """A checksum of every table, index and trigger of ours; those of other programs, under their
    own names, apart.
    """
    # Of Litestream its tables and their indexes alone: a trigger of that name would be one on our
    # tables.
    rows = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND (tbl_name NOT LIKE '\\_litestream%' ESCAPE "
        "'\\' OR type IN ('trigger', 'view')) ORDER BY type, name"
    ).fetchall()
    return zlib.crc32(repr(rows).encode())


def require_same_schema(db: Database, path: Path) -> None:
    """Raises `BadFile` where another program brought the tables of an open file to
    another version.
    """
    if (version := schema_version(db)) == SCHEMA_VERSION:
        return
    if version > SCHEMA_VERSION:
        said = (
            f"{path} was updated by a newer kpitui (schema {version}, this one knows "
            f"{SCHEMA_VERSION}). Quit, upgrade kpitui and start it again."
        )
        raise nothing_saved(BadFile(said))
    said = (
        f"{path} was replaced by an older version (schema {version}, not {SCHEMA_VERSION}). "
        "Start kpitui again to update it."
    )
    raise nothing_saved(BadFile(said))


def require_our_tables(db: Database, fingerprint: int = SCHEMA_FINGERPRINT) -> None:
    """Raises `TablesChanged` where a table, index or trigger is not as this program makes it."""
    if schema_fingerprint(db) != fingerprint:
        raise TablesChanged
    if JSON_NEEDS_TRUST:
        _KNOWN.add(_state_of(db, fingerprint))


class TablesChanged(sqlite3.DatabaseError):
    """Another program made or changed tables or triggers of ours; `file_errors` says it
    with the file.
    """


def require_trust(db: Database, fingerprint: int = SCHEMA_FINGERPRINT) -> None:
    """Raises `TablesChanged` where this SQLite has to trust the triggers and CHECKs of a file, and
    they are not ours.

    A SQLite before 3.42 counts json functions among those that an untrusted schema must not call,
    and all of our history is written with them: it cannot even load our tables without trust. There
    the schema is trusted, and looked at in the transaction that is about to write, in which no one
    else can change it.
    """
    if JSON_NEEDS_TRUST and _state_of(db, fingerprint) not in _KNOWN:
        require_our_tables(db, fingerprint)


_KNOWN: set[tuple[bytes, int, int]] = set()
"""States of schemas that were found to be ours: to read all of one costs 3 ms, in which others wait
for the lock.
"""


def _state_of(db: Database, fingerprint: int) -> tuple[bytes, int, int]:
    # SQLite counts the changes of a schema in the header of its file.
    count = int(db.execute("PRAGMA schema_version").fetchone()[0])
    name = db.execute(
        "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    ).fetchone()[0]
    return bytes(name or b""), count, fingerprint
