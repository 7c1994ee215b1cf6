"""Opening, refusing, reading and writing the file."""

import os
import stat
import threading
from datetime import date
from pathlib import Path

import pytest

from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData, BadFile, Busy, Conflict
from kpitui.domain.history import ChangeRecord
from kpitui.domain.periods import AsOf
from kpitui.storage import connections
from kpitui.storage.connections import connect
from kpitui.storage.database import AlreadyDone, DatabaseFile, reading, writing
from kpitui.storage.driver import HAS_WAL_RESET_BUG, SQLITE_VERSION, has_wal_reset_bug, sqlite3
from kpitui.storage.opening import APPLICATION_ID, create_file, open_file
from kpitui.storage.records import insert, rows, update
from kpitui.storage.schema import SCHEMA_FINGERPRINT, SCHEMA_VERSION, schema_fingerprint
from kpitui.views.overview import load_overview
from tests.patience import PATIENCE

LEE = Actor("lee")
METRIC = {
    "name": "m", "name_key": "m", "code": "m", "code_key": "m", "direction": "higher",
    "aggregation": "mean", "cadence": "weekly",
}  # fmt: skip


def change() -> ChangeRecord:
    return ChangeRecord(LEE, "test")


def contents(path: Path) -> bytes:
    return path.read_bytes()


def test_a_new_file_is_private_and_complete(tmp_path: Path) -> None:
    create_file(tmp_path / "kpi.db")
    assert stat.S_IMODE((tmp_path / "kpi.db").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["kpi.db"]
    open_file(tmp_path / "kpi.db")


def test_a_new_file_in_a_shared_folder_is_for_the_group_whatever_the_umask(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    before = os.umask(0o077)
    try:
        create_file(tmp_path / "kpi.db")
        with writing(open_file(tmp_path / "kpi.db"), change()) as db:
            insert(db, "metrics", METRIC)
            assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o660}
    finally:
        os.umask(before)


def test_an_existing_file_is_never_made_anew(tmp_path: Path) -> None:
    (tmp_path / "kpi.db").write_text("mine")
    with pytest.raises(BadFile, match="already there"):
        create_file(tmp_path / "kpi.db")
    assert (tmp_path / "kpi.db").read_text() == "mine"


def test_a_dangling_link_is_no_place_for_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "kpi.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(BadFile, match="already there"):
        create_file(tmp_path / "kpi.db")
    assert not (tmp_path / "elsewhere.db").exists()


def other_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 77")
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()


def newer(path: Path) -> None:
    create_file(path)
    connection = connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()


def truncated(path: Path) -> None:
    create_file(path)
    os.truncate(path, 50)


def changed_tables(path: Path) -> None:
    create_file(path)
    connection = connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("DROP TRIGGER history_metrics_insert")
    connection.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (other_program, "another program"),
        (newer, "newer kpitui"),
        (truncated, "not a kpitui file"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"hello " * 100), "not a kpitui file"),
        (lambda path: path.mkdir(), "is a folder"),
        (changed_tables, "changed by another program"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_in_one_sentence_and_left_alone(  # type: ignore[no-untyped-def] # one of several makers
    tmp_path: Path, make, words: str
) -> None:
    path = tmp_path / "kpi.db"
    make(path)
    before = contents(path) if path.is_file() else b""
    with pytest.raises(BadFile, match=words) as caught:
        open_file(path)
    assert caught.value.exit_code == 4
    assert "\n" not in caught.value.sentence
    assert (contents(path) if path.is_file() else b"") == before
    assert [path.name for path in tmp_path.iterdir()] == ["kpi.db"]


def test_a_missing_file_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"kpitui --db .* init"):
        open_file(tmp_path / "no.db")
    assert not list(tmp_path.iterdir())


def test_a_damaged_page_is_told(empty: DatabaseFile) -> None:
    size = empty.path.stat().st_size
    with empty.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(BadFile, match="damaged"):
        load_overview(open_file(empty.path), AsOf(date(2026, 1, 1), date(2026, 1, 1)))


