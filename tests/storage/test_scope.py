"""An account for some teams sees no row of anybody else, whatever is asked."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import time_machine
from msgspec.structs import replace

from kpitui.actions.corrections import void_reading
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.errors import Refused
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, reading, staging_area, writing
from kpitui.storage.driver import Database, sqlite3
from kpitui.storage.opening import kept_open, open_file
from kpitui.storage.readings import load_reading
from kpitui.storage.records import rows
from kpitui.storage.scope import EVERYTHING, NARROWED, Scope, scope_of
from tests.conftest import all_in_one_file
from tests.last_months import leave_out_what_is_old
from tests.once import once_a_run

SAMPLE = Path("sample_db/contact_centre.db")
TODAY = date(2026, 11, 20)
MARK = "zorvath"
"""Stands in every text that is of somebody of Aftercare; nobody else has it."""

_MARKED = """
UPDATE people SET name = 'Zorvath ' || id, name_key = 'zorvath ' || id, code = 'zorvath' || id,
    code_key = 'zorvath' || id WHERE id IN ({outside});
UPDATE readings SET note = 'zorvath' WHERE person_id IN ({outside});
UPDATE sessions SET seen = 'zorvath', agreed = 'zorvath' WHERE person_id IN ({outside});
UPDATE actions SET text = 'zorvath', who = 'zorvath'
    WHERE session_id IN (SELECT id FROM sessions WHERE person_id IN ({outside}));
UPDATE evaluations SET note = 'zorvath', reference = 'zorvath' || id
    WHERE person_id IN ({outside});
UPDATE answers SET comment = 'zorvath' WHERE id IN (SELECT answers.id FROM answers
    JOIN evaluations ON evaluations.id = evaluation_id WHERE person_id IN ({outside}) LIMIT 50);
INSERT INTO annotations (metric_id, person_id, date, text)
    SELECT 1, id, '2026-10-01', 'zorvath' FROM people WHERE id IN ({outside});
INSERT INTO absences (person_id, starts_on, ends_on, reason)
    SELECT id, '2026-10-01', '2026-10-05', 'zorvath' FROM people WHERE id IN ({outside});
INSERT INTO contacts (reference, person_id, date)
    SELECT 'zorvath' || id, id, '2026-10-01' FROM people WHERE id IN ({outside});
INSERT INTO seen_levels (person_id, metric_id, starts_on, low, seen_at, seen_by, question)
    SELECT id, 1, '2026-10-01', 1, '2026-10-02T00:00:00Z', 'x', 'zorvath' FROM people
    WHERE id IN ({outside});
INSERT INTO accounts (name, role, person_id) SELECT 'agent', 'member', min(id) FROM people
    WHERE id IN ({outside});
INSERT INTO accounts (name, role) VALUES ('lee', 'leader'), ('zoe', 'supervisor'),
    ('every', 'supervisor'), ('vic', 'viewer'), ('vera', 'viewer');
INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id FROM accounts, teams
    WHERE accounts.name IN ('zoe', 'vera') AND teams.name = 'Orders';
