"""The pages of people and teams: what is expected first, judged by the last finished period."""

from datetime import date

import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.people import move_person, person_left
from kpitui.actions.readings import record
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.views.actors import only_person
from kpitui.views.expectations import Expectation
from kpitui.views.people import load_people_lines
from kpitui.views.person import PersonPage, load_person_page
from kpitui.views.person_answer import person_answer
from kpitui.views.team import TeamPage, load_team_page
from tests.conftest import LEADER, TODAY, record_weekly

NOW = AsOf(TODAY, TODAY)  # a Monday: the last finished week ended the day before
CSAT, AHT, ADHERENCE = 1, 2, 3
ANA, BO = 1, 2
NORTH, SOUTH = 1, 2


def page(database: DatabaseFile, person_id: int = ANA, as_of: AsOf = NOW) -> PersonPage:
    return load_person_page(database, person_id, as_of, Config())


def team(database: DatabaseFile, team_id: int, as_of: AsOf = NOW) -> TeamPage:
    return load_team_page(database, team_id, as_of)


def aht(database: DatabaseFile, person_id: int = ANA, as_of: AsOf = NOW) -> Expectation:
    return next(
        expectation
        for expectation in page(database, person_id, as_of).expectations
        if expectation.metric.id == AHT
    )


def test_without_readings_every_expectation_is_there_with_no_data(database: DatabaseFile) -> None:
    shown = page(database)
    assert [(expectation.metric.code,
            expectation.status) for expectation in shown.expectations] == [
        ("adherence", "no data"), ("aht", "no data")
    ]  # fmt: skip
    assert shown.role is not None
    assert shown.team is not None
    assert (shown.role.name, shown.team.name, shown.sessions, shown.open) == (
        "Advisor",
        "North",
        [],
        [],
    )


def test_the_last_finished_week_is_judged_and_the_latest_reading_stands_beside_it(
    database: DatabaseFile,
) -> None:
    record_weekly(database, AHT, [330.0, 420.0], date(2026, 11, 19), person_id=ANA)
    record_weekly(database, AHT, [300.0], TODAY, person_id=ANA)
    one = aht(database)
    assert (one.status, one.value, one.judged and one.judged.period.label) == (
        "below",
        420.0,
        "2026-W47",
    )
    assert one.latest is not None
    assert (one.latest.value, one.latest.day) == (300.0, TODAY)
    assert [each.value for each in one.series] == [330.0, 420.0, 300.0]


def test_the_period_is_the_average_of_its_readings_by_sample_size(database: DatabaseFile) -> None:
    drafts = [
        ReadingDraft(
            metric_id=AHT, date=date(2026, 11, 16 + place), value=value, n=n, person_id=ANA
        )
        for place, (value, n) in enumerate([(300.0, 30), (400.0, 10)])
    ]
    record(database, LEADER, drafts, today=TODAY)
    assert aht(database).value == 325.0


def test_one_week_below_is_a_fact_and_puts_nothing_first(database: DatabaseFile) -> None:
    record_weekly(database, AHT, [500.0], date(2026, 11, 20), person_id=ANA)
    shown = page(database)
    assert [expectation.status for expectation in shown.expectations] == ["no data", "below"]
    told = person_answer(shown).expectations[1]
    assert (told.status, told.met, told.verdict, told.evidence) == ("not met", False, "below", None)


@pytest.mark.parametrize("last", [date(2026, 11, 5), date(2026, 3, 5)])
def test_what_was_read_long_ago_is_stale_and_never_judged(
    database: DatabaseFile, last: date
) -> None:
    record_weekly(database, AHT, [500.0], last, person_id=ANA)
    one = aht(database)
    assert one.status == "stale"
    assert one.latest is not None
    assert one.latest.day == last


def test_the_running_week_is_judged_only_where_there_is_no_other(database: DatabaseFile) -> None:
    record_weekly(database, AHT, [330.0], TODAY, person_id=ANA)
    told = person_answer(page(database)).expectations[1]
    assert (told.metric, told.status, told.running, told.met) == (
        "Average handle time",
        "met",
        True,
        True,
    )