def test_a_change_is_kept_whole_or_not_at_all(empty: DatabaseFile) -> None:
    def half_a_change() -> None:
        with writing(empty, change()) as db:
            insert(db, "metrics", METRIC)
            raise RuntimeError("the line dropped")

    with pytest.raises(RuntimeError):
        half_a_change()
    with reading(empty) as db:
        assert not rows(db, "SELECT * FROM metrics")
        assert not rows(db, "SELECT * FROM deeds")
        assert not rows(db, "SELECT * FROM changes")


def test_history_is_written_with_the_change(empty: DatabaseFile) -> None:
    with writing(empty, change()) as db:
        metric_id = insert(db, "metrics", METRIC)
        update(db, "metrics", metric_id, 1, {"name": "n", "name_key": "n"})
    with reading(empty) as db:
        changes = rows(
            db,
            "SELECT kind, by, json_extract(before, '$.name') AS was, json_extract(after, "
            "'$.name') AS now FROM changes JOIN deeds ON deeds.id = deed_id "
            "WHERE table_name = 'metrics' ORDER BY changes.id",
        )
    assert changes == [
        {"kind": "insert", "by": "lee", "was": None, "now": "m"},
        {"kind": "update", "by": "lee", "was": "m", "now": "n"},
    ]


def test_a_change_by_another_program_leaves_a_row_too(empty: DatabaseFile) -> None:
    connection = sqlite3.connect(empty.path)
    connection.execute("INSERT INTO roles (name, name_key) VALUES ('Advisor', 'advisor')")
    connection.commit()
    connection.close()
    with reading(empty) as db:
        assert rows(db, "SELECT table_name, deed_id FROM changes") == [
            {"table_name": "roles", "deed_id": None}
        ]


def test_the_history_cannot_be_rewritten(empty: DatabaseFile) -> None:
    with writing(empty, change()) as db:
        insert(db, "metrics", METRIC)
    for statement in (
        "UPDATE changes SET after = NULL",
        "DELETE FROM changes",
        "DELETE FROM deeds",
    ):
        with pytest.raises(BadData, match="never rewritten"), writing(empty, change()) as db:
            db.execute(statement)


def test_a_retry_of_the_same_change_changes_nothing_twice(empty: DatabaseFile) -> None:
    same = change()
    with writing(empty, same) as db:
        insert(db, "metrics", METRIC)
    with pytest.raises(AlreadyDone), writing(empty, same) as db:
        insert(db, "metrics", METRIC)


def test_a_stale_version_is_a_conflict_that_says_who(empty: DatabaseFile) -> None:
    with writing(empty, change()) as db:
        metric_id = insert(db, "metrics", METRIC)
    with writing(empty, ChangeRecord(Actor("ana"), "test")) as db:
        update(db, "metrics", metric_id, 1, {"decimals": 2})
    with pytest.raises(Conflict, match=r"^ana changed that record"), writing(empty, change()) as db:
        update(db, "metrics", metric_id, 1, {"decimals": 3})


def test_targets_of_one_record_never_overlap(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="same day"), writing(database, change()) as db:
        insert(db, "targets", {"kpi_id": 1, "low": 1.0, "starts_on": "2026-06-01", "ends_on": None})


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(
            {"date": "2026-02-30", "value": 1.0},
            marks=pytest.mark.skipif(
                SQLITE_VERSION < (3, 46), reason="this SQLite knows a 30 February"
            ),
        ),
        {"date": "2026-02-03", "value": 1e15},
        {"date": "2026-02-03"},
        {"date": "2026-02-03", "numerator": 1.0},
        {"date": "2026-02-03", "numerator": 1.0, "denominator": 0.0},
        {"date": "2026-02-03", "value": 1.0, "n": 0},
        {"date": "2026-02-03", "value": "text"},
        {"date": "2026-02-03", "value": 1.0, "person_id": 99},
    ],
)
def test_the_tables_themselves_refuse_what_is_no_reading(
    database: DatabaseFile, bad: dict[str, object]
) -> None:
    def put() -> None:
        with writing(database, change()) as db:
            # wrong on purpose
            insert(db, "readings", {"metric_id": 1, **bad})  # type: ignore[dict-item]

    with pytest.raises(sqlite3.IntegrityError):
        put()


