"""The one import of SQLite in the program: two copies of SQLite in one process drop each other's locks.

pysqlite3 carries a SQLite in which the WAL-reset bug is mended (`design/facts.md`); where there is no wheel of it, the
standard library's SQLite serves and `kpitui doctor` says what that means.
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
"""What queries run on. sqlite-utils is laid over it where tables are made; loading it costs every start 80 ms."""

SQLITE_VERSION: tuple[int, ...] = sqlite3.sqlite_version_info

__all__ = ["SQLITE_VERSION", "Database", "complete_statement", "has_wal_reset_bug", "sqlite3"]


def has_wal_reset_bug(version: tuple[int, ...] = SQLITE_VERSION) -> bool:
    """Whether several processes that write and checkpoint at one instant can damage the file with this SQLite.

    Fixed in 3.51.3, and in the maintenance releases 3.50.7 and 3.44.6.
    """
    return not (version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45))
