"""The history of a file from before schema 19 is sealed again when it is brought up to date."""

import contextlib
import hashlib
import json
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.views.doctor import examine
from tests.conftest import other_program
from tests.storage.test_migrations import make_old

SEALED = """
SELECT changes.id, changes.deed_id, changes.at, changes.table_name, changes.record_id, changes.kind,
    changes.before, changes.after, deeds.uuid, deeds.at, deeds.by, deeds.way, deeds.action,
    deeds.why, deeds.undoes FROM changes LEFT JOIN deeds ON deeds.id = changes.deed_id
ORDER BY changes.id
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of schema 18 with a change by Lee, and a history that is sealed as it was then."""
    path = tmp_path / "old.db"
    make_old(path, 18)
    with contextlib.closing(other_program(path)) as db:
        db.execute("INSERT INTO current_deed VALUES (1, 1, 0)")
        db.execute("UPDATE people SET code = 'ana', code_key = 'ana', version = 2")
        db.execute("DELETE FROM current_deed")
        head = ""
        for row in db.execute(SEALED).fetchall():
            head = hashlib.sha256(json.dumps([head, *row]).encode()).hexdigest()
            db.execute("INSERT INTO seals VALUES (?, ?, ?)", [row[0], head, int(row[1] is None)])
    return path


def heads(database: DatabaseFile) -> list[dict[str, object]]:
    with reading(database) as db:
        return rows(db, "SELECT rows, old_head, new_head, broken_at FROM sealed_again")


def test_the_old_and_the_new_head_are_kept(old: Path) -> None:
    with contextlib.closing(other_program(old)) as db:
        before = db.execute("SELECT hash, outside FROM seals ORDER BY change_id").fetchall()
    database = open_file(old)
    (kept,) = heads(database)
    assert (kept["rows"], kept["old_head"], kept["broken_at"]) == (len(before), before[-1][0], None)
    found = examine(database)
    assert found.seal == kept["new_head"]
    assert f"old seal {before[-1][0][:16]}, new seal {found.seal[:16]}" in found.notes[-1]
    assert all("by another program" in finding for finding in found.findings)
    with reading(database) as db:
        again = db.execute("SELECT outside FROM seals ORDER BY change_id").fetchall()
    assert again == [(outside,) for _, outside in before]


def test_what_was_altered_before_is_still_told(old: Path) -> None:
    with contextlib.closing(other_program(old)) as db:
        (guard,) = db.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'changes_update_kept'"
        ).fetchone()
        db.execute("DROP TRIGGER changes_update_kept")
        db.execute("UPDATE changes SET after = replace(after, 'Ana', 'Eva') WHERE id = 2")
        db.execute(guard)
    database = open_file(old)
    assert heads(database)[0]["broken_at"] == 2
    assert any(
        "its old seal broke at change 2" in finding for finding in examine(database).findings
    )
