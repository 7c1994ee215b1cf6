"""Whether a session lives: it holds a lock, which the kernel lets go of with its process, whatever
ends that.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from msgspec import DecodeError, Struct
from msgspec.json import decode, encode


class Whereabouts(Struct, frozen=True):
    """Where a session is: its terminal ("pts/3"), its machine, and since when, as ISO
    text in UTC.
    """

    terminal: str = ""
    host: str = ""
    since: str = ""


def whereabouts(since: str) -> Whereabouts:
    """Where this process is."""
    terminal = ""
    with contextlib.suppress(OSError):
        terminal = os.ttyname(0).removeprefix("/dev/")
    return Whereabouts(terminal, os.uname().nodename, since)


class SessionLock:
    """A file that is locked for as long as its session lives, and says where that is."""

    def __init__(self, file: Path, where: Whereabouts) -> None:
        self._file, self._where = file, where
        self._descriptor = -1

    def hold(self) -> None:
        """Make it, once; raises OSError where that cannot be done."""
        if self._descriptor >= 0:
            return
        # It has its name only once it is locked: no one ever sees one that is of no one.
        making = self._file.with_suffix(".making")
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            with contextlib.suppress(
                OSError
            ):  # a file system without locks: who is in cannot be told there
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(descriptor, encode(self._where))
            making.rename(self._file)
        except OSError:
            os.close(descriptor)
            making.unlink(missing_ok=True)
            raise
        self._descriptor = descriptor

    def close(self) -> None:
        """Let go of it."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1


def session_at(file: Path, heard_of: Callable[[], bool]) -> Whereabouts | None:
    """Where the session of a lock file lives; None where it is gone.

    `heard_of` says whether its heartbeat goes on: asked where no lock can tell, on another machine
    and on a file system without locks.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(descriptor)
    except OSError:
        return _read(descriptor) if heard_of() else None
    else:
        where = _read(descriptor)
        return where if where.host not in ("", os.uname().nodename) and heard_of() else None
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> Whereabouts:
    try:
        return decode(os.read(descriptor, 4096), type=Whereabouts)
    except (DecodeError, OSError):
        return Whereabouts()
