"""The one import of SQLite in the program: two copies of SQLite in one process drop each other's
locks.

pysqlite3 carries a SQLite without the WAL-reset bug; where there is no wheel of it, the standard
library's SQLite serves, `storage/journal.py` keeps the file safe with it, and `kpitui doctor` says
what that means.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3  # both modules have the same shape, and only this one is typed
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:  # no wheel for this machine
        import sqlite3

complete_statement = sqlite3.complete_statement
Database = sqlite3.Connection
"""What queries run on. sqlite-utils is laid over it where tables are made; loading it costs every
start 80 ms.
"""

SQLITE_VERSION: tuple[int, ...] = sqlite3.sqlite_version_info

OLDEST_SQLITE = (3, 39, 0)
"""Older ones lack what the tables and queries are written in: STRICT, RETURNING, FULL JOIN."""

JSON_NEEDS_TRUST = SQLITE_VERSION < (3, 42)
"""Whether this SQLite lets json functions into triggers and CHECKs of a trusted schema only."""


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether several processes that write and checkpoint at one instant can damage the file with
    this SQLite.

    Fixed in 3.51.3, and in the maintenance releases 3.50.7 and 3.44.6.
    """
    return not (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


HAS_WAL_RESET_BUG = has_wal_reset_bug(SQLITE_VERSION)

__all__ = [
    "HAS_WAL_RESET_BUG", "JSON_NEEDS_TRUST", "OLDEST_SQLITE", "SQLITE_VERSION", "Database",
    "complete_statement", "has_wal_reset_bug", "sqlite3",
]  # fmt: skip
