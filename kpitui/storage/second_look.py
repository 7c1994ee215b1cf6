"""Whether a file that SQLite calls malformed is damaged, or a disk did not give what is on it."""

import os
import re
from pathlib import Path
from urllib.parse import quote

from kpitui.storage.driver import sqlite3

MALFORMED = "database disk image is malformed"
"""What SQLite says of damage, and too where a disk answers a read with an error."""

UNREAD = "disk I/O error"
"""What SQLite says of a disk that fails; also said here where it said that the file is
malformed.
"""

_AT_ONCE = 1 << 20
_OPENED: dict[tuple[int, int], int] = {}
"""Never closed: that would drop every lock that this process holds on the file."""


def is_damaged(path: Path) -> bool:
    """Whether the file itself is not sound; not where it cannot be read now, or can be read well
    after all.
    """
    return _can_be_read(path) and not _holds_together(path)


def unread(finding: str) -> bool:
    """Whether a finding of an integrity check is about a page that the disk did not give."""
    code = re.search(r"error code=(\d+)", finding)
    return code is not None and int(code[1]) & 0xFF == sqlite3.SQLITE_IOERR


def _can_be_read(path: Path) -> bool:
    try:
        info = path.stat()
        descriptor = _OPENED.get((info.st_dev, info.st_ino))
        if descriptor is None:
            descriptor = _OPENED[info.st_dev, info.st_ino] = os.open(
                path, os.O_RDONLY | os.O_CLOEXEC
            )
        at = 0
        while block := os.pread(descriptor, _AT_ONCE, at):
            at += len(block)
    except OSError:
        return False
    return True


def _holds_together(path: Path) -> bool:
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode=rw", uri=True, isolation_level=None
    )
    try:
        return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False
    finally:
        connection.close()
