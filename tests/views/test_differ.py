"""What is held against each other: full periods, since people joined their team, and only where it
says something.
"""

from datetime import timedelta

import pytest

from kpitui.actions.people import add_person, move_person, person_left
from kpitui.actions.readings import record
from kpitui.domain.errors import NothingFound
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.views.differ import Differ, DifferGroup, DifferLine, load_comparable, load_differ
from tests.compared_people import (
    ADHERENCE,
    AHT,
    ANA,
    COMPLAINTS,
    CSAT,
    LAST,
    REVENUE,
    with_compared_people,
)
from tests.conftest import LEADER, TODAY, record_weekly

NOW = AsOf(TODAY, TODAY)
CY, NORTH, SOUTH = 3, 1, 2


@pytest.fixture
def compared(database: DatabaseFile) -> DatabaseFile:
    return with_compared_people(database)


def group(found: Differ, team_id: int | None) -> DifferGroup:
    (one,) = [
        differ_group
        for differ_group in found.groups
        if not differ_group.of_teams
        and (differ_group.team.id if differ_group.team else None) == team_id
    ]
    return one


def line(found: DifferGroup, name: str) -> DifferLine:
    return next(one for one in found.lines if one.name == name)


def person(database: DatabaseFile, person_id: int) -> Person:
    with reading(database) as db:
        found = load_person(db, person_id)
    assert found is not None
    return found


def test_the_running_week_counts_for_no_one(compared: DatabaseFile) -> None:
    before = load_differ(compared, CSAT, NOW)
    record_weekly(compared, CSAT, [1.0], TODAY, person_id=CY)
    after = load_differ(compared, CSAT, NOW)
    assert after == before
    assert before.periods[-1].last == TODAY - timedelta(days=1)


def test_weeks_in_which_nothing_was_recorded_are_passed_over(database: DatabaseFile) -> None:
    for one in (1, 2):
        move_person(database, LEADER, person(database, one), "North", None, LAST - timedelta(300))
        for part in (LAST, LAST - timedelta(days=70)):
            record_weekly(database, CSAT, [80.0, 81.0] * 3, part, person_id=one)
    found = load_differ(database, CSAT, NOW)
    assert len(found.periods) == 12
    assert (found.periods[-1].first - found.periods[0].first).days == 7 * 15
    assert line(group(found, NORTH), "Ana López").periods == 12


def test_people_are_compared_with_their_own_team_since_they_joined_it(
    compared: DatabaseFile,
) -> None:
    move_person(compared, LEADER, person(compared, CY), "South", None, LAST - timedelta(days=7 * 7))
    found = load_differ(compared, CSAT, NOW)
    assert "Cy" not in [differ_line.name for differ_line in group(found, NORTH).lines]
    assert line(group(found, SOUTH), "Cy").periods == 7  # the week of the move counts for neither


def test_another_role_in_the_same_team_begins_nothing(compared: DatabaseFile) -> None:
    move_person(compared, LEADER, person(compared, CY), "North", "Lead", LAST - timedelta(days=21))
    assert line(group(load_differ(compared, CSAT, NOW), NORTH), "Cy").periods == 12


def test_who_left_is_not_compared_and_was_before(compared: DatabaseFile) -> None:
    person_left(compared, LEADER, person(compared, CY), LAST + timedelta(days=1))
    names = [
        differ_line.name for differ_line in group(load_differ(compared, CSAT, NOW), NORTH).lines
    ]
    assert "Cy" not in names
    before = AsOf(LAST - timedelta(days=12), TODAY)
    assert "Cy" in [
        differ_line.name for differ_line in group(load_differ(compared, CSAT, before), NORTH).lines
    ]


