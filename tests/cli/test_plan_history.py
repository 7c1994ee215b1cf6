"""The plan over time, its history, undo, and who may do what; by command."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from kpitui.actions import plan as changes
from kpitui.actions.accounts import end_account
from kpitui.cli.context import account_name
from kpitui.domain.access import Actor
from kpitui.domain.errors import Refused
from kpitui.domain.records.goal import GoalDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.plan import load_plan
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY

__all__ = ["kpitui"]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        yield


@pytest.fixture
def file(database: DatabaseFile) -> Path:
    return database.path


def test_plan_diff_says_none_where_nothing_changed(kpitui: Command, file: Path) -> None:
    said = kpitui("--db", file, "plan", "diff", "2025-06-01").out.splitlines()
    assert "priorities added: Grow brand loyalty" in said
    assert "KPIs added: Customer satisfaction of Improve the customer experience" in said
    assert "standards changed: none" in said
    same = kpitui("--db", file, "plan", "diff", "2026-02-01", "2026-03-01", "--json").data
    assert [one["section"] for one in same] == [
        "mission",
        "priorities",
        "strategies",
        "KPIs",
        "targets",
        "standards",
        "teams",
        "rhythms",
    ]
    assert all(one["added"] == one["changed"] == one["ended"] == [] for one in same)
    check_one_sentence(kpitui("--db", file, "plan", "diff", "once"), 2, "once is not a date")


def test_the_past_keeps_the_words_it_had(kpitui: Command, database: DatabaseFile) -> None:
    with reading(database) as db:
        priority = load_plan(db).priorities[0]
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        changes.edit_priority(
            database, LEADER, priority, GoalDraft(title="Grow trust", starts_on=priority.starts_on)
        )
        then = kpitui("--db", database.path, "plan", "show", "--as-of", "2026-11-23").out
        now = kpitui("--db", database.path, "plan", "show", "--as-of", "2026-11-24").out
        diff = kpitui("--db", database.path, "plan", "diff", "2026-11-23").out
    assert "Grow brand loyalty" in then
    assert "Grow trust" not in then
    assert "Grow trust" in now
    assert "priorities changed: Grow trust: title Grow brand loyalty → Grow trust" in diff


def test_the_plan_of_a_day_holds_what_held_then(kpitui: Command, file: Path) -> None:
    shown = kpitui("--db", file, "plan", "show", "--as-of", "2025-06-01").out
    assert "Make every customer glad" in shown
    assert "Grow brand loyalty" not in shown
    assert "Average handle time" in shown


def test_history_tells_who_what_before_and_after(kpitui: Command, file: Path) -> None:
    kpitui("--db", file, "log", "csat 92 ana")
    newest = kpitui("--db", file, "history", "--limit", "1").out
    assert (
        f"{account_name()} (on the command line)  record readings: Customer satisfaction, Ana López"
        in newest
    )
    found = kpitui("--db", file, "history", "--record", "satisfaction", "--json")
    assert found.code == 0
    found = kpitui("--db", file, "history", "--record", "grow brand", "--by", "lee", "--json")
    entry = next(one for one in found.data if one["table"] == "priorities")
    assert set(entry) >= {
        "id",
        "at",
        "by",
        "by_way",
        "action",
        "table",
        "record_id",
        "label",
        "before",
        "after",
        "why",
    }
    assert entry["before"] is None
    assert entry["after"]["title"] == "Grow brand loyalty"
    check_one_sentence(kpitui("--db", file, "history", "--by", "nobody"), 1, "No such changes")
    check_one_sentence(kpitui("--db", file, "history", "--since", "soon"), 2, "--since")


def test_undo_takes_back_my_last_and_refuses_what_is_not_mine(kpitui: Command, file: Path) -> None:
    check_one_sentence(kpitui("--db", file, "undo"), 1, "Nothing to undo")
    check_one_sentence(kpitui("--db", file, "undo", "1"), 3, "lee did that")
    kpitui("--db", file, "log", "csat 92 ana")
    assert kpitui("--db", file, "undo").out.startswith("undone: record readings")
    check_one_sentence(kpitui("--db", file, "undo", "2"), 3, "undone already")
    check_one_sentence(kpitui("--db", file, "undo", "99"), 1, "no change 99")


def test_an_import_is_taken_back_whole(kpitui: Command, file: Path, tmp_path: Path) -> None:
    csv = tmp_path / "r.csv"
    csv.write_text(
        "metric,person,date,value\ncsat,Ana López,2026-11-02,80\ncsat,Eve,2026-11-03,81\n"
    )
    assert kpitui("--db", file, "import", csv, "--create").code == 0
    undone = kpitui("--db", file, "undo")
    assert undone.out.startswith("undone: import readings from r.csv")
    people = kpitui("--db", file, "people", "list", "--json").data
    assert "Eve" not in [person["name"] for person in people]
    assert "2026-11-02" not in kpitui("--db", file, "export", "readings").out


def test_a_closed_month_takes_readings_with_a_reason(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    changes.close_month(database, LEADER, "2026-10", TODAY)
    check_one_sentence(
        kpitui("--db", database.path, "log", "csat 92 ana 2026-10-05"),
        3,
        "2026-10 is locked",
        "--why",
    )
    assert kpitui("--db", database.path, "log", "--why", "late", "csat 92 ana 2026-10-05").code == 0
    csv = tmp_path / "r.csv"
    csv.write_text("metric,person,date,value\ncsat,Ana López,2026-10-06,80\n")
    assert "2026-10 is locked" in kpitui("--db", database.path, "import", csv).err
    assert kpitui("--db", database.path, "import", csv, "--why", "late").code == 0


def test_roles_are_set_up_and_nobody_locks_everybody_out(kpitui: Command, file: Path) -> None:
    me = account_name()
    assert "No roles set up" in kpitui("--db", file, "access", "list").err
    check_one_sentence(
        kpitui("--db", file, "access", "add", me, "--role", "viewer"),
        3,
        "first account must be a leader",
    )
    assert kpitui(
        "--db", file, "access", "add", "sue", "--role", "supervisor", "--person", "ana"
    ).out.splitlines() == [
        f"{me} is leader",
        "sue is supervisor",
    ]
    listed = kpitui("--db", file, "access", "list", "--json").data
    assert {
        "account": "sue", "role": "supervisor", "person": "Ana López", "teams": None, "keys": [],
    } in listed  # fmt: skip
    check_one_sentence(kpitui("--db", file, "access", "remove", me), 3, "lock yourself out")
    check_one_sentence(
        kpitui("--db", file, "access", "add", me, "--role", "viewer"), 3, "lock yourself out"
    )
    assert kpitui("--db", file, "access", "add", "sue", "--role", "leader").code == 0
    end_account(open_file(file), Actor("sue"), me, TODAY)
    with pytest.raises(Refused, match="has to be a leader"):
        end_account(open_file(file), Actor("another"), "sue", TODAY)
    check_one_sentence(
        kpitui("--db", file, "log", "csat 92 ana"), 3, "A viewer may not record readings"
    )
    check_one_sentence(
        kpitui("--db", file, "access", "add", me, "--role", "leader"), 3, "A viewer may not"
    )
