"""A driver that can be stopped and go on: one reader of the keyboard, and a terminal
that is ours again.
"""

import os
import signal
import termios
import threading
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

_MODES = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"
"""The other screen, no cursor, reports of the focus, bracketed pastes, no wrapping: what a shell
may have changed.
"""


class WakingEvent(threading.Event):
    """An event that a thread can wait for together with what is typed."""

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = os.pipe()

    def fileno(self) -> int:
        """What can be read from while the event is set."""
        return self._reader

    def set(self) -> None:
        """Set it, and wake what waits."""
        super().set()
        os.write(self._writer, b".")

    def clear(self) -> None:
        """Make it ready for the next time."""
        if self.is_set():
            os.read(self._reader, 4096)
        super().clear()

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._reader)
        os.close(self._writer)


class StoppableDriver(LinuxDriver):
    """Textual's own starts a second reader where SIGSTOP came without a word, and cannot begin
    again after SIGTSTP.
    """

    def __init__(self, app: App[None], **more: Any) -> None:
        super().__init__(app, **more)
        self._leaving = WakingEvent()
        self._suspended = False
        # Textual would suspend and resume wherever the signal comes, in the middle of a write too.
        self._loop.add_signal_handler(signal.SIGTSTP, self._suspend)
        self._loop.add_signal_handler(signal.SIGCONT, self._continue)

    def about_to_stop(self) -> None:
        """What is done before the process stops."""

    def gone_on(self) -> None:
        """What is done when it goes on."""

    def start_application_mode(self) -> None:
        """Take the terminal; after it was given back, once more."""
        if self._suspended:
            self._leaving = WakingEvent()
            self._suspended = False
        self.exit_event = self._leaving
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def _suspend(self) -> None:
        """Give the terminal back and stop, as `kill -TSTP` asks for."""
        self.about_to_stop()
        self.suspend_application_mode()
        self._suspended = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continue(self) -> None:
        """Go on where we were stopped: take the terminal again, or put right what was
        done to it meanwhile.
        """
        if self._suspended:
            self.resume_application_mode()
        elif (
            self.attrs_before is not None
        ):  # SIGSTOP comes without a word, and the keyboard is still read
            self._make_raw()
            self.write(_MODES)
        self.gone_on()

    def _make_raw(self) -> None:
        try:
            modes = termios.tcgetattr(self.fileno)
            modes[0], modes[3] = self._patch_iflag(modes[0]), self._patch_lflag(modes[3])
            modes[6][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        except termios.error:
            return  # it is gone, which the end of file tells
