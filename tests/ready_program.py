"""Programs that are ready to be started: forked from a process that has the modules of the program
in it. To import them anew is most of what a start costs. In the long form each is started as a
process of its own; what says how it starts does so always.
"""

import array
import atexit
import contextlib
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.patience import LONG
from tests.ready_server import Asked


class ReadyProcess:
    """A process as `subprocess.Popen` has it, of which the one that forked it tells."""

    def __init__(self, told: int) -> None:
        self._told = told
        self._said = b""
        while b"\n" not in self._said:
            self._said += os.read(told, 100)
        first, _, self._said = self._said.partition(b"\n")
        self.pid = int(first)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, once it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises `TimeoutExpired`."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            if self._said.endswith(b"\n"):  # with its number, where it ended at once
                os.close(self._told)
                self.returncode = int(self._said)
                break
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._told], [], [], left)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            said = os.read(self._told, 100)
            assert said, "the one that forks ended"
            self._said += said
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


ROOT = Path(__file__).parents[1]

Process = subprocess.Popen[bytes] | ReadyProcess


@cache
def _server(_of: int) -> socket.socket:
    """The way to the process that forks, of this one; it ends with it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.ready_server", str(its.fileno())],
            pass_fds=[its.fileno()], start_new_session=True, cwd=ROOT,
            env={name: of for name, of in os.environ.items() if not name.startswith("LC_")}
            | {"LANG": "C.UTF-8"},
        )  # fmt: skip

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours


def may_be_ready(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a program would start alike: Python looks at these when it does."""
    return (
        not LONG
        and hasattr(os, "pidfd_open")
        and command[0] == sys.executable
        and command[1] in ("-m", "-c")
        and environment.get("LANG") == "C.UTF-8"
        and not any(
            name.startswith(("LC_", "PYTHON", "COVERAGE", "LD_")) and of != os.environ.get(name)
            for name, of in environment.items()
        )
    )


def started(command: Sequence[str], slave: int, environment: Mapping[str, str]) -> ReadyProcess:
    """The command on its own terminal."""
    told, tell = os.pipe()
    asked = Asked([*command[1:]], dict(environment), str(os.getcwd()))  # noqa: PTH109 # may be gone
    _server(os.getpid()).sendmsg(
        [pickle.dumps(asked)],
        [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [slave, tell]))],
    )
    os.close(tell)
    return ReadyProcess(told)
