"""What health finds of too few evaluations: of the last full month, by the rule of that month."""

from datetime import date

from kpitui.actions.absences import add_absence, end_absence
from kpitui.actions.people import add_person, move_person
from kpitui.actions.readings import record
from kpitui.actions.rules import set_rule
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.absences import load_absences_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.views.health import load_health
from kpitui.views.lookup import find_metric
from tests.conftest import LEADER, TODAY, narrowed
from tests.evaluated import score, with_sheet
from tests.views.conftest import database, empty

__all__ = ["database", "empty"]

ANA, BO = 1, 2
OCTOBER = [date(2026, 10, day) for day in (5, 12, 19, 26)]


def found(database: DatabaseFile, code: str, day: date = TODAY) -> list[str]:
    health = load_health(database, AsOf(day, TODAY))
    return [finding.found.detail for finding in health.open if finding.rule.code == code]


def test_a_standard_that_was_judged_on_two_calls(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(BO, day, 80.0) for day in OCTOBER])
    score(database, [(ANA, day, 80.0) for day in OCTOBER[:2]])
    assert found(database, "S309") == [
        "1 of 2 people had fewer than 4 calls evaluated in 2026-10: Ana López 2"
    ]
    assert found(database, "K217") == []
    score(database, [(ANA, day, 80.0) for day in OCTOBER[2:]])
    assert found(database, "S309") == []


def test_the_running_month_is_not_found_before_it_is_over(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(who, day, 80.0) for day in OCTOBER for who in (ANA, BO)])
    assert found(database, "S309", date(2026, 10, 31)) == [
        "2 of 2 people had fewer than 4 calls evaluated in 2026-09: [red]Bo[/] 0, Ana López 0"
    ]
    assert found(database, "S309", date(2026, 11, 1)) == []
    assert found(database, "S309", TODAY) == []  # with nothing in November so far


def test_without_a_live_sheet_nothing_is_asked_for(database: DatabaseFile) -> None:
    with_sheet(database)
    assert len(found(database, "S309")) == 1
    with_sheet(database, standard=False, ends_on=date(2026, 10, 20))
    assert found(database, "S309") == []


def test_who_was_away_all_month_is_not_counted(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(1, date(2026, 10, 5), 80.0), (2, date(2026, 10, 5), 80.0)])
    assert "2 of 2 people" in found(database, "S309")[0]
    away = AbsenceDraft(starts_on=date(2026, 9, 20), ends_on=date(2026, 10, 31))
    add_absence(database, LEADER, 1, away)
    assert "2 of 2 people" in found(database, "S309")[0]
    with reading(database) as db:
        (absence,) = load_absences_of(db, 1)
    end_absence(database, LEADER, absence, date(2026, 11, 1))
    assert "1 of 1 person " in found(database, "S309")[0]


def test_who_came_within_the_month_is_not_counted(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(who, day, 80.0) for day in OCTOBER for who in (ANA, BO)])
    new = PersonDraft(name="Cy", team="North", role=None, starts_on=date(2026, 10, 2))
    add_person(database, LEADER, new)
    assert found(database, "S309") == []


def test_a_month_is_judged_by_the_rule_that_held_at_its_end(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(who, day, 80.0) for day in OCTOBER for who in (ANA, BO)])
    set_rule(database, LEADER, "evaluations_a_month", 8, date(2026, 11, 1), "more time for it")
    assert found(database, "S309") == []
    set_rule(database, LEADER, "evaluations_a_month", 5, date(2026, 10, 15), "already then")
    assert found(database, "S309") == [
        "2 of 2 people had fewer than 5 calls evaluated in 2026-10: [red]Bo[/] 4, Ana López 4"
    ]


def test_a_kpi_is_of_those_whom_it_was_measured_of_lately(database: DatabaseFile) -> None:
    with_sheet(database, standard=False, metric="csat")
    assert found(database, "K217") == []  # it was never read of anybody
    csat = find_metric(database, "csat").id
    typed = ReadingDraft(metric_id=csat, person_id=ANA, date=date(2026, 10, 2), value=80.0)
    record(database, LEADER, [typed], today=TODAY)
    score(database, [(ANA, OCTOBER[0], 80.0)])
    assert found(database, "K217") == [
        "1 of 1 person had fewer than 4 calls evaluated in 2026-10: Ana López 1"
    ]
    assert found(database, "S309") == []


def test_who_went_to_another_team_since_is_in_neither_count(database: DatabaseFile) -> None:
    with_sheet(database)
    new = PersonDraft(name="Cy", team="South", role=None, starts_on=date(2026, 9, 1))
    cy = add_person(database, LEADER, new)
    score(database, [(who, day, 80.0) for day in OCTOBER for who in (BO, cy)])
    seen = narrowed(database, "sue", "South")
    assert found(seen, "S309") == []
    with reading(database) as db:
        (moved,) = (person for person in load_people(db) if person.id == cy)
    move_person(database, LEADER, moved, "North", None, date(2026, 11, 16), None)
    assert found(seen, "S309") == []
    others = narrowed(database, "nora", "North")
    assert found(others, "S309") == [
        "1 of 2 people of your teams had fewer than 4 calls evaluated in 2026-10: Ana López 0"
    ]
