"""People from a file, by command."""

from pathlib import Path

import pytest

from kpitui.views import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence, kpitui

__all__ = ["kpitui"]

PEOPLE = """Name;Code;Team;Role;starts_on;ends_on
Ana López;ana;South;Advisor;;
"Siobhán O'Neill [red]";sio;East;Coach;2026-01-05;
陈小龙\x1b[31m;;East;;2026-02-01;2026-06-30
'=cmd();;;;;
"""


@pytest.fixture
def people_csv(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    return file


def test_a_file_brings_people_moves_them_and_twice_changes_nothing(
    kpitui: Command, database: DatabaseFile, people_csv: Path
) -> None:
    dry = kpitui("--db", database.path, "people", "import", people_csv, "--dry-run")
    assert "would have moved Ana López to South, Advisor" in dry.out
    first = kpitui("--db", database.path, "people", "import", people_csv)
    assert first.code == 0, first.err
    assert first.out.splitlines() == [
        "moved Ana López to South, Advisor",
        "added Siobhán O'Neill [red]",
        "added 陈小龙",
        "陈小龙 left on 2026-06-30",
        "added =cmd()",
    ]
    assert kpitui("--db", database.path, "people", "import", people_csv).out == "nothing to change\n"
    listed = kpitui("--db", database.path, "people", "list", "--json").data
    assert [one["name"] for one in listed] == ["=cmd()", "[red]Bo[/]", "Ana López", "Siobhán O'Neill [red]"]
    assert listed[3]["team"] == "East"
    assert kpitui("--db", database.path, "undo").out.startswith("taken back: import people")
    assert len(kpitui("--db", database.path, "people", "list", "--json").data) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,salary\nAna,1", ["no column salary"]),
        ("code\nana", ["the column name is missing"]),
        ("name,starts_on\nEve,01/02/2026", ["line 2", "two ways"]),
        ("name\nEve\n\n Ana López ,x", ["line 4", "2 cells"]),
        ("name,code\nEve,e\nAdam,E", ["Line 3", "Eve has the code E already", "nothing was imported"]),
        ("name\n" + "x" * 121, ["line 2", "120"]),
        ("", ["is empty"]),
        ("name,Name\nEve,Adam", ["column name", "twice"]),
        ("name,\nEve,x", ["column 2 has no name"]),
        ("name,code,team\nEve,e,North\nAna López,ana9,South", ["Line 3", "Ana López has the code ana, not ana9"]),
    ],
)
def test_a_bad_line_takes_nothing_and_is_one_sentence(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, text: str, words: list[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(text, encoding="utf-8")
    check_one_sentence(kpitui("--db", database.path, "people", "import", file), 4, *words)
    assert len(kpitui("--db", database.path, "people", "list", "--json").data) == 2


def test_who_is_there_is_found_by_code_first(kpitui: Command, database: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("CODE,name,TEAM\nANA,Anna Lopez-O'Neill,South\n", encoding="utf-8")
    done = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv", "--json")
    assert done.data == {"done": ["moved Ana López to South, Advisor"], "dry_run": False}


def test_moves_over_time_come_in_once(kpitui: Command, database: DatabaseFile, tmp_path: Path) -> None:
    lines = (
        "name,team,starts_on,ends_on\nEve,North,2025-01-01,\nEve,South,2026-01-01,\nEve,East,2026-06-01,2026-06-01\n"
    )
    (tmp_path / "p.csv").write_text(lines, encoding="utf-8")
    first = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv")
    assert first.out.splitlines() == [
        "added Eve",
        "moved Eve to South, no role",
        "moved Eve to East, no role",
        "Eve left on 2026-06-01",
    ]
    assert kpitui("--db", database.path, "people", "import", tmp_path / "p.csv").out == "nothing to change\n"


def test_another_encoding_is_named(kpitui: Command, database: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("name\nSiobhán\n", encoding="latin-1")
    check_one_sentence(kpitui("--db", database.path, "people", "import", tmp_path / "p.csv"), 4, "--encoding")
    done = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv", "--encoding", "latin-1")
    assert done.out == "added Siobhán\n"