def test_people_of_no_team_are_a_group_of_their_own(compared: DatabaseFile) -> None:
    for name in ("Pat", "Quin"):
        add_person(compared, LEADER, PersonDraft(name=name, starts_on=LAST - timedelta(days=400)))
    for one in (13, 14):
        record_weekly(compared, CSAT, [80.0 + one, 82.0 + one] * 6, LAST, person_id=one)
    last = load_differ(compared, CSAT, NOW).groups[-1]
    assert last.team is None
    assert [differ_line.name for differ_line in last.lines] == ["Pat", "Quin"]
    assert last.comparison is not None


def test_where_none_means_zero_only_those_ever_recorded_are_compared(
    compared: DatabaseFile,
) -> None:
    add_person(
        compared, LEADER,
        PersonDraft(name="Lead", team="North", starts_on=LAST - timedelta(days=400)),
    )  # fmt: skip
    found = group(load_differ(compared, COMPLAINTS, NOW), NORTH)
    assert "Lead" not in [differ_line.name for differ_line in found.lines]
    one = ReadingDraft(metric_id=COMPLAINTS, person_id=13, date=LAST - timedelta(90), value=1.0)
    record(compared, LEADER, [one], today=TODAY)
    lead = line(group(load_differ(compared, COMPLAINTS, NOW), NORTH), "Lead")
    assert lead.periods == 12
    assert lead.compared is not None
    assert lead.compared.value == 0.0


def test_a_figure_of_the_team_itself_counts_for_the_team(compared: DatabaseFile) -> None:
    for team_id, value in ((NORTH, 60.0), (SOUTH, 90.0)):
        record_weekly(compared, CSAT, [value, value + 1] * 7, LAST, team_id=team_id)
    teams = load_differ(compared, CSAT, NOW).groups[0]
    assert [
        round(differ_line.compared.value, 1) for differ_line in teams.lines if differ_line.compared
    ] == [60.5, 90.5]
    assert [one.mark for one in teams.lines] == ["worse", "better"]


def test_values_without_their_parts_stand_on_a_band(compared: DatabaseFile) -> None:
    by_parts = group(load_differ(compared, ADHERENCE, NOW), NORTH).comparison
    assert by_parts is not None
    assert by_parts.funnel is not None
    for one in (11, 12):
        record_weekly(compared, AHT, [300.0, 310.0] * 6, LAST, person_id=one)
    by_value = group(load_differ(compared, AHT, NOW), SOUTH).comparison
    assert by_value is not None
    assert by_value.funnel is None
    assert by_value.sigma == pytest.approx(10 / 1.128)


def test_a_band_metric_differs_without_good_or_bad(compared: DatabaseFile) -> None:
    for one, value in ((11, 300.0), (12, 600.0)):
        record_weekly(compared, AHT, [value, value + 9] * 6, LAST, person_id=one)
    found = group(load_differ(compared, AHT, NOW), SOUTH)
    assert {differ_line.mark for differ_line in found.lines} == {"unusual"}


def test_metrics_to_choose_from_are_those_recorded_of_people_first(compared: DatabaseFile) -> None:
    record_weekly(compared, AHT, [300.0] * 3, LAST, team_id=NORTH)
    assert [one.id for one in load_comparable(compared, NOW)] == [
        ADHERENCE, COMPLAINTS, CSAT, REVENUE, AHT,
    ]  # fmt: skip
    record_weekly(compared, AHT, [300.0] * 3, LAST, person_id=ANA)
    assert [metric.id for metric in load_comparable(compared, NOW)] == [
        ADHERENCE, AHT, COMPLAINTS, CSAT, REVENUE,
    ]  # fmt: skip


def test_the_verdict_on_a_person_does_not_hang_on_what_is_asked(compared: DatabaseFile) -> None:
    alone = group(load_differ(compared, CSAT, NOW, team_id=NORTH), NORTH)
    assert alone == group(load_differ(compared, CSAT, NOW), NORTH)


def test_a_metric_that_is_gone_says_so(compared: DatabaseFile) -> None:
    with pytest.raises(NothingFound, match="removed from the file"):
        load_differ(compared, 99, NOW)
