"""What is typed is never lost: a line that drops, a process that is told to end or killed, a disk
that is full.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from tests.patience import LONG, PATIENCE, in_time
from tests.pty_terminal import Terminal, terminal

ENDS: dict[str, Callable[[Terminal], object]] = {
    "SIGHUP": lambda opened: os.kill(opened.process.pid, signal.SIGHUP),
    "the pty closed": lambda opened: opened.hang_up(),
    "SIGTERM": lambda opened: os.kill(opened.process.pid, signal.SIGTERM),
    "SIGKILL": lambda opened: os.kill(opened.process.pid, signal.SIGKILL),
}


SHORT = ENDS if LONG else ("the pty closed", "SIGKILL")
"""Lines drop in every other way in tests/test_dropped_lines.py."""


def kept_here() -> list[Path]:
    return [*(Path(os.environ["HOME"]) / ".local" / "state" / "kpitui" / "drafts").glob("*.json")]


@pytest.mark.parametrize("end", SHORT)
def test_half_a_session_is_there_after_any_end(database: DatabaseFile, end: str) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("a")
        opened.shows("New priority")
        opened.send("Cut the wai")
        opened.shows("Cut the wai")
        opened.send("\x1b")
        opened.until(lambda: "New priority" not in opened.text)
        opened.send("2ana\r")
        opened.shows("Ana López", "due")
        opened.send("44/50\r81")
        opened.shows("44/50", "81")
        if end == "SIGKILL":
            # Up to the last second is kept: here the second is given.
            opened.until(lambda: any('"81"' in file.read_text() for file in kept_here()))
        began = time.monotonic()
        ENDS[end](opened)
        opened.process.wait(PATIENCE)
        assert time.monotonic() - began < in_time(2)
    with terminal("--db", database.path) as opened:
        opened.shows("Draft restored: 2 values")
        opened.send("2ana\r")
        opened.shows("44/50", "81")
        opened.send("\x13")
        opened.shows("Saved 2 readings of Ana López")
        opened.send("1a")
        opened.shows("Draft restored. Ctrl+R", "Cut the wai")
        opened.send("\x13")
        opened.shows("Priority added")
        opened.send("q")
        assert opened.ends() == 0
    assert kept_here() == []


@pytest.mark.parametrize("end", SHORT)
def test_half_a_coaching_session_is_there_after_any_end(database: DatabaseFile, end: str) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("3ana\r")
        opened.shows("Session type", "Follow-up", "Results")
        opened.send("r\rempathy\r20\rgreeted too late\r\rgreet by name\rlisten")
        opened.shows("role-play", "greeted too late", "greet by name", "listen")
        if end == "SIGKILL":
            opened.until(lambda: any('"listen"' in file.read_text() for file in kept_here()))
        began = time.monotonic()
        ENDS[end](opened)
        opened.process.wait(PATIENCE)
        assert time.monotonic() - began < in_time(2)
        if end in ("SIGHUP", "SIGTERM"):
            assert opened.modes == opened.before
    with terminal("--db", database.path) as opened:
        opened.shows("Draft restored: 1 session")
        opened.send("3")
        opened.shows("unsaved session")
        opened.send("ana\r")
        opened.shows(
            "Draft restored",
            "role-play",
            "empathy",
            "20",
            "greeted too late",
            "greet by name",
            "listen",
        )
        opened.send("\x13")
        opened.shows("Saved the role-play, 2 actions with Ana López.")
        opened.send("1q")
        assert opened.ends() == 0
    assert kept_here() == []


def test_a_form_that_is_open_when_the_line_drops_is_kept(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("a")
        opened.shows("New priority")
        opened.send("Halve")
        opened.shows("Halve")
        opened.hang_up()
        opened.process.wait(PATIENCE)
    with terminal("--db", database.path) as opened:
        opened.shows("Draft restored: 1 form")
        opened.send(":csat 9")
        opened.shows("Customer satisfaction 9.0% for organisation")
        opened.send("\x1b")
        opened.until(lambda: "Customer satisfaction 9.0%" not in opened.text)
        opened.send("q")
        opened.ends()
    assert len(kept_here()) == 1


def test_values_for_another_day_come_back_for_that_day(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("due")
        opened.send("\x14")  # ctrl+t
        opened.send("\x15-3d\r")  # ctrl+u empties the field
        opened.send("44/50")
        opened.shows("44/50", "-3d")
        os.kill(opened.process.pid, signal.SIGTERM)
        opened.process.wait(PATIENCE)
    kept = load_typed(kept_here()[0])
    with terminal("--db", database.path) as opened:
        opened.shows("Draft restored: 1 value")
        opened.send("2ana\r")
        opened.shows("44/50", kept.days["person-1"])


def test_a_draft_belongs_to_one_account_and_one_file_and_is_nobody_elses_to_read(
    database: DatabaseFile, tmp_path: Path
) -> None:
    folder = tmp_path / "drafts"
    lee, mia = (
        SessionDrafts(folder, database, name, "s", Whereabouts()) for name in ("lee", "mia")
    )
    file = lee.file
    assert file != mia.file
    lee.keep(Typed(words="csat 92"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert load_typed(file).words == "csat 92"
    lee.keep(Typed(days={"person-1": "2026-11-23"}))
    assert not file.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"cells": 3}', b'{"cells": {"person-1": {"x": 1}}}'],
)
def test_a_damaged_draft_is_no_draft(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    assert load_typed(file).empty


def test_where_nothing_can_be_kept_it_is_said_once_and_work_goes_on(
    database: DatabaseFile, tmp_path: Path
) -> None:
    blocked = tmp_path / "state"
    blocked.write_text("a file where a folder should be")
    with terminal("--db", database.path, environment={"XDG_STATE_HOME": str(blocked)}) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r44/50")
        opened.shows("cannot be kept")
        opened.send("\x13")
        opened.shows("Saved 1 reading of Ana López")
