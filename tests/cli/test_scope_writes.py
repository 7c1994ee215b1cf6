"""What an account for some teams writes counts for everyone: sums, ids and the history are those of
the whole file, of which it sees a part.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import time_machine

from kpitui.cli.context import account_name
from kpitui.storage.driver import sqlite3
from kpitui.storage.summaries import wrong_summaries
from tests.cli.conftest import Answer
from tests.scope_asked import ask
from tests.scope_world import DAY, SAMPLE

_ACCOUNTS = """
INSERT INTO accounts (name, role) VALUES ('lee', 'leader'), ('{me}', 'supervisor');
INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id FROM accounts, teams
    WHERE accounts.name = '{me}' AND teams.name = 'Orders';
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The sample, of which who asks supervises one team."""
    path = tmp_path / "kpi.db"
    shutil.copy(SAMPLE, path)
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_ACCOUNTS.format(me=account_name()))
    monkeypatch.setenv("KPITUI_DB", str(path))
    with time_machine.travel(DAY, tick=True):
        yield path


def done(*words: str | Path) -> Answer:
    """The answer of what must go through."""
    said = ask(*words)
    assert said.code == 0, said
    return said


def require_sound(path: Path) -> None:
    """The sums are those of the readings, and the history holds."""
    with closing(sqlite3.connect(path)) as db:
        assert wrong_summaries(db) == 0
    said = ask("doctor").out
    assert "day summaries differ" not in said
    assert "the history was altered" not in said


def test_an_import_and_its_undo_leave_the_sums_of_everyone_right(
    path: Path, tmp_path: Path
) -> None:
    file, again = tmp_path / "readings.csv", tmp_path / "again.csv"
    lines = [f"aht,Helen Marsh,2026-11-{day:02},{280 + day}" for day in range(2, 7)]
    lines += [f"aht,Priya Nair,2026-11-{day:02},{290 + day}" for day in range(2, 7)]
    file.write_text("\n".join(("metric,person,date,value", *lines)), "utf-8")
    again.write_text("\n".join(("metric,person,date,value", *lines)).replace(",28", ",31"), "utf-8")
    assert "10 added" in done("import", file).out
    require_sound(path)
    assert "5 corrected" in done("import", again, "--update").out
    require_sound(path)
    done("undo")
    done("undo")
    require_sound(path)
    done("redo")
    require_sound(path)


def test_single_readings_sessions_and_absences_are_kept_corrected_and_undone(path: Path) -> None:
    for words in (
        ("log", "csat 92 helen 2026-11-18"), ("log", "--replace", "csat 93 helen 2026-11-18"),
        ("undo",), ("redo",), ("coach", 'helen training "listens" !"slow down"'), ("undo",),
        ("away", "helen until 14 dec"), ("away", "helen back 10 dec"), ("undo",),
        ("event", 'csat "new menu" orders'), ("event", 'csat "back" helen'), ("undo",),
    ):  # fmt: skip
        done(*words)
        require_sound(path)


def test_ids_of_rows_are_never_those_of_rows_that_are_not_seen(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "INSERT INTO sessions (coach, person_id, date, kind) SELECT 'x', max(person_id), "
            "'2026-11-18', 'training' FROM memberships WHERE team_id = 2"
        )
        db.execute("DELETE FROM sessions WHERE id = (SELECT max(id) FROM sessions)")
        db.commit()
        newest = db.execute("SELECT max(record_id) FROM changes WHERE table_name = 'sessions'")
        (gone,) = newest.fetchone()
    done("coach", 'helen training "listens"')
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT max(id) FROM sessions").fetchone()[0] > gone
