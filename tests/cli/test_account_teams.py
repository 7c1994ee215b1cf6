"""For which teams an account is: given, set, told, undone, and refused in one sentence."""

from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.people import add_team, end_team
from kpitui.cli.context import account_name
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.people import load_teams
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER
from tests.own_teams import changed


@pytest.fixture(autouse=True)
def _the_file(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))


def teams(kpitui: Command, account: str) -> list[str] | None:
    (found,) = (one for one in kpitui("access", "list", "--json").data if one["account"] == account)
    named: list[str] | None = found["teams"]
    return named


ADD = ("access", "add", "zoe", "--role", "supervisor")


def test_an_account_is_given_teams_and_they_are_told(kpitui: Command) -> None:
    done = kpitui(*ADD, "--team", "south", "--team", "North")
    assert (done.code, done.out.splitlines()[-1]) == (0, "zoe sees North, South")
    assert teams(kpitui, "zoe") == ["North", "South"]
    assert teams(kpitui, account_name()) is None
    assert "zoe  supervisor  North, South\n" in kpitui("access", "list").out


def test_add_gives_more_teams_and_teams_sets_exactly_these(kpitui: Command) -> None:
    kpitui(*ADD, "--team", "south")
    assert kpitui("access", "add", "zoe", "--team", "north").out == "zoe sees North, South\n"
    assert kpitui("access", "teams", "zoe", "--team", "north").out == "zoe sees North\n"
    assert kpitui("access", "teams", "zoe", "--every").out == "zoe sees every team\n"
    assert teams(kpitui, "zoe") is None
    for words in ((), ("--every", "--team", "north")):
        check_one_sentence(kpitui("access", "teams", "zoe", *words), 2, "or say --every")


def test_a_change_of_teams_is_in_the_history_and_can_be_undone(kpitui: Command) -> None:
    kpitui(*ADD, "--team", "south")
    kpitui("access", "teams", "zoe", "--team", "north")
    assert "set teams of account" in kpitui("history").out
    done = kpitui("undo")
    assert done.code == 0, done
    assert teams(kpitui, "zoe") == ["South"]
    assert kpitui("redo").code == 0
    assert teams(kpitui, "zoe") == ["North"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("zoe", "--role", "supervisor", "--team", "nort"), 1,
         "There is no team “nort”; did you mean North?"),
        (("zoe", "--role", "supervisor", "--team", ""), 1, "There is no team “”"),
        (("zoe", "--role", "supervisor", "--team", "West"), 3,
         "The team West ended on 2026-11-01."),
        (("mia", "--role", "leader", "--team", "North"), 3, "leaders see every team"),
        (("kim", "--role", "member", "--team", "North"), 3, "sees only their own page"),
        (("nobody", "--team", "North"), 1, "There is no account nobody"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence(
    kpitui: Command, database: DatabaseFile, words: tuple[str, ...], code: int, said: str
) -> None:
    with writing(database, ChangeRecord(LEADER, "a team that ended")) as db:
        db.execute("INSERT INTO teams (name, name_key, starts_on, ends_on) "
                   "VALUES ('West', 'west', '2026-01-01', '2026-11-01')")  # fmt: skip
    kpitui("access", "add", account_name(), "--role", "leader")
    before = kpitui("access", "list", "--json").data
    check_one_sentence(kpitui("access", "add", *words), code, said)
    assert kpitui("access", "list", "--json").data == before


def test_an_account_with_teams_does_not_lead_and_the_last_leader_has_none(kpitui: Command) -> None:
    kpitui(*ADD, "--team", "north")
    check_one_sentence(
        kpitui("access", "role", "zoe", "leader"), 3, "kpitui access teams zoe --every"
    )
    me = account_name()
    check_one_sentence(
        kpitui("access", "teams", me, "--team", "north"), 3, "leaders see every team"
    )
    narrowed = kpitui("access", "add", me, "--role", "supervisor", "--team", "north")
    check_one_sentence(narrowed, 3, "You would lock yourself out")


def test_a_removed_name_that_is_given_to_someone_else_has_no_teams(kpitui: Command) -> None:
    kpitui(*ADD, "--team", "north")
    kpitui("access", "remove", "zoe")
    assert kpitui("access", "add", "zoe", "--same-person").code == 0
    assert teams(kpitui, "zoe") == ["North"]
    kpitui("access", "remove", "zoe")
    assert kpitui(*ADD).code == 0
    assert teams(kpitui, "zoe") is None


def test_a_restore_keeps_the_teams_of_today_or_takes_those_of_the_copy(
    kpitui: Command, tmp_path: Path
) -> None:
    kpitui(*ADD, "--team", "north")
    copy = tmp_path / "copy.db"
    assert kpitui("backup", copy).code == 0
    kpitui("access", "teams", "zoe", "--team", "south")
    check_one_sentence(kpitui("restore", copy), 3, "zoe sees North, not South", "--keep-access")
    assert kpitui("restore", "--keep-access", copy).code == 0
    assert teams(kpitui, "zoe") == ["South"]
    assert kpitui("restore", "--take-access", copy).code == 0
    assert teams(kpitui, "zoe") == ["North"]


def test_a_team_that_the_copy_does_not_know_is_not_every_team(
    kpitui: Command, tmp_path: Path
) -> None:
    kpitui(*ADD)
    copy = tmp_path / "copy.db"
    assert kpitui("backup", copy).code == 0
    (tmp_path / "plan.toml").write_text('[[team]]\nname = "East"\n', "utf-8")
    assert kpitui("plan", "load", tmp_path / "plan.toml").code == 0
    kpitui("access", "teams", "zoe", "--team", "east")
    assert kpitui("restore", "--keep-access", copy).code == 0
    assert teams(kpitui, "zoe") == ["East"]


def test_the_shell_completes_a_team(
    kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_KPITUI_COMPLETE", "bash_complete")
    for begun, found in (("so", "plain,South\n"), ("", "plain,North\nplain,South\n"), ("x", "")):
        monkeypatch.setenv("COMP_WORDS", f"kpitui access teams zoe --team {begun}")
        monkeypatch.setenv("COMP_CWORD", "5")
        assert kpitui("access").out.lstrip("\n") == found


def test_an_account_whose_teams_ended_is_named_and_told_why_it_sees_no_one(
    kpitui: Command, database: DatabaseFile
) -> None:
    add_team(database, LEADER, "East", date(2026, 1, 1))
    kpitui(*ADD, "--team", "east")
    assert "A703" not in [one["code"] for one in kpitui("check", "--all", "--json").data]
    with reading(database) as db:
        (east,) = (team for team in load_teams(db) if team.name == "East")
    end_team(database, LEADER, east, date(2026, 10, 1))
    assert "zoe sees no one, as East ended; give another team with" in kpitui("doctor").out
    (found,) = (one for one in kpitui("check", "--all", "--json").data if one["code"] == "A703")
    assert (found["record"], found["title"]) == (
        "zoe",
        "Account of teams that ended, a supervisor who sees no one: East ended",
    )
    me = account_name()
    changed(database.path, f"UPDATE accounts SET name = 'lee' WHERE name = '{me}';"
            f"UPDATE accounts SET name = '{me}' WHERE name = 'zoe';")  # fmt: skip
    for words in (("due",), ("check",), ("away", "--list")):
        said = kpitui(*words).err
        assert said.count("East ended, and your account is for no other team, so no one is") == 1
        assert "every team" not in said
