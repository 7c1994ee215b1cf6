"""What is sent to the terminal: the sender never waits, also where the terminal
takes nothing more.
"""

import contextlib
import os
import select
import threading
from collections.abc import Callable
from queue import Queue
from typing import IO

from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread

BEHIND_BYTES = 16_384
"""So much that is still to be sent is two pages; another picture would be old when it is seen."""

HURRY_SECONDS = 0.3
"""So long a session that was told to end waits for its last bytes to be taken."""


class PatientWriter(WriterThread):
    """Textual's own holds up the event loop once the terminal has not read for a while: no signal
    ends it then.
    """

    def __init__(self, file: IO[str]) -> None:
        super().__init__(file)
        self._encoding: str = getattr(file, "encoding", "utf-8")
        self._queue = Queue()
        self._counting = threading.Lock()
        self._unsent = 0
        self._told_when_sent: Callable[[], object] | None = None

    @property
    def is_behind(self) -> bool:
        """Whether so much is still to be sent that another picture would come too late."""
        return self._unsent > BEHIND_BYTES

    def when_sent(self, tell: Callable[[], object]) -> None:
        """Call back from the thread once all is sent."""
        with self._counting:
            if self._unsent:
                self._told_when_sent = tell
                return
        tell()

    def write(self, text: str) -> None:
        """Put text at the end of what is to be sent."""
        with self._counting:
            self._unsent += len(text)
        self._queue.put(text)

    def run(self) -> None:
        """Send piece by piece; once the terminal is gone, nothing more."""
        with contextlib.suppress(OSError):
            while (text := self._queue.get()) is not None:
                _send(self.fileno(), text.encode(self._encoding, "replace"))
                self._sent(len(text))

    def _sent(self, length: int) -> None:
        with self._counting:
            self._unsent -= length
            tell = None
            if not self._unsent:
                tell, self._told_when_sent = self._told_when_sent, None
        if tell is not None:
            tell()

    def stop(self, patience: float | None = None) -> None:
        """Wait until all is sent, at most so many seconds."""
        self._queue.put(None)
        self.join(patience)


def _send(file: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(file, data) :]
        except BlockingIOError:  # another program on this terminal has set it so
            select.select([], [file], [])


def use_patient_writer() -> None:
    """Have Textual's driver, which makes its writer itself, make one of these."""
    # it is imported there by name
    linux_driver.WriterThread = PatientWriter  # type: ignore[attr-defined]
