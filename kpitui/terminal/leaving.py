"""The end of the process when its line drops or it is told to end."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable

OVERDUE_SECONDS = 1.5
"""After a hang-up the process is gone by then, also where the terminal takes no more output."""

KEEPING_SECONDS = 10.0
"""So long it may still go on where what is typed is not kept yet: a server has so much else to do
that it gets no processor.
"""


def leave_overdue(return_code: int, kept: threading.Event) -> None:
    """See to it that the process is gone soon, whatever the terminal and the event loop do; not
    before what is typed is `kept`, as long as that comes to pass.
    """

    def leave() -> None:
        kept.wait(KEEPING_SECONDS - OVERDUE_SECONDS)
        os._exit(return_code)

    timer = threading.Timer(OVERDUE_SECONDS, leave)
    timer.daemon = True
    timer.start()


class EndSignals:
    """The signals that by default end the process without putting the terminal back."""

    def __init__(self, hang_up: Callable[[int], None], kept: threading.Event) -> None:
        """`hang_up` is given the exit code; `kept` says that it has kept what is typed."""
        self._hang_up, self._kept = hang_up, kept
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
        leave_overdue(128 + number, self._kept)
        self._hang_up(128 + number)
