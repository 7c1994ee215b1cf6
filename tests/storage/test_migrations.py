"""Files of older versions are brought up to date, with everything that is in them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlite_utils import Database

from kpitui.actions.measures import edit_metric
from kpitui.domain.access import Actor
from kpitui.domain.errors import BadFile
from kpitui.domain.history import ChangeRecord
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.doctor import findings_of_damage
from kpitui.storage.driver import sqlite3
from kpitui.storage.journal import make_journal
from kpitui.storage.migrations import STEPS, apply_migrations
from kpitui.storage.migrations.steps import keep_history
from kpitui.storage.opening import open_file
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import Row, insert, row_of, rows, update
from kpitui.storage.schema import FINGERPRINTS, OLDEST_SCHEMA, SCHEMA_VERSION, schema_fingerprint
from tests.conftest import all_in_one_file, kept_copy, other_program

SCHEMAS = Path(__file__).parent / "schemas"
OLDER = [OLDEST_SCHEMA, *STEPS][:-1]


def make_old(path: Path, version: int) -> None:
    """A file as the program of an older version made it, with rows in it."""
    path.touch(0o600)
    with contextlib.closing(other_program(path)) as connection:
        make_journal(connection)
        connection.executescript((SCHEMAS / f"{version}.sql").read_text("utf-8"))


@pytest.fixture(params=OLDER)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    make_old(tmp_path / "old.db", request.param)
    return tmp_path / "old.db"


@pytest.fixture(scope="module", params=OLDER)
def updated_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of each older version, brought up to date."""
    path = tmp_path_factory.mktemp("updated") / "old.db"
    make_old(path, request.param)
    open_file(path)
    all_in_one_file(path)
    return path


@pytest.fixture
def updated(updated_once: Path, tmp_path: Path) -> Iterator[DatabaseFile]:
    """A copy of each of them."""
    with kept_copy(updated_once, tmp_path) as database:
        yield database


def test_every_version_has_its_number_its_step_its_fingerprint_and_its_file(tmp_path: Path) -> None:
    versions = [*OLDER, SCHEMA_VERSION]
    assert list(STEPS) == versions[1:]
    assert list(FINGERPRINTS) == [0, *versions]
    assert {path.name for path in SCHEMAS.glob("*.sql")} == {
        f"{version}.sql" for version in versions
    }
    with contextlib.closing(other_program(tmp_path / "empty.db")) as connection:
        assert schema_fingerprint(connection) == FINGERPRINTS[0]
    for version in versions:
        make_old(tmp_path / f"{version}.db", version)
        with contextlib.closing(connect(tmp_path / f"{version}.db")) as connection:
            assert schema_fingerprint(connection) == FINGERPRINTS[version], version


def test_a_new_file_and_one_of_each_older_version_end_alike(tmp_path: Path) -> None:
    for version in (0, *OLDER):
        path = tmp_path / f"{version}.db"
        if version:
            make_old(path, version)
        with contextlib.closing(other_program(path)) as connection:
            apply_migrations(connection, version)
            assert schema_fingerprint(connection) == FINGERPRINTS[SCHEMA_VERSION], version