def test_a_file_that_was_replaced_is_not_written_to(empty: DatabaseFile, tmp_path: Path) -> None:
    create_file(tmp_path / "other.db")
    (tmp_path / "other.db").replace(empty.path)
    with pytest.raises(BadFile, match="replaced"), writing(empty, change()) as db:
        insert(db, "metrics", METRIC)


def test_a_file_that_was_moved_away_is_not_written_to(empty: DatabaseFile) -> None:
    empty.path.rename(empty.path.with_name("moved.db"))
    with pytest.raises(BadFile), writing(empty, change()) as db:
        insert(db, "metrics", METRIC)


def test_a_file_moved_away_in_the_middle_of_a_change_is_told_and_nothing_is_acknowledged(
    empty: DatabaseFile,
) -> None:
    def put() -> None:
        with writing(empty, change()) as db:
            insert(db, "metrics", METRIC)
            empty.path.rename(empty.path.with_name("moved.db"))

    with pytest.raises(BadFile, match="moved or deleted"):
        put()


def test_who_waits_too_long_is_told(empty: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "WAIT_SECONDS", 0.2)
    holding, free = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(empty, change()):
            holding.set()
            free.wait(PATIENCE)

    thread = threading.Thread(target=hold)
    thread.start()
    assert holding.wait(PATIENCE)
    try:
        with pytest.raises(Busy) as caught, writing(empty, change()):
            pass
        assert caught.value.exit_code == 5
    finally:
        free.set()
        thread.join()


def test_readers_cannot_write(empty: DatabaseFile) -> None:
    with pytest.raises(BadFile, match="may not write"), reading(empty) as db:
        db.execute("DELETE FROM presences")


def test_every_connection_has_our_pragmas(empty: DatabaseFile) -> None:
    with reading(empty) as db:
        found = {
            name: db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "foreign_keys",
                "synchronous",
                "journal_mode",
                "trusted_schema",
                "application_id",
            )
        }
    assert found == {
        "foreign_keys": 1, "synchronous": 2,
        "journal_mode": "truncate" if HAS_WAL_RESET_BUG else "wal",
        "trusted_schema": int(SQLITE_VERSION < (3, 42)), "application_id": APPLICATION_ID,
    }  # fmt: skip


def test_the_fingerprint_is_that_of_the_migrations(empty: DatabaseFile) -> None:
    assert schema_fingerprint(connect(empty.path)) == SCHEMA_FINGERPRINT


def test_tables_are_strict(empty: DatabaseFile) -> None:
    with reading(empty) as db:
        tables = [
            row
            for row in rows(db, "PRAGMA table_list")
            if row["schema"] == "main" and row["type"] == "table"
        ]
        loose = [row["name"] for row in tables if not row["strict"]]
    assert [name for name in loose if not name.startswith("sqlite_")] == []


def test_the_driver_has_the_fix_where_a_wheel_carries_it() -> None:
    assert has_wal_reset_bug((3, 40, 1))
    assert has_wal_reset_bug((3, 51, 2))
    assert not has_wal_reset_bug((3, 51, 3))
    assert not has_wal_reset_bug((3, 50, 7))
    assert not has_wal_reset_bug((3, 44, 6))
    if sqlite3.__name__.startswith("pysqlite3"):
        assert not has_wal_reset_bug(SQLITE_VERSION)


def test_dates_are_checked_by_the_table(empty: DatabaseFile) -> None:
    assert date.fromisoformat("2026-02-03")
    with pytest.raises(sqlite3.IntegrityError), writing(empty, change()) as db:
        insert(db, "teams", {"name": "N", "name_key": "n", "starts_on": "3 Feb"})
