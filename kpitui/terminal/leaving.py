"""The signals that tell a process to end."""

import asyncio
import signal
import threading

from kpitui.terminal.driven_app import AppLeaving


class EndSignals:
    """The signals that by default end the process without putting the terminal back."""

    def __init__(self, leaving: AppLeaving) -> None:
        self._leaving = leaving
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
        self._leaving.overdue(128 + number)
        self._leaving.begin(128 + number)
