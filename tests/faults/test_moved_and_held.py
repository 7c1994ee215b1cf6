"""A file that is taken away, replaced or held by another under an open screen: told once, and
nothing typed is lost.
"""

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, copy_into, reading
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from tests.cli.conftest import Command
from tests.conftest import NEEDS_WAL
from tests.patience import LONG, in_time
from tests.pty_terminal import Terminal, terminal
from tests.test_drafts import kept_here

pytestmark = pytest.mark.slow

HELD_SECONDS = 30 if LONG else 6


def readings_in(path: Path) -> int:
    with reading(open_file(path)) as db:
        return int(rows(db, "SELECT count(*) AS n FROM readings")[0]["n"])


@contextlib.contextmanager
def typed(path: Path) -> Iterator[Terminal]:
    """Somebody who has typed a reading and not saved it yet."""
    with terminal("--db", path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("Type a value")
        opened.send("45/50\r")
        opened.shows("45/50")
        yield opened


def test_a_file_that_was_moved_away_takes_no_change(database: DatabaseFile) -> None:
    away = database.path.with_name("away.db")
    with typed(database.path) as opened:
        for ending in ("", "-wal", "-shm"):
            source = database.path.with_name(database.path.name + ending)
            if source.exists():
                source.rename(away.with_name(away.name + ending))
        opened.send("\x13")
        opened.shows("Not saved; what you typed is still here", "moved or deleted", "45/50")
        for ending in ("", "-wal", "-shm"):
            source = away.with_name(away.name + ending)
            if source.exists():
                source.rename(database.path.with_name(database.path.name + ending))
        opened.send("\x13")
        opened.shows("Saved 1 reading of Ana López")
    assert readings_in(database.path) == 1


def test_a_file_that_was_deleted_takes_no_change_either(database: DatabaseFile) -> None:
    with typed(database.path) as opened:
        database.path.unlink()
        opened.send("\x13")
        opened.shows("Not saved; what you typed is still here", "45/50")
        opened.send("\x1b")
        opened.shows("1 not saved")


def test_another_file_in_its_place_takes_no_change(database: DatabaseFile, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    long = (
        tmp_path / ("a name that takes lines " * 5) / "kpi.db"
    )  # the sentence is read to its end all the same
    long.parent.mkdir()
    with contextlib.closing(connect(database.path)) as connection:
        copy_into(connection, other)
        copy_into(connection, long)
    database = open_file(long)
    with typed(database.path) as opened:
        for ending in ("-wal", "-shm"):
            database.path.with_name(database.path.name + ending).unlink(missing_ok=True)
        other.replace(database.path)
        opened.send("\x13")
        opened.shows("Not saved; what you typed is still here", "was replaced by", "45/50")
        opened.until(
            lambda: any('"45/50"' in file.read_text() for file in kept_here()), "the draft"
        )
    with terminal("--db", database.path) as opened:
        opened.shows("Draft restored: 1 value")
        opened.send("2ana\r")
        opened.shows("45/50")
        opened.send("\x13")
        opened.shows("Saved 1 reading")


HOLDER = """
import sys
from pathlib import Path
from kpitui.storage.connections import connect
connection = connect(Path(sys.argv[1]))
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
"""


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process that holds the file for writing."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        yield
    finally:
        holder.communicate("")


def test_a_screen_is_of_use_while_another_holds_the_file(database: DatabaseFile) -> None:
    with typed(database.path) as opened:
        with held(database.path):
            began = time.monotonic()
            opened.send("\x13")
            opened.send("\x1b")  # the save waits; keys go on
            opened.shows("Type a name or team")
            opened.send("1")
            opened.shows("Grow brand loyalty", "Standards")
            assert time.monotonic() - began < in_time(3), "a key waited for the save"
            opened.send("2")
            opened.shows("Someone else", "1 not saved")
            while time.monotonic() - began < HELD_SECONDS:
                opened.read(0.5)
            opened.send("1")
            opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("45/50")
        opened.send("\x13")
        opened.shows("Saved 1 reading of Ana López")
    assert readings_in(database.path) == 1


def test_a_command_that_waited_says_so(kpitui: Command, database: DatabaseFile) -> None:
    with held(database.path):
        answer = kpitui("--db", database.path, "log", "csat 92 ana")
        assert (answer.code, answer.err.count("\n")) == (5, 1)
        assert kpitui("--db", database.path, "status").code == 0
    assert kpitui("--db", database.path, "log", "csat 92 ana").code == 0
    assert readings_in(database.path) == 1


def test_the_clock_may_be_set_back(kpitui: Command, database: DatabaseFile) -> None:
    if shutil.which("faketime") is None:
        pytest.skip("faketime is not installed")
    command = [sys.executable, "-m", "kpitui", "--db", str(database.path)]

    def at(moment: str, *words: str) -> None:
        subprocess.run(["faketime", moment, *command, *words], check=True, capture_output=True)

    at("2026-11-23 12:00:00", "log", "csat 81 ana 2026-11-02")
    at("2026-11-20 09:00:00", "log", "csat 82 ana 2026-11-03")  # three days before, and done after
    newest = kpitui("--db", database.path, "history").out
    assert newest.index("2026-11-20") < newest.index("2026-11-23"), (
        "the newest deed comes first, whatever the clock"
    )
    at("2026-11-19 09:00:00", "undo")
    with reading(database) as db:
        kept = rows(db, "SELECT value FROM readings WHERE state = 'kept'")
    assert kept == [{"value": 81.0}]
    assert kpitui("--db", database.path, "doctor").code == 0


@NEEDS_WAL
def test_the_log_does_not_grow_while_sessions_sit_idle(
    kpitui: Command, database: DatabaseFile
) -> None:
    log = database.path.with_name(database.path.name + "-wal")
    largest, changes = 0, 600 if LONG else 60
    with contextlib.ExitStack() as stack:
        sessions = [stack.enter_context(terminal("--db", database.path)) for _ in range(3)]
        for session in sessions:
            session.shows("Grow brand loyalty")
        for place in range(changes):
            words = f"csat {place % 90} ana; aht 6:{place % 60:02d} ana"
            assert kpitui("--db", database.path, "log", "--add", words).code == 0
            largest = max(largest, log.stat().st_size)
            for session in sessions:
                session.read(0)
        size = database.path.stat().st_size
    print(
        f"{changes} deeds beside 3 idle sessions: the log {largest / 1e6:.1f} MB at most, the file "
        f"{size / 1e6:.1f} MB"
    )
    # SQLite writes it back at 1,000 pages; a reader that stays open would let it grow by all that
    # is written.
    assert largest < 1.5 * 1000 * 4120
