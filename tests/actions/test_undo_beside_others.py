"""Undo and redo where somebody else took the name, the place or the team of what was before."""

import pytest

from kpitui.actions import measures, people, plan
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import Actor
from kpitui.domain.errors import Refused
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_person
from kpitui.views.history import HistoryQuestion, load_history
from tests.actions.test_plan_changes import content, goal, kpi, records
from tests.conftest import LEADER, TODAY

MIA = Actor("mia")


def person_of(database: DatabaseFile, person_id: int) -> Person:
    with reading(database) as db:
        person = load_person(db, person_id)
    assert person is not None
    return person


def names(database: DatabaseFile) -> list[str]:
    with reading(database) as db:
        return sorted(person.name for person in load_people(db))


def refused(database: DatabaseFile, sentence: str) -> None:
    before = content(database), names(database)
    with pytest.raises(Refused, match=sentence):
        undo(database, LEADER)
    assert (content(database), names(database)) == before


def test_an_old_name_that_another_has_now_does_not_come_back(database: DatabaseFile) -> None:
    old = records(database).priorities[0]
    plan.edit_priority(database, LEADER, old, goal("Grow trust"))
    plan.add_priority(database, MIA, goal(old.title))
    refused(database, "Another priority has that name or place now; change that first")
    undo(database, MIA)
    undo(database, LEADER)
    assert [priority.title for priority in records(database).priorities] == [old.title]


def test_the_name_of_a_person_that_another_has_now_does_not_come_back(
    database: DatabaseFile,
) -> None:
    people.edit_person(database, LEADER, person_of(database, 1), "Ana Lopes", None)
    people.add_person(database, MIA, PersonDraft(name="Ana López", starts_on=TODAY))
    refused(database, "Another person has that name or place now")


def test_two_missions_do_not_hold_at_once(database: DatabaseFile) -> None:
    plan.fix_mission(database, LEADER, records(database).missions[0], "merged", TODAY)
    new = MissionDraft(statement="Another", starts_on=TODAY)
    plan.change_mission(database, MIA, new, None)
    refused(database, "Another mission has that name or place now")


def test_a_metric_does_not_become_a_kpi_of_a_strategy_twice(database: DatabaseFile) -> None:
    p = records(database)
    measures.end_kpi(database, LEADER, p.kpis[0], TODAY)
    measures.tie_kpi(database, MIA, p.strategies[0], kpi(p.kpis[0].metric_id))
    refused(database, "Another KPI has that name or place now")
    undo(database, MIA)
    undo(database, LEADER)
    assert [one.ends_on for one in records(database).kpis] == [None]


def test_a_month_that_was_closed_by_another_meanwhile_is_not_closed_twice(
    database: DatabaseFile,
) -> None:
    plan.close_month(database, LEADER, "2026-09", TODAY)
    plan.open_month(database, LEADER, "2026-09", "a late survey")
    plan.close_month(database, MIA, "2026-09", TODAY)
    refused(database, "Another locked month has that name or place now")


def test_somebody_removed_does_not_come_back_to_a_team_that_is_gone(database: DatabaseFile) -> None:
    people.add_team(database, MIA, "East", TODAY)
    draft = PersonDraft(name="Kim", team="East", starts_on=TODAY)
    person_id = people.add_person(database, LEADER, draft)
    people.remove_person(database, LEADER, person_of(database, person_id))
    undo(database, MIA)
    refused(database, "that the membership belongs to was removed")


def test_what_was_added_since_has_a_history_of_its_own_and_lets_the_other_come_back(
    database: DatabaseFile,
) -> None:
    gone = plan.add_priority(database, LEADER, goal("Cut the waiting"))
    undo(database, LEADER)
    new = plan.add_priority(database, MIA, goal("Hire more"))
    assert new != gone
    told = load_history(database, HistoryQuestion(record="Hire more"))
    assert [(line.by, line.title) for line in told] == [("mia", "add priority: Hire more")]
    redo(database, LEADER)
    titles = {priority.id: priority.title for priority in records(database).priorities}
    assert (titles[gone], titles[new]) == ("Cut the waiting", "Hire more")
