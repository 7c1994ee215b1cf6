"""The chain holds after someone was forgotten, and an altered row is still found, whichever column
it is.
"""

import contextlib
from collections.abc import Iterator

import pytest

from kpitui.actions.coaching import record_session
from kpitui.actions.forgetting import forget
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.hash_chain import look_along
from kpitui.storage.people import load_people
from kpitui.views.doctor import examine
from tests.actions.test_forgetting import folders
from tests.conftest import LEADER, TODAY, copied, other_program
from tests.storage.test_hash_chain import broken_at, tamper

KIM = Actor("kim")
SEEN = "hung up on the caller twice"


def lively(database: DatabaseFile) -> None:
    """Two people with a noted reading and a session each."""
    for person in (1, 2):
        draft = ReadingDraft(
            metric_id=1, person_id=person, date=TODAY, value=70, note=f"late {person}"
        )
        record(database, KIM, [draft], today=TODAY, reason=f"told by {person}")
        record_session(
            database,
            KIM,
            SessionDraft(
                person_id=person, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(),
                seen=f"{SEEN} {person}", agreed="listen",
            ),
            today=TODAY,
        )  # fmt: skip


@pytest.fixture
def both(database: DatabaseFile) -> DatabaseFile:
    lively(database)
    return database


def person_called(database: DatabaseFile, name: str):  # type: ignore[no-untyped-def] # a Person
    with reading(database) as db:
        return next(person for person in load_people(db) if person.name == name)


@pytest.fixture
def forgotten(both: DatabaseFile) -> DatabaseFile:
    forget(both, LEADER, [person_called(both, "Ana López")], folders(both))
    return both


def test_the_chain_holds_after_someone_was_forgotten(both: DatabaseFile) -> None:
    with reading(both) as db:
        before = db.execute("SELECT hash FROM seals ORDER BY change_id").fetchall()
    forget(both, LEADER, [person_called(both, "Ana López")], folders(both))
    assert examine(both).findings == ()
    with reading(both) as db:
        after = db.execute("SELECT hash FROM seals ORDER BY change_id").fetchall()
        salts = db.execute("SELECT 1 FROM person_salts WHERE person_id = 1").fetchall()
    assert after[: len(before)] == before
    assert salts == []


def test_someone_else_is_forgotten_after_that(forgotten: DatabaseFile) -> None:
    forget(forgotten, LEADER, [person_called(forgotten, "[red]Bo[/]")], folders(forgotten))
    assert examine(forgotten).findings == ()


def cells(database: DatabaseFile) -> Iterator[tuple[str, str, int, str]]:
    """Every filled cell of the history: table, column, row, and what stands there as SQL."""
    with reading(database) as db:
        for table in ("changes", "deeds", "seals"):
            key = "change_id" if table == "seals" else "id"
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            for column in columns:
                for at, value in db.execute(
                    f"SELECT {key}, quote({column}) FROM {table} WHERE {column} IS NOT NULL"
                ).fetchall():
                    yield table, column, at, value


OTHER = {
    "kind": "iif(kind = 'insert', 'update', 'insert')", "way": "iif(way = 'cli', 'tui', 'cli')",
    "outside": "1 - outside", "hash": "substr(hash, 2) || 'x'", "undoes": "1",
    "before": "json_set(before, '$.version', 99)", "after": "json_set(after, '$.version', 99)",
}  # fmt: skip
NUMBERS = ("record_id", "salt_id")


@pytest.mark.parametrize("who", ["both", "forgotten"])
def test_every_altered_column_of_the_history_is_found(
    who: str, request: pytest.FixtureRequest, tmp_path: object
) -> None:
    database = request.getfixturevalue(who)
    whole = list(cells(database))
    # The newest row of each column is as good as any, and one that was erased is among them.
    newest = {(table, column): at for table, column, at, _ in whole}
    keys = ("id", "change_id", "deed_id")
    for number, ((table, column), at) in enumerate(newest.items()):
        if column in keys or (table, column) == ("deeds", "undoes"):
            continue
        folder = database.path.parent / f"copy-{number}"
        folder.mkdir()
        copy = copied(database.path, folder)
        new = OTHER.get(column) or (f"{column} + 1" if column in NUMBERS else f"{column} || 'x'")
        key = "change_id" if table == "seals" else "id"
        tamper(copy, f"UPDATE {table} SET {column} = {new} WHERE {key} = {at}")
        assert broken_at(copy) is not None, (table, column, at)


FIELDS = ("seen", "agreed", "coach", "date", "kind", "person_id", "note", "value", "name", "code")


@pytest.mark.parametrize("who", ["both", "forgotten"])
def test_every_altered_field_of_a_row_is_found(who: str, request: pytest.FixtureRequest) -> None:
    database = request.getfixturevalue(who)
    with reading(database) as db:
        rows = db.execute(
            "SELECT changes.id, key FROM changes, json_each(after) WHERE value IS NOT NULL "
            "AND changes.id > (SELECT max(id) - 12 FROM changes) ORDER BY changes.id, key"
        ).fetchall()
    assert {key for _, key in rows} & set(FIELDS)
    with contextlib.closing(other_program(database.path)) as db:
        guard = db.execute("SELECT sql FROM sqlite_master WHERE name = 'changes_update_kept'")
        (sql,) = guard.fetchone()
        db.execute("DROP TRIGGER changes_update_kept")
        for at, key in rows:
            db.execute("SAVEPOINT one")
            db.execute(
                f"UPDATE changes SET after = json_set(after, '$.{key}', 'else') WHERE id = {at}"
            )
            assert look_along(db).broken_at == at, (at, key)
            db.execute("ROLLBACK TO one")
            db.execute("RELEASE one")
        db.execute(sql)


@pytest.mark.parametrize(
    "statement",
    [
        # To call a text erased that nobody forgot, with a digest that fits.
        "INSERT INTO erased (change_id, field, digest, deed_id) SELECT max(id), 'why', "
        "lower(hex(randomblob(32))), "
        "(SELECT deed_id FROM forgetting) FROM changes",
        "UPDATE erased SET digest = lower(hex(randomblob(32)))",
        "DELETE FROM erased WHERE field = 'texts'",
        "UPDATE forgetting SET stands = 'Ana López'",
        "UPDATE people SET forgotten_on = '2026-01-01' WHERE id = 2",
        "UPDATE people SET forgotten_on = NULL WHERE id = 1",
        "INSERT INTO person_salts (person_id, salt) VALUES (1, randomblob(32))",
        "DELETE FROM person_salts WHERE person_id = 2",
    ],
)
def test_what_was_erased_cannot_be_altered_unseen(forgotten: DatabaseFile, statement: str) -> None:
    tamper(forgotten, statement)
    told = "by another program; see them"  # that a row was changed is no more than a remark
    found = [finding for finding in examine(forgotten).findings if told not in finding]
    assert found, statement


def test_erased_texts_are_words_in_the_history(forgotten: DatabaseFile) -> None:
    with reading(forgotten) as db:
        seen = db.execute(
            "SELECT after ->> 'seen' FROM changes WHERE table_name = 'sessions' AND kind = 'insert'"
        ).fetchall()
        names = db.execute(
            "SELECT DISTINCT after ->> 'name' FROM changes WHERE table_name = 'people' AND "
            "record_id = 1"
        ).fetchall()
    assert seen == [("[forgotten]",), (f"{SEEN} 2",)]
    assert names == [("Former agent 1",)]
