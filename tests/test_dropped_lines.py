"""Lines that drop, many of them: two seconds later no process is left, and what was
being typed is kept.
"""

import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.patience import LONG, PATIENCE, in_time
from tests.pty_terminal import Terminal, terminal

AT_ONCE = 5
SESSIONS = 20 if LONG else 5
"""Ten have each way in which a line drops; twenty have more of them at each thing one
can be doing.
"""


def end_of_file(opened: Terminal) -> None:
    """A read of the terminal gives nothing any more, while the terminal is there."""
    modes = termios.tcgetattr(opened._master)
    modes[3] |= termios.ICANON
    termios.tcsetattr(opened._master, termios.TCSANOW, modes)
    opened.send(b"\x04")


@dataclass(frozen=True)
class Way:
    """One way in which a line drops."""

    drop: Callable[[Terminal], object]
    ignoring: bool = False
    """The hang-up was ignored at the start, as nohup does."""


WAYS = {
    "SIGHUP": Way(lambda opened: os.kill(opened.process.pid, signal.SIGHUP)),
    "SIGTERM": Way(lambda opened: os.kill(opened.process.pid, signal.SIGTERM)),
    "the pty closed": Way(lambda opened: opened.hang_up()),
    "end of file": Way(end_of_file),
    "SIGTERM under nohup": Way(
        lambda opened: os.kill(opened.process.pid, signal.SIGTERM), ignoring=True
    ),
    "the pty closed under nohup": Way(lambda opened: opened.hang_up(), ignoring=True),
    "end of file under nohup": Way(end_of_file, ignoring=True),
}


def values(opened: Terminal) -> str:
    """Two values on the Enter screen."""
    opened.send("2ana\r")
    opened.shows("Ana López", "due")
    opened.send("44/50\r")
    opened.shows("44/50")
    return "44/50"


def values_and_help(opened: Terminal) -> str:
    """A dialog stands over the values."""
    kept = values(opened)
    opened.send("\x1bOP")  # F1
    opened.shows("esc", "Save everything")
    return kept


def half_a_form(opened: Terminal) -> str:
    """A form is open."""
    opened.send("a")
    opened.shows("New priority")
    opened.send("Halve the wai")
    opened.shows("Halve the wai")
    return "Halve the wai"


def half_a_line(opened: Terminal) -> str:
    """Quick entry is open."""
    opened.send(":csat 9")
    opened.shows("Customer satisfaction 9.0%")
    return "csat 9"


def values_that_wait_to_be_saved(opened: Terminal) -> str:
    """Somebody else holds the file once this is typed; ctrl+s waits for them."""
    return values(opened)


DOING = (values, values_and_help, half_a_form, half_a_line, values_that_wait_to_be_saved)


@pytest.fixture
def held(database: DatabaseFile) -> Iterator[Callable[[], None]]:
    """Another process that writes and does not come to an end, once it is told to begin."""
    program = (
        "import sys; from kpitui.storage.driver import sqlite3; db = "
        "sqlite3.connect(sys.argv[1]); input(); "
    )
    program += "db.execute('BEGIN IMMEDIATE'); print(flush=True); input()"
    command = [sys.executable, "-c", program, str(database.path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:

        def hold() -> None:
            assert other.stdin
            assert other.stdout
            other.stdin.write("\n")
            other.stdin.flush()
            other.stdout.readline()

        yield hold
        other.kill()


def opened_at(database: DatabaseFile, state: Path, way: Way) -> Terminal:
    """A session whose drafts lie in a folder of its own."""
    command = [sys.executable, "-m", "kpitui", "--db", str(database.path)]
    if way.ignoring:
        command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *command]
    return Terminal(command, environment={"XDG_STATE_HOME": str(state)})


def seconds_until_gone(sessions: list[Terminal]) -> float:
    """Wait for the last of them, reading what is still sent, as a terminal does."""
    began = time.monotonic()
    while (
        any(session.process.poll() is None for session in sessions)
        and time.monotonic() - began < PATIENCE
    ):
        for session in sessions:
            if session._master >= 0:
                session.read(0.01)
        time.sleep(0.01)
    return time.monotonic() - began


def processes_at(path: Path) -> list[str]:
    """What runs with this file on its command line."""
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = one.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(path) in command and "-m kpitui" in command:
            found.append(command)
    return found


@pytest.mark.parametrize("first", range(0, SESSIONS, AT_ONCE))
def test_dropped_lines_leave_nothing_behind_but_their_drafts(
    database: DatabaseFile, tmp_path: Path, held: Callable[[], None], first: int
) -> None:
    ways = [list(WAYS)[(first + place) % len(WAYS)] for place in range(AT_ONCE)]
    sessions = [
        opened_at(database, tmp_path / str(place), WAYS[way]) for place, way in enumerate(ways)
    ]
    try:
        for one in sessions:
            one.shows("Grow brand loyalty")
        typed = [do(one) for do, one in zip(DOING, sessions, strict=True)]
        held()
        sessions[-1].send("\x13")
        for one in sessions:
            one.quiet(0.1)
        for way, one in zip(ways, sessions, strict=True):
            WAYS[way].drop(one)
        seconds = seconds_until_gone(sessions)
        print(f"{ways}: the last is gone after {seconds:.2f} s")
        assert seconds < in_time(2)
        assert processes_at(database.path) == []
        for place, (way, words) in enumerate(zip(ways, typed, strict=True)):
            (draft,) = (tmp_path / str(place)).rglob("*.json")
            assert words in draft.read_text("utf-8"), (way, DOING[place].__name__)
        for one in sessions:
            if one._master >= 0:
                one.quiet(0.05)
                assert one.modes == one.before
                for code in (b"\x1b[?1049", b"\x1b[?2004"):
                    assert one.received.rfind(code + b"l") > one.received.rfind(code + b"h")
    finally:
        for one in sessions:
            one.close()


BROKEN = {
    "every byte from 80 to ff": bytes(range(0x80, 0x100)),
    "a character that ends too early": b"\xe2\x82",
    "one that is longer than need be": b"\xc0\xaf\xe0\x80\xaf",
    "half of a pair": b"\xed\xa0\x80",
    "beyond the last one": b"\xf4\x90\x80\x80\xf5\x80\x80\x80",
    "the same byte many times": b"\xff" * 5000,
}


def without_marks(text: str) -> str:
    """The text of a screen without the marks of bytes that are no letters."""
    return text.replace("\ufffd", "")


def test_what_is_typed_between_bytes_that_are_no_text_is_all_there(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("a")
        opened.shows("New priority")
        written = ""
        for place, (what, noise) in enumerate(BROKEN.items()):
            for byte in (
                noise if len(noise) < 200 else ()
            ):  # each by itself, as a slow line brings them
                opened.send(bytes([byte]))
            opened.send(noise)
            opened.send(f"w{place} ")
            written += f"w{place} "
            # called at once
            opened.until(lambda: written.strip() in without_marks(opened.text), what)  # noqa: B023
        opened.send("\x13")
        opened.shows("Priority added")
        opened.until(lambda: written.strip() in without_marks(opened.text), "all that was typed")
        opened.send("q")
        assert opened.ends() == 0
