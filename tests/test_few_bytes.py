"""What goes over the line for a key: a few cells, and never a screen."""

from pathlib import Path

from kpitui.storage.database import DatabaseFile
from tests.pty_terminal import Terminal, terminal


def bytes_of(opened: Terminal, keys: str, shows: str) -> int:
    """How many bytes come until the screen shows what the keys did."""
    opened.quiet()
    before = len(opened.received)
    opened.send(keys)
    opened.shows(shows)
    opened.quiet(0.1)
    return len(opened.received) - before


def test_a_digit_and_a_step_send_some_cells(database: DatabaseFile) -> None:
    with terminal("--db", Path(database.path), width=120, height=40) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2")
        opened.shows("Type a name or team")
        opened.send("ana\r")
        opened.shows("Type a value")
        assert bytes_of(opened, "4", "4") < 200
        assert bytes_of(opened, "\x1b[B", "Average handle time") < 400
        opened.send("\x1b")
        opened.shows("Type a name or team")
        opened.send("north\r")
        opened.shows("Tab right")
        assert bytes_of(opened, "7", "7+") < 200
