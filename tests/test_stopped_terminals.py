"""A terminal that stops reading: a line that froze, flow control, a pipe that is full. Nobody waits
for it.
"""

import os
import signal
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.patience import PATIENCE, in_time, wait_until
from tests.pty_terminal import Terminal, terminal

FULL_PAGES = 25
"""So many pages are more than any pty holds."""


def stop(opened: Terminal) -> None:
    """What ctrl+s did on terminals that know it: nothing is taken any more."""
    assert opened._slave is not None
    termios.tcflow(opened._slave, termios.TCOOFF)


def go_on(opened: Terminal) -> None:
    """Take what was sent, and what is sent from now on."""
    assert opened._slave is not None
    termios.tcflow(opened._slave, termios.TCOON)


def just_not_read(_: Terminal) -> None:
    """Nobody reads at the other end of the line: what is sent fills the buffers on the way."""


WAYS: dict[str, Callable[[Terminal], None]] = {
    "flow control": stop,
    "a line that froze": just_not_read,
}


def drafts() -> str:
    """What is kept of what is typed."""
    found = (Path(os.environ["HOME"]) / ".local" / "state" / "kpitui" / "drafts").glob("*.json")
    return " ".join(path.read_text("utf-8") for path in found)


def kept(words: str, drafts: Callable[[], str] = drafts) -> None:
    """Wait until it is kept, without reading what is sent."""
    wait_until(lambda: words in drafts(), f"{words!r} among what is kept")


def fill(opened: Terminal) -> None:
    """Go to and fro between whole pages, and read none of them."""
    for _ in range(FULL_PAGES):
        opened.send("\x1bOQ\x1bOR")  # F2 and F3, the plan and back
        time.sleep(0.01)  # a person does not type faster, and a pty holds only so many keys


def typing(opened: Terminal, way: str) -> None:
    """Somebody types a value, the line stops, and they go on typing."""
    opened.shows("Grow brand loyalty")
    opened.send("2ana\r")
    opened.shows("Ana López", "due")
    opened.send("44/50\r")
    opened.shows("44/50")
    WAYS[way](opened)
    fill(opened)
    opened.send("5:2")


def gone_after(opened: Terminal) -> float:
    """Wait for the end of the process without reading; the seconds it took."""
    began = time.monotonic()
    opened.process.wait(PATIENCE)
    return time.monotonic() - began


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_and_what_is_typed_is_kept(
    database: DatabaseFile, way: str, number: signal.Signals, code: int
) -> None:
    with terminal("--db", database.path) as opened:
        typing(opened, way)
        kept("5:2")
        opened.process.send_signal(number)
        assert gone_after(opened) < in_time(2)
        assert opened.process.returncode == code
        assert opened.modes == opened.before
        assert "44/50" in drafts()


def test_who_goes_on_reading_sees_how_it_is_now(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        typing(opened, "flow control")
        kept("5:2")
        before = len(opened.received)
        go_on(opened)
        opened.shows("44/50", "5:2")
        opened.quiet()
        assert len(opened.received) - before < 150_000, (
            "pages that nobody wants to see any more were sent"
        )
        opened.send("\x1bOQ")
        opened.shows("Grow brand loyalty")
