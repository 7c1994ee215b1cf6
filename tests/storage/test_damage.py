"""What goes wrong in a file that another program has damaged is told; a mistake of ours is loud."""

import contextlib
from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import sqlite3
from kpitui.storage.file_errors import file_errors, is_busy
from kpitui.storage.plan import load_plan
from kpitui.storage.second_look import is_damaged, unread
from tests.conftest import other_program


def change_below(database: DatabaseFile, *statements: str) -> None:
    """What a program does that takes no notice of the rules of the tables."""
    with contextlib.closing(other_program(database.path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)


def read_plan(database: DatabaseFile) -> None:
    with reading(database) as db:
        load_plan(db)


def test_a_row_that_breaks_a_rule_of_its_table_is_named(database: DatabaseFile) -> None:
    change_below(database, "UPDATE metrics SET direction = 'sideways' WHERE id = 1")
    with pytest.raises(BadFile, match=r"\(CHECK constraint failed in metrics\); restore a backup"):
        read_plan(database)


def test_a_row_that_only_the_program_knows_to_be_wrong_is_told_too(database: DatabaseFile) -> None:
    change_below(database, "UPDATE missions SET starts_on = '0000-01-01' WHERE id = 1")
    with pytest.raises(
        BadFile, match=r"damaged \(a row has a value that kpitui never writes, invalid "
    ):
        read_plan(database)


@pytest.mark.parametrize("error", [ValueError, KeyError, TypeError, AttributeError])
def test_a_mistake_of_ours_in_a_sound_file_is_loud(
    database: DatabaseFile, error: type[Exception]
) -> None:
    with pytest.raises(error), reading(database):
        raise error("a mistake")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), reading(database) as db:
        db.execute("SELECT * FROM nowhere")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(), "You may not open .*; ask its owner for permission to read and write"),
        (OSError(28, "No space left on device"), "The disk that holds .* is full; make room"),
        (OSError(5, "Input/output error"), r"cannot be used: input/output error\."),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "x"), "has damaged text; restore"),
        (sqlite3.OperationalError("database or disk is full"), "is full; make room"),
        (sqlite3.OperationalError("disk I/O error"), "The disk failed while working on .*"),
        (sqlite3.OperationalError("locking protocol"), "The disk failed while working on .*"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "You may not write to"),
        (sqlite3.DatabaseError("file is not a database"), r"is damaged \(file is not a database"),
        (sqlite3.OperationalError("unable to open database file"), "cannot be opened; check"),
        (sqlite3.IntegrityError("kpitui: levels overlap"), "^Levels overlap\\.$"),
    ],
)
def test_what_the_disk_says_is_one_sentence(
    database: DatabaseFile, error: Exception, said: str
) -> None:
    with pytest.raises(Exception, match=said) as caught, file_errors(database.path):
        raise error
    assert "\n" not in str(caught.value)


def test_an_error_that_nobody_knows_is_not_made_a_sentence(database: DatabaseFile) -> None:
    for error in (sqlite3.OperationalError("near X: syntax"), sqlite3.IntegrityError("UNIQUE")):
        with pytest.raises(type(error)) as caught, file_errors(database.path):
            raise error
        assert caught.value is error
    assert is_busy(sqlite3.OperationalError("database is locked"))
    assert is_busy(sqlite3.OperationalError("database is busy"))
    assert not is_busy(sqlite3.OperationalError("database disk image is malformed"))


@pytest.mark.parametrize(
    ("finding", "is_unread"),
    [
        ("ok", False),
        ("Tree 12 page 40: unable to get the page. error code=266", True),
        ("Tree 12 page 40: unable to get the page. error code=10", True),
        ("Tree 12 page 40: unable to get the page. error code=11", False),
        ("row 3 missing from index metrics_by_name", False),
    ],
)
def test_a_page_that_the_disk_did_not_give_is_no_damage(finding: str, is_unread: bool) -> None:
    assert unread(finding) is is_unread


def test_a_file_is_damaged_where_it_is_read_and_does_not_hold_together(
    database: DatabaseFile, tmp_path: Path
) -> None:
    assert not is_damaged(database.path)
    broken = tmp_path / "broken.db"
    broken.write_bytes(database.path.read_bytes()[:4096] + b"\xff" * 8192)
    assert is_damaged(broken)
    assert not is_damaged(tmp_path / "missing.db")
