"""Stopped and gone on with: one reader of the keyboard before and after, and the
terminal is ours again.
"""

import os
import shlex
import signal
import sys
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.pty_terminal import Terminal, terminal

DIGITS = "31415926535897932384626433832795028841971693993751"


def state_of(process: int) -> str:
    """One letter: `T` is stopped."""
    return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(") ")[2][0]


def threads_of(process: int) -> list[str]:
    return sorted(
        path.read_text("utf-8").strip() for path in Path(f"/proc/{process}/task").glob("*/comm")
    )


def type_digits(opened: Terminal) -> None:
    """Some hundred digits into the line of quick entry, read one by one."""
    opened.send(":")
    opened.shows("esc Close")
    for digit in DIGITS:
        opened.send(digit)
    opened.shows(DIGITS)


@pytest.mark.parametrize("times", [1, 5])
def test_after_a_stop_without_a_word_no_digit_is_swapped(
    database: DatabaseFile, times: int
) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.quiet()
        threads = threads_of(opened.process.pid)
        for _ in range(times):
            opened.process.send_signal(signal.SIGSTOP)
            opened.until(lambda: state_of(opened.process.pid) == "T")
            opened.process.send_signal(signal.SIGCONT)
            opened.until(lambda: state_of(opened.process.pid) != "T")
        opened.quiet()
        assert len(threads_of(opened.process.pid)) == len(threads)
        type_digits(opened)
        opened.send("\x1b[21~")
        opened.quiet()
        opened.send("\x1b")
        opened.until(lambda: DIGITS not in opened.text)
        opened.send("q")
        assert opened.ends() == 0
        assert opened.modes == opened.before
        assert b"Traceback" not in opened.received


def test_what_is_typed_while_it_is_stopped_comes_in_order(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send(":")
        opened.shows("esc Close")
        opened.process.send_signal(signal.SIGSTOP)
        opened.until(lambda: state_of(opened.process.pid) == "T")
        opened.send(DIGITS)
        opened.process.send_signal(signal.SIGCONT)
        opened.shows(DIGITS)


def test_suspended_and_gone_on_with(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        for _ in range(3):
            opened.process.send_signal(signal.SIGTSTP)
            opened.until(lambda: state_of(opened.process.pid) == "T")
            opened.until(lambda: opened.modes == opened.before, "the shell gets its terminal back")
            opened.until(
                lambda: (
                    opened.received.rfind(b"\x1b[?1049l") > opened.received.rfind(b"\x1b[?1049h")
                )
            )
            opened.process.send_signal(signal.SIGCONT)
            opened.until(
                lambda: (
                    opened.received.rfind(b"\x1b[?1049h") > opened.received.rfind(b"\x1b[?1049l")
                )
            )
            opened.shows("Grow brand loyalty")
        type_digits(opened)
        assert b"Traceback" not in opened.received
        opened.process.send_signal(signal.SIGTERM)
        assert opened.ends() == 143
        assert opened.modes == opened.before


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
def test_a_shell_brings_it_back_with_fg(
    database: DatabaseFile, number: signal.Signals, tmp_path: Path
) -> None:
    command = f"{shlex.quote(sys.executable)} -m kpitui --db {shlex.quote(str(database.path))}"
    opened = Terminal(["bash", "--norc", "--noprofile", "-i"], environment={"PS1": "shell> "})
    try:
        opened.shows("shell>")
        opened.send(f"{command}\r")
        opened.shows("Grow brand loyalty")
        (child,) = (
            Path(f"/proc/{opened.process.pid}/task/{opened.process.pid}/children")
            .read_text("utf-8")
            .split()
        )
        os.kill(int(child), number)
        opened.until(lambda: b"Stopped" in opened.received, "the shell's word")
        opened.send("\x15stty sane; echo $((6*7))$((6*7))\r")
        opened.until(lambda: b"4242" in opened.received, "the answer of the shell")
        opened.send("fg\r")
        opened.until(
            lambda: "Grow brand loyalty" in opened.text and "4242" not in opened.text,
            "the screen again",
        )
        type_digits(opened)
        assert b"Traceback" not in opened.received
    finally:
        opened.close()
