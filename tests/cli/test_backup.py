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
from kpitui.cli.context import account_name
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import HAS_WAL_RESET_BUG
from kpitui.storage.records import rows
from kpitui.storage.schema import OLDEST_SCHEMA
from kpitui.views.doctor import SCHEMA
from tests.cli.conftest import Command, check_one_sentence
from tests.cli.test_access import ed25519
from tests.conftest import LEADER, TODAY, record_weekly
from tests.patience import PATIENCE
from tests.pty_terminal import Terminal
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
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
            for table in TABLES
        }


def count(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(rows(db, "SELECT count(*) AS n FROM readings WHERE state = 'kept'")[0]["n"])


def test_a_folder_that_is_not_there_is_named_with_how_to_make_it(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    folder = tmp_path / "no such"
    for words in ((folder / "copy.db",), (folder, "--keep", 2)):
        said = kpitui("backup", *map(str, words))
        check_one_sentence(said, 4, f"{folder} is not a folder; create it first: mkdir -p")
    assert not folder.exists()


def test_a_copy_equals_the_file_and_never_writes_over_another(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    made = kpitui("backup", copy)
    assert (made.code, made.out) == (0, "")
    assert content(copy) == content(db.path)
    assert copy.stat().st_mode & 0o777 == 0o600
    check_one_sentence(kpitui("backup", copy), 4, "already there")
    check_one_sentence(kpitui("backup", tmp_path / "no" / "copy.db"), 4, "create it first: mkdir")
    assert sorted(path.name for path in tmp_path.iterdir() if "building" in path.name) == []


def test_of_the_copies_in_a_folder_the_newest_are_kept(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    check_one_sentence(kpitui("backup", "--keep", "2", folder), 4, "is not a folder")
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    for day in (1, 2, 3):
        (folder / f"{db.path.stem}-2026-01-0{day}T030000.db").write_bytes(b"old")
    made = kpitui("backup", "--keep", "2", folder)
    assert made.code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(
        [Path(made.out.strip()).name, f"{db.path.stem}-2026-01-03T030000.db", "notes.txt"]
    )


def test_a_copy_made_while_others_write_holds_whole_changes(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    going = threading.Event()

    def write() -> None:
        for place in range(60):
            pair = [
                ReadingDraft(
                    metric_id=metric_id, person_id=2, date=date(2026, 10, 1 + place % 28), value=300
                )
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
        restored = kpitui("restore", "--yes", copy)
        assert restored.code == 0, restored.err
        assert other.execute("PRAGMA data_version").fetchone() != version
        assert other.execute("SELECT count(*) FROM readings").fetchone() == (24,)
        assert other.execute("PRAGMA journal_mode").fetchone() == (
            "truncate" if HAS_WAL_RESET_BUG else "wal",
        )
    after = content(db.path)
    assert after.pop("deeds")[:-1] == before.pop("deeds")
    assert after == before
    # it is there, or we fail
    kept = Path(re.search(r"kept as (.+)\.$", restored.err.strip())[1])  # type: ignore[index]
    assert len(content(kept)["readings"]) == 26
    record_weekly(db, 1, [12.0], TODAY, person_id=2)
    assert count(db) == 25
    assert kpitui("doctor").code == 0


def test_an_older_copy_is_brought_up_to_date(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    make_old(tmp_path / "old.db", OLDEST_SCHEMA)
    with contextlib.closing(connect(tmp_path / "old.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "old.db").read_bytes()
    assert kpitui("restore", "--yes", tmp_path / "old.db").code == 0
    assert (tmp_path / "old.db").read_bytes() == before
    assert count(db) == 1
    assert kpitui("doctor").out.splitlines()[0].count(f"schema {SCHEMA}")


def test_what_is_no_sound_copy_changes_nothing(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
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
    check_one_sentence(kpitui("restore", db.path), 4, "live file itself")
    (tmp_path / "good.db-wal").write_bytes(b"half")
    check_one_sentence(kpitui("restore", tmp_path / "good.db"), 4, "half a copy")
    assert content(db.path) == before
    assert [
        path.name
        for path in tmp_path.iterdir()
        if "building" in path.name or "before-restore" in path.name
    ] == []


def test_a_file_that_is_held_is_not_restored(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    kpitui("backup", tmp_path / "copy.db")
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from kpitui.storage.connections import connect; "
            "c = connect(Path(sys.argv[1])); c.execute('BEGIN IMMEDIATE'); print('held', "
            "flush=True); sys.stdin.read()",
            str(db.path),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        check_one_sentence(kpitui("restore", "--yes", tmp_path / "copy.db"), 5, "writing to")
        assert list(db.path.parent.glob("*before-restore*")) == [], "nothing was restored"
    finally:
        holder.communicate("")
    assert kpitui("restore", "--yes", tmp_path / "copy.db").code == 0
    assert len(list(db.path.parent.glob("*before-restore*"))) == 1


def keys_of(kpitui: Command) -> dict[str, tuple[str, list[str]]]:
    """Every account with its role and the comments of its keys."""
    return {
        one["account"]: (one["role"], [key["comment"] for key in one["keys"]])
        for one in kpitui("access", "list", "--json").data
    }


@pytest.fixture
def changed_since(kpitui: Command, db: DatabaseFile, tmp_path: Path) -> Path:
    """A copy of which kim's key was taken back since, mia's role became less, and zoe came."""
    for number, name in enumerate(("kim", "mia", "zoe"), 1):
        (tmp_path / f"{name}.pub").write_text(ed25519(number, f"{name}@desk"), "utf-8")
    kpitui("access", "add", "kim", "--role", "leader", "--key", tmp_path / "kim.pub")
    kpitui("access", "add", "mia", "--role", "supervisor", "--person", "ana")
    copy = tmp_path / "copy.db"
    kpitui("backup", copy)
    kpitui("access", "remove", "kim")
    kpitui("access", "role", "mia", "viewer")
    kpitui(
        "access", "add", "zoe", "--role", "member", "--person", "ana", "--key", tmp_path / "zoe.pub"
    )
    record_weekly(db, 1, [10.0], TODAY, person_id=2)
    return copy


def test_a_copy_replaces_nothing_until_someone_said_so(
    db: DatabaseFile, kpitui: Command, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    kpitui("backup", copy)
    record_weekly(db, 1, [10.0], TODAY, person_id=2)
    saved = count(db)
    check_one_sentence(kpitui("restore", copy), 4, "Nothing was restored", "--yes")
    command = [sys.executable, "-m", "kpitui", "--db", str(db.path), "restore", str(copy)]
    for said, code, kept in (("n", 3, saved), ("y", 0, saved - 1)):
        opened = Terminal(command, width=120)
        try:
            opened.shows("Replace what is in", "The old file is kept")
            opened.send(f"{said}\r")
            assert opened.ends() == code
        finally:
            opened.close()
        assert count(db) == kept


def test_a_copy_that_brings_keys_and_roles_back_is_not_restored_without_a_word(
    kpitui: Command, db: DatabaseFile, changed_since: Path
) -> None:
    today, before = keys_of(kpitui), content(db.path)
    check_one_sentence(
        kpitui("restore", changed_since), 3, "kim is leader again",
        "kim can log in with ssh-ed25519 SHA256:", "mia is supervisor, not viewer", "and 2 more",
        "--keep-access", "--take-access",
    )  # fmt: skip
    assert (keys_of(kpitui), content(db.path)) == (today, before)
    assert [path for path in db.path.parent.iterdir() if "restor" in path.name] == []


def test_who_may_do_what_stays_as_it_is_today(
    kpitui: Command, db: DatabaseFile, changed_since: Path
) -> None:
    today = keys_of(kpitui)
    assert "kim" not in today
    done = kpitui("restore", "--keep-access", changed_since)
    assert done.code == 0, done.err
    assert count(db) == 24  # the readings are those of the copy
    assert keys_of(kpitui) == today
    people = {one["account"]: one["person"] for one in kpitui("access", "list", "--json").data}
    assert (people["mia"], people["zoe"]) == ("Ana López", "Ana López")
    assert kpitui("access", "keys").out.count("kim") == 0
    assert kpitui("doctor").code == 0
    assert "restore" in kpitui("history", "--record", "zoe").out
    assert kpitui("restore", "--keep-access", changed_since).code == 0
    assert keys_of(kpitui) == today


def test_who_may_do_what_is_that_of_the_copy_where_that_is_wanted(
    kpitui: Command, db: DatabaseFile, changed_since: Path
) -> None:
    done = kpitui("restore", "--take-access", changed_since)
    assert done.code == 0, done.err
    assert "kim can log in with ssh-ed25519 SHA256:" in done.err
    found = keys_of(kpitui)
    assert (found["kim"], found["mia"]) == (("leader", ["kim@desk"]), ("supervisor", []))
    assert "zoe" not in found


def test_a_copy_without_accounts_would_let_everybody_lead(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    kpitui("backup", tmp_path / "copy.db")
    kpitui("access", "add", "kim", "--role", "viewer")
    assert kpitui("access", "add", account_name(), "--role", "leader").code == 0
    kpitui("access", "add", "kim", "--role", "viewer")
    check_one_sentence(
        kpitui("restore", tmp_path / "copy.db"), 3, "anyone who opens the file is a leader"
    )
    assert kpitui("restore", "--keep-access", tmp_path / "copy.db").code == 0
    assert keys_of(kpitui) == {account_name(): ("leader", []), "kim": ("viewer", [])}


def test_at_a_terminal_it_says_what_comes_back_and_asks(
    db: DatabaseFile, kpitui: Command, changed_since: Path
) -> None:
    today = keys_of(kpitui)
    command = [sys.executable, "-m", "kpitui", "--db", str(db.path), "restore", str(changed_since)]
    for said, code, kept in (("stop", 3, 25), ("keep", 0, 24)):
        opened = Terminal(command, width=120)
        try:
            opened.shows("kim is leader again", "zoe has no account", "keep, take, stop")
            opened.send(f"{said}\r")
            assert opened.ends() == code
        finally:
            opened.close()
        assert count(db) == kept
        assert keys_of(kpitui) == today
