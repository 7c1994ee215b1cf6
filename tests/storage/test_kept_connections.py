"""Connections that a program with screens keeps open: as safe as one a block, and never in each
other's way.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData, BadFile
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.driver import Database, sqlite3
from kpitui.storage.opening import kept_open
from kpitui.storage.records import insert, rows
from tests.conftest import NEEDS_WAL, narrowed


@pytest.fixture
def kept(database: DatabaseFile) -> Iterator[DatabaseFile]:
    with kept_open(database.path) as opened:
        yield opened


def add_team(database: DatabaseFile, name: str) -> Database:
    with writing(database, ChangeRecord(Actor("lee"), "test")) as db:
        insert(db, "teams", {"name": name, "name_key": name, "starts_on": "2026-01-01"})
        return db


def names(db: Database) -> list[str]:
    return [row["name"] for row in rows(db, "SELECT name FROM teams ORDER BY id")]


def test_the_same_connection_serves_block_after_block_and_sees_what_others_did(
    database: DatabaseFile, kept: DatabaseFile
) -> None:
    with reading(kept) as first:
        assert names(first) == ["North", "South"]
    add_team(database, "elsewhere")
    assert add_team(kept, "here") is first
    with reading(kept) as again:
        assert again is first
        assert names(again) == ["North", "South", "elsewhere", "here"]


def test_a_block_that_looks_cannot_write_and_one_after_it_can(kept: DatabaseFile) -> None:
    with pytest.raises(BadFile, match="may not write"), reading(kept) as db:
        db.execute("DELETE FROM presences")
    add_team(kept, "East")


@NEEDS_WAL  # with a rollback journal a write waits for who looks
def test_a_block_within_a_block_has_a_state_of_its_own(
    database: DatabaseFile, kept: DatabaseFile
) -> None:
    with reading(kept) as outer:
        before = names(outer)
        add_team(database, "East")
        with reading(kept) as inner:
            assert inner is not outer
            assert names(inner) == [*before, "East"]
        assert names(outer) == before


def test_a_refused_change_leaves_nothing_behind_for_the_next(kept: DatabaseFile) -> None:
    def refused() -> None:
        with writing(kept, ChangeRecord(Actor("lee"), "test")) as db:
            insert(db, "readings", {"metric_id": 1, "date": "2026-01-01", "value": 1.0})
            db.execute("DELETE FROM readings")

    with pytest.raises(BadData, match="voided"):
        refused()
    add_team(kept, "West")
    with reading(kept) as db:
        assert names(db) == ["North", "South", "West"]


def test_threads_at_work_at_once_have_one_each_and_all_are_closed_at_the_end(
    database: DatabaseFile,
) -> None:
    with kept_open(database.path) as kept, ThreadPoolExecutor(4) as pool:
        used = list(pool.map(lambda place: add_team(kept, f"Team {place}"), range(12)))
        with reading(kept) as db:
            assert len(names(db)) == 14
    for connection in {*used, db}:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    assert not database.path.with_name(database.path.name + "-wal").exists()


def test_a_file_that_was_replaced_is_neither_read_nor_written(kept: DatabaseFile) -> None:
    add_team(kept, "East")
    other = kept.path.with_name("other.db")
    shutil.copyfile(kept.path, other)
    other.replace(kept.path)
    with pytest.raises(BadFile, match="replaced"):
        add_team(kept, "West")
    with pytest.raises(BadFile, match="replaced"), reading(kept):
        pass


@NEEDS_WAL  # with a rollback journal none is kept
def test_two_connections_are_kept_and_the_third_is_closed(kept: DatabaseFile) -> None:
    with reading(kept) as first, reading(kept) as second, reading(kept) as third:
        assert names(first) == names(third)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        names(first)
    with reading(kept) as one, reading(kept) as other:
        assert {id(one), id(other)} == {id(second), id(third)}


@NEEDS_WAL  # with a rollback journal none is kept
def test_who_sees_a_part_has_the_connection_that_opened_the_file_and_no_one_else_has_it_then(
    database: DatabaseFile,
) -> None:
    narrowed(database, "zoe", "North")

    def people(db: Database) -> list[str]:
        return [row["name"] for row in rows(db, "SELECT name FROM people ORDER BY id")]

    with kept_open(database.path) as opened:
        with reading(opened) as first:
            assert people(first) == ["Ana López", "[red]Bo[/]"]
        with reading(replace(opened, seen_by="zoe")) as part:
            assert part is first
            assert people(part) == ["Ana López"]
        with reading(opened) as whole:
            assert whole is not part
            assert people(whole) == ["Ana López", "[red]Bo[/]"]


def test_what_is_at_work_when_the_file_is_let_go_is_closed_at_its_end(kept: DatabaseFile) -> None:
    assert kept.kept is not None
    with reading(kept) as db:
        kept.kept.close()
        assert names(db)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        names(db)
