"""What goes over the line for a picture and for a key: a few cells, and never a screen."""

from pathlib import Path

from kpitui.storage.database import DatabaseFile
from tests.pty_terminal import Terminal, terminal

AT_REST = 0.6
"""Seconds without a byte after which a panel shows the line of the cursor, too."""


def bytes_of(opened: Terminal, keys: str, shows: str) -> int:
    """How many bytes come for keys that bring something onto the screen, until all is at rest."""
    opened.quiet(AT_REST)
    assert shows not in opened.text, "it would be there without the keys"
    before = len(opened.received)
    opened.send(keys)
    opened.shows(shows)
    opened.quiet(AT_REST)
    return len(opened.received) - before


def test_a_digit_and_a_step_send_some_cells(database: DatabaseFile) -> None:
    with terminal("--db", Path(database.path), width=120, height=40, repeats=True) as opened:
        opened.shows("Grow brand loyalty", "Health 7   7 History")
        opened.quiet(AT_REST)
        assert len(opened.received) < 4000, "the first picture, its frames and all"
        assert bytes_of(opened, "\x1b[B", "Priority since") < 360
        assert bytes_of(opened, "\x1b[B", "Strategy since") < 320
        opened.send("2")
        opened.shows("Type a name or team")
        opened.send("ana\r")
        opened.shows("╭ Adherence to schedule ─")
        assert bytes_of(opened, "8", "8         ") < 100
        assert bytes_of(opened, "\x7f\x1b[B", "╭ Average handle time ─") < 500
        opened.send("\x1b")
        opened.shows("Type a name or team")
        opened.send("north\r")
        opened.shows("Tab right", "╭ Adherence to schedule  Ana López ─")
        assert bytes_of(opened, "7", "7+") < 100
