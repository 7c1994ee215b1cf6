"""Who belongs where, from when; and what stays when somebody moves or goes."""

from collections.abc import Callable
from datetime import date

import pytest

from kpitui.actions import people
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, Refused
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.records import rows
from tests.conftest import LEADER, TODAY, record_weekly


def person(database: DatabaseFile, name: str) -> Person:
    with reading(database) as db:
        return next(one for one in load_people(db) if name in one.name)


def team(database: DatabaseFile, name: str) -> Team:
    with reading(database) as db:
        return next(one for one in load_teams(db) if one.name == name)


def role(database: DatabaseFile, name: str) -> JobRole:
    with reading(database) as db:
        return next(job_role for job_role in load_roles(db) if job_role.name == name)


def spells(database: DatabaseFile, name: str) -> list[tuple[str | None, str, str | None]]:
    """Team, start and end of each membership of somebody, oldest first."""
    with reading(database) as db:
        found = rows(
            db,
            "SELECT teams.name, memberships.starts_on, memberships.ends_on FROM memberships "
            "LEFT JOIN teams ON teams.id = team_id WHERE person_id = :id "
            "ORDER BY memberships.starts_on",
            {"id": person(database, name).id},
        )
    return [(one["name"], one["starts_on"], one["ends_on"]) for one in found]


