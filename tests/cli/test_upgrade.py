"""What an update would do to a file of an older version, told before it is done."""

import contextlib
import time
from pathlib import Path

import pytest

from kpitui.storage.driver import sqlite3
from kpitui.storage.presence import presence_of
from kpitui.storage.schema import SCHEMA_VERSION
from tests.cli.conftest import Command
from tests.conftest import other_program
from tests.patience import LONG
from tests.storage.test_migrations import OLDER, make_old


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


@pytest.mark.parametrize("old", OLDER if LONG else (OLDER[0], OLDER[len(OLDER) // 2], OLDER[-1]))
def test_doctor_tells_and_changes_nothing(kpitui: Command, tmp_path: Path, old: int) -> None:
    """Of every older version in the long form; the short one takes three."""
    path = tmp_path / "kpi.db"
    make_old(path, old)
    before = path.read_bytes()
    told = kpitui("--db", path, "doctor")
    assert told.code == 0
    assert f"schema {old}, of an older kpitui; it was not changed" in told.out
    assert f"kept as kpi.db.schema-{old}.backup (1 MB)" in told.out
    assert (version(path), path.read_bytes()) == (old, before)
    of_sqlite = {path.with_name(f"kpi.db-{one}") for one in ("wal", "shm", "journal")}
    assert {*tmp_path.iterdir()} <= {path, *of_sqlite}
    assert kpitui("--db", path, "people", "list").code == 0
    assert version(path) == SCHEMA_VERSION
    after = kpitui("--db", path, "doctor").out
    assert after.endswith(
        f"upgrade: none needed, schema {SCHEMA_VERSION} is what this kpitui makes\n"
    )


@pytest.mark.usefixtures("that_noon")
def test_who_is_in_with_the_older_version_is_counted(kpitui: Command, tmp_path: Path) -> None:
    path = tmp_path / "kpi.db"
    make_old(path, OLDER[-1])
    with contextlib.closing(other_program(path)) as connection, connection:
        token = presence_of("s", "ana").token
        connection.execute("INSERT INTO presences VALUES (?, 'ana', ?)", [token, time.time()])
    assert "1 open session of the older version could no longer save" in (
        kpitui("--db", path, "doctor").out
    )


def test_a_file_that_cannot_be_updated_says_why_and_stays(kpitui: Command, tmp_path: Path) -> None:
    path = tmp_path / "kpi.db"
    make_old(path, OLDER[-1])
    with contextlib.closing(other_program(path)) as connection, connection:
        connection.execute("CREATE TABLE rhythms (id INTEGER PRIMARY KEY)")
    told = kpitui("--db", path, "doctor", "--json")
    assert told.code == 1
    assert "tables" in told.data["upgrade"]["refused"]
    assert version(path) == OLDER[-1]
    assert not list(tmp_path.glob(".*"))


def test_another_kind_of_file_is_told_as_ever(kpitui: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database")
    told = kpitui("--db", path, "doctor")
    assert (told.code, told.out) == (4, "")
    assert "is not a kpitui file" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.db"]
