"""The history is a chain: whoever alters it without the program is seen, and the first
row is named.
"""

import contextlib

import pytest

from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.hash_chain import look_along
from kpitui.views.doctor import examine
from tests.conftest import TODAY, other_program


@pytest.fixture
def three(database: DatabaseFile) -> DatabaseFile:
    """Three readings, each its own change."""
    for value in (70, 80, 90):
        record(
            database,
            Actor("kim"),
            [ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=value)],
            today=TODAY,
        )
    return database


def tamper(database: DatabaseFile, *statements: str) -> None:
    """What somebody with another program can do who takes the guards away and puts them back."""
    with contextlib.closing(other_program(database.path)) as connection:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
            "AND name LIKE '%\\_kept' ESCAPE '\\'"
        ).fetchall()
        connection.execute("PRAGMA foreign_keys = OFF")
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        for _, sql in guards:
            connection.execute(sql)


def last_change(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(db.execute("SELECT max(id) FROM changes").fetchone()[0])


def broken_at(database: DatabaseFile) -> int | None:
    with reading(database) as db:
        return look_along(db).broken_at


def test_every_row_is_sealed_and_the_chain_holds(three: DatabaseFile) -> None:
    found = examine(three)
    assert found.findings == ()
    assert found.changes == last_change(three)
    assert len(found.seal) == 64


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET after = replace(after, '80', '95') WHERE id = :at",
        "UPDATE changes SET at = '2020-01-01T00:00:00Z' WHERE id = :at",
        "UPDATE deeds SET by = 'lee' WHERE id = (SELECT deed_id FROM changes WHERE id = :at)",
        (
            "UPDATE deeds SET at = '2020-01-01' WHERE id = (SELECT deed_id FROM changes "
            "WHERE id = :at)"
        ),
        "UPDATE seals SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE change_id = :at",
        "DELETE FROM changes WHERE id = :at",
    ],
)
def test_the_first_altered_row_is_named(three: DatabaseFile, statement: str) -> None:
    at = last_change(three) - 1
    tamper(three, statement.replace(":at", str(at)))
    assert broken_at(three) == at
    where = "it is gone" if statement.startswith("DELETE") else "reading 2, 20"
    assert any(f"breaks at change {at} ({where}" in finding for finding in examine(three).findings)


def test_one_that_is_taken_out_with_its_seal_is_missed_by_the_next(three: DatabaseFile) -> None:
    at = last_change(three) - 1
    tamper(
        three, f"DELETE FROM seals WHERE change_id = {at}", f"DELETE FROM changes WHERE id = {at}"
    )
    assert broken_at(three) == at + 1


def test_rows_cut_off_at_the_end_change_the_seal_that_was_noted(three: DatabaseFile) -> None:
    noted, at = examine(three), last_change(three)
    tamper(
        three, f"DELETE FROM seals WHERE change_id = {at}", f"DELETE FROM changes WHERE id = {at}"
    )
    now = examine(three)
    assert now.findings == ()
    assert (now.changes, now.seal) != (noted.changes, noted.seal)


def test_what_another_program_changes_is_told_and_sealed_with_the_next_change(
    three: DatabaseFile,
) -> None:
    with contextlib.closing(other_program(three.path)) as connection:
        connection.execute(
            "UPDATE people SET name = 'Somebody', version = version + 1 WHERE id = 1"
        )
    assert examine(three).findings == (
        "1 change was made by another program; see them with: kpitui history",
    )
    record(
        three,
        Actor("kim"),
        [ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=60)],
        today=TODAY,
    )
    assert examine(three).findings == (
        "1 change was made by another program; see them with: kpitui history",
    )
    tamper(three, f"UPDATE changes SET after = '{{}}' WHERE id = {last_change(three) - 1}")
    assert broken_at(three) == last_change(three) - 1


def test_who_signs_with_another_ones_change_is_told_apart(three: DatabaseFile) -> None:
    with contextlib.closing(other_program(three.path)) as connection:
        connection.execute(
            "INSERT INTO changes (deed_id, table_name, record_id, kind, after) VALUES "
            "((SELECT max(id) FROM deeds), 'readings', 1, 'update', '{}')"
        )
    record(
        three,
        Actor("kim"),
        [ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=60)],
        today=TODAY,
    )
    assert examine(three).findings == (
        "1 change was made by another program; see them with: kpitui history",
    )


def test_seals_are_never_rewritten(three: DatabaseFile) -> None:
    with contextlib.closing(other_program(three.path)) as connection:
        for statement in ("UPDATE seals SET outside = 1", "DELETE FROM seals"):
            with pytest.raises(Exception, match="never rewritten"):
                connection.execute(statement)