def content(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    with reading(database) as db:
        return {
            table: [
                {k: v for k, v in row.items() if k != "version"}
                for row in rows(db, f"SELECT * FROM {table} ORDER BY id")
            ]
            for table in ("teams", "roles", "people", "memberships")
        }


CHANGES: dict[str, Callable[[DatabaseFile], object]] = {
    "add team": lambda db: people.add_team(db, LEADER, "East", TODAY),
    "rename team": lambda db: people.rename_team(db, LEADER, team(db, "North"), "North-West"),
    "add role": lambda db: people.add_role(db, LEADER, "Coach"),
    "rename role": lambda db: people.rename_role(db, LEADER, role(db, "Advisor"), "Agent"),
    "end team": lambda db: people.end_team(db, LEADER, team(db, "Empty"), TODAY),
    "add person": lambda db: people.add_person(
        db,
        LEADER,
        PersonDraft(name="陈小龙", code="chen", team="East", role="Coach", starts_on=TODAY),
    ),
    "edit person": lambda db: people.edit_person(
        db, LEADER, person(db, "Ana"), "Ana O'Neill", "ana2"
    ),
    "move person": lambda db: people.move_person(
        db, LEADER, person(db, "Ana"), "South", "Coach", TODAY
    ),
    "person left": lambda db: people.person_left(db, LEADER, person(db, "Ana"), TODAY),
    "remove person": lambda db: people.remove_person(db, LEADER, person(db, "Bo")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_can_be_taken_back(database: DatabaseFile, name: str) -> None:
    people.add_team(database, LEADER, "Empty", date(2026, 1, 1))
    before = content(database)
    CHANGES[name](database)
    assert content(database) != before
    undo(database, LEADER)
    assert content(database) == before


@pytest.mark.parametrize("name", CHANGES)
def test_only_a_leader_keeps_people(
    database: DatabaseFile, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add_team(database, LEADER, "Empty", date(2026, 1, 1))
    before = content(database)
    monkeypatch.setattr("tests.actions.test_people.LEADER", Actor("sue", AccessRole.SUPERVISOR))
    with pytest.raises(Refused, match="A supervisor may not change teams and people"):
        CHANGES[name](database)
    assert content(database) == before


def test_readings_stay_with_the_team_of_their_day(database: DatabaseFile) -> None:
    record_weekly(database, 1, [80.0], date(2026, 11, 2), person_id=1)
    people.move_person(
        database, LEADER, person(database, "Ana"), "South", "Advisor", date(2026, 11, 16)
    )
    for day in (date(2026, 11, 9), date(2026, 11, 16)):
        record(
            database,
            LEADER,
            [ReadingDraft(metric_id=1, person_id=1, date=day, value=81)],
            today=TODAY,
        )
    with reading(database) as db:
        found = rows(
            db,
            "SELECT date, teams.name FROM readings JOIN teams ON teams.id = team_id ORDER BY date",
        )
    assert [(one["date"], one["name"]) for one in found] == [
        ("2026-11-02", "North"),
        ("2026-11-09", "North"),
        ("2026-11-16", "South"),
    ]


def test_a_move_on_the_day_of_the_last_one_fixes_that(database: DatabaseFile) -> None:
    people.move_person(database, LEADER, person(database, "Ana"), "South", "Advisor", TODAY)
    people.move_person(database, LEADER, person(database, "Ana"), "North", "Advisor", TODAY)
    assert len(person(database, "Ana").memberships) == 2


def test_nobody_with_readings_is_removed_or_gone_before_their_last(database: DatabaseFile) -> None:
    record_weekly(database, 1, [80.0], TODAY, person_id=1)
    with pytest.raises(Refused, match="has readings; say when they left"):
        people.remove_person(database, LEADER, person(database, "Ana"))
    with pytest.raises(Refused, match=f"has a reading on {TODAY}"):
        people.person_left(database, LEADER, person(database, "Ana"), TODAY)


def test_a_team_with_people_does_not_end(database: DatabaseFile) -> None:
    with pytest.raises(Refused, match="North has 1 person on"):
        people.end_team(database, LEADER, team(database, "North"), TODAY)
    people.move_person(database, LEADER, person(database, "Ana"), "South", "Advisor", TODAY)
    people.end_team(database, LEADER, team(database, "North"), TODAY)
    assert team(database, "North").ends_on == TODAY
    with pytest.raises(BadData, match="North ended on"):
        people.move_person(database, LEADER, person(database, "Bo"), "North", None, TODAY)


def test_a_name_or_code_is_taken_once(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="a person “ANA LÓPEZ” already"):
        people.add_person(database, LEADER, PersonDraft(name="ANA LÓPEZ", starts_on=TODAY))
    with pytest.raises(BadData, match="Ana López has the code Ana already"):
        people.add_person(database, LEADER, PersonDraft(name="Anna", code="Ana", starts_on=TODAY))
    with pytest.raises(BadData, match="Ana López has the code ANA already"):
        people.edit_person(database, LEADER, person(database, "Bo"), "Bo", "ANA")
    with pytest.raises(BadData, match="a team “SOUTH” already"):
        people.rename_team(database, LEADER, team(database, "North"), "SOUTH")
    with pytest.raises(BadData, match="a team “north” already"):
        people.add_team(database, LEADER, "north", TODAY)
    with pytest.raises(BadData, match="a role “advisor” already"):
        people.add_role(database, LEADER, "advisor")
    people.rename_team(database, LEADER, team(database, "North"), "NORTH")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("E\x1b[31mast\u202e", "East"),
        (" 東京\n チーム ", "東京 チーム"),
        ("[b]O'Neill[/b]", "[b]O'Neill[/b]"),
        ("\x00'; --", "'; --"),
    ],
)
def test_names_are_cleaned_by_every_change(database: DatabaseFile, typed: str, kept: str) -> None:
    people.add_team(database, LEADER, typed, TODAY)
    people.add_role(database, LEADER, typed)
    people.edit_person(database, LEADER, person(database, "Ana"), typed, typed)
    people.move_person(database, LEADER, person(database, kept), typed, typed, TODAY)
    assert (team(database, kept).name, role(database, kept).name) == (kept, kept)
    assert (person(database, kept).name, person(database, kept).code) == (kept, kept)
    assert spells(database, kept)[-1] == (kept, TODAY.isoformat(), None)
    people.rename_team(database, LEADER, team(database, kept), f"2{typed.strip()}2")
    assert team(database, f"2{kept}2").name == f"2{kept}2"


@pytest.mark.parametrize(
    ("name", "words"), [(" \x1b[0m ", "is empty"), ("x" * 121, "longer than 120")]
)
def test_a_name_that_cannot_be_is_one_sentence(
    database: DatabaseFile, name: str, words: str
) -> None:
    before = content(database)
    with pytest.raises(BadData, match=words):
        people.add_team(database, LEADER, name, TODAY)
    with pytest.raises(BadData, match=words):
        people.add_role(database, LEADER, name)
    with pytest.raises(BadData, match=words):
        people.edit_person(database, LEADER, person(database, "Ana"), name, None)
    with pytest.raises(BadData, match="longer than 120"):
        people.move_person(database, LEADER, person(database, "Ana"), "x" * 121, None, TODAY)
    assert content(database) == before


STALE: dict[str, Callable[[DatabaseFile, Person], object]] = {
    "edit": lambda db, seen: people.edit_person(db, LEADER, seen, "Ana B", None),
    "move": lambda db, seen: people.move_person(db, LEADER, seen, "East", None, TODAY),
    "left": lambda db, seen: people.person_left(db, LEADER, seen, TODAY),
    "remove": lambda db, seen: people.remove_person(db, LEADER, seen),
}


@pytest.mark.parametrize("second", STALE)
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    database: DatabaseFile, second: str
) -> None:
    seen = person(database, "Ana")
    people.move_person(database, Actor("kim"), seen, "South", "Advisor", TODAY)
    before = content(database)
    with pytest.raises(Conflict, match="kim changed that record"):
        STALE[second](database, seen)
    assert content(database) == before


def test_a_stale_team_or_role_is_not_overwritten(database: DatabaseFile) -> None:
    north, advisor = team(database, "North"), role(database, "Advisor")
    people.rename_team(database, LEADER, north, "N")
    people.rename_role(database, LEADER, advisor, "A")
    with pytest.raises(Conflict):
        people.rename_team(database, LEADER, north, "M")
    with pytest.raises(Conflict):
        people.rename_role(database, LEADER, advisor, "B")


def test_a_move_before_a_later_one_is_refused(database: DatabaseFile) -> None:
    people.move_person(database, LEADER, person(database, "Ana"), "South", None, TODAY)
    with pytest.raises(Refused, match=f"moves on {TODAY} already"):
        people.move_person(
            database, LEADER, person(database, "Ana"), "East", None, date(2026, 11, 1)
        )
    with pytest.raises(BadData, match="started on 2024-01-01"):
        people.move_person(
            database, LEADER, person(database, "Ana"), "East", None, date(2023, 1, 1)
        )


def test_a_move_inside_a_membership_with_an_end_keeps_that_end(database: DatabaseFile) -> None:
    held = {"team": "North", "starts_on": date(2024, 1, 1), "ends_on": date(2027, 1, 1)}
    document = PlanDocument.model_validate(
        {"person": [{"name": "Ana López", "membership": [held]}]}
    )
    load_plan_document(database, LEADER, document, today=TODAY)
    people.move_person(database, LEADER, person(database, "Ana"), "South", None, TODAY)
    assert spells(database, "Ana") == [
        ("North", "2024-01-01", "2026-11-23"),
        ("South", "2026-11-23", "2027-01-01"),
    ]


def test_a_day_of_leaving_is_put_right(database: DatabaseFile) -> None:
    for day in (date(2026, 6, 1), date(2026, 9, 1), date(2026, 3, 1)):
        people.person_left(database, LEADER, person(database, "Ana"), day)
        assert person(database, "Ana").ends_on == day
        assert spells(database, "Ana") == [("North", "2024-01-01", day.isoformat())]


def test_who_left_keeps_no_team_from_ending(database: DatabaseFile) -> None:
    people.move_person(database, LEADER, person(database, "Ana"), "East", None, TODAY)
    people.person_left(database, LEADER, person(database, "Ana"), TODAY)
    people.end_team(database, LEADER, team(database, "East"), TODAY)
    assert team(database, "East").ends_on == TODAY


def test_who_left_on_the_day_of_a_move_can_leave_later_after_all(database: DatabaseFile) -> None:
    people.move_person(database, LEADER, person(database, "Ana"), "South", None, date(2026, 11, 2))
    for day in ("2026-11-02", "2026-11-16"):
        people.person_left(database, LEADER, person(database, "Ana"), date.fromisoformat(day))
    assert spells(database, "Ana") == [
        ("North", "2024-01-01", "2026-11-02"),
        ("South", "2026-11-02", "2026-11-16"),
    ]


def test_a_move_that_was_planned_falls_away_with_who_leaves_before_it(
    database: DatabaseFile,
) -> None:
    people.move_person(database, LEADER, person(database, "Ana"), "South", None, date(2027, 1, 1))
    people.person_left(database, LEADER, person(database, "Ana"), TODAY)
    assert spells(database, "Ana") == [("North", "2024-01-01", TODAY.isoformat())]
    undo(database, LEADER)
    assert [spell[0] for spell in spells(database, "Ana")] == ["North", "South"]
