"""Who belongs where, from when; and what stays when somebody moves or goes."""

from collections.abc import Callable
from datetime import date

import pytest

from kpitui.actions import people
from kpitui.actions.readings import record
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.people import Person, Team
from kpitui.domain.people_drafts import PersonDraft
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import reading
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.records import rows
from kpitui.views import DatabaseFile
from tests.conftest import LEADER, TODAY, record_weekly


def person(database: DatabaseFile, name: str) -> Person:
    with reading(database) as db:
        return next(one for one in load_people(db) if name in one.name)


def team(database: DatabaseFile, name: str) -> Team:
    with reading(database) as db:
        return next(one for one in load_teams(db) if one.name == name)


def content(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    with reading(database) as db:
        return {
            table: [
                {k: v for k, v in row.items() if k != "version"}
                for row in rows(db, f"SELECT * FROM {table} ORDER BY id")
            ]
            for table in ("teams", "roles", "people", "memberships")
        }


DEEDS: dict[str, Callable[[DatabaseFile], object]] = {
    "add team": lambda db: people.add_team(db, LEADER, "East", TODAY),
    "rename team": lambda db: people.rename_team(db, LEADER, team(db, "North"), "North-West"),
    "add person": lambda db: people.add_person(
        db, LEADER, PersonDraft(name="陈小龙", code="chen", team="East", role="Coach", starts_on=TODAY)
    ),
    "edit person": lambda db: people.edit_person(db, LEADER, person(db, "Ana"), "Ana O'Neill", "ana2"),
    "move person": lambda db: people.move_person(db, LEADER, person(db, "Ana"), "South", "Coach", TODAY),
    "person left": lambda db: people.person_left(db, LEADER, person(db, "Ana"), TODAY),
    "remove person": lambda db: people.remove_person(db, LEADER, person(db, "Bo")),
}


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_can_be_taken_back(database: DatabaseFile, name: str) -> None:
    before = content(database)
    DEEDS[name](database)
    assert content(database) != before
    undo(database, LEADER)
    assert content(database) == before


@pytest.mark.parametrize("name", DEEDS)
def test_only_a_leader_keeps_people(database: DatabaseFile, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(database)
    monkeypatch.setattr("tests.actions.test_people.LEADER", Actor("sue", AccessRole.SUPERVISOR))
    with pytest.raises(Refused, match="A supervisor may not change teams and people"):
        DEEDS[name](database)
    assert content(database) == before


def test_readings_stay_with_the_team_of_their_day(database: DatabaseFile) -> None:
    record_weekly(database, 1, [80.0], date(2026, 11, 2), person_id=1)
    people.move_person(database, LEADER, person(database, "Ana"), "South", "Advisor", date(2026, 11, 16))
    for day in (date(2026, 11, 9), date(2026, 11, 16)):
        record(database, LEADER, [ReadingDraft(metric_id=1, person_id=1, date=day, value=81)], today=TODAY)
    with reading(database) as db:
        found = rows(db, "SELECT date, teams.name FROM readings JOIN teams ON teams.id = team_id ORDER BY date")
    assert [(one["date"], one["name"]) for one in found] == [
        ("2026-11-02", "North"),
        ("2026-11-09", "North"),
        ("2026-11-16", "South"),
    ]


def test_a_move_on_the_day_of_the_last_one_mends_that(database: DatabaseFile) -> None:
    people.move_person(database, LEADER, person(database, "Ana"), "South", "Advisor", TODAY)
    people.move_person(database, LEADER, person(database, "Ana"), "North", "Advisor", TODAY)
    assert len(person(database, "Ana").memberships) == 2


def test_nobody_with_readings_is_removed_or_gone_before_their_last(database: DatabaseFile) -> None:
    record_weekly(database, 1, [80.0], TODAY, person_id=1)
    with pytest.raises(Refused, match="has readings; say when they left"):
        people.remove_person(database, LEADER, person(database, "Ana"))
    with pytest.raises(Refused, match=f"has a reading of {TODAY}"):
        people.person_left(database, LEADER, person(database, "Ana"), TODAY)


def test_a_team_with_people_does_not_end(database: DatabaseFile) -> None:
    with pytest.raises(Refused, match="North has 1 people"):
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
