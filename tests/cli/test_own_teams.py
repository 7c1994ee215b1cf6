"""Commands are about one's own teams; --team names another with all below it, --all is every
team. Without accounts they answer as they did.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.cli.context import account_name
from tests.cli.conftest import Command, check_one_sentence
from tests.own_teams import OUTSIDE, changed, sample_with_accounts

ME = (
    "UPDATE accounts SET name = 'was-root' WHERE name = 'root'; "
    f"UPDATE accounts SET name = '{account_name()}' WHERE name = '{{}}';"
)
BOTH = ("status", "due", "brief", "check", "report", "board")
UNDER = "INSERT INTO team_parents (team_id, parent_id, starts_on) VALUES (2, 1, '2026-11-01');"


def part(report: str, title: str) -> str:
    """A part of a report, by its title."""
    return report.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.fixture
def lena(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A leader in Orders."""
    with sample_with_accounts(tmp_path, ME.format("lena")) as database:
        monkeypatch.setenv("KPITUI_DB", str(database.path))
        yield database.path


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A supervisor of Aftercare and the Evening line."""
    with sample_with_accounts(tmp_path, ME.format("two")) as database:
        monkeypatch.setenv("KPITUI_DB", str(database.path))
        yield database.path


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No account but that of a leader without a person."""
    with sample_with_accounts(tmp_path, "DELETE FROM account_teams; DELETE FROM accounts;") as file:
        monkeypatch.setenv("KPITUI_DB", str(file.path))
        yield file.path


def test_due_is_of_ones_own_team_of_a_team_or_of_every_one(lena: Path, kpitui: Command) -> None:
    own, every = kpitui("due"), kpitui("due", "--all")
    assert own.code == every.code == 0
    assert own.err == "Of Orders; --all is every team.\n"
    assert every.err == ""
    assert {*own.out.splitlines()} < {*every.out.splitlines()}
    assert not [one for one in OUTSIDE if one in own.out]
    assert [one for one in OUTSIDE if one in every.out] == [*OUTSIDE]
    other = kpitui("due", "--team", "aftercare")
    assert other.err == ""
    assert "Lukas Brandt" in other.out
    assert "Priya Nair" not in other.out
    assert "Dmitri Volkov" not in other.out
    names = {one["person"] for one in kpitui("due", "--json").data["follow_ups"]}
    assert names == {"Siobhán O'Neill"}
    assert len(kpitui("due", "--all", "--json").data["follow_ups"]) > 1


def test_a_team_is_meant_with_all_below_it(lena: Path, kpitui: Command) -> None:
    changed(lena, UNDER)
    for answer in (kpitui("due"), kpitui("due", "--team", "Orders")):
        assert "Lukas Brandt" in answer.out
        assert "Priya Nair" in answer.out
        assert "Dmitri Volkov" not in answer.out


def test_brief_names_whose_it_is_and_tells_the_kpis_of_everyone(
    lena: Path, kpitui: Command
) -> None:
    kpis, stale, due = kpitui("brief").out.splitlines()
    every = kpitui("brief", "--all").out.splitlines()
    assert kpis == every[0]
    assert stale.startswith("KPIs and standards stale in Orders: ")
    assert due.startswith("follow-ups and actions due in Orders: 2 (Siobhán O'Neill")
    assert every[1].startswith("KPIs and standards stale: ")
    assert every[2].startswith("follow-ups and actions due: 11 (")
    other = kpitui("brief", "--team", "evening").out.splitlines()
    assert other[2].startswith("follow-ups and actions due in Evening line: ")
    assert "Siobhán" not in other[2]


def test_check_is_of_the_plan_and_of_ones_own_team(lena: Path, kpitui: Command) -> None:
    own, every = kpitui("check", "--json").data, kpitui("check", "--all", "--json").data
    assert 0 < len(own) < len(every)
    assert all(one in every for one in own)
    answer = kpitui("check")
    assert answer.code == 1
    assert answer.err.splitlines()[0] == "Of Orders; --all is every team."
    assert not [one for one in OUTSIDE if one in answer.out]
    other = kpitui("check", "--team", "Aftercare", "--json").data
    left = [one for one in other if one not in own]
    record = next(one["record"] for one in left if one["code"] == "C401")
    taken = ("--why", "known", "--until", "2027-01-01")
    accepted = kpitui("check", "--accept", "C401", record, *taken)
    assert accepted.code in (0, 1), "one of another team may be named too"
    assert "no issue" not in accepted.err


