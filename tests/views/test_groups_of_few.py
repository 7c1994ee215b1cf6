"""Who is outside of a team sees it as a team: how many people it has, and no figure of few."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.people import add_person, move_person
from kpitui.actions.readings import record
from kpitui.actions.rules import set_rule
from kpitui.config import Config
from kpitui.domain.access import AccessRole
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.domain.writing import WRITING
from kpitui.storage.branches import Branch
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.few_read import ReadByPerson, Readers
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_plan
from kpitui.ui.people_lines import counted
from kpitui.views.board import load_board
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.differ import load_differ
from kpitui.views.overview import load_overview
from kpitui.views.own_teams import load_teams_under
from kpitui.views.people import load_people_lines
from kpitui.views.team import load_team_page
from kpitui.views.weakest import load_weakest_of_teams
from kpitui.words import board as words_of_board
from kpitui.words import team as words
from kpitui.words.spans import text_of, texts_of
from kpitui.words.speech import Speech
from kpitui.words.weakest import told
from tests.conftest import LEADER, TODAY, kept_copy, narrowed
from tests.evaluated import score, with_sheet

NOW = AsOf(TODAY, TODAY)
BEGUN = date(2026, 1, 5)
TEAMS = {"Site": 0, "Mine": 5, "Large": 7, "Small": 4}
SITE, MINE, LARGE, SMALL = 3, 4, 5, 6
CSAT = 1
PLAN = PlanDocument.model_validate(
    {
        "team": [
            {"name": name, "starts_on": BEGUN} | ({} if name == "Site" else {"under": "Site"})
            for name in TEAMS
        ],
        "person": [
            {
                "name": f"{team} {number}", "starts_on": BEGUN,
                "membership": [{"team": team, "role": "Advisor", "starts_on": BEGUN}],
            }
            for team, count in TEAMS.items()
            for number in range(count)
        ],
    }
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path, made_once: Path) -> Iterator[DatabaseFile]:
    """Five people of Mine, seven of Large and four of Small, all under Site."""
    with kept_copy(made_once / "plan.db", tmp_path) as file:
        load_plan_document(file, LEADER, PLAN, today=TODAY)
        yield file


@pytest.fixture
def mine(database: DatabaseFile) -> DatabaseFile:
    """The same as the supervisor of Mine sees it."""
    return narrowed(database, "zoe", "Mine")


def head(database: DatabaseFile, team_id: int, *, deep: bool = False) -> list[str]:
    page = load_team_page(database, team_id, NOW, deep=deep)
    return texts_of(words.head(page, Speech(WRITING, database.clock, TODAY)))


def test_all_people_of_a_site_are_counted_and_those_seen_are_named(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    assert "3 teams below: Large, Mine, Small; 16 people in all" in head(database, SITE)
    assert "3 teams below: Large, Mine, Small; 16 people in all, 5 of them yours" in head(
        mine, SITE
    )
    assert "16 people, 5 of them yours" in " ".join(head(mine, SITE, deep=True))
    assert "5 people" in head(mine, MINE)[1]
    assert "of them" not in head(mine, MINE)[1]


def test_the_list_of_people_counts_those_of_other_teams(mine: DatabaseFile) -> None:
    people = load_people_lines(mine, TODAY)
    assert counted(people) == "18 people, 5 of them yours"
    assert counted(people.of(load_teams_under(mine, MINE, TODAY))) == "5 people"
    assert counted(people.of(load_teams_under(mine, SITE, TODAY))) == "16 people, 5 of them yours"


def test_of_a_team_of_few_it_is_not_said_how_few(mine: DatabaseFile) -> None:
    assert "7 people" in head(mine, LARGE)[1]
    assert words.SEEN_AS_A_TEAM in head(mine, LARGE)
    assert "fewer than 5 people" in head(mine, SMALL)[1]
    assert words.TOO_SMALL in head(mine, SMALL)


def read(
    database: DatabaseFile, value: float, *, person_id: int | None = None,
    team_id: int | None = None, weeks: int = 10, metric_id: int = CSAT,
) -> None:  # fmt: skip
    days = [date(2026, 11, 16) - timedelta(weeks=back) for back in range(weeks)]
    drafts = [
        ReadingDraft(metric_id=metric_id, date=day, value=value, person_id=person_id,
                     team_id=team_id)
        for day in days
    ]  # fmt: skip
    record(database, LEADER, drafts, today=TODAY)


def people(database: DatabaseFile, team: str) -> list[Person]:
    with reading(database) as db:
        return [person for person in load_people(db) if person.name.startswith(f"{team} ")]


def read_each(database: DatabaseFile, team: str, value: float) -> None:
    for person in people(database, team):
        read(database, value, person_id=person.id)


def chart(database: DatabaseFile, team_id: int | None, metric_id: int = CSAT) -> MetricChart:
    question = ChartQuestion(metric_id, SubjectFilter(team_id=team_id), subject_name="Team")
    return load_chart(database, question, NOW, Config())


def values(database: DatabaseFile, team_id: int | None, metric_id: int = CSAT) -> set[float | None]:
    return {period.value for period in chart(database, team_id, metric_id).periods}


FEW = "fewer than 5 people: not shown"


def test_no_figure_of_people_of_a_team_of_few_is_shown_in_charts(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    for team, value in (("Mine", 80), ("Large", 85), ("Small", 91)):
        read_each(database, team, value)
    assert values(database, SMALL) == {91}
    assert [values(mine, one) for one in (MINE, LARGE, SMALL)] == [{80}, {85}, set()]
    assert (chart(mine, SMALL).not_shown, chart(mine, SMALL).words) == (FEW, (FEW,))
    assert (chart(mine, LARGE).not_shown, FEW in chart(mine, LARGE).words) == ("", False)
    # A site, and the organisation, are whole for everyone who may see them.
    assert values(mine, SITE) == values(database, SITE)
    assert values(mine, None) == values(database, None)


def test_what_was_recorded_of_a_team_of_few_itself_is_shown(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    read_each(database, "Small", 91)
    read(database, 77, team_id=SMALL, weeks=3)
    assert values(database, SMALL) == {77, 91}
    assert [period.value for period in chart(mine, SMALL).periods] == [77, 77, 77]


def test_the_weeks_in_which_a_team_was_small_are_left_out(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    read_each(database, "Small", 91)
    new = PersonDraft(name="Small new", team="Small", role=None, starts_on=date(2026, 11, 2))
    read(database, 91, person_id=add_person(database, LEADER, new), weeks=3)
    shown = chart(mine, SMALL)
    assert [period.label for period in shown.periods] == ["2026-W45", "2026-W46", "2026-W47"]


def test_ones_own_team_is_shown_however_small(database: DatabaseFile) -> None:
    read_each(database, "Small", 91)
    own = narrowed(database, "sam", "Small")
    assert values(own, SMALL) == {91}
    assert load_board(own, NOW, SMALL).not_shown == ""
    viewer = narrowed(database, "vera", "Mine", role=AccessRole.VIEWER)
    assert values(viewer, SMALL) == set()
    every = narrowed(database, "kim")
    assert values(every, SMALL) == {91}


def test_the_rule_says_how_few_are_too_few(database: DatabaseFile, mine: DatabaseFile) -> None:
    read_each(database, "Small", 91)
    set_rule(database, LEADER, "fewest_in_group", 4, TODAY, "as agreed")
    assert values(narrowed(database, "zoe", "Mine"), SMALL) == {91}
    set_rule(database, LEADER, "fewest_in_group", 8, TODAY, "as agreed")
    seen = narrowed(database, "zoe", "Mine")
    assert chart(seen, LARGE).not_shown == "fewer than 8 people: not shown"
    assert values(seen, MINE) == values(database, MINE)


def test_nothing_recorded_is_not_told_as_none_happened(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    load_plan_document(database, LEADER, PlanDocument.model_validate({"metric": [{
        "name": "Complaints", "code": "complaints", "direction": "lower", "aggregation": "sum",
        "cadence": "weekly", "empty_means": "zero",
    }]}), today=TODAY)  # fmt: skip
    complaints = 4
    (first, *_) = people(database, "Small")
    read(database, 3, person_id=first.id, weeks=1, metric_id=complaints)
    (early, *_) = people(database, "Mine")
    read(database, 1, person_id=early.id, metric_id=complaints)
    assert values(database, SMALL, complaints) == {0, 3}
    assert values(mine, SMALL, complaints) == set()


def test_board_plan_and_status_say_so(database: DatabaseFile, mine: DatabaseFile) -> None:
    read_each(database, "Small", 91)
    standard = {"metric": "csat", "team": "Small", "level": [{"level": 80, "starts_on": BEGUN}]}
    document = PlanDocument.model_validate({"standard": [standard]})
    load_plan_document(database, LEADER, document, today=TODAY)
    board = load_board(mine, NOW, SMALL)
    assert board.not_shown == FEW
    assert {tile.status for tile in board.tiles if tile.metric.id == CSAT} == {"not shown"}
    assert f"Small; {FEW}, worst first" in text_of(words_of_board.board_title(board))
    (line,) = (
        standard for standard in load_overview(mine, NOW).standards if standard.metric.id == CSAT
    )
    assert (line.status, line.value) == ("not shown", None)
    (line,) = (
        standard
        for standard in load_overview(database, NOW).standards
        if standard.metric.id == CSAT
    )
    assert line.status == "met"
    overview = load_overview(mine, NOW, of=SubjectFilter(team_id=SMALL))
    (kpi,) = overview.kpis
    assert (overview.not_shown, kpi.standing.judgement.rule, kpi.standing.judged) == (
        FEW, FEW, None,
    )  # fmt: skip


def test_the_weakest_questions_of_a_team_of_few_are_not_shown(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    with_sheet(database)
    for team, points in (("Mine", 80.0), ("Large", 90.0), ("Small", 20.0)):
        score(
            database, [(person.id, date(2026, 11, 10), points) for person in people(database, team)]
        )
    assert load_weakest_of_teams(database, NOW)[MINE].others == 2
    found = load_weakest_of_teams(mine, NOW)
    assert (found[MINE].others, found[SMALL].not_shown, found[SMALL].questions) == (1, FEW, ())
    page = load_team_page(mine, SMALL, NOW)
    assert page.weakest is not None
    assert texts_of(told(page.weakest, of_team=True)) == [f"Weakest questions: {FEW}"]


def test_a_role_says_that_few_others_who_have_it_are_left_out(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    load_plan_document(database, LEADER, PlanDocument.model_validate({"standard": [
        {"metric": "csat", "role": "Senior", "level": [{"level": 80, "starts_on": BEGUN}]},
    ], "role": [{"name": "Senior"}]}), today=TODAY)  # fmt: skip
    (own, *_), others = people(database, "Mine"), people(database, "Large")
    for one, value in ((own, 70), *((other, 90) for other in others[:2])):
        move_person(database, LEADER, one, one.name.split()[0], "Senior", date(2026, 2, 2))
        read(database, value, person_id=one.id)

    def seniors(file: DatabaseFile) -> tuple[str, float]:
        (line,) = (
            standard
            for standard in load_overview(file, NOW).standards
            if standard.metric.id == CSAT
        )
        assert line.value is not None
        assert line.value.value is not None
        return line.scope, round(line.value.value, 3)

    assert seniors(database) == ("every Senior", 83.333)
    assert seniors(mine) == ("every Senior of your teams", 70)
    for other in others[2:5]:
        move_person(database, LEADER, other, "Large", "Senior", date(2026, 2, 2))
        read(database, 90, person_id=other.id)
    assert seniors(mine) == ("every Senior", 86.667)


def test_teams_of_few_are_not_held_against_others(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    for team, value in (("Mine", 80), ("Large", 85), ("Small", 91)):
        read_each(database, team, value)

    def compared(file: DatabaseFile) -> set[str]:
        return {line.name for line in load_differ(file, CSAT, NOW).groups[0].lines}

    assert compared(database) >= {"Large", "Mine", "Small"}
    assert compared(mine) >= {"Large", "Mine"}
    assert "Small" not in compared(mine)


def test_a_figure_of_few_people_of_a_large_team_is_left_out(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    one, *others = people(database, "Large")
    read(database, 33, person_id=one.id)
    assert [values(mine, each) for each in (LARGE, SITE, None)] == [set(), set(), set()]
    assert (chart(mine, LARGE).not_shown, chart(mine, LARGE).words) == (FEW, (FEW,))
    assert values(database, LARGE) == {33}
    assert values(narrowed(database, "lou", "Large"), LARGE) == {33}
    member = narrowed(database, "mia", role=AccessRole.MEMBER)
    assert values(member, None) == set()
    for each in others[:3]:
        read(database, 33, person_id=each.id)
    assert values(mine, LARGE) == set()
    read(database, 33, person_id=others[3].id, weeks=4)
    shown = chart(mine, LARGE)
    assert [period.label for period in shown.periods] == [f"2026-W{week}" for week in range(44, 48)]
    assert f"some weeks: {FEW}" in shown.words


def test_a_figure_of_ones_own_people_alone_is_shown(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    read(database, 33, person_id=people(database, "Mine")[0].id)
    assert [values(mine, each) for each in (MINE, SITE, None)] == [{33}, {33}, {33}]


def test_the_board_says_of_which_metrics_too_few_were_read(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    read(database, 33, person_id=people(database, "Large")[0].id)
    for team_id in (None, LARGE):
        tiles = [tile for tile in load_board(mine, NOW, team_id).tiles if tile.metric.id == CSAT]
        assert tiles
        assert all(tile.left_out and tile.judged is None for tile in tiles)
        theirs = load_board(database, NOW, team_id).tiles
        assert not any(tile.left_out for tile in theirs)


def test_of_a_large_group_not_everyone_who_was_ever_read_is_looked_at(
    database: DatabaseFile,
) -> None:
    many = [{"name": f"Crowd {number}", "starts_on": BEGUN} for number in range(300)]
    load_plan_document(database, LEADER, PlanDocument.model_validate({"person": many}), today=TODAY)
    mine = narrowed(database, "zoe", "Mine")
    with reading(database) as db:
        people, metric = load_people(db), load_plan(db).metrics[CSAT]
    drafts = [
        ReadingDraft(metric_id=CSAT, date=TODAY, value=80, person_id=person.id) for person in people
    ]
    record(database, LEADER, drafts, today=TODAY)
    day, steps = TODAY.isoformat(), 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with reading(mine) as db:
        db.set_progress_handler(step, 1)
        few = Readers(db, Branch()).few_read(metric, [day], [ReadByPerson(day, day, len(drafts))])
        db.set_progress_handler(None, 1)
    assert list(few) == []
    assert steps < 10 * len(drafts)


@pytest.mark.parametrize("fewest", [2, 3, 5])
def test_people_who_come_and_go_are_counted_in_each_period(
    database: DatabaseFile, mine: DatabaseFile, fewest: int
) -> None:
    """Each week some of sixteen people are read, never one week the same ones as the next."""
    set_rule(database, LEADER, "fewest_in_group", fewest, TODAY, "as agreed")
    chance, everyone = (
        random.Random(7),
        [person for team in TEAMS for person in people(database, team)],
    )
    mondays = [TODAY - timedelta(weeks=back) for back in range(1, 30)]
    read_in = {day: chance.sample(everyone, chance.randrange(1, 9)) for day in mondays}
    drafts = [
        ReadingDraft(metric_id=CSAT, date=day, value=80, person_id=person.id)
        for day, some in read_in.items()
        for person in some
    ]
    record(database, LEADER, drafts, today=TODAY)
    periods = [
        ReadByPerson(day.isoformat(), day.isoformat(), len(some))
        for day, some in sorted(read_in.items())
    ]
    with reading(mine) as db:
        metric = load_plan(db).metrics[CSAT]
        few = [
            first
            for first, _ in Readers(db, Branch()).few_read(
                metric, [period.first for period in periods], periods
            )
        ]
    own = {person.id for person in people(database, "Mine")}
    small = {
        day.isoformat()
        for day, some in read_in.items()
        if len(some) < fewest and not {person.id for person in some} <= own
    }
    assert few == sorted(small)
    assert 0 < len(few) < len(periods)


def test_of_one_who_is_read_several_times_a_period_is_one_person(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    (someone, *others) = people(database, "Large")
    days = [TODAY - timedelta(days=back) for back in range(1, 8)]
    drafts = [
        ReadingDraft(metric_id=CSAT, date=day, value=80, person_id=person.id)
        for day in days
        for person in (someone, others[0])
    ]
    record(database, LEADER, drafts, today=TODAY)
    period = ReadByPerson(days[-1].isoformat(), days[0].isoformat(), len(drafts))
    with reading(mine) as db:
        metric = load_plan(db).metrics[CSAT]
        assert [
            first
            for first, _ in Readers(db, Branch()).few_read(
                metric, [day.isoformat() for day in sorted(days)], [period]
            )
        ] == [period.first]


def test_enough_teams_on_one_day_are_enough_people_without_a_look_at_them(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    set_rule(database, LEADER, "fewest_in_group", 3, TODAY, "as agreed")
    some = [people(database, team)[0] for team in ("Mine", "Large", "Small")]
    drafts = [
        ReadingDraft(metric_id=CSAT, date=TODAY, value=80, person_id=person.id) for person in some
    ]
    record(database, LEADER, drafts, today=TODAY)
    day, asked = TODAY.isoformat(), list[str]()
    with reading(mine) as db:
        metric = load_plan(db).metrics[CSAT]
        db.set_trace_callback(asked.append)
        few = Readers(db, Branch()).few_read(metric, [day], [ReadByPerson(day, day, len(drafts))])
        db.set_trace_callback(None)
    assert list(few) == []
    assert [one for one in asked if "day_summaries" in one]
    assert not [one for one in asked if "readings" in one]


def test_one_who_goes_from_team_to_team_is_one_person(
    database: DatabaseFile, mine: DatabaseFile
) -> None:
    set_rule(database, LEADER, "fewest_in_group", 3, TODAY, "as agreed")
    days = [TODAY - timedelta(days=back) for back in (3, 2, 1)]
    membership = [
        {"team": team, "role": "Advisor", "starts_on": day}
        for team, day in zip(("Large", "Small", "North"), days, strict=True)
    ]
    wanderer = {"name": "Wanderer", "starts_on": days[0], "membership": membership}
    plan = PlanDocument.model_validate({"person": [wanderer]})
    load_plan_document(database, LEADER, plan, today=TODAY)
    with reading(database) as db:
        (one,) = (person for person in load_people(db) if person.name == "Wanderer")
    drafts = [ReadingDraft(metric_id=CSAT, date=day, value=80, person_id=one.id) for day in days]
    record(database, LEADER, drafts, today=TODAY)
    period = ReadByPerson(days[0].isoformat(), days[-1].isoformat(), len(drafts))
    with reading(mine) as db:
        metric = load_plan(db).metrics[CSAT]
        few = Readers(db, Branch()).few_read(
            metric, [day.isoformat() for day in sorted(days)], [period]
        )
    assert [first for first, _ in few] == [period.first]
