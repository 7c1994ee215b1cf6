"""What one account may take of the server: sessions, memory, the processor, and how long an answer
waits unread.
"""

import fcntl
import io
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

from kpitui.domain.errors import KpituiError, Refused
from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import file_stem

GRACE_SECONDS = 10
"""A verb that cannot be stopped with a sentence, in the middle of one query, is stopped without one
after so long.
"""


WINDOW = 10
"""Screens are told where they take what a verb may within so many times its time; no one types as
fast as that.
"""


class TooMuch(KpituiError):
    """A verb took more of the server than one may."""


class Unread(KpituiError):
    """No one takes the answer of a verb."""


def take_place(folder: Path, database: DatabaseFile, name: str, most: int) -> int:
    """Take one of the places of an account until this process ends; raises `Refused` where all are
    taken.

    The answer is the open file that holds it; the kernel gives the place back however the process
    ends.
    """
    for number in range(most):
        path = folder / f"{file_stem(database, name)}.{number}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return descriptor
    raise Refused(
        f"{name} has {most} sessions open, the most for one account; close one of them and try "
        "again."
    )


def limit_memory(megabytes: int) -> None:
    """Have no more memory from here on; what asks for more fails."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = megabytes << 20 if hard == resource.RLIM_INFINITY else min(hard, megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_processor(seconds: int) -> None:
    """Have no more of the processor for a verb: `TooMuch` is raised then, and a little later the
    process is ended.
    """

    def stop(*_: object) -> None:
        raise TooMuch(
            f"That took more than {seconds} seconds of processor time and was stopped; ask for "
            "less at once. kpitui history shows whether it was saved."
        )

    signal.signal(signal.SIGXCPU, stop)
    soft = int(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + GRACE_SECONDS))


class ProcessorWatch:
    """Whether the screens keep the processor busy, to be asked now and then; they are
    told, and go on.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._since, self._used = time.monotonic(), time.process_time()

    def told(self) -> str:
        """A sentence where the limit of a verb was used up within ten times its time,
        else nothing.
        """
        now, used = time.monotonic(), time.process_time()
        took, within = used - self._used, now - self._since
        if took < self._seconds and within < WINDOW * self._seconds:
            return ""
        self._since, self._used = now, used
        if took < self._seconds:
            return ""
        return (
            f"This session used {took:.0f} seconds of processor time within {within:.0f}; if this "
            "goes on, leave and log in again."
        )


class PatientOutput(io.RawIOBase):
    """Standard output for a reader who has so many seconds for the next bytes; `Unread` is raised
    then, once.
    """

    def __init__(self, seconds: float) -> None:
        # Of a terminal a description of our own: the one that came with it is that of the input,
        # too.
        self._fd = (
            os.open(os.ttyname(1), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY) if os.isatty(1) else 1
        )
        self._seconds, self._given_up = seconds, False
        self._ready = select.poll()
        self._ready.register(self._fd, select.POLLOUT)

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """The descriptor that is written to."""
        return self._fd

    def isatty(self) -> bool:
        """Whether a terminal shows it."""
        return os.isatty(self._fd)

    def write(self, data: Any) -> int:
        """Write what can be written without waiting longer than the reader has; after `Unread` all
        is dropped.
        """
        if self._given_up:
            return len(data)
        while True:
            if not self._ready.poll(1000 * self._seconds):
                self._given_up = True
                raise Unread(f"No one read the output for {self._seconds:g} seconds; it ends here.")
            try:
                # So much fits into a pipe or socket that is ready, and no write waits.
                return os.write(self._fd, data[: select.PIPE_BUF])
            except BlockingIOError:
                continue


def answer_patiently(seconds: float) -> None:
    """Have standard output wait for its reader no longer than so many seconds at a time."""
    sys.stdout.flush()
    before = sys.stdout
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(PatientOutput(seconds)),
        before.encoding,
        before.errors,
        line_buffering=os.isatty(1),
    )