"""
_OUTSIDE = (
    "SELECT person_id FROM memberships GROUP BY person_id HAVING count(*) = 1 "
    "AND max(team_id) = (SELECT id FROM teams WHERE name = 'Aftercare')"
)


def make_marked(folder: Path) -> None:
    """The last months of the sample with accounts of every kind, and a mark in what is of
    Aftercare; all of it is sealed.
    """
    path = folder / "kpi.db"
    shutil.copy(SAMPLE, path)
    database = open_file(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        leave_out_what_is_old(db, days=300)  # in which Tom was of the inside team yet
        db.executescript(_MARKED.format(outside=f"SELECT person_id FROM ({_OUTSIDE})"))
    with writing(database, ChangeRecord(Actor("lee"), "seal")):
        pass
    all_in_one_file(path)


@pytest.fixture
def whole(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseFile]:
    """A copy of that, which is open."""
    made = once_a_run(tmp_path_factory, "marked", make_marked)
    path = Path(shutil.copy(made / "kpi.db", tmp_path))
    with time_machine.travel(TODAY, tick=True), kept_open(path) as database:
        yield database


def seen(whole: DatabaseFile, account: str) -> DatabaseFile:
    """The file as an account sees it."""
    return replace(whole, seen_by=account)


def tables_of(database: DatabaseFile) -> list[str]:
    """Every table and view of the file."""
    with reading(database) as db:
        found = db.execute(
            "SELECT name FROM main.sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        ).fetchall()
    return [str(name) for (name,) in found]


def where_marked(database: DatabaseFile) -> list[str]:
    """The tables and views in which the mark can be read."""
    with reading(database) as db:
        return marked_on(db, tables_of(database))


def marked_on(db: Database, tables: list[str]) -> list[str]:
    """The same of some tables, on a connection."""
    return [
        table
        for table in tables
        if any(MARK in str(value).lower() for row in rows(db, f"SELECT * FROM {table}")
               for value in row.values())
    ]  # fmt: skip


def test_who_sees_what(whole: DatabaseFile) -> None:
    with reading(whole) as db:
        assert scope_of(db, "lee") == scope_of(db, "every") == EVERYTHING
        assert scope_of(db, "zoe") == Scope(teams_only=True)
        assert scope_of(db, "vera") == Scope(teams_only=True, no_words=True)
        assert scope_of(db, "vic") == scope_of(db, "no account") == Scope(no_words=True)
        assert scope_of(db, "agent") == Scope(own_words=True)


def test_no_text_of_anybody_outside_can_be_read_in_any_table(whole: DatabaseFile) -> None:
    everywhere = where_marked(whole)
    assert {"people", "sessions", "actions", "evaluations", "changes", "v_readings"} <= {
        *everywhere
    }
    assert where_marked(seen(whole, "lee")) == where_marked(seen(whole, "every")) == everywhere
    assert where_marked(seen(whole, "zoe")) == []
    assert where_marked(seen(whole, "vera")) == []


@pytest.mark.parametrize("account", ["zoe", "vera"])
def test_who_writes_reads_no_text_of_anybody_outside_either(
    whole: DatabaseFile, account: str
) -> None:
    database, actor = seen(whole, account), Actor(account, AccessRole.SUPERVISOR)
    tables = tables_of(database)
    with writing(database, ChangeRecord(actor, "look")) as db:
        assert marked_on(db, tables) == []
    with staging_area(database) as db:
        assert marked_on(db, tables) == []


def test_what_is_written_names_the_table_and_no_view_before_it() -> None:
    narrowed = "|".join(NARROWED)
    unnamed = re.compile(rf"(INTO|UPDATE|DELETE FROM) ({narrowed}|\{{table\}})\b")
    only_for_leaders = {"forgetting.py", "shift_dates.py", "backup.py"}
    found = [
        f"{path}: {one.group()}"
        for path in Path("kpitui").rglob("*.py")
        if path.name not in only_for_leaders and "migrations" not in path.parts
        for one in unnamed.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_viewer_sees_figures_and_no_words(whole: DatabaseFile) -> None:
    with reading(seen(whole, "vic")) as db:
        assert db.execute("SELECT count(*) FROM people").fetchone()[0] == 24
        assert db.execute("SELECT count(*) FROM readings").fetchone()[0] > 3_000
        for table in ("sessions", "actions", "session_metrics", "disputes", "seen_levels"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
        for table, text in (("readings", "note"), ("evaluations", "note"), ("answers", "comment")):
            assert not db.execute(f"SELECT 1 FROM {table} WHERE {text} <> ''").fetchone(), table
        history = "SELECT 1 FROM changes WHERE after LIKE '%' || ? || '%'"
        assert not db.execute(history, ["agreed"]).fetchone()


def test_figures_of_a_team_are_whole_for_its_supervisor(whole: DatabaseFile) -> None:
    own = "SELECT count(*), total(value) FROM readings WHERE team_id = 1"
    other = "SELECT count(*) FROM readings WHERE team_id = 2"
    by_team = "SELECT count(*), total(total) FROM day_summaries"
    with reading(whole) as all_, reading(seen(whole, "zoe")) as one:
        assert one.execute(own).fetchone() == all_.execute(own).fetchone()
        assert one.execute(by_team).fetchone() == all_.execute(by_team).fetchone()
        assert one.execute(other).fetchone()[0] < all_.execute(other).fetchone()[0]


def test_teams_below_are_within_and_a_change_of_scope_holds_at_once(whole: DatabaseFile) -> None:
    def people() -> int:
        with reading(seen(whole, "zoe")) as db:
            return int(db.execute("SELECT count(*) FROM people").fetchone()[0])

    assert people() == 8
    change = ChangeRecord(Actor("lee"), "put under")
    with writing(whole, change) as db:
        db.execute(
            "INSERT INTO team_parents (team_id, parent_id, starts_on) VALUES (2, 1, '2026-11-01')"
        )
    assert people() == 16
    with writing(whole, ChangeRecord(Actor("lee"), "widen")) as db:
        db.execute("DELETE FROM account_teams")
    assert people() == 24


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO main.readings (metric_id, person_id, team_id, date, value) "
        "VALUES (1, {person}, 1, '2026-11-02', 3)",
        "INSERT INTO main.readings (metric_id, team_id, date, value) "
        "VALUES (1, 2, '2026-11-02', 3)",
        "INSERT INTO main.readings (metric_id, date, value) VALUES (1, '2026-11-02', 3)",
        "UPDATE main.readings SET note = 'x' WHERE person_id = {person}",
        "UPDATE main.readings SET person_id = {person} WHERE id = (SELECT max(id) FROM readings "
        "WHERE team_id = 1)",
        "INSERT INTO main.sessions (coach, person_id, date, kind) "
        "VALUES ('zoe', {person}, '2026-11-02', 'training')",
        "UPDATE main.sessions SET agreed = 'x' WHERE person_id = {person}",
        "UPDATE main.actions SET done_on = '2026-11-02' WHERE text = 'zorvath'",
        "UPDATE main.evaluations SET note = 'x' WHERE person_id = {person}",
        "UPDATE main.answers SET comment = 'x' WHERE comment = 'zorvath'",
        "INSERT INTO main.annotations (metric_id, person_id, date, text) "
        "VALUES (1, {person}, '2026-11-02', 'x')",
        "UPDATE main.seen_levels SET question = 'x' WHERE person_id = {person}",
        "INSERT INTO main.absences (person_id, starts_on) VALUES ({person}, '2026-11-02')",
    ],
)  # fmt: skip
def test_what_is_of_somebody_outside_is_not_written(whole: DatabaseFile, sql: str) -> None:
    with reading(whole) as db:
        (person,) = db.execute(
            f"SELECT max(person_id) FROM sessions WHERE person_id IN "
            f"(SELECT person_id FROM ({_OUTSIDE}))"
        ).fetchone()
        before = db.execute("SELECT count(*), max(id) FROM changes").fetchone()
    zoe = Actor("zoe", AccessRole.SUPERVISOR, Channel.CLI)
    with (
        pytest.raises(Refused, match="not in your teams, or of another team; ask a leader"),
        writing(seen(whole, "zoe"), ChangeRecord(zoe, "record")) as db,
    ):
        db.execute(sql.format(person=person))
    with reading(whole) as db:
        assert db.execute("SELECT count(*), max(id) FROM changes").fetchone() == before
    with writing(whole, ChangeRecord(Actor("lee"), "record")) as db:
        db.execute(sql.format(person=person))


def test_a_row_of_someone_who_went_to_another_team_is_refused_as_theirs(
    whole: DatabaseFile,
) -> None:
    zoe = Actor("zoe", AccessRole.SUPERVISOR, Channel.CLI)
    with reading(whole) as db:
        (number,) = db.execute(
            "SELECT max(readings.id) FROM readings JOIN people ON people.id = person_id "
            "WHERE people.name = 'Tom Whitfield' AND team_id = 1 AND state = 'kept'"
        ).fetchone()
        (other,) = db.execute(
            f"SELECT max(id) FROM readings WHERE person_id IN (SELECT person_id FROM ({_OUTSIDE}))"
        ).fetchone()
        of_tom, of_other = load_reading(db, number), load_reading(db, other)
    assert of_tom is not None
    assert of_other is not None
    with pytest.raises(Refused, match="not in your teams, or of another team; ask a leader"):
        void_reading(seen(whole, "zoe"), zoe, of_tom, today=TODAY)
    not_there = replace(of_tom, id=10**9)
    for recorded_reading in (of_other, not_there):
        with pytest.raises(Refused, match="was removed from the file, or is outside your teams"):
            void_reading(seen(whole, "zoe"), zoe, recorded_reading, today=TODAY)


def test_what_is_of_their_own_team_is_written(whole: DatabaseFile) -> None:
    zoe = Actor("zoe", AccessRole.SUPERVISOR, Channel.CLI)
    with writing(seen(whole, "zoe"), ChangeRecord(zoe, "record")) as db:
        (person,) = db.execute(
            "SELECT person_id FROM memberships WHERE team_id = 1 AND ends_on IS NULL LIMIT 1"
        ).fetchone()
        db.execute(
            "INSERT INTO main.readings (metric_id, person_id, team_id, date, value) "
            "VALUES (1, ?, 1, '2026-11-02', 3)", [person],
        )  # fmt: skip
        db.execute("INSERT INTO main.readings (metric_id, team_id, date, value) "
                   "VALUES (1, 1, '2026-11-02', 3)")  # fmt: skip
        db.execute("INSERT INTO main.sessions (coach, person_id, date, kind) "
                   "VALUES ('zoe', ?, '2026-11-02', 'training')", [person])  # fmt: skip
