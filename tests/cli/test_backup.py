"""Copies while others write, and a copy brought back while they go on."""

import contextlib
import re
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import connect, reading
from kpitui.storage.records import rows
from kpitui.views import DatabaseFile
from kpitui.views.doctor import SCHEMA
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, record_weekly
from tests.patience import PATIENCE
from tests.storage.test_migrations import make_old

TABLES = ("readings", "day_summaries", "changes", "deeds", "metrics", "people", "kpis", "targets")


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> DatabaseFile:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database


def content(path: Path) -> dict[str, list[object]]:
    """Every row of a file, by table."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in TABLES}


def count(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(rows(db, "SELECT count(*) AS n FROM readings WHERE state = 'kept'")[0]["n"])


def test_a_copy_equals_the_file_and_never_writes_over_another(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    made = kpitui("backup", copy)
    assert (made.code, made.out) == (0, "")
    assert content(copy) == content(db.path)
    assert copy.stat().st_mode & 0o777 == 0o600
    check_one_sentence(kpitui("backup", copy), 4, "already there")
    check_one_sentence(kpitui("backup", tmp_path / "no" / "copy.db"), 4, "cannot be opened")
    assert sorted(one.name for one in tmp_path.iterdir() if "building" in one.name) == []


def test_of_the_copies_in_a_folder_the_newest_are_kept(kpitui: Command, db: DatabaseFile, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    check_one_sentence(kpitui("backup", "--keep", "2", folder), 4, "is no folder")
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    for day in (1, 2, 3):
        (folder / f"{db.path.stem}-2026-01-0{day}T030000.db").write_bytes(b"old")
    made = kpitui("backup", "--keep", "2", folder)
    assert made.code == 0
    names = sorted(one.name for one in folder.iterdir())
    assert names == sorted([Path(made.out.strip()).name, f"{db.path.stem}-2026-01-03T030000.db", "notes.txt"])


def test_a_copy_made_while_others_write_holds_whole_deeds(kpitui: Command, db: DatabaseFile, tmp_path: Path) -> None:
    going = threading.Event()

    def write() -> None:
        for place in range(60):
            pair = [
                ReadingDraft(metric_id=metric_id, person_id=2, date=date(2026, 10, 1 + place % 28), value=300)
                for metric_id in (2, 2)
            ]
            record(db, LEADER, pair, today=TODAY)
            going.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert going.wait(PATIENCE)
    assert kpitui("backup", tmp_path / "copy.db").code == 0
    writer.join()
    copied = content(tmp_path / "copy.db")["readings"]
    assert (len(copied) - 24) % 2 == 0
    assert 24 < len(copied) <= 24 + 120


def test_a_copy_is_brought_back_into_the_file_while_others_look(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    kpitui("backup", copy)
    before = content(copy)
    record_weekly(db, 1, [10.0, 11.0], TODAY, person_id=2)
    assert count(db) == 26
    with contextlib.closing(connect(db.path)) as other:
        version = other.execute("PRAGMA data_version").fetchone()
        restored = kpitui("restore", copy)
        assert restored.code == 0, restored.err
        assert other.execute("PRAGMA data_version").fetchone() != version
        assert other.execute("SELECT count(*) FROM readings").fetchone() == (24,)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    after = content(db.path)
    assert after.pop("deeds")[:-1] == before.pop("deeds")
    assert after == before
    kept = Path(re.search(r"kept as (.+)\.$", restored.err.strip())[1])  # type: ignore[index] # it is there, or we fail
    assert len(content(kept)["readings"]) == 26
    record_weekly(db, 1, [12.0], TODAY, person_id=2)
    assert count(db) == 25
    assert kpitui("doctor").code == 0


def test_an_older_copy_is_brought_up_to_date(kpitui: Command, db: DatabaseFile, tmp_path: Path) -> None:
    make_old(tmp_path / "old.db", 1)
    with contextlib.closing(connect(tmp_path / "old.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "old.db").read_bytes()
    assert kpitui("restore", tmp_path / "old.db").code == 0
    assert (tmp_path / "old.db").read_bytes() == before
    assert count(db) == 1
    assert kpitui("doctor").out.splitlines()[0].count(f"schema {SCHEMA}")


def test_what_is_no_sound_copy_changes_nothing(kpitui: Command, db: DatabaseFile, tmp_path: Path) -> None:
    before = content(db.path)
    kpitui("backup", tmp_path / "good.db")
    good = (tmp_path / "good.db").read_bytes()
    bad = tmp_path / "bad.db"
    foreign = tmp_path / "foreign.db"
    with contextlib.closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE t (x)")
    for change, words in (
        (good[: len(good) // 2], "damaged"),
        (b"", "empty"),
        (b"hello" * 100, "not a kpitui file"),
        (good[:12288] + bytes([255]) * 16384 + good[28672:], "damaged"),
        (good[:60] + (99).to_bytes(4, "big") + good[64:], "newer kpitui"),
    ):
        bad.write_bytes(change)
        check_one_sentence(kpitui("restore", bad), 4, words)
    check_one_sentence(kpitui("restore", foreign), 4, "another program")
    check_one_sentence(kpitui("restore", tmp_path / "none.db"), 4, "There is no file")
    check_one_sentence(kpitui("restore", tmp_path), 4, "not a regular file")
    check_one_sentence(kpitui("restore", db.path), 4, "file at work itself")
    (tmp_path / "good.db-wal").write_bytes(b"half")
    check_one_sentence(kpitui("restore", tmp_path / "good.db"), 4, "half a copy")
    assert content(db.path) == before
    assert [one.name for one in tmp_path.iterdir() if "building" in one.name or "before-restore" in one.name] == []


def test_a_file_that_is_held_is_not_restored(kpitui: Command, db: DatabaseFile, tmp_path: Path) -> None:
    kpitui("backup", tmp_path / "copy.db")
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from kpitui.storage.database import connect; "
            "c = connect(Path(sys.argv[1])); c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()",
            str(db.path),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        check_one_sentence(kpitui("restore", tmp_path / "copy.db"), 5, "writing to")
        assert list(db.path.parent.glob("*before-restore*")) == [], "nothing was restored"
    finally:
        holder.communicate("")
    assert kpitui("restore", tmp_path / "copy.db").code == 0
    assert len(list(db.path.parent.glob("*before-restore*"))) == 1
