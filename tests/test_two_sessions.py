"""Two people at two terminals, each their own process on one file, as they come in over SSH."""

import os
import time
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.patience import LONG, in_time
from tests.pty_terminal import Terminal, terminal

IDLE_SECONDS = 60 if LONG else 8


def opened_at(session: Terminal) -> None:
    session.shows("Grow brand loyalty")
    session.quiet()


def others_of(session: Terminal) -> bool:
    """Whether the bar says that somebody else is in."""
    return "+" in session.text.splitlines()[0]


def test_the_bar_says_who_else_is_in(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as first:
        opened_at(first)
        assert not others_of(first)
        with terminal("--db", database.path) as second:
            opened_at(second)
            first.until(lambda: others_of(first))
            second.until(lambda: others_of(second))
            second.send("?")
            second.shows("Also open: ")
            second.send("\x1b")
            second.until(lambda: "Also open" not in second.text)
            second.send("q")
            assert second.ends() == 0
        first.until(lambda: not others_of(first), "the other one leaves the bar")


@pytest.mark.slow
def test_what_one_saves_the_other_sees_within_three_seconds(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as mine, terminal("--db", database.path) as theirs:
        opened_at(mine)
        opened_at(theirs)
        theirs.send("2ana\r")
        theirs.shows("Type a value")
        theirs.send("7")  # typing goes on
        mine.send("2ana\r")
        mine.shows("Type a value")
        mine.send("\r\r81\x13")
        mine.shows("Saved 1 reading")
        saved = time.monotonic()
        theirs.until(lambda: "81.0%" in theirs.text)
        assert time.monotonic() - saved < in_time(3)
        theirs.send("5/10")
        theirs.shows("75/10")


@pytest.mark.slow
def test_both_edit_one_record_and_the_second_chooses(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as mine, terminal("--db", database.path) as theirs:
        for session, title in ((mine, "Keep who we have"), (theirs, "Win them back")):
            opened_at(session)
            session.send("je")
            session.shows("Edit priority")
            session.send("\x05\x15" + title)
            session.shows(title)
        theirs.send("\x13")
        theirs.shows("Priority since", "Win them back")
        mine.send("\x13")
        mine.shows(
            "Your values are not saved yet", "Keep who we have", "Win them back", "1 to choose"
        )
        mine.send("\x1b[D\x13")
        mine.shows("The priority is changed")
        theirs.shows("Keep who we have")


@pytest.mark.slow
def test_sessions_that_sit_idle_send_nothing_and_cost_nothing(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as one, terminal("--db", database.path) as other:
        opened_at(one)
        opened_at(other)
        one.until(lambda: others_of(one))
        other.until(lambda: others_of(other))
        one.quiet(3.0)  # the findings are counted, and everybody knows of everybody
        began, before, received = time.monotonic(), _ticks(one), len(one.received)
        one.read(IDLE_SECONDS)
        seconds = time.monotonic() - began
        used = (_ticks(one) - before) / os.sysconf("SC_CLK_TCK")
        print(
            f"idle for {seconds:.0f} s: {len(one.received) - received} bytes, "
            f"{100 * used / seconds:.2f} % of a core"
        )
        assert len(one.received) == received
        assert used / seconds < 0.02


def _ticks(session: Terminal) -> int:
    fields = (
        Path(f"/proc/{session.process.pid}/stat")
        .read_text(encoding="ascii")
        .rsplit(")", 1)[1]
        .split()
    )
    return int(fields[11]) + int(fields[12])
