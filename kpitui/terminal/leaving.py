"""The end of the process when its line drops or it is told to end."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable

OVERDUE_SECONDS = 1.5
"""After a hang-up the process is gone by then, also where the terminal takes no more output."""


def leave_overdue(return_code: int) -> None:
    """See to it that the process is gone soon, whatever the terminal and the event loop do."""
    timer = threading.Timer(OVERDUE_SECONDS, os._exit, [return_code])
    timer.daemon = True
    timer.start()


class EndSignals:
    """The signals that by default end the process without putting the terminal back."""

    def __init__(self, hang_up: Callable[[int], None]) -> None:
        """`hang_up` is given the exit code."""
        self._hang_up = hang_up
        self._taken: list[signal.Signals] = []

    def take(self) -> None:
        """Leave in good order when one comes."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            # nohup ignores the hang-up on purpose; then the end of file tells.
            if (
                signal.getsignal(number) is not signal.SIG_IGN
                and threading.current_thread() is threading.main_thread()
            ):
                loop.add_signal_handler(number, self._signalled, number)
                self._taken.append(number)

    def give_back(self) -> None:
        """Let them do again what they did before."""
        loop = asyncio.get_running_loop()
        for number in self._taken:
            loop.remove_signal_handler(number)

    def _signalled(self, number: signal.Signals) -> None:
        # A pty that closes ends what is typed and signals as well: neither may cut short what the
        # other began.
        leave_overdue(128 + number)
        self._hang_up(128 + number)
