"""What a document changes in records that are there: what it tells, and what stands there then."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.errors import BadData
from kpitui.exchange.demo import make_demo
from kpitui.exchange.plan_text import load_plan_file, read_plan, write_plan
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.views.plan_document import load_document
from tests.actions.test_plan_changes import records
from tests.conftest import LEADER, TODAY
from tests.judgement_cases import CASES


def load(database: DatabaseFile, text: str) -> tuple[str, ...]:
    document = read_plan(text, "plan.toml")
    return load_plan_document(database, LEADER, document, today=TODAY).lines


MISSION = '[[mission]]\nstatement = "Make every customer glad they called"\n'


def test_the_reason_of_the_mission_of_now_is_put_right(database: DatabaseFile) -> None:
    said = load(database, MISSION + 'reason = "we began"')
    assert said == ("changed mission Make every customer glad they called: reason",)
    (mission,) = records(database).missions
    assert (mission.reason, mission.starts_on, mission.ends_on) == (
        "we began", date(2024, 1, 1), None,
    )  # fmt: skip
    assert load(database, MISSION + 'reason = "we began"') == ()


def test_the_next_mission_ends_the_one_before_and_the_document_may_say_when(
    database: DatabaseFile,
) -> None:
    new = '[[mission]]\nstatement = "Another"\nreason = "we merged"\nstarts_on = 2026-11-20\n'
    old = MISSION + "starts_on = 2024-01-01\nends_on = 2026-11-10\n"
    assert load(database, old + new) == (
        "added mission Another",
        "changed mission Make every customer glad they called: ends_on",
    )
    assert [
        (mission.statement, mission.starts_on, mission.ends_on)
        for mission in records(database).missions
    ] == [
        ("Make every customer glad they called", date(2024, 1, 1), date(2026, 11, 10)),
        ("Another", date(2026, 11, 20), None),
    ]
    again = MISSION + 'reason = "back to it"\n'
    assert load(database, again) == ("added mission Make every customer glad they called",)
    assert records(database).missions[-1].starts_on == TODAY


def test_teams_roles_and_people_take_the_start_and_the_writing_of_the_document(
    database: DatabaseFile,
) -> None:
    said = load(
        database,
        '[[team]]\nname = "NORTH"\nstarts_on = 2023-05-01\n[[role]]\nname = "ADVISOR"\n'
        '[[person]]\nname = "ANA LÓPEZ"\ncode = "al"\nstarts_on = 2023-06-01\n',
    )
    assert [line.partition(":")[0] for line in said] == [
        "changed team NORTH", "changed role ADVISOR", "changed person ANA LÓPEZ",
    ]  # fmt: skip
    with reading(database) as db:
        team = next(team for team in load_teams(db) if team.id == 1)
        ana = next(person for person in load_people(db) if person.id == 1)
        assert [role.name for role in load_roles(db)] == ["ADVISOR"]
    assert (team.name, team.starts_on) == ("NORTH", date(2023, 5, 1))
    assert (ana.name, ana.code, ana.starts_on) == ("ANA LÓPEZ", "al", date(2023, 6, 1))


ANA = '[[person]]\nname = "Ana López"\n'


def memberships(database: DatabaseFile) -> list[tuple[int | None, date, date | None]]:
    with reading(database) as db:
        ana = next(person for person in load_people(db) if person.id == 1)
    return [
        (membership.team_id, membership.starts_on, membership.ends_on)
        for membership in ana.memberships
    ]


def test_a_membership_without_a_day_is_that_of_now_or_begins_today(database: DatabaseFile) -> None:
    first = (1, date(2024, 1, 1))
    assert load(database, ANA + 'membership = [{ team = "North" }]') == ()
    assert memberships(database) == [(*first, None)]
    assert load(database, ANA + 'membership = [{ team = "South" }]') == (
        "changed person Ana López: membership",
    )
    assert memberships(database) == [(*first, TODAY), (2, TODAY, None)]
    left = '{ team = "South", starts_on = 2026-11-23, ends_on = 2026-12-01 }'
    assert load(database, ANA + f"membership = [{left}]") == (
        "changed person Ana López: membership",
    )
    assert memberships(database) == [(*first, TODAY), (2, TODAY, date(2026, 12, 1))]


KPI = (
    '[[priority]]\ntitle = "Grow brand loyalty"\n[[priority.strategy]]\n'
    'title = "Improve the customer experience"\n[[priority.strategy.kpi]]\nmetric = "csat"\n'
)


def test_a_target_of_a_document_judges_nothing_that_was_before(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="Another target applies from 2026-11-23"):
        load(database, KPI + "target = [{ level = 88, starts_on = 2026-11-22 }]")
    day = KPI + "target = [{ level = 88, starts_on = 2026-11-23 }]"
    assert load(database, day) == ("changed KPI csat: target",)
    assert records(database).kpis[0].targets[-1].starts_on == TODAY


def test_a_metric_that_is_there_needs_its_name_and_what_changes(database: DatabaseFile) -> None:
    before = records(database).metrics[1]
    said = load(database, '[[metric]]\nname = "Customer satisfaction"\ndecimals = 2\n')
    assert said == ("changed metric Customer satisfaction: decimals",)
    after = records(database).metrics[1]
    assert after == replace(before, decimals=2, version=after.version)


NEW = '[[metric]]\nname = "Call Back Rate"\ndirection = "higher"\ncadence = "weekly"\n'


def test_a_new_metric_without_a_code_is_called_by_its_name_alone(database: DatabaseFile) -> None:
    assert load(database, NEW + 'aggregation = "mean"\n') == ("added metric Call Back Rate",)
    (made,) = [
        metric for metric in records(database).metrics.values() if metric.name == "Call Back Rate"
    ]
    assert made.code == "call back rate"


def test_a_new_metric_says_how_it_is_measured(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="metric “Call Back Rate”: A new metric needs aggregation"):
        load(database, NEW)


def test_a_plan_of_one_field_changes_that_field_alone(tmp_path: Path) -> None:
    sample = open_file(make_demo("contact_centre", tmp_path / "demo.db", TODAY))
    before = plan_as_text(sample)
    load_plan_file(sample, LEADER, CASES / "partial_load.toml", today=TODAY)
    changed = [
        (old, new) for old, new in zip(before, plan_as_text(sample), strict=True) if old != new
    ]
    assert [new for _, new in changed] == ["planned_until = 2027-06-30"]


def plan_as_text(database: DatabaseFile) -> list[str]:
    return write_plan(load_document(database)).splitlines()
