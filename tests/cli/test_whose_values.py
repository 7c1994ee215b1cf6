"""Whose the values of a file are: people of one name, nobody, and teams that are of the calls."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command

Found = set[tuple[Any, ...]]


@pytest.fixture
def file(kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a file beside a new database."""
    monkeypatch.setenv("KPITUI_DB", str(tmp_path / "new.db"))
    assert kpitui("init").code == 0
    return tmp_path / "in.csv"


def found(kpitui: Command, *fields: str) -> Found:
    kept = kpitui("export", "readings", "--format", "json").data
    return {tuple(one[field] for field in fields) for one in kept}


NOBODY = "Date,Agent,Calls\n2026-11-02,Ana,41\n2026-11-02,Ben,39\n2026-11-02,,7\n"


def test_a_line_of_nobody_is_no_figure_of_the_organisation(kpitui: Command, file: Path) -> None:
    file.write_text(NOBODY, "utf-8")
    asked = kpitui("import", file, "--create", "--json")
    assert asked.code == 4
    (question,) = asked.data["questions"]
    assert (question["asked"], question["default"]) == ("no-person", "skip")
    assert asked.data["said"] == []
    told = kpitui("import", file, "--create", "--no-person", "skip")
    assert (told.code, "1 line that names no person was left out: 4." in told.err) == (0, True)
    assert found(kpitui, "person", "value") == {("Ana", 41), ("Ben", 39)}
    kept = kpitui("import", file, "--no-person", "keep")
    assert kept.code == 0
    assert found(kpitui, "person", "value") == {("Ana", 41), ("Ben", 39), (None, 7)}


def test_teams_of_calls_move_nobody(kpitui: Command, file: Path) -> None:
    lines = ["Date,Agent,Team,Resolved,Calls"]
    lines += [f"2026-11-02,Ana,{rest}" for rest in ("Orders,Yes,5", "Orders,No,4", "Billing,Yes,1")]
    file.write_text("\n".join(lines), "utf-8")
    asked = kpitui("import", file, "--create", "--add-up", "mean", "--json")
    assert (asked.code, [one["asked"] for one in asked.data["questions"]]) == (4, ["teams"])
    told = kpitui("import", file, "--create", "--add-up", "mean", "--yes")
    assert told.code == 0
    assert "Calls is a count: its lines of one day were totalled, not averaged." in told.err
    assert found(kpitui, "metric", "team", "value", "numerator") == {
        ("Calls", None, 10, None), ("Resolved", None, None, 2),
    }  # fmt: skip


@pytest.mark.parametrize("head", ["Agent,Agent ID,Date,Calls", "Agent,Agent ID,Date,Metric,Value"])
def test_the_column_of_ids_tells_people_of_one_name_apart(
    kpitui: Command, file: Path, head: str
) -> None:
    of = "CSAT," if "Metric" in head else ""
    people = (("Smith, Alex", 1005), ("Smith, Alex", 1006), ("Oak, Ben", 1007), ("", 1007))
    lines = [f'"{name}",{code},2026-11-0{day},{of}{40 + day}'
             for day, (name, code) in enumerate(people, start=1)]  # fmt: skip
    file.write_text("\n".join([head, *lines]), "utf-8")
    answer = kpitui("import", file, "--create")
    assert answer.code == 0, answer.err
    assert found(kpitui, "person", "value") == {
        ("Smith, Alex", 41), ("Smith, Alex (1006)", 42), ("Oak, Ben", 43), ("Oak, Ben", 44),
    }  # fmt: skip
    assert "1006" in kpitui("people", "list").out
    assert "4 already there" in kpitui("import", file).out


def test_an_id_of_each_line_is_no_code_of_people(kpitui: Command, file: Path) -> None:
    lines = [f"Ana,{9000 + day},2026-11-0{day},4{day}" for day in range(1, 8)]
    file.write_text("\n".join(["Agent,Login ID,Date,Calls", *lines]), "utf-8")
    assert kpitui("import", file, "--create").code == 0
    assert kpitui("people", "list").out.splitlines() == ["Ana  from the beginning"]
