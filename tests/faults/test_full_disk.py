"""A disk that fills up in the middle of a change: one sentence, nothing half there, and it works
once there is room.
"""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, copy_into, reading
from kpitui.storage.journal import make_journal
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.storage.schema import OLDEST_SCHEMA
from kpitui.ui.backoff import is_busy
from kpitui.views.doctor import examine
from tests.faults.processes import small_disk
from tests.patience import LONG, PATIENCE
from tests.pty_terminal import terminal
from tests.scope_asked import ask
from tests.storage.test_migrations import make_old

FILLER = "filler"
AT_WORK = {"kpi.db", "kpi.db-wal", "kpi.db-shm", "kpi.db-journal"}


LOOKS = (
    ("status",), ("brief",), ("due",), ("history",), ("export",), ("plan", "show"),
    ("person", "ana"), ("show", "csat"), ("readings", "csat"), ("people", "list"), ("report",),
    ("chart", "csat"), ("doctor", "--json"),
)  # fmt: skip
SAVE_AND_DIE = """
import os, sys
from datetime import date
from pathlib import Path
from kpitui.storage.opening import kept_open
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
with kept_open(Path(sys.argv[1])) as database:
    draft = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 11, 20), value=81)
    record(database, Actor("kim"), [draft], today=date(2026, 11, 23))
    os.kill(os.getpid(), 9)
"""
"""Leaves what WAL keeps beside the file."""


