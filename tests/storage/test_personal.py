"""The one list of what tables hold of people, against the tables themselves."""

import contextlib

from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile
from kpitui.storage.personal import HELD, owned, person_in_key, rows_of_person


def columns_of_text(database: DatabaseFile) -> dict[str, set[str]]:
    with contextlib.closing(connect(database.path)) as db:
        tables = db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        return {
            table: {
                name
                for name, kind in db.execute("SELECT name, type FROM pragma_table_info(?)", [table])
                if kind in ("TEXT", "BLOB")
            }
            for (table,) in tables
        }


def test_every_table_and_every_column_of_text_has_its_place(database: DatabaseFile) -> None:
    found = columns_of_text(database)
    assert HELD.keys() == found.keys()
    for table, held in HELD.items():
        said = [*held.about, *held.names, *held.words, *held.plain]
        assert sorted(said) == sorted(found[table]), table


def test_whose_a_row_is_can_be_asked_of_every_table_that_is_of_someone(
    database: DatabaseFile,
) -> None:
    with contextlib.closing(connect(database.path)) as db:
        for table, held in owned():
            db.execute(f"SELECT 1 FROM {table} WHERE {rows_of_person(table)}", {"person": 1})
            assert held.of in [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def test_a_key_says_whom_it_is_about() -> None:
    assert [person_in_key(one) for one in ("person-7", "person-7/3", "move-person-12")] == [
        7,
        7,
        12,
    ]
    assert [person_in_key(one) for one in ("team-7", "xperson-7x", "person-", 7)] == [None] * 4
