"""A process with the modules of the program in it that starts programs for the tests by forking:
python -m tests.ready_server NUMBER-OF-THE-SOCKET
"""

import array
import contextlib
import fcntl
import gc
import io
import os
import pickle
import random
import runpy
import select
import signal
import socket
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import BinaryIO, NamedTuple, TextIO, cast

import time_machine

import kpitui.cli.open
import kpitui.ui.app

LARGEST = 1 << 20
UNBUFFERED = bool(os.environ.get("PYTHONUNBUFFERED"))
PRELOADED = (time_machine, kpitui.cli.open, kpitui.ui.app)
"""What is imported by the screens, which is most of the time that a start takes."""


class Asked(NamedTuple):
    """A program to start: as its own process would be given it."""

    command: Sequence[str]
    """Behind the interpreter: `-m MODULE` or `-c TEXT`, and the arguments."""
    environment: Mapping[str, str]
    folder: str


def serve(asked_by: socket.socket) -> Asked:
    """Start what is asked for, and tell of each its number and later how it ended; only in a
    process that was forked it returns.
    """
    told: dict[int, tuple[int, int]] = {}  # by the file of a process: its number, where to tell
    while True:
        ready, _, _ = select.select([asked_by.fileno(), *told], [], [])
        for ended in told.keys() & {*ready}:
            process, tell = told.pop(ended)
            _, status = os.waitpid(process, 0)
            with contextlib.suppress(BrokenPipeError):
                os.write(tell, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(tell)
            os.close(ended)
        if asked_by.fileno() not in ready:
            continue
        asked, files = _received(asked_by)
        if asked is None:
            sys.exit()
        slave, tell = files
        process = os.fork()
        if not process:
            _become(asked, slave, [*files, *told, *(one for _, one in told.values())], asked_by)
            return asked
        os.close(slave)
        told[os.pidfd_open(process)] = process, tell
        os.write(tell, f"{process}\n".encode())


def _received(asked_by: socket.socket) -> tuple[Asked | None, list[int]]:
    data, more, _, _ = asked_by.recvmsg(LARGEST, socket.CMSG_SPACE(2 * array.array("i").itemsize))
    files = array.array("i")
    for _, _, sent in more:
        files.frombytes(sent)
    return (pickle.loads(data) if data else None), [*files]


def _become(asked: Asked, slave: int, files: Sequence[int], asked_by: socket.socket) -> None:
    """Let this be the process that was asked for: on its own terminal, with its own environment."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for standard in range(3):
        os.dup2(slave, standard)
    for one in files:
        os.close(one)
    asked_by.close()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.chdir(asked.folder)
    os.environ.clear()
    os.environ.update(asked.environment)
    time.tzset()
    random.seed()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        made = _standard(number, "wb" if number else "rb", getattr(sys, name))
        vars(sys).update({name: made, f"__{name}__": made})


def _standard(number: int, mode: str, before: TextIO) -> io.TextIOWrapper:
    """A standard file as Python makes it on a terminal; those of the server are something else."""
    return io.TextIOWrapper(
        cast("BinaryIO", open(number, mode, closefd=False)),  # as long as it lives
        before.encoding, before.errors, "\n" if mode == "wb" else None,
        line_buffering=not UNBUFFERED, write_through=UNBUFFERED,
    )  # fmt: skip


def run(asked: Asked) -> None:
    """What the interpreter does with these words."""
    how, what, *arguments = asked.command
    if how == "-m":
        sys.argv[:] = [what, *arguments]
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = ["-c", *arguments]
        main = sys.modules["__main__"] = ModuleType("__main__")
        exec(compile(what, "<string>", "exec"), vars(main))


if __name__ == "__main__":
    gc.freeze()
    run(serve(socket.socket(fileno=int(sys.argv[1]))))