def test_board_shows_ones_own_team(lena: Path, kpitui: Command) -> None:
    own = kpitui("board", "--json")
    assert own.data["team"] == "Orders"
    assert own.data == kpitui("board", "--team", "Orders", "--json").data
    assert kpitui("board", "--all", "--json").data["team"] is None
    assert kpitui("board").out.splitlines()[0].endswith("Orders, worst first")


def test_board_says_of_which_of_several_teams_it_is(two: Path, kpitui: Command) -> None:
    answer = kpitui("board")
    assert answer.err == "Of Aftercare; --team shows Evening line, --all every team.\n"
    assert answer.out.splitlines()[0].endswith("Aftercare, worst first")
    assert kpitui("due").err.startswith("Of Aftercare and Evening line; --all is every team.")


def test_status_is_of_everyone_and_of_a_team_by_its_readings(lena: Path, kpitui: Command) -> None:
    everyone = kpitui("status", "--json").data
    assert everyone == kpitui("status", "--all", "--json").data
    orders = kpitui("status", "--team", "Orders", "--json").data
    tiles = {one["id"]: one for one in kpitui("board", "--json").data["tiles"][:2]}
    assert [order.keys() for order in orders] == [one.keys() for one in everyone]
    for order in orders:
        tile = tiles[order["id"]]
        assert (order["value"], order["status"]) == (tile["value"], tile["status"])
    assert {order["value"] for order in orders} != {one["value"] for one in everyone}
    check_one_sentence(kpitui("status", "--team", "Orders", "--guards"), 2, "without --team")


def test_report_has_the_kpis_of_everyone_and_the_standards_of_ones_own_team(
    lena: Path, kpitui: Command
) -> None:
    own, every = kpitui("report"), kpitui("report", "--all")
    assert own.err == "Of Orders; --all is every team.\n"
    assert own.out.splitlines()[0].endswith(", standards of Orders")
    assert "Evening line" in every.out
    standards = own.out[own.out.index("## Standards") :]
    assert "| Evening line |" not in standards
    assert "| everyone |" in standards
    for title in ("Customer satisfaction", "Quality of communication"):
        assert part(own.out, title) == part(every.out, title)
    assert "Evening line" not in part(own.out, "No recent data")
    team = kpitui("report", "--team", "Evening line")
    assert team.err == ""
    assert team.out.splitlines()[0].endswith(", readings of Evening line")
    assert "| Evening line |" in team.out
    assert (
        kpitui("status", "--team", "Evening line", "--json").data[0]["value"]
        != (kpitui("status", "--json").data[0]["value"])
    )


@pytest.mark.parametrize("command", BOTH)
def test_what_cannot_be_is_one_sentence(lena: Path, kpitui: Command, command: str) -> None:
    check_one_sentence(kpitui(command, "--team", "Orders", "--all"), 2, "--team or --all")
    check_one_sentence(kpitui(command, "--team", "Nowhere"), 1, "Nowhere")


@pytest.mark.parametrize("command", BOTH)
def test_without_accounts_nothing_is_left_out(alone: Path, kpitui: Command, command: str) -> None:
    answer, every = kpitui(command), kpitui(command, "--all")
    assert answer == every
    assert "--all" not in answer.err
    if command not in ("brief", "report"):
        assert kpitui(command, "--json").data == kpitui(command, "--all", "--json").data


def test_nothing_in_ones_own_team_says_so(lena: Path, kpitui: Command) -> None:
    changed(
        lena,
        "INSERT INTO teams (name, name_key, starts_on) VALUES ('New', 'new', '2026-11-01'); "
        "INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id "
        f"FROM accounts, teams WHERE accounts.name = '{account_name()}' AND teams.name = 'New';",
    )
    answer = kpitui("due")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "Of New; --all is every team.\nNothing is due in New.\n"
