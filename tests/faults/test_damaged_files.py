"""Files that are not what they should be: another program's, newer, cut short, flipped, with half a
log beside them.
"""

import contextlib
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import forget, open_file
from kpitui.storage.schema import SCHEMA_VERSION
from tests.cli.conftest import Answer, Command
from tests.conftest import NEEDS_WAL, TODAY, record_weekly
from tests.patience import LONG
from tests.pty_terminal import terminal

VERBS = (
    ("status",), ("plan", "show"), ("people", "list"), ("export",), ("history",), ("due",),
    ("check",), ("doctor",), ("log", "csat 92 ana"), ("undo",),
)  # fmt: skip
LOOKING = VERBS[:7]


def check_answer(answer: Answer) -> None:
    """It works, or says in one sentence why not; an error of another kind would have
    ended the test.
    """
    assert answer.code in (0, 1, 3, 4, 5), answer
    if answer.code > 1:
        assert answer.err.count("\n") == 1, answer
    assert "Traceback" not in answer.err + answer.out


def beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir()}


@pytest.fixture
def full(database: DatabaseFile) -> Path:
    """A file with something in every corner, its log written back."""
    record_weekly(database, 1, [80.0 + place for place in range(12)], TODAY, person_id=1)
    with contextlib.closing(connect(database.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database.path


def make_foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id = 0x0f055112")
        other.execute("CREATE TABLE fossil (a)")
        other.commit()


def make_newer(path: Path) -> None:
    shutil.copyfile(path.with_name("full.db"), path)
    with contextlib.closing(connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    forget(path)


def make_text(path: Path) -> None:
    path.write_text("metric,person,value\n" * 400, "utf-8")


def make_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64)


@pytest.mark.slow
@pytest.mark.parametrize("make", [make_foreign, make_newer, make_text, make_picture])
def test_what_is_not_ours_is_left_as_it_is(
    kpitui: Command, full: Path, tmp_path: Path, make: object
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copyfile(full, folder / "full.db")
    path = folder / "kpi.db"
    make(path)  # type: ignore[operator] # one of the four above
    before, names = path.read_bytes(), beside(path)
    for verb in VERBS:
        answer = kpitui("--db", path, *verb)
        assert (answer.code, answer.err.count("\n"), answer.out) == (4, 1, ""), answer
    with terminal("--db", path) as opened:
        assert opened.ends() == 4
        assert "Traceback" not in opened.text
    assert path.read_bytes() == before
    assert beside(path) == names


@pytest.mark.slow
def test_a_file_that_was_cut_short(kpitui: Command, full: Path, tmp_path: Path) -> None:
    content = full.read_bytes()
    pages = len(content) // 4096
    lengths = [
        0,
        1,
        99,
        100,
        4095,
        4096,
        4097,
        *(4096 * (pages * part // 6) + 17 for part in range(1, 6)),
    ]
    for length in lengths:
        path = tmp_path / f"cut{length}" / "kpi.db"
        path.parent.mkdir()
        path.write_bytes(content[:length])
        for verb in VERBS:
            check_answer(kpitui("--db", path, *verb))
        assert kpitui("--db", path, "doctor").code > 0
        forget(path)


@pytest.mark.slow
def test_bits_that_flipped(kpitui: Command, full: Path, tmp_path: Path) -> None:
    content, chance = full.read_bytes(), random.Random(3)
    seen = told = 0
    flips = 300 if LONG else 10
    for number in range(flips):
        path = tmp_path / f"flip{number}" / "kpi.db"
        path.parent.mkdir()
        flipped = bytearray(content)
        for _ in range(chance.choice((1, 1, 8, 64))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        path.chmod(0o600)
        answers = [
            kpitui("--db", path, *verb)
            for verb in ((*LOOKING, ("doctor",)) if number % 5 else VERBS)
        ]
        for answer in answers:
            check_answer(answer)
        told += any(answer.code > 1 for answer in answers[:7])
        seen += kpitui("--db", path, "doctor").code > 0
        forget(path)
        shutil.rmtree(path.parent)
    print(
        f"{flips} files with flipped bits: a command refused {told}, the doctor found {seen}, none "
        "ended in an error"
    )


@NEEDS_WAL
@pytest.mark.slow
def test_half_of_a_log(kpitui: Command, full: Path, tmp_path: Path) -> None:
    database = open_file(full)
    with contextlib.closing(connect(full)) as held:  # keeps the log from being written back
        held.execute("SELECT count(*) FROM readings").fetchall()
        for place in range(30):
            draft = ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=50.0 + place)
            record(database, Actor("kim"), [draft], today=TODAY)
        log = full.with_name("kpi.db-wal").read_bytes()
        content = full.read_bytes()
    for part in (0.0, 0.01, 0.3, 0.5, 0.77, 1.0):
        path = tmp_path / f"log{part}" / "kpi.db"
        path.parent.mkdir()
        path.write_bytes(content)
        path.chmod(0o600)
        path.with_name("kpi.db-wal").write_bytes(log[: int(part * len(log))])
        for verb in VERBS:
            check_answer(kpitui("--db", path, *verb))
        assert kpitui("--db", path, "doctor").code == 0, "whole deeds up to where the log ends"
        forget(path)
    # A log of another day beside an older file: its frames do not fit together, and whatever does
    # is told of.
    path = tmp_path / "other" / "kpi.db"
    path.parent.mkdir()
    path.write_bytes(content)
    path.with_name("kpi.db-wal").write_bytes(bytes(reversed(log)))
    for verb in VERBS:
        check_answer(kpitui("--db", path, *verb))
    forget(path)


HALF_WRITTEN = """
import os, sys
from kpitui.storage.driver import sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = TRUNCATE")
connection.execute("PRAGMA cache_size = 5")
connection.execute("BEGIN IMMEDIATE")
connection.execute(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
    "INSERT INTO roles (name, name_key) SELECT 'r' || i, 'r' || i FROM n"
)
os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "first", [("status",), ("log", "csat 92 ana"), ("doctor",)], ids=lambda words: words[0]
)
def test_a_rollback_journal_of_a_killed_session_is_played_back(
    kpitui: Command, full: Path, first: tuple[str, ...]
) -> None:
    before = full.read_bytes()
    subprocess.run([sys.executable, "-c", HALF_WRITTEN, str(full)], check=False)
    assert full.with_name("kpi.db-journal").stat().st_size > 0
    assert full.read_bytes() != before, "half of it is in the file"
    assert kpitui("--db", full, *first).code == 0
    journal = full.with_name("kpi.db-journal")
    assert not journal.exists() or journal.stat().st_size == 0
    assert kpitui("--db", full, "doctor").code == 0
    with contextlib.closing(connect(full)) as connection:
        assert connection.execute("SELECT count(*) FROM roles").fetchone() == (1,)
