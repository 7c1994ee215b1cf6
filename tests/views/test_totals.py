"""A total of several people is held against the level of one as often as they are; the same on
Plan, Board, chart and status.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.absences import add_absence
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.people import add_person, move_person
from kpitui.actions.readings import record
from kpitui.config import Config
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import EVERYBODY, ReadingDraft, SubjectFilter
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.writing import Writing
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.views.board import load_board, load_tile_charts
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.overview import load_overview
from kpitui.views.standard_lines import StandardLine
from kpitui.words.facts import facts
from kpitui.words.spans import texts_of
from kpitui.words.speech import Speech
from tests.conftest import LEADER, TODAY, kept_copy

NOW, BEGUN = AsOf(TODAY, TODAY), date(2026, 1, 1)
LAST_WEEK = date(2026, 11, 16)
CALLS, SALES, ANA, BO, NORTH = 4, 5, 1, 2, 1
PLAN = PlanDocument.model_validate(
    {
        "metric": [
            {"name": name, "code": name.lower(), "direction": "higher", "aggregation": "sum",
             "cadence": "weekly", "decimals": 0} for name in ("Calls", "Sales")
        ],
        "standard": [
            {"metric": "calls", "level": [{"level": 120, "starts_on": BEGUN}]},
            {"metric": "calls", "team": "North", "level": [{"level": 100, "starts_on": BEGUN}]},
        ],
        "priority": [{"title": "Grow brand loyalty", "strategy": [
            {"title": "Improve the customer experience", "kpi": [
                {"metric": "sales", "baseline": 10, "starts_on": BEGUN,
                 "due_on": date(2026, 12, 31), "target": [{"level": 1000, "starts_on": BEGUN}]},
            ]},
        ]}],
    }
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path, made_once: Path) -> Iterator[DatabaseFile]:
    """Ana and Cy in North, Bo in South; calls are to be 120 a week, 100 in North."""
    with kept_copy(made_once / "plan.db", tmp_path) as file:
        load_plan_document(file, LEADER, PLAN, today=TODAY)
        yield file


def read(
    database: DatabaseFile, value: float, metric_id: int = CALLS, *,
    person_id: int | None = None, team_id: int | None = None,
) -> None:  # fmt: skip
    days = [LAST_WEEK - timedelta(weeks=back) for back in range(8)]
    drafts = [
        ReadingDraft(
            metric_id=metric_id, date=day, value=value, person_id=person_id, team_id=team_id
        )
        for day in days
    ]
    record(database, LEADER, drafts, today=TODAY)


def lines(database: DatabaseFile) -> dict[int | None, StandardLine]:
    """The standards of calls on Plan, by team."""
    found = load_overview(database, NOW).standards
    return {line.standard.team_id: line for line in found if line.metric.id == CALLS}


def held_to(line: StandardLine) -> tuple[float | None, Range | None, str]:
    value = line.value.value if line.value else None
    return value, line.level.level if line.level else None, line.status


def newest_target(database: DatabaseFile, subject: SubjectFilter = EVERYBODY) -> Range | None:
    return load_chart(database, ChartQuestion(CALLS, subject), NOW, Config()).targets[-1]


def test_a_total_is_held_against_as_many_levels_as_there_are_people(database: DatabaseFile) -> None:
    cy = add_person(database, LEADER, PersonDraft(name="Cy", team="North", starts_on=BEGUN))
    add_person(database, LEADER, PersonDraft(name="Never", team="North", starts_on=BEGUN))
    for person_id, value in ((ANA, 130.0), (cy, 80.0), (BO, 100.0)):
        read(database, value, person_id=person_id)
    found = lines(database)
    assert held_to(found[None]) == (310, Range(low=360), "not met")
    assert held_to(found[NORTH]) == (210, Range(low=200), "met")
    north = SubjectFilter(team_id=NORTH)
    assert newest_target(database) == Range(low=360)
    assert newest_target(database, north) == Range(low=200)
    board = load_board(database, NOW, NORTH)
    (tile,) = (tile for tile in board.tiles if tile.metric.id == CALLS)
    assert isinstance(tile.line, StandardLine)
    assert held_to(tile.line) == (210, Range(low=200), "met")
    drawn = load_tile_charts(database, board, [tile])[tile.key].chart
    assert {*drawn.targets} == {Range(low=200)}
    overview, speech = load_overview(database, NOW), Speech(Writing(), database.clock, TODAY)
    said = texts_of(facts(found[NORTH], overview, speech))
    assert "≥ 100 a person × 2 people at full time" in said


def test_part_time_and_absence_lower_it_and_a_move_takes_its_share_along(
    database: DatabaseFile,
) -> None:
    read(database, 130, person_id=ANA)
    read(database, 110, person_id=BO)
    away = AbsenceDraft(starts_on=LAST_WEEK, ends_on=date(2026, 11, 23))
    add_absence(database, LEADER, BO, away)
    assert newest_target(database) == Range(low=120)
    with reading(database) as db:
        ana = load_person(db, ANA)
    assert ana is not None
    move_person(database, LEADER, ana, "South", "Advisor", LAST_WEEK, 20)
    assert newest_target(database) == Range(low=60)
    north = load_chart(database, ChartQuestion(CALLS, SubjectFilter(team_id=NORTH)), NOW, Config())
    assert north.periods[-1].value is None
    assert north.targets[-2:] == (Range(low=100), None)


def test_what_was_recorded_of_a_team_itself_is_held_against_the_level_as_it_is(
    database: DatabaseFile,
) -> None:
    read(database, 130, team_id=NORTH)
    read(database, 90, team_id=2)
    found = lines(database)
    assert held_to(found[NORTH]) == (130, Range(low=100), "met")
    assert held_to(found[None])[::2] == (220, "no level")
    assert newest_target(database) is None
    said = texts_of(facts(found[None], load_overview(database, NOW), Speech(
        Writing(), database.clock, TODAY)))  # fmt: skip
    assert "recorded team by team: the total is not held against the level of one person" in said
    read(database, 300)
    assert held_to(lines(database)[None]) == (300, Range(low=120), "met")


def test_a_total_of_a_team_is_not_judged_by_the_target_of_everyone(database: DatabaseFile) -> None:
    read(database, 700, metric_id=SALES, person_id=ANA)
    read(database, 500, metric_id=SALES, person_id=BO)
    (everyone,) = (kpi for kpi in load_overview(database, NOW).kpis if kpi.metric.id == SALES)
    assert everyone.standing.judgement.status == "on track"
    of = SubjectFilter(team_id=NORTH)
    (north,) = (kpi for kpi in load_overview(database, NOW, of=of).kpis if kpi.metric.id == SALES)
    assert north.standing.judged is not None
    assert (north.standing.judged.value, north.standing.target_range) == (700, None)
    assert north.standing.judgement.status == "not judged"
    assert "a total of one team is not held against it" in north.standing.judgement.rule
    board = load_board(database, NOW, NORTH)
    (tile,) = (tile for tile in board.tiles if tile.metric.id == SALES)
    assert (tile.status, tile.wanted) == ("not judged", None)
    assert not any(load_tile_charts(database, board, [tile])[tile.key].chart.targets)


def test_what_adds_up_in_a_month_is_not_held_against_the_level_of_a_week(
    database: DatabaseFile,
) -> None:
    read(database, 130, person_id=ANA)
    question = ChartQuestion(CALLS, SubjectFilter((ANA,)), by=PeriodKind.MONTH)
    assert not any(load_chart(database, question, NOW, Config()).targets)
    assert newest_target(database, SubjectFilter((ANA,))) == Range(low=100)
