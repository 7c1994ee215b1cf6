"""A session whose line drops while its server is busy: what was typed up to then is kept, and
offered to the session that was begun meanwhile; what was being saved is there once.
"""

import os
import signal
import sys
import textwrap
import time
from collections.abc import Callable
from getpass import getuser
from pathlib import Path

import pytest

from kpitui.actions.drafts import session_drafts, take_over
from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import load_typed
from kpitui.views.access import draft_owner
from tests.patience import PATIENCE, in_time, wait_until
from tests.pty_terminal import Terminal, terminal
from tests.test_session_drafts import (
    drafts,
    drafts_folder,
    held,
    kept,
    killed,
    readings,
    typed_for_ana,
)

__all__ = ["held"]


def a_save_waits() -> bool:
    """Whether the id of a change stands in a draft: its save has begun."""
    return any(load_typed(file).saves for file in drafts() if file.exists())


def leave(opened: Terminal) -> None:
    opened.send("\x1b[21~")  # F10
    assert opened.ends() == 0


# offered to who is at work ------------------------------------------------------------------------


@pytest.mark.parametrize("end", [Terminal.hang_up, killed])
def test_what_a_session_leaves_that_ends_later_is_offered_where_one_is_at_work(
    database: DatabaseFile, end: Callable[[Terminal], None]
) -> None:
    with terminal("--db", database.path) as before, terminal("--db", database.path) as now:
        typed_for_ana(now, "", "due")
        now.send("\r\r")  # the third line
        typed_for_ana(before, "44/50\r", "44/50")
        before.until(lambda: kept("44/50"))
        end(before)
        now.shows("Draft restored: 1 value (2 Record).", "44/50")
        now.send("81\x13")
        now.shows("Saved 2 readings of Ana López")
        leave(now)
    assert readings(database) == 2
    assert drafts() == []


def test_of_two_at_work_one_is_offered_what_a_third_left(database: DatabaseFile) -> None:
    with (
        terminal("--db", database.path) as before,
        terminal("--db", database.path) as one,
        terminal("--db", database.path) as other,
    ):
        one.shows("Grow brand loyalty")
        other.shows("Grow brand loyalty")
        typed_for_ana(before, "44/50\r", "44/50")
        before.until(lambda: kept("44/50"))
        killed(before)

        def offered() -> list[bool]:
            for opened in (one, other):
                opened.read(0.01)
            return ["Draft restored: 1 value" in opened.text for opened in (one, other)]

        wait_until(lambda: any(offered()), "the offer")
        one.quiet()
        other.quiet()
        assert sorted(offered()) == [False, True]


# being saved --------------------------------------------------------------------------------------


def test_a_save_that_goes_on_after_the_line_dropped_is_offered_to_no_one(
    database: DatabaseFile, held: Callable[[bool], None]
) -> None:
    with terminal("--db", database.path) as before:
        typed_for_ana(before, "44/50\r", "44/50")
        held(True)
        before.send("\x13")
        before.until(a_save_waits)
        before.hang_up()
        owner = draft_owner(database, getuser())
        now = session_drafts(drafts_folder(), database, owner, "now")
        assert drafts()[0].name.startswith(now.file.name.partition(".")[0])
        offered = []
        lets_go = time.monotonic() + 0.5
        while before.process.poll() is None:
            offered += [typed for typed in [take_over(now, database)[0]] if not typed.empty]
            if time.monotonic() > lets_go:
                held(False)
                lets_go += PATIENCE
        offered += [typed for typed in [take_over(now, database)[0]] if not typed.empty]
    assert readings(database) + len(offered) == 1


def test_what_is_typed_behind_a_save_that_waits_is_kept_when_the_line_drops(
    database: DatabaseFile, held: Callable[[bool], None]
) -> None:
    with terminal("--db", database.path) as opened:
        typed_for_ana(opened, "44/50\r", "44/50")
        held(True)
        opened.send("\x135:40\r81")
        opened.until(a_save_waits)
        opened.hang_up()
        opened.process.wait(PATIENCE)
    assert kept('"81"')
    assert kept('"5:40"')


@pytest.mark.parametrize("saving", [False, True], ids=["nothing", "a save"])
def test_leaving_takes_no_longer_where_another_holds_the_file(
    database: DatabaseFile, held: Callable[[bool], None], saving: bool
) -> None:
    with terminal("--db", database.path) as opened:
        typed_for_ana(opened, "44/50\r", "44/50")
        held(True)
        if saving:
            opened.send("\x13")
            opened.until(a_save_waits)
        opened.send("\x1b[21~")
        opened.shows("Quit again")
        began = time.monotonic()
        leave(opened)
        assert time.monotonic() - began < in_time(2)
        held(False)
    assert kept("44/50")
    assert readings(database) == 0


# a process that gets no processor -----------------------------------------------------------------

BUSY = """
    import sys
    import time
    from pathlib import Path

    from textual.events import Key

    from kpitui.terminal.app import TerminalApp


    class Busy(TerminalApp):
        typed = ""

        def on_key(self, event: Key) -> None:
            if event.character == "!":
                Path(sys.argv[2]).touch()
                end = time.monotonic() + 4
                while time.monotonic() < end:
                    pass
            else:
                self.typed += event.character or ""

        def keep_drafts(self) -> None:
            Path(sys.argv[1]).write_text(self.typed)


    Busy().run()
"""


@pytest.mark.parametrize("end", ["the line drops", "SIGTERM"])
def test_no_process_ends_before_what_is_typed_is_kept(tmp_path: Path, end: str) -> None:
    program, draft, busy = (tmp_path / name for name in ("busy.py", "draft", "busy"))
    program.write_text(textwrap.dedent(BUSY))
    opened = Terminal([sys.executable, str(program), str(draft), str(busy)])
    try:
        opened.until(lambda: b"\x1b[?1049h" in opened.received)
        opened.quiet()
        opened.send("a!bc")
        opened.until(busy.exists)
        if end == "SIGTERM":
            os.kill(opened.process.pid, signal.SIGTERM)
            opened.send("d")
            opened.ends()
        else:
            opened.hang_up()
        opened.process.wait(PATIENCE)
        assert draft.read_text().startswith("abc")
    finally:
        opened.close()
