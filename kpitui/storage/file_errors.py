"""What SQLite and the system say about the file, turned into one sentence for the person."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from kpitui.domain.errors import BadData, BadFile, Busy, DiskFailed, Refused, nothing_saved
from kpitui.domain.within import OUTSIDE as SAID_OUTSIDE
from kpitui.storage.driver import sqlite3
from kpitui.storage.schema import TablesChanged
from kpitui.storage.scope import OUTSIDE
from kpitui.storage.second_look import MALFORMED, UNREAD, is_damaged

WAIT_SECONDS = 5.0
"""How long a writer waits for another before it says so."""


ROOM = 64 * 1024
"""Less is too little for the files that SQLite makes beside a database."""


def is_busy(error: "sqlite3.Error") -> bool:
    """Whether another connection held the lock."""
    return "locked" in str(error) or "busy" in str(error)


NO_ROOM = (UNREAD, "unable to open database file")
"""What SQLite says too where it cannot make a file for want of room."""


@contextlib.contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Raises `BadFile`, `BadData` or `Busy` with a sentence where the block meets an
    error of the file.
    """
    try:
        yield
    except PermissionError as error:
        raise BadFile(_not_permitted(path, error)) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _full(path) from None
        if error.errno == errno.EROFS:
            raise BadFile(_only_read(path)) from None
        raise BadFile(f"{path} cannot be used: {(error.strerror or str(error)).lower()}.") from None
    except UnicodeDecodeError:
        raise BadFile(f"{path} has damaged text; restore a backup.") from None
    except sqlite3.IntegrityError as error:
        if str(error).startswith(OUTSIDE):
            raise nothing_saved(Refused(SAID_OUTSIDE)) from None
        if str(error).startswith("kpitui: "):
            said = str(error).removeprefix("kpitui: ").capitalize()
            raise nothing_saved(BadData(f"{said}.")) from None
        raise
    except sqlite3.DatabaseError as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: "sqlite3.DatabaseError") -> Exception:
    if isinstance(error, TablesChanged):
        return BadFile(f"The tables of {path} were changed by another program; restore a backup.")
    text = str(error)
    if is_busy(error):
        return Busy(
            f"Someone else has been writing to {path} for more than {WAIT_SECONDS:.0f} s; try "
            "again."
        )
    if "disk is full" in text or (text in NO_ROOM and has_no_room(path.parent)):
        return _full(path)
    if text == MALFORMED and not is_damaged(path):
        text = UNREAD
    if "disk I/O" in text or "locking protocol" in text:
        # At the end of a change no one knows whether the disk has it.
        return DiskFailed(
            f"The disk failed while working on {path} ({text}). If you were saving, check whether "
            "it was saved before you try again, and check the file with: kpitui doctor"
        )
    if _may_only_be_read(path.parent) and ("readonly" in text or text in NO_ROOM):
        return BadFile(_only_read(path))
    if "readonly" in text or "read-only" in text:
        return nothing_saved(BadFile(f"You may not write to {path}; ask its owner for permission."))
    if any(word in text for word in ("malformed", "not a database", "Could not decode")):
        return BadFile(f"{path} is damaged ({text}); restore a backup with: kpitui restore.")
    if "unable to open" in text:
        return BadFile(f"{path} cannot be opened; check its permissions and those of its folder.")
    return error


def _not_permitted(path: Path, error: PermissionError) -> str:
    wanted = Path(os.fsdecode(error.filename)) if error.filename else path
    if not os.path.lexists(wanted) and os.access(wanted.parent, os.X_OK):
        return (
            f"You may not make a file in {wanted.parent.absolute()}; choose another folder, or ask "
            "its owner for permission to write in it."
        )
    return f"You may not open {path}; ask its owner for permission to read and write it."


def _full(path: Path) -> BadFile:
    return nothing_saved(BadFile(f"The disk that holds {path} is full; make room and try again."))


def _only_read(path: Path) -> str:
    return (
        f"The disk that holds {path} may only be read; have it mounted for writing, or copy the "
        "file to another."
    )


def _may_only_be_read(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return False


def has_no_room(folder: Path) -> bool:
    """Whether a disk is too full for the files that SQLite makes; it speaks of an I/O
    error then.
    """
    try:
        free = os.statvfs(folder)
    except OSError:
        return False
    return free.f_bavail * free.f_frsize < ROOM
