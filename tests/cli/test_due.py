"""What is due, by command."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.people import person_left
from kpitui.storage.database import reading
from kpitui.storage.people import load_person
from kpitui.views import DatabaseFile
from tests.cli.conftest import Command, kpitui
from tests.conftest import LEADER, record_weekly

__all__ = ["kpitui"]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-25T09:00:00Z", tick=False):  # a Wednesday
        yield


def lines_of(kpitui: Command, file: Path) -> list[str]:
    return kpitui("--db", file, "due").out.splitlines()


def lines(kpitui: Command, database: DatabaseFile, *arguments: str) -> list[str]:
    return kpitui("--db", database.path, "due", *arguments).out.splitlines()


def test_what_was_not_read_in_the_running_week_is_due(kpitui: Command, database: DatabaseFile) -> None:
    record_weekly(database, 2, [330.0], date(2026, 11, 22), person_id=1)
    assert lines(kpitui, database) == [
        "[red]Bo[/] (South): Adherence to schedule (never), Average handle time (never)",
        "Ana López (North): Adherence to schedule (never), Average handle time (last 2026-11-22)",
    ]
    record_weekly(database, 2, [330.0], date(2026, 11, 23), person_id=1)
    assert lines(kpitui, database, "--team", "north") == ["Ana López (North): Adherence to schedule (never)"]
    found = kpitui("--db", database.path, "due", "--json", "--team", "north").data
    assert found["readings"][0]["due"] == [{"metric": "Adherence to schedule", "cadence": "weekly", "last_on": None}]


def test_who_left_and_what_is_read_of_teams_only_is_not_due(kpitui: Command, database: DatabaseFile) -> None:
    record_weekly(database, 2, [330.0], date(2026, 11, 9), team_id=1)
    with reading(database) as db:
        bo = load_person(db, 2)
    assert bo is not None
    person_left(database, LEADER, bo, date(2026, 11, 20))
    assert lines(kpitui, database) == ["Ana López (North): Adherence to schedule (never)"]


def test_what_is_read_of_people_of_another_team_is_due_of_those_of_this_one(
    kpitui: Command, database: DatabaseFile
) -> None:
    record_weekly(database, 2, [330.0], date(2026, 11, 9), team_id=1)
    record_weekly(database, 2, [330.0], date(2026, 11, 9), person_id=2)
    due = ["Ana López (North): Adherence to schedule (never), Average handle time (never)"]
    assert lines(kpitui, database, "--team", "north") == due
    assert lines(kpitui, database)[1:] == due


def test_the_sample_has_follow_ups_due_oldest_first_and_a_brief(kpitui: Command, tmp_path: Path) -> None:
    file = tmp_path / "demo.db"
    kpitui("demo", "--keep", file, "--json")
    follow_ups = kpitui("--db", file, "due", "--json").data["follow_ups"]
    assert [one["due_on"] for one in follow_ups] == sorted(one["due_on"] for one in follow_ups)
    actions = kpitui("--db", file, "due", "--json").data["actions"]
    assert [one["due_on"] for one in actions] == sorted(one["due_on"] for one in actions)
    assert f"action of {actions[0]['who']}, due {actions[0]['due_on']}: {actions[0]['text']}" in lines_of(kpitui, file)
    said = kpitui("--db", file, "brief").out.splitlines()
    assert [line.split(":")[0] for line in said] == ["off track", "stale", "follow-ups due"]
    assert said[2].startswith(f"follow-ups due: {len(follow_ups)} (Lukas Brandt since ")


def test_nothing_due_is_said(kpitui: Command, tmp_path: Path) -> None:
    kpitui("--db", tmp_path / "new.db", "init")
    assert kpitui("--db", tmp_path / "new.db", "due").err == "Nothing is due.\n"
    assert kpitui("--db", tmp_path / "new.db", "brief").out == "off track: none\nstale: none\nfollow-ups due: none\n"
