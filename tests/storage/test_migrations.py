"""Files of older versions are brought up to date, with everything that is in them."""

import contextlib
from pathlib import Path

import pytest

from kpitui.domain.access import Actor
from kpitui.domain.history import DeedRecord
from kpitui.storage.database import DatabaseFile, connect, reading, writing
from kpitui.storage.doctor import findings_of_damage
from kpitui.storage.journal import make_journal
from kpitui.storage.migrations import MIGRATIONS, apply_migrations
from kpitui.storage.opening import APPLICATION_ID, open_file
from kpitui.storage.records import insert, row_of, rows, update
from kpitui.storage.schema import SCHEMA_FINGERPRINT, SCHEMA_VERSION, schema_fingerprint
from tests.conftest import other_program

ROWS = """
INSERT INTO deeds (id, uuid, at, by, way, action) VALUES (1, 'u', '2026-01-01T00:00:00Z', 'lee', 'cli', 'record');
INSERT INTO metrics (id, name, name_key, code, code_key, direction, aggregation, cadence)
  VALUES (1, 'm', 'm', 'm', 'm', 'higher', 'mean', 'weekly');
INSERT INTO people (id, name, name_key, starts_on) VALUES (1, 'Ana', 'ana', '2024-01-01');
INSERT INTO sessions (id, coach, person_id, date, kind, seen) VALUES (1, 'lee', 1, '2026-01-02', 'role-play', 'x');
INSERT INTO readings (id, metric_id, person_id, date, value, n, session_id, deed_id)
  VALUES (1, 1, 1, '2026-01-02', 81.5, 3, 1, 1);
INSERT INTO readings (id, metric_id, date, value, state) VALUES (2, 1, '2026-01-02', 4, 'void');
INSERT INTO readings (id, metric_id, date, state, note) VALUES (3, 1, '2026-01-03', 'not applicable', 'closed');
INSERT INTO drafts (account, form, content, at) VALUES ('lee', 'enter', '{}', '2026-01-01T00:00:00Z');
"""


def make_old(path: Path, version: int) -> None:
    """A file as the program of an older version made it, with rows in it."""
    path.touch(0o600)
    with contextlib.closing(other_program(path)) as connection:
        make_journal(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        apply_migrations(connection, 0, version)
        connection.executescript(ROWS if version == 1 else ROWS.rsplit("INSERT", 1)[0])
        connection.execute(f"PRAGMA user_version = {version}")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    make_old(tmp_path / "old.db", 1)
    return tmp_path / "old.db"


def everything(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    with reading(database) as db:
        return {table: rows(db, f"SELECT * FROM {table}") for table in ("readings", "day_summaries", "changes")}


def test_every_row_is_there_afterwards_and_a_copy_of_the_old_file_beside_it(old: Path) -> None:
    with contextlib.closing(connect(old)) as connection:
        before = connection.execute("SELECT * FROM readings ORDER BY id").fetchall()
        summaries = connection.execute("SELECT metric_id, date, count, weighted FROM day_summaries").fetchall()
        changes = connection.execute("SELECT count(*) FROM changes").fetchone()
    database = open_file(old)
    with contextlib.closing(connect(old)) as connection:
        assert connection.execute("SELECT * FROM readings ORDER BY id").fetchall() == before
        for team in ("team_id >= 0", "team_id = -1"):
            found = connection.execute(f"SELECT metric_id, date, count, weighted FROM day_summaries WHERE {team}")
            assert found.fetchall() == summaries
        assert connection.execute("SELECT count(*) FROM changes").fetchone() == changes
        assert schema_fingerprint(connection) == SCHEMA_FINGERPRINT
        assert len(MIGRATIONS) == SCHEMA_VERSION
    with reading(database) as db:
        assert findings_of_damage(db) == []
        assert row_of(db, "sessions", 1)["behaviour"] == ""
    assert (old.parent / "old.db.schema-1.backup").stat().st_mode & 0o777 == 0o600


def test_what_does_not_apply_can_be_voided_and_the_history_has_every_column(old: Path) -> None:
    database = open_file(old)
    with writing(database, DeedRecord(Actor("lee"), "test")) as db:
        update(db, "readings", 3, 1, {"state": "void"})
        update(db, "sessions", 1, 1, {"behaviour": "greeting"})
        insert(db, "readings", {"metric_id": 1, "date": "2026-01-09", "value": 9.0})
    content = everything(database)
    assert '"behaviour":"greeting"' in str(content["changes"][-2]["after"])
    assert content["day_summaries"][-1]["date"] == "2026-01-09"


@pytest.mark.parametrize(
    "values",
    [
        {"state": "not applicable", "value": 1.0},
        {"state": "kept"},
        {"state": "kept", "value": 1.0, "numerator": 1.0, "denominator": 2.0},
    ],
)
def test_the_table_still_refuses_what_is_no_reading(old: Path, values: dict[str, object]) -> None:
    database = open_file(old)
    with pytest.raises(Exception, match="CHECK"), writing(database, DeedRecord(Actor("lee"), "test")) as db:
        insert(db, "readings", {"metric_id": 1, "date": "2026-01-09"} | values)  # type: ignore[arg-type] # bad on purpose