def test_a_page_shows_twelve_periods(database: DatabaseFile) -> None:
    record_weekly(database, AHT, [330.0] * 20, date(2026, 11, 20), person_id=ANA)
    assert len(aht(database).series) == 12
    record_weekly(database, AHT, [330.0], TODAY, person_id=ANA)
    assert len(aht(database).series) == 12


def test_kpis_are_context_and_the_own_value_is_never_judged(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [40.0], date(2026, 11, 20), person_id=BO)
    of_bo, of_ana = page(database, BO), page(database, ANA)
    assert [kpi.line.standing.judgement.status.value for kpi in of_bo.kpis] == ["off track"]
    assert of_bo.kpis[0].latest is not None
    assert of_bo.kpis[0].latest.value == 40.0
    assert of_ana.kpis[0].latest is None
    assert {expectation.metric.id for expectation in of_bo.expectations} == {AHT, ADHERENCE}


def test_the_page_of_a_day_of_the_past(database: DatabaseFile) -> None:
    record_weekly(database, AHT, [420.0, 330.0], date(2026, 11, 19), person_id=ANA)
    past = AsOf(date(2026, 11, 15), TODAY)
    assert (aht(database).status, aht(database, as_of=past).status) == ("met", "below")


def test_who_left_is_shown_as_on_their_last_day(database: DatabaseFile) -> None:
    record_weekly(database, AHT, [420.0], date(2026, 9, 10), person_id=ANA)
    with reading(database) as db:
        ana = load_person(db, ANA)
    assert ana is not None
    person_left(database, LEADER, ana, date(2026, 9, 14))
    shown = page(database)
    assert shown.left_on == date(2026, 9, 14)
    assert shown.team is not None
    assert shown.team.name == "North"
    assert [expectation.status for expectation in shown.expectations] == ["no data", "below"]
    assert team(database, NORTH).rows == []


def test_sessions_come_newest_first_with_what_is_open_of_them(database: DatabaseFile) -> None:
    for day in (9, 16):
        draft = SessionDraft(
            person_id=ANA, date=date(2026, 11, day), kind=SessionKind.TRAINING, focus=(AHT,),
            actions=(Promise(text=f"greet by name {day}", due_on=date(2026, 11, 20)),),
        )  # fmt: skip
        record_session(database, LEADER, draft, today=TODAY)
    shown = page(database)
    assert [session.session.date.day for session in shown.sessions] == [16, 9]
    told = person_answer(shown)
    assert [(action.text, action.overdue) for action in told.actions] == [
        ("greet by name 16", True),
        ("greet by name 9", True),
    ]
    assert [session.focus for session in told.sessions] == [["Average handle time"]] * 2
    assert len(page(database, as_of=AsOf(date(2026, 11, 10), TODAY)).sessions) == 1


def test_a_team_is_a_grid_in_the_order_of_names(database: DatabaseFile) -> None:
    with reading(database) as db:
        bo = load_person(db, BO)
    assert bo is not None
    move_person(database, LEADER, bo, "North", "Advisor", date(2026, 11, 2))
    record_weekly(database, AHT, [330.0], date(2026, 11, 20), person_id=ANA)
    record_weekly(database, AHT, [500.0], date(2026, 11, 20), person_id=BO)
    grid = team(database, NORTH)
    assert [metric.code for metric in grid.metrics] == ["adherence", "aht"]
    assert [
        (row.person.name, [cell and cell.status for cell in row.cells]) for row in grid.rows
    ] == [
        ("[red]Bo[/]", ["no data", "below"]),
        ("Ana López", ["no data", "met"]),
    ]
    assert team(database, SOUTH).rows == []


def test_a_member_may_look_at_their_own_page_alone(database: DatabaseFile) -> None:
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "ana")
    set_account(database, LEADER, "kim", AccessRole.MEMBER)
    ana, kim = Actor("ana", AccessRole.MEMBER), Actor("kim", AccessRole.MEMBER)
    assert only_person(database, LEADER) is None
    assert only_person(database, ana) == ANA
    with pytest.raises(Refused, match="kpitui access add kim --person NAME"):
        only_person(database, kim)
    assert [line.person.id for line in load_people_lines(database, TODAY, only=ANA).lines] == [ANA]


def test_who_is_not_there_is_said(database: DatabaseFile) -> None:
    with pytest.raises(NothingFound):
        page(database, 99)
    with pytest.raises(NothingFound):
        team(database, 99)
