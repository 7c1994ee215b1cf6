"""What is due, by command."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.people import person_left
from kpitui.domain.periods import AsOf
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.views.entry import Shape, load_entry_rows, load_subjects
from kpitui.views.grid import load_grid
from tests.cli.conftest import Command, kpitui
from tests.conftest import LEADER, all_in_one_file, kept_copy, other_program, record_weekly
from tests.last_months import leave_out_what_is_old
from tests.once import once_a_run
from tests.patience import LONG

__all__ = ["kpitui"]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-25T09:00:00Z", tick=False):  # a Wednesday
        yield


def lines_of(kpitui: Command, file: Path) -> list[str]:
    return kpitui("--db", file, "due").out.splitlines()


def lines(kpitui: Command, database: DatabaseFile, *arguments: str) -> list[str]:
    return kpitui("--db", database.path, "due", *arguments).out.splitlines()


def test_what_was_not_read_in_the_running_week_is_due(
    kpitui: Command, database: DatabaseFile
) -> None:
    record_weekly(database, 2, [330.0], date(2026, 11, 22), person_id=1)
    assert lines(kpitui, database) == [
        "[red]Bo[/] (South): Adherence to schedule (never), Average handle time (never)",
        "Ana López (North): Adherence to schedule (never), Average handle time (last 2026-11-22)",
        "Organisation: Customer satisfaction (never)",
    ]
    record_weekly(database, 2, [330.0], date(2026, 11, 23), person_id=1)
    assert lines(kpitui, database, "--team", "north") == [
        "Ana López (North): Adherence to schedule (never)"
    ]
    found = kpitui("--db", database.path, "due", "--json", "--team", "north").data
    assert found["readings"][0]["due"] == [
        {"metric": "Adherence to schedule", "cadence": "weekly", "last_on": None}
    ]


def test_who_left_and_what_is_read_of_teams_only_is_not_due(
    kpitui: Command, database: DatabaseFile
) -> None:
    record_weekly(database, 2, [330.0], date(2026, 11, 9), team_id=1)
    with reading(database) as db:
        bo = load_person(db, 2)
    assert bo is not None
    person_left(database, LEADER, bo, date(2026, 11, 20))
    assert lines(kpitui, database) == [
        "Ana López (North): Adherence to schedule (never)",
        "North: Average handle time (last 2026-11-09)",
        "Organisation: Customer satisfaction (never)",
    ]
    found = kpitui("--db", database.path, "due", "--json").data["readings"]
    assert [(one["person"], one["team"]) for one in found] == [
        ("Ana López", "North"),
        (None, "North"),
        (None, None),
    ]


def test_what_is_read_of_people_of_another_team_is_due_of_those_of_this_one(
    kpitui: Command, database: DatabaseFile
) -> None:
    record_weekly(database, 2, [330.0], date(2026, 11, 9), team_id=1)
    record_weekly(database, 2, [330.0], date(2026, 11, 9), person_id=2)
    due = ["Ana López (North): Adherence to schedule (never), Average handle time (never)"]
    assert lines(kpitui, database, "--team", "north") == due
    assert lines(kpitui, database)[1:-1] == due


def make_demo_of_late(folder: Path) -> None:
    """The last months of the demo, whatever the day."""
    file = make_demo("contact_centre", folder / "demo.db", date(2026, 11, 25))
    with closing(other_program(file)) as db:
        leave_out_what_is_old(db)
    all_in_one_file(file)


@pytest.fixture
def demo(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseFile]:
    """A copy of it."""
    with kept_copy(
        once_a_run(tmp_path_factory, "due", make_demo_of_late) / "demo.db", tmp_path
    ) as one:
        yield one


def test_record_the_grid_and_due_say_the_same_of_the_sample_on_every_day(
    kpitui: Command, demo: DatabaseFile, tmp_path: Path
) -> None:
    """In the short form each day of the week once, and the lists of a third of the people, each
    day another third; in the long form every third day, with everybody.
    """
    database, file, marks, services = demo, demo.path, set(), set()
    plan = (
        tmp_path / "plan.toml"
    )  # a standard that is never read of single people, and so asked of nobody in person
    plan.write_text(
        '[[standard]]\nmetric = "Service level"\n[[standard.level]]\nlevel = 80\nstarts_on = '
        "2024-01-01\n"
    )
    assert kpitui("--db", file, "plan", "load", plan).code == 0
    for back in range(0, 70, 3) if LONG else range(0, 56, 8):
        day = date(2026, 11, 25) - timedelta(days=back)
        at, record, grid, asked = AsOf(day, date(2026, 11, 25)), set(), set(), set()
        for turn, subject in enumerate(load_subjects(database, day), back):
            if subject.shape is Shape.LIST and (LONG or not turn % 3 or not subject.person_id):
                asked.add(subject.name)
                found = load_entry_rows(database, subject, at)
                record |= {(subject.name, row.metric.name) for row in found if row.due}
            elif subject.shape is Shape.GRID and subject.team_id is not None:
                shown = load_grid(database, subject.team_id, day, at)
                names = {person.id: person.name for person in shown.people}
                grid |= {
                    (names[who], cell.metric.name)
                    for (who, _), cell in shown.cells.items()
                    if cell.due
                }
        due = kpitui("--db", file, "due", "--json", "--as-of", str(day)).data
        told = {
            (one["person"] or one["team"], due["metric"])
            for one in due["readings"]
            for due in one["due"]
        }
        assert record == {(who, what) for who, what in told if who in asked}, day
        assert grid == {(who, what) for who, what in told if what != "Service level"}, day
        services |= {(who, day) for who, what in told if what == "Service level"}
        marks.add(len(told))
        brief = kpitui("--db", file, "brief", "--as-of", str(day)).out.splitlines()[2]
        count = len(due["follow_ups"]) + len(due["actions"])
        assert brief.startswith(f"follow-ups and actions due: {count or 'none'}")
    assert len(marks) > 2  # the days differ
    assert {who for who, _ in services} == {"Aftercare", "Evening line", "Orders"}


def test_the_sample_has_follow_ups_due_oldest_first_and_a_brief(
    kpitui: Command, demo: DatabaseFile
) -> None:
    file = demo.path
    follow_ups = kpitui("--db", file, "due", "--json").data["follow_ups"]
    assert [one["due_on"] for one in follow_ups] == sorted(one["due_on"] for one in follow_ups)
    actions = kpitui("--db", file, "due", "--json").data["actions"]
    assert [action["due_on"] for action in actions] == sorted(
        action["due_on"] for action in actions
    )
    first = actions[0]
    late = f"! {first['due_on']}  {first['person']}  action: {first['text']}  "
    assert [line for line in lines_of(kpitui, file) if line.startswith(late)]
    said = kpitui("--db", file, "brief").out.splitlines()
    assert [line.split(":")[0] for line in said] == [
        "KPIs off track",
        "KPIs and standards stale",
        "follow-ups and actions due",
    ]
    count = len(follow_ups) + len(actions)
    assert said[2].startswith(f"follow-ups and actions due: {count} (Lukas Brandt since ")
    page = kpitui("--db", file, "brief", "--format", "md").out
    assert f"## Follow-ups and actions due {count}" in " ".join(page.split())
    assert len(said[2]) < 400, "names of the first two parts alone"
    assert said[2].count("(") == 2


def test_nothing_due_is_said(kpitui: Command, tmp_path: Path) -> None:
    kpitui("--db", tmp_path / "new.db", "init")
    assert kpitui("--db", tmp_path / "new.db", "due").err == "Nothing is due.\n"
    nothing = "KPIs off track: none\nKPIs and standards stale: none\n"
    nothing += "follow-ups and actions due: none\n"
    assert kpitui("--db", tmp_path / "new.db", "brief").out == nothing


def test_each_line_of_the_brief_says_what_it_counts(
    kpitui: Command, database: DatabaseFile
) -> None:
    record_weekly(
        database, 1, [70.0, 70.0], date(2026, 11, 22), person_id=1
    )  # the KPI, far from its target
    record_weekly(database, 2, [330.0], date(2026, 10, 4), person_id=1)  # a standard
    assert kpitui("--db", database.path, "brief").out.splitlines() == [
        "KPIs off track: 1 (Customer satisfaction)",
        "KPIs and standards stale: 1 (Average handle time of everyone); results due: 2 "
        "([red]Bo[/], Ana López)",
        "follow-ups and actions due: none",
    ]
