"""People from a file, by command."""

from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
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
    assert (
        kpitui("--db", database.path, "people", "import", people_csv).out == "nothing to change\n"
    )
    listed = kpitui("--db", database.path, "people", "list", "--json").data
    assert [one["name"] for one in listed] == [
        "=cmd()",
        "[red]Bo[/]",
        "Ana López",
        "Siobhán O'Neill [red]",
    ]
    assert listed[3]["team"] == "East"
    assert kpitui("--db", database.path, "undo").out.startswith("undone: import people")
    assert len(kpitui("--db", database.path, "people", "list", "--json").data) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code\nana", ["the column name is missing"]),
        ("name,starts_on\nEve,01/02/2026", ["line 2", "two ways"]),
        ("name\nEve\n\n Ana López ,x", ["line 4", "2 cells"]),
        (
            "name,code\nEve,e\nAdam,E",
            ["Line 3", "Eve has the code E already", "Nothing was saved"],
        ),
        ("name\n" + "x" * 121, ["line 2", "120"]),
        ("", ["is empty"]),
        ("name,Name\nEve,Adam", ["name and Name both say the name"]),
        (
            "name,code,team\nEve,ana,North\nAna López,ana9,South",
            ["Line 2", "ana is the code of Ana López, who is in this file too"],
        ),
        (
            "name,code\nJohn Smith,7\nJohn Smith,8",
            ["Line 3: two people of this file are called John Smith, 7 and 8; make their names"],
        ),
        (
            "name,start\nEve,soon\nAdam,2026-01-01\n,2026-01-01\nUma,2026-13-01",
            ["line 2: “soon” is not", "; line 4: the name is empty; line 5: ", "Nothing was"],
        ),
        (
            "name,start\n" + "Eve,soon\n" * 7,
            ["line 6: “soon” is not", "; and 2 more lines.", "Nothing was saved"],
        ),
        (
            "name,start\nEve,01/02/2026\nAdam,03/04/2026",
            ["people.csv, line 2: 01/02/2026 can be read in two ways", "Nothing was saved"],
        ),
    ],
)
def test_a_bad_line_takes_nothing_and_is_one_sentence(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, text: str, words: list[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(text, encoding="utf-8")
    check_one_sentence(kpitui("--db", database.path, "people", "import", file), 4, *words)
    assert len(kpitui("--db", database.path, "people", "list", "--json").data) == 2


def test_who_is_there_is_found_by_code_first(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text(
        "CODE,name,TEAM\nANA,Anna Lopez-O'Neill,South\n", encoding="utf-8"
    )
    done = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv", "--json")
    assert done.data["done"] == [
        "renamed Ana López to Anna Lopez-O'Neill",
        "moved Anna Lopez-O'Neill to South, Advisor",
    ]
    assert done.data["dry_run"] is False


@pytest.mark.parametrize(
    "heading", ["Personnel No", "Payroll No", "Staff No", "Employee No.", "Emp ID"]
)
def test_the_number_of_an_employer_is_a_code(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, heading: str
) -> None:
    (tmp_path / "p.csv").write_text(f"{heading},Name\n1041,Uma Oak\n", encoding="utf-8")
    done = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv")
    assert (done.code, "Left out" in done.err) == (0, False)
    (tmp_path / "q.csv").write_text("Code,Name\n1041,Una Oak\n", encoding="utf-8")
    done = kpitui("--db", database.path, "people", "import", tmp_path / "q.csv")
    assert "renamed Uma Oak to Una Oak" in done.out


def test_who_has_not_left_yet_leaves(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text(
        "name,left on\nAna López,2099-12-31\nUma Oak,2026-11-01\n", encoding="utf-8"
    )
    done = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv").out.splitlines()
    assert "Ana López leaves on 2099-12-31" in done
    assert "Uma Oak left on 2026-11-01" in done


def test_moves_over_time_come_in_once(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    lines = "name,team,starts_on,ends_on\nEve,North,2025-01-01,\nEve,South,2026-01-01,\nEve,East,2026-06-01,2026-06-01\n"  # noqa: E501
    (tmp_path / "p.csv").write_text(lines, encoding="utf-8")
    first = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv")
    assert first.out.splitlines() == [
        "added Eve",
        "moved Eve to South, no role",
        "moved Eve to East, no role",
        "Eve left on 2026-06-01",
    ]
    assert (
        kpitui("--db", database.path, "people", "import", tmp_path / "p.csv").out
        == "nothing to change\n"
    )


def test_another_encoding_is_named(kpitui: Command, database: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("name\n山田 太郎\n", encoding="shift_jis")
    check_one_sentence(
        kpitui("--db", database.path, "people", "import", tmp_path / "p.csv"), 4, "--encoding"
    )
    done = kpitui(
        "--db", database.path, "people", "import", tmp_path / "p.csv", "--encoding", "shift_jis"
    )
    assert done.out == "added 山田 太郎\n"


def test_a_later_file_puts_names_codes_and_starts_right(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    """Somebody of whom no start is known was always here, so that history can come in."""

    def bring(text: str, *more: str) -> list[str]:
        (tmp_path / "p.csv").write_text(text, encoding="utf-8")
        file = tmp_path / "p.csv"
        done = kpitui("--db", database.path, "people", "import", file, "--json", *more)
        assert done.code == 0, done.err
        return list(done.data["done"])

    assert bring("name,team\nDee Fox,North") == ["added Dee Fox"]
    (tmp_path / "r.csv").write_text("metric,person,date,value\ncsat,Dee Fox,2026-01-10,70\n")
    assert kpitui("--db", database.path, "import", tmp_path / "r.csv").code == 0
    assert bring("name,code,team,starts_on\nDee Fox,d1,North,2025-01-01") == [
        "Dee Fox has the code d1",
        "Dee Fox is here since 2025-01-01, was always",
    ]
    assert bring("name,code\nDee Fox,d2", "--new-codes") == ["Dee Fox has the code d2, was d1"]
    assert bring("name,code,starts_on\nDee Foxx,d2,2024-06-01") == [
        "renamed Dee Fox to Dee Foxx",
        "Dee Foxx is here since 2024-06-01, was 2025-01-01",
    ]
    listed = kpitui("--db", database.path, "people", "list", "--json").data
    assert [one for one in listed if one["name"] == "Dee Foxx"] == [
        {
            "name": "Dee Foxx", "code": "d2", "team": "North", "team_path": ["North"], "role": None,
            "since": "2024-06-01", "left_on": None, "forgotten_on": None, "hours": None,
            "away": False, "away_until": None,
        }
    ]  # fmt: skip
    (tmp_path / "p.csv").write_text("name,starts_on\nDee Foxx,2026-01-11\n", encoding="utf-8")
    refused = kpitui("--db", database.path, "people", "import", tmp_path / "p.csv")
    check_one_sentence(refused, 4, "Line 2", "a reading on 2026-01-10")


def test_a_role_that_readings_did_not_tell_was_theirs_all_along(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    """Readings first and the list of people later says the same as the other way round."""
    readings, people = tmp_path / "r.csv", tmp_path / "p.csv"
    readings.write_text(
        "metric,person,team,date,value\ncsat,Dee Fox,North,2026-01-10,70\n", "utf-8"
    )
    assert kpitui("--db", database.path, "import", readings, "--create").code == 0
    people.write_text("name,team,role,starts_on\nDee Fox,North,Advisor,2025-01-01\n", "utf-8")
    done = kpitui("--db", database.path, "people", "import", people)
    assert done.out.splitlines() == [
        "Dee Fox is here since 2025-01-01, was always",
        "moved Dee Fox to North, Advisor",
    ]

    def listed() -> tuple[str, str]:
        found = kpitui("--db", database.path, "people", "list", "--json").data
        return next((one["since"], one["role"]) for one in found if one["name"] == "Dee Fox")

    assert listed() == ("2026-01-10", "Advisor")
    people.write_text("name,team,role,starts_on\nDee Fox,North,Lead,2025-01-01\n", "utf-8")
    assert kpitui("--db", database.path, "people", "import", people).code == 0
    since, role = listed()
    assert (since > "2026-01-10", role) == (True, "Lead"), "another role is a move of today"


def test_days_with_dots_have_the_day_first(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    file = tmp_path / "p.csv"
    file.write_text("name,starts_on,ends_on\nEve,01.02.2026,05.03.2026\n", "utf-8")
    done = kpitui("--db", database.path, "people", "import", file)
    assert done.out.splitlines() == ["added Eve", "Eve left on 2026-03-05"]
    assert ",2026-02-01,2026-03-05" in kpitui("--db", database.path, "export", "people").out


def test_people_are_listed_in_the_order_in_which_one_looks_for_them(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text(
        "name,team\nIngrid,North\nИнгрид,North\nÉlodie,North\nDmitri,North\n", encoding="utf-8"
    )
    assert kpitui("--db", database.path, "people", "import", tmp_path / "p.csv").code == 0
    listed = kpitui("--db", database.path, "people", "list", "--json").data
    names = ["Ana López", "Dmitri", "Élodie", "Ingrid", "Ингрид"]
    assert [one["name"] for one in listed if one["name"] != "[red]Bo[/]"] == names
    of_team = kpitui("--db", database.path, "team", "North", "--json").data["people"]
    assert [one["person"] for one in of_team] == names


def test_a_known_name_with_another_code_is_asked_about(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    """Who is new and is called the same does not take over what is another's."""
    file = tmp_path / "p.csv"
    file.write_text("name,code,team\nDee Fox,dee,North\n", encoding="utf-8")
    bring = ("--db", database.path, "people", "import", file)
    assert kpitui(*bring).code == 0
    file.write_text("name,code,team\nDee Fox,dee2,South\n", encoding="utf-8")
    for more in ((), ("--dry-run",)):
        check_one_sentence(
            kpitui(*bring, *more), 4, "Dee Fox has the code dee, and in line 2 dee2", "--new-codes",
            "Nothing was saved",
        )  # fmt: skip
    assert "Dee Fox has the code dee2, was dee" in kpitui(*bring, "--new-codes").out


def test_hours_of_an_earlier_day_hold_from_today_and_that_is_told(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    for hours, day in ((30, "2026-02-02"), (20, "2025-06-02")):
        file.write_text(f"name,hours,starts_on\nAna López,{hours},{day}\n", "utf-8")
        said = kpitui("--db", database.path, "people", "import", file).out
    assert "Ana López works 20 hours a week, from 20" in said
    assert " on: 2025-06-02 is not after the change of 2026-02-02" in said
