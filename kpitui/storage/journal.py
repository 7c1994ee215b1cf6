"""Which journal a file keeps, so that several may write to it whatever SQLite each of them has.

WAL lets people read while someone writes. A SQLite with the WAL-reset bug loses what others commit
when it writes the log back into the file while another connection begins the log again; with a
rollback journal there is no such log.

- A SQLite without the bug makes files in WAL, and leaves every file in the mode it finds it in.
- One with the bug makes files with a rollback journal, and takes a file out of WAL as soon as
  no one else has it open: SQLite changes the mode under the exclusive lock alone. From then on all
  write in that mode, with any SQLite.
- While others hold the file in WAL, it writes to the log and never writes the log back, which they
  do. No connection of its own stays open then, so that the file leaves WAL once the others are
  gone. The last to close the file writes the log back under the exclusive lock: no one can begin
  the log again at that moment.
- Back to WAL goes a file only when a person says so (`kpitui doctor --wal`), with a SQLite without
  the bug and no one else in the file. A session on an old SQLite that comes later takes it out
  again.
"""

import contextlib

from kpitui.storage.driver import HAS_WAL_RESET_BUG, SQLITE_VERSION, sqlite3


def journal_of(connection: "sqlite3.Connection") -> str:
    """The mode of a file as its connection last saw it: "wal", or that of a rollback journal."""
    return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def make_journal(connection: "sqlite3.Connection") -> None:
    """Give a new file the journal that suits this SQLite."""
    connection.execute(f"PRAGMA journal_mode = {'TRUNCATE' if HAS_WAL_RESET_BUG else 'WAL'}")


def settle_journal(connection: "sqlite3.Connection") -> None:
    """Let a new connection write without harm to anyone else who does; raises SQLite's errors of a
    first look.
    """
    if HAS_WAL_RESET_BUG:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
    if journal_of(connection) != "wal":
        # Which kind of rollback journal is a matter of each connection, and all kinds go together.
        # To cut one short is less work than to remove it.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
    elif HAS_WAL_RESET_BUG:
        with contextlib.suppress(sqlite3.OperationalError):  # others are in, or it may only be read
            connection.execute("PRAGMA journal_mode = TRUNCATE")


def holds_alone(connection: "sqlite3.Connection") -> bool:
    """Whether a connection keeps everyone else out for as long as it is open."""
    return str(connection.execute("PRAGMA locking_mode").fetchone()[0]) != "normal"


def may_stay_open(connection: "sqlite3.Connection") -> bool:
    """Whether an idle connection that does not hold the file alone is in no one's way."""
    return not HAS_WAL_RESET_BUG or journal_of(connection) != "wal"


def return_to_wal(connection: "sqlite3.Connection") -> None:
    """Bring a file back into WAL; raises SQLite's "locked" where another has it in use."""
    connection.execute("PRAGMA journal_mode = WAL")


def remark_on(journal: str) -> str:
    """What the SQLite of this session, and the journal that an old one left, mean for a file; empty
    where nothing.
    """
    version = ".".join(map(str, SQLITE_VERSION))
    if HAS_WAL_RESET_BUG:
        kept = (
            "Others have this file open in WAL: saving is safe, and it leaves WAL when they have "
            "left"
            if journal == "wal"
            else "This file is kept out of WAL: that is safe, but readers and writers wait for "
            "each other"
        )
        return (
            f"SQLITE {version} HAS A BUG THAT DAMAGES FILES IN WAL MODE WHICH SEVERAL PEOPLE "
            f"WRITE. {kept}. To fix it: pip install pysqlite3, or a Python with SQLite 3.51.3 or "
            "newer"
        )
    if journal != "wal":
        return (
            "this file is not in WAL mode, as a copy or an older SQLite leaves it: readers and "
            "writers wait for each other; when everyone has left and has a newer SQLite: "
            "kpitui doctor --wal"
        )
    return ""