def command(path: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    """kpitui as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kpitui", "--db", str(path), *map(str, words)],
        capture_output=True, text=True, check=False, timeout=2 * PATIENCE,
    )  # fmt: skip


def fill(disk: Path, leave: int = 0) -> None:
    """Let nothing but so many bytes be free."""
    with (disk / FILLER).open("wb") as file:
        left = shutil.disk_usage(disk).free - leave
        file.write(b"x" * max(0, left))


def make_room(disk: Path) -> None:
    (disk / FILLER).unlink()


def check_full(done: "subprocess.CompletedProcess[str]") -> None:
    """One sentence that says what is wrong, and the code of a file that cannot be used."""
    assert done.returncode == 4, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert "full" in done.stderr, done.stderr
    assert done.stdout == ""


def readings_in(path: Path) -> int:
    with reading(open_file(path)) as db:
        return int(rows(db, "SELECT count(*) AS n FROM readings")[0]["n"])


@pytest.fixture
def disk(tmp_path: Path, database: DatabaseFile) -> Iterator[Path]:
    """A disk of 3 MB with the small plan on it."""
    with small_disk(tmp_path / "disk", 3000) as folder:
        with contextlib.closing(connect(database.path)) as connection:
            copy_into(connection, folder / "kpi.db")
        (folder / "kpi.db").chmod(0o600)
        with contextlib.closing(connect(folder / "kpi.db")) as connection:
            make_journal(connection)
        yield folder


def check_sound(disk: Path) -> None:
    assert [
        finding
        for finding in examine(open_file(disk / "kpi.db")).findings
        if "kpi.db" not in finding
    ] == []
    assert {path.name for path in disk.iterdir()} <= AT_WORK | {FILLER, "in.csv", "big"}


@pytest.fixture
def somebody_in(disk: Path) -> Iterator[None]:
    """Another session, which keeps the files beside the database there: without them nobody can
    even read.
    """
    with contextlib.closing(connect(disk / "kpi.db")) as connection:
        connection.execute("SELECT count(*) FROM readings").fetchall()
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("somebody_in")
def test_readings_in_words(disk: Path) -> None:
    fill(disk)
    check_full(command(disk / "kpi.db", "log", "csat 92 ana; aht 6:30 ana"))
    assert readings_in(disk / "kpi.db") == 0
    assert command(disk / "kpi.db", "status").returncode == 0  # who looks is not held up
    make_room(disk)
    assert command(disk / "kpi.db", "log", "csat 92 ana; aht 6:30 ana").returncode == 0
    assert readings_in(disk / "kpi.db") == 2
    check_sound(disk)


@pytest.mark.slow
@pytest.mark.parametrize("log", ["none", "of a killed session"])
def test_who_looks_needs_no_room_with_nobody_in(disk: Path, tmp_path: Path, log: str) -> None:
    path = disk / "kpi.db"
    if log != "none":
        killed = subprocess.run(
            [sys.executable, "-c", SAVE_AND_DIE, str(path)], check=False, capture_output=True
        )
        assert killed.returncode == -9, killed.stderr
    fill(disk)
    names = {one.name for one in disk.iterdir()}
    check_full(command(path, "log", "csat 92 ana"))
    for words in LOOKS:
        said = ask("--db", path, *words)
        assert said.code <= 1, (words, said.err)  # 1: there are no readings to be shown
        assert "full" not in said.err
    saved = command(path, "export").stdout
    assert saved.count("\n") == (1 if log == "none" else 2), "what was saved is shown"
    assert ask("--db", path, "report", "-o", tmp_path / "report.html").code == 0
    assert command(path, "backup", tmp_path / "copy.db").returncode == 0
    assert {path.name for path in disk.iterdir()} <= names | AT_WORK
    with terminal("--db", path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("5")
        opened.shows("Ana López")
    make_room(disk)
    assert command(path, "log", "csat 92 ana").returncode == 0
    check_sound(disk)


@pytest.mark.slow
def test_many_who_look_at_once_on_a_full_disk(disk: Path) -> None:
    fill(disk)
    words = [sys.executable, "-m", "kpitui", "--db", str(disk / "kpi.db"), "status"]
    running = [
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)
    ]
    answers = [popen.communicate(timeout=100) for popen in running]
    # One after the other has the file for itself; where others have the processors, the last one
    # may wait longer than anybody is to wait, and says so.
    codes = {popen.returncode for popen in running}
    assert codes == {0} or (codes == {0, 5} and is_busy()), answers
    assert command(disk / "kpi.db", "status").returncode == 0


@pytest.mark.slow
def test_an_import(disk: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("metric,person,date,value,id\n")
        out.writelines(
            f"csat,ana,2026-10-{1 + place % 28:02d},{place % 90},{place}\n"
            for place in range(20_000)
        )
    fill(disk, 1_000_000)
    check_full(command(disk / "kpi.db", "import", file))
    assert readings_in(disk / "kpi.db") == 0
    check_sound(disk)
    small = tmp_path / "small.csv"
    small.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:1001]), "utf-8")
    assert command(disk / "kpi.db", "import", small).returncode == 0
    assert readings_in(disk / "kpi.db") == 1000
    check_sound(disk)


@pytest.mark.slow
@pytest.mark.parametrize("leave", [0, 30_000, 150_000, 300_000] if LONG else [0, 150_000])
def test_a_file_of_an_older_version(tmp_path: Path, leave: int) -> None:
    with small_disk(tmp_path / "disk", 3000) as folder:
        old = folder / "kpi.db"
        make_old(old, OLDEST_SCHEMA)
        fill(folder, leave)
        done = command(old, "export")
        if done.returncode:
            check_full(done)
            names = {path.name for path in folder.iterdir()}
            assert names <= AT_WORK | {f"kpi.db.schema-{OLDEST_SCHEMA}.backup", FILLER}
        make_room(folder)
        assert command(old, "export").stdout.count("\n") == 3
        with contextlib.closing(connect(folder / f"kpi.db.schema-{OLDEST_SCHEMA}.backup")) as kept:
            assert kept.execute("PRAGMA user_version").fetchone()[0] == OLDEST_SCHEMA
            assert kept.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert kept.execute("SELECT count(*) FROM readings").fetchone()[0] == 3


@pytest.mark.slow
def test_a_large_file_of_an_older_version_leaves_no_part_of_a_copy(tmp_path: Path) -> None:
    made = tmp_path / "made.db"
    make_old(made, OLDEST_SCHEMA)
    with contextlib.closing(connect(made)) as db:
        db.execute("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq BLOB)")
        db.execute("BEGIN")
        db.executemany("INSERT INTO _litestream_seq (seq) VALUES (?)", [[b"x" * 60]] * 60_000)
        db.execute("COMMIT")
    with small_disk(tmp_path / "disk", made.stat().st_size // 1024 + 2000) as folder:
        old = folder / "kpi.db"
        shutil.copyfile(made, old)
        for words in (["status"], ["doctor"]):
            done = command(old, *words)
            assert done.returncode, done
            assert "is full" in done.stderr + done.stdout
            assert {path.name for path in folder.iterdir()} <= AT_WORK


@pytest.mark.slow
def test_the_full_disk_is_that_of_the_copy(database: DatabaseFile, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 100) as folder:
        done = command(database.path, "backup", folder / "copy.db")
        check_full(done)
        assert f"The disk that holds {folder / 'copy.db'} is full" in done.stderr
        assert not list(folder.iterdir())


@pytest.mark.slow
@pytest.mark.usefixtures("somebody_in")
@pytest.mark.parametrize("part", [0, 0.5, 0.9] if LONG else [0.5])
def test_a_copy_and_its_way_back(disk: Path, tmp_path: Path, part: float) -> None:
    copy = tmp_path / "copy.db"
    assert command(disk / "kpi.db", "backup", copy).returncode == 0
    assert command(disk / "kpi.db", "log", "csat 92 ana").returncode == 0
    fill(disk, int(part * copy.stat().st_size))
    check_full(command(disk / "kpi.db", "backup", disk / "second.db"))
    check_full(command(disk / "kpi.db", "restore", "--yes", copy))
    assert readings_in(disk / "kpi.db") == 1
    check_sound(disk)
    make_room(disk)
    assert command(disk / "kpi.db", "restore", "--yes", copy).returncode == 0
    assert readings_in(disk / "kpi.db") == 0


@pytest.mark.slow
def test_what_is_typed_on_the_screen_stays_until_there_is_room(disk: Path) -> None:
    with terminal("--db", disk / "kpi.db") as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("Type a value")
        opened.send("45/50\r")
        opened.shows("45/50")
        fill(disk)
        opened.send("\x13")
        opened.shows("Not saved; what you typed is still here", "The disk that holds", "45/50")
        opened.send("\x1b")
        opened.shows("1 not saved")
        make_room(disk)
        opened.send("ana\r")
        opened.shows("45/50")
        opened.send("\x13")
        opened.shows("Saved 1 reading of Ana López")
    assert readings_in(disk / "kpi.db") == 1
    check_sound(disk)