def test_a_far_older_file_is_left_as_it_is_and_says_what_brings_it_up_to_date(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.db"
    make_old(path, OLDEST_SCHEMA)
    with contextlib.closing(other_program(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA user_version = {OLDEST_SCHEMA - 1}")
    before = path.read_bytes()
    with pytest.raises(BadFile, match=r"schema 6, .* of commit 8441be1, the last that can\.$"):
        open_file(path)
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["old.db"]


def test_the_history_of_a_table_that_got_a_column_has_it(old: Path) -> None:
    with contextlib.closing(other_program(old)) as connection:
        connection.execute("ALTER TABLE metrics ADD COLUMN added TEXT NOT NULL DEFAULT ''")
        keep_history(Database(connection, execute_plugins=False), "metrics")
        connection.execute("UPDATE metrics SET added = 'a / b'")
        (after,) = connection.execute(
            "SELECT after FROM changes ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert '"added":"a / b"' in after


def test_a_metric_of_an_older_file_is_not_worked_out_yet_and_can_be(updated: DatabaseFile) -> None:
    with reading(updated) as db:
        (metric,) = load_metrics(db)
    assert metric.formula == ""
    edit_metric(updated, Actor("lee"), metric, replace(metric, formula="a / b"))
    assert '"formula":"a / b"' in str(everything(updated)["changes"][-1]["after"])
    with (
        pytest.raises(Exception, match="CHECK"),
        writing(updated, ChangeRecord(Actor("lee"), "test")) as db,
    ):
        update(db, "metrics", 1, 2, {"formula": "a" * 501})


def everything(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    with reading(database) as db:
        return {
            table: rows(db, f"SELECT * FROM {table}")
            for table in ("readings", "day_summaries", "changes")
        }


def test_every_row_is_there_afterwards_and_a_copy_of_the_old_file_beside_it(old: Path) -> None:
    with contextlib.closing(connect(old)) as connection:
        before = connection.execute("SELECT * FROM readings ORDER BY id").fetchall()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        changes = connection.execute("SELECT count(*) FROM changes").fetchone()
    database = open_file(old)
    with contextlib.closing(connect(old)) as connection:
        assert connection.execute("SELECT * FROM readings ORDER BY id").fetchall() == before
        summaries = "SELECT team_id, read_of, weighted FROM day_summaries"
        assert connection.execute(summaries).fetchall() == [
            (-1, "person", 244.5),
            (0, "person", 244.5),
        ]
        assert connection.execute("SELECT count(*) FROM changes").fetchone() == changes
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    with reading(database) as db:
        assert findings_of_damage(db) == []
        assert row_of(db, "sessions", 1)["behaviour"] == ""
    assert (old.parent / f"old.db.schema-{version}.backup").stat().st_mode & 0o777 == 0o600


def test_what_does_not_apply_can_be_voided_and_the_history_has_every_column(
    updated: DatabaseFile,
) -> None:
    with writing(updated, ChangeRecord(Actor("lee"), "test")) as db:
        update(db, "readings", 3, 1, {"state": "void"})
        update(db, "sessions", 1, 1, {"behaviour": "greeting"})
        insert(db, "readings", {"metric_id": 1, "date": "2026-01-09", "value": 9.0})
    content = everything(updated)
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
def test_the_table_still_refuses_what_is_no_reading(
    updated: DatabaseFile, values: dict[str, object]
) -> None:
    with (
        pytest.raises(Exception, match="CHECK"),
        writing(updated, ChangeRecord(Actor("lee"), "test")) as db,
    ):
        # bad on purpose
        insert(db, "readings", {"metric_id": 1, "date": "2026-01-09"} | values)  # type: ignore[arg-type]


def test_events_of_an_older_file_are_of_the_organisation_and_a_new_one_of_one_subject(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.db"
    make_old(path, 14)
    with contextlib.closing(other_program(path)) as connection:
        connection.execute(
            "INSERT INTO annotations (metric_id, date, text) VALUES (1, '2026-01-02', 'menu')"
        )
    database = open_file(path)
    event: Row = {"metric_id": 1, "date": "2026-01-03", "text": "role-play"}
    with writing(database, ChangeRecord(Actor("lee"), "test")) as db:
        insert(db, "teams", {"name": "A", "name_key": "a", "starts_on": "2026-01-01"})
        insert(db, "annotations", event | {"team_id": 1})
        insert(db, "annotations", event | {"person_id": 1})
    with reading(database) as db:
        found = rows(db, "SELECT team_id, person_id FROM annotations ORDER BY id")
    assert [(one["team_id"], one["person_id"]) for one in found] == [
        (None, None), (1, None), (None, 1),
    ]  # fmt: skip
    assert '"person_id":1' in str(everything(database)["changes"][-1]["after"])
    for wrong in ({"team_id": 1, "person_id": 1}, {"team_id": 9}):
        with (
            pytest.raises(sqlite3.IntegrityError, match=r"CHECK|FOREIGN KEY"),
            writing(database, ChangeRecord(Actor("lee"), "test")) as db,
        ):
            insert(db, "annotations", event | wrong)


def test_a_team_that_an_activity_names_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    make_old(path, 14)
    open_file(path)
    with contextlib.closing(other_program(path)) as connection:
        for name in ("A", "B"):
            connection.execute(
                f"INSERT INTO teams (name, name_key, starts_on) VALUES ('{name}', '{name}', "
                "'2026-01-01')"
            )
        connection.execute(
            "INSERT INTO priorities (title, name_key, starts_on) VALUES ('p', 'p', '2026-01-01')"
        )
        connection.execute(
            "INSERT INTO strategies (priority_id, title, name_key, starts_on, activities) VALUES "
            """(1, 's', 's', '2026-01-01', '["plain", {"text": "x", "teams": [1]}]')"""
        )
        with pytest.raises(sqlite3.IntegrityError, match="an activity of a strategy names this"):
            connection.execute("DELETE FROM teams WHERE id = 1")
        assert connection.execute("DELETE FROM teams WHERE id = 2").rowcount == 1
