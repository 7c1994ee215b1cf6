"""Teams in teams by commands: the plan as a document, people, the page of a team."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY, other_program, record_weekly

TREE = """
[[team]]
name = "Company"
starts_on = 2024-01-01

[[team]]
name = "Site"
starts_on = 2024-01-01
under = "Company"

[[team]]
name = "North"
under = [
    {team = "Site", starts_on = 2026-06-01, ends_on = 2026-08-01},
    {team = "Company", starts_on = 2026-09-01},
]
"""


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)):
        yield database.path


def load(kpitui: Command, text: str, path: Path) -> list[str]:
    path.write_text(text, "utf-8")
    return kpitui("plan", "load", path).out.splitlines()


@pytest.fixture
def tree(db: Path, kpitui: Command, tmp_path: Path) -> DatabaseFile:
    load(kpitui, TREE, tmp_path / "tree.toml")
    return open_file(db)


def test_what_is_shown_is_loaded_and_shown_again(
    kpitui: Command, tree: DatabaseFile, tmp_path: Path
) -> None:
    text = kpitui("plan", "show").out
    assert '{ starts_on = 2026-06-01, ends_on = 2026-08-01, team = "Site" },' in text
    assert '{ starts_on = 2024-01-01, team = "Company" },' in text
    assert load(kpitui, TREE, tmp_path / "again.toml") == []
    assert load(kpitui, text, tmp_path / "again.toml") == []
    other = tmp_path / "other.db"
    kpitui("init", "--db", other)
    kpitui("plan", "load", "--db", other, tmp_path / "again.toml")
    assert kpitui("plan", "show", "--db", other).out == text


def test_a_new_team_that_says_no_day_is_told_to_be_under_another_from_today(
    kpitui: Command, tree: DatabaseFile, tmp_path: Path
) -> None:
    dated = '[[team]]\nname = "West"\nstarts_on = 2025-01-01\nunder = "Site"\n'
    assert load(kpitui, dated, tmp_path / "west.toml") == ["added team West"]
    undated = '[[team]]\nname = "East"\nunder = "Site"\n'
    said = ["added team East", "changed team East: under from 2026-11-23 on"]
    assert load(kpitui, undated, tmp_path / "east.toml") == said
    with reading(tree) as db:
        held = rows(db, "SELECT * FROM team_parents ORDER BY id DESC LIMIT 2")
    assert [one["starts_on"] for one in held] == [TODAY.isoformat(), "2025-01-01"]


def test_a_place_that_ends_or_begins_is_loaded_and_told(
    kpitui: Command, tree: DatabaseFile, tmp_path: Path
) -> None:
    text = '[[team]]\nname = "South"\nunder = "Site"\n'
    said = ["changed team South: under from 2026-11-23 on"]
    assert load(kpitui, text, tmp_path / "south.toml") == said
    with reading(tree) as db:
        held = rows(db, "SELECT * FROM team_parents WHERE team_id = 2")
    assert [one["starts_on"] for one in held] == [TODAY.isoformat()]
    text = text.replace('"Site"', '{team = "Site", ends_on = 2026-12-01}')
    assert load(kpitui, text, tmp_path / "south.toml") == ["changed team South: under"]
    with reading(tree) as db:
        held = rows(db, "SELECT * FROM team_parents WHERE team_id = 2")
    assert [(one["starts_on"], one["ends_on"]) for one in held] == [("2026-11-23", "2026-12-01")]


def test_a_circle_in_a_document_is_refused_with_its_line(
    kpitui: Command, tree: DatabaseFile, tmp_path: Path
) -> None:
    path = tmp_path / "circle.toml"
    path.write_text('[[team]]\nname = "Company"\nunder = "North"\n', "utf-8")
    answer = kpitui("plan", "load", path)
    check_one_sentence(answer, 4, "line 1,", "Company is under North, North under Company")


def test_the_difference_of_two_days_tells_where_teams_went(
    kpitui: Command, tree: DatabaseFile
) -> None:
    said = kpitui("plan", "diff", "2026-05-01", "2026-07-01").out.splitlines()
    assert "teams changed: North: under - → Site" in said
    assert "teams" not in kpitui("plan", "diff", "2026-10-01", "2026-11-01").out


def test_people_are_listed_with_the_path_of_their_team(kpitui: Command, tree: DatabaseFile) -> None:
    assert "Ana López  ana  Company › North  Advisor  since" in kpitui("people", "list").out
    then = kpitui("people", "list", "--as-of", "2026-07-01", "--json").data
    assert [one["team_path"] for one in then] == [["South"], ["Company", "Site", "North"]]


def test_a_team_shows_the_teams_below_it_and_deep_their_people(
    kpitui: Command, tree: DatabaseFile
) -> None:
    alone = kpitui("team", "Company")
    assert alone.out.splitlines() == ["2 teams below: North, Site; 1 person in all"]
    deep = kpitui("team", "Company", "--deep").out.splitlines()
    assert deep[0].startswith("North: Ana López  ")
    answer = kpitui("team", "company", "north", "--json").data
    assert (answer["team"], answer["path"]) == ("North", ["Company", "North"])
    assert [one["team"] for one in answer["people"]] == ["North"]
    check_one_sentence(kpitui("team", "Company", "--deep", "--day"), 2, "leave out --deep")


def bring(kpitui: Command, path: Path, text: str) -> list[str]:
    path.write_text(text, "utf-8")
    answer = kpitui("people", "import", path)
    return answer.out.splitlines() or answer.err.splitlines()


def under(database: DatabaseFile) -> list[tuple[str, str, str]]:
    with reading(database) as db:
        found = rows(
            db,
            "SELECT own.name AS own, above.name AS above, team_parents.starts_on FROM team_parents "
            "JOIN teams AS own ON own.id = team_id JOIN teams AS above ON above.id = parent_id "
            "WHERE team_parents.ends_on IS NULL ORDER BY own.name",
        )
    return [(one["own"], one["above"], one["starts_on"]) for one in found]


def test_a_list_of_people_says_what_teams_are_part_of(
    kpitui: Command, database: DatabaseFile, db: Path, tmp_path: Path
) -> None:
    text = (
        "Name,Site,Team,Department\n"
        "Zoe,Leeds,Early,Service\nYan,Leeds,Late,Sales\nXia,York,Night,Care\n"
        "Wim,Leeds,Day,Service\nAna López,Leeds,North,Service\nVal,York,,Care\n"
    )
    done = bring(kpitui, tmp_path / "p.csv", text)
    assert "put Early under Service" in done
    assert "put Service under Leeds" in done
    assert under(database) == [
        ("Care", "York", "1970-01-01"), ("Day", "Service", "1970-01-01"),
        ("Early", "Service", "1970-01-01"), ("Late", "Sales", "1970-01-01"),
        ("Night", "Care", "1970-01-01"), ("North", "Service", TODAY.isoformat()),
        ("Sales", "Leeds", "1970-01-01"), ("Service", "Leeds", "1970-01-01"),
    ]  # fmt: skip
    assert "Val  Care" in kpitui("people", "list").out.replace("York › ", "")
    assert bring(kpitui, tmp_path / "p.csv", text) == ["nothing to change"]


def test_what_the_columns_do_not_tell_is_asked_for(
    kpitui: Command, database: DatabaseFile, db: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    text = "Name,Team,Site,Department\nZoe,Early,Leeds,Service\n"
    (said,) = bring(kpitui, path, text)
    assert "which of the columns Site and Department is part of the other cannot be told" in said
    text = "Name,Team,Site\nZoe,Early,Leeds\nYan,Early,York\n"
    (said,) = bring(kpitui, path, text)
    assert "line 3: Early is part of York here and of Leeds in another line" in said
    assert under(database) == []
    text = "Name,Department\nZoe,Service\n"
    assert bring(kpitui, path, text) == ["added Zoe"]
    assert under(database) == []


def test_people_go_out_with_the_teams_above_and_come_in_again(
    kpitui: Command, tree: DatabaseFile, tmp_path: Path
) -> None:
    out = kpitui("export", "people").out
    assert out.splitlines()[:2] == [
        "name,code,team,role,starts_on,ends_on,hours,under",
        "Ana López,ana,North,Advisor,2024-01-01,,,Company",
    ]
    assert bring(kpitui, tmp_path / "p.csv", out) == ["nothing to change"]
    other = tmp_path / "other.db"
    kpitui("init", "--db", other)
    kpitui("people", "import", "--db", other, tmp_path / "p.csv")
    assert kpitui("export", "people", "--db", other).out == out


def circle(path: Path) -> None:
    """North under South, South under North, as another program writes it."""
    with contextlib.closing(other_program(path)) as connection:
        connection.execute(
            "INSERT INTO team_parents (team_id, parent_id, starts_on) "
            "VALUES (1, 2, '2026-06-01'), (2, 1, '2026-06-01')"
        )


def test_a_circle_of_another_program_is_told_and_nothing_goes_on_for_ever(
    kpitui: Command, database: DatabaseFile, db: Path
) -> None:
    record_weekly(database, 1, [80.0 + week % 3 for week in range(20)], date(2026, 11, 20),
        person_id=1)  # fmt: skip
    record_weekly(database, 1, [70.0 + week % 3 for week in range(20)], date(2026, 11, 20),
        team_id=2)  # fmt: skip
    circle(db)
    said = kpitui("doctor").out
    assert (
        "teams are in a circle from 2026-06-01 on: North is under South, South under North" in said
    )
    assert "D506" in kpitui("check").out
    for command in (
        ("people", "list"), ("team", "north", "--deep"), ("board", "--team", "north"),
        ("chart", "csat", "--team", "south"), ("differ", "csat"),
        ("differ", "csat", "--team", "north"),
        ("due", "--team", "north"), ("plan", "show"), ("export", "people"), ("status",),
        ("report", "--month", "2026-10"), ("person", "ana"),
        ("history",),
    ):  # fmt: skip
        assert kpitui(*command).code in (0, 1), command
    with contextlib.closing(other_program(db)) as connection:
        found = connection.execute("SELECT count(*) FROM v_status_by_month").fetchone()
    assert found[0] > 0
