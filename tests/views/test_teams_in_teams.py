"""What a team above means for the teams below it: standards, events, lists and findings."""

from datetime import date, timedelta

import pytest

from kpitui.actions import people
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import annotate
from kpitui.actions.readings import record
from kpitui.actions.teams import put_team_under
from kpitui.config import Config
from kpitui.domain.errors import NothingFound
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.domain.records.activity import Activity
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.metric import Range
from kpitui.domain.records.team import Team
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_teams
from kpitui.storage.plan import load_metrics
from kpitui.views.board import load_board
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.differ import load_differ
from kpitui.views.due import load_due
from kpitui.views.find import load_findables
from kpitui.views.health import load_health
from kpitui.views.lookup import find_team
from kpitui.views.own_teams import load_teams_under
from kpitui.views.person import load_person_page
from kpitui.views.readings import load_readings
from kpitui.views.rollout import load_rollouts
from kpitui.views.team import load_team_page
from tests.conftest import LEADER, TODAY, record_weekly

AS_OF = AsOf(TODAY, TODAY)
LAST = date(2026, 11, 20)
EARLY, JUNE = date(2024, 1, 1), date(2026, 6, 1)
CSAT, ADHERENCE = 1, 3
NORTH, SOUTH, ANA, BO = 1, 2, 1, 2


def team(database: DatabaseFile, name: str) -> Team:
    with reading(database) as db:
        return next(one for one in load_teams(db) if one.name == name)


@pytest.fixture
def sites(database: DatabaseFile) -> DatabaseFile:
    """North is under Site from June on, Site is under Company; South stands alone."""
    for name in ("Company", "Site"):
        people.add_team(database, LEADER, name, EARLY)
    put_team_under(database, LEADER, team(database, "Site"), team(database, "Company"), EARLY)
    put_team_under(database, LEADER, team(database, "North"), team(database, "Site"), JUNE)
    return database


def standard(database: DatabaseFile, low: float, **scope: str) -> None:
    row = {"metric": "adherence", "level": [{"level": low, "starts_on": EARLY}], **scope}
    document = PlanDocument.model_validate({"standard": [row]})
    load_plan_document(database, LEADER, document, today=TODAY)


def expected(database: DatabaseFile, person_id: int, day: date = TODAY) -> Range | None:
    page = load_person_page(database, person_id, AsOf(day, TODAY), Config())
    return next(
        (
            expectation.level
            for expectation in page.expectations
            if expectation.metric.id == ADHERENCE
        ),
        None,
    )


def test_a_standard_of_a_team_holds_for_the_teams_below_it(sites: DatabaseFile) -> None:
    standard(sites, 95, team="Company")
    assert expected(sites, ANA) == Range(low=95)
    assert expected(sites, BO) == Range(low=92)
    assert expected(sites, ANA, JUNE - timedelta(days=1)) == Range(low=92)


def test_the_most_specific_standard_wins(sites: DatabaseFile) -> None:
    for low, scope in (
        (95, {"team": "Company"}),
        (96, {"team": "Site"}),
        (97, {"team": "North"}),
        (98, {"role": "Advisor"}),
        (99, {"person": "Ana López"}),
    ):
        standard(sites, low, **scope)
        assert expected(sites, ANA) == Range(low=low)
    assert expected(sites, BO) == Range(low=98)


def test_board_and_chart_of_a_team_hold_it_against_the_standard_above(sites: DatabaseFile) -> None:
    standard(sites, 95, team="Company")
    record_weekly(sites, ADHERENCE, [90.0] * 30, LAST, person_id=ANA)
    for name, low in (("North", 95), ("Site", 95), ("Company", 95), ("South", 92)):
        found = team(sites, name)
        board = load_board(sites, AS_OF, found.id)
        tile = next(tile for tile in board.tiles if tile.metric.id == ADHERENCE)
        assert tile.wanted == Range(low=low), name
        assert (tile.judged is not None) == (name != "South")
        subject = SubjectFilter(team_id=found.id)
        chart = load_chart(sites, ChartQuestion(ADHERENCE, subject, name), AS_OF, Config())
        if name != "South":
            assert chart.targets[-1] == Range(low=low)
            # Before June North was not below them.
            assert len(chart.periods) == (30 if name == "North" else 25)
            assert chart.targets[0] == (Range(low=92) if name == "North" else Range(low=95))


def test_an_event_of_a_team_is_one_of_the_teams_below_it_and_of_their_people(
    sites: DatabaseFile,
) -> None:
    for person in (ANA, BO):
        record_weekly(sites, CSAT, [70.0 + week % 3 for week in range(30)], LAST, person_id=person)
    for weeks in (2, 26):  # the older lies before North came to the site
        day = LAST - timedelta(weeks=weeks)
        site = team(sites, "Site").id
        annotate(sites, LEADER, AnnotationDraft(
            metric_id=CSAT, text=f"move {weeks}", date=day, team_id=site, new_limits=weeks == 2,
            reason="other rooms" if weeks == 2 else ""))  # fmt: skip

    def events(subject: SubjectFilter) -> list[str]:
        chart = load_chart(sites, ChartQuestion(CSAT, subject, ""), AS_OF, Config())
        return [note.text for note in chart.notes if note.event]

    assert events(SubjectFilter(team_id=team(sites, "Site").id)) == ["move 26", "move 2"]
    assert events(SubjectFilter(team_id=NORTH)) == ["move 2"]
    assert events(SubjectFilter((ANA,))) == ["move 2"]
    for others in (SubjectFilter(), SubjectFilter(team_id=SOUTH), SubjectFilter((BO,)),
            SubjectFilter(team_id=team(sites, "Company").id)):  # fmt: skip
        assert events(others) == []


def test_what_is_due_of_a_team_is_due_of_all_below_it(sites: DatabaseFile) -> None:
    record_weekly(sites, ADHERENCE, [90.0] * 3, LAST - timedelta(weeks=2), person_id=ANA)
    record_weekly(sites, ADHERENCE, [90.0] * 3, LAST - timedelta(weeks=2), person_id=BO)
    company = team(sites, "Company").id
    below = load_teams_under(sites, company, AS_OF.day)
    names = [one.name for one in load_due(sites, AS_OF, below)]
    assert names == ["Ana López"]
    assert "[red]Bo[/]" in [subject.name for subject in load_due(sites, AS_OF)]
    then = AsOf(JUNE - timedelta(days=1), TODAY)
    assert load_due(sites, then, load_teams_under(sites, company, then.day)) == []


def test_a_team_is_not_compared_with_a_part_of_itself(sites: DatabaseFile) -> None:
    people.add_team(sites, LEADER, "East", EARLY, team(sites, "Site"))
    for place, name in enumerate(("North", "South", "East")):
        record_weekly(sites, CSAT, [70.0 + place + week % 4 for week in range(20)], LAST,
            team_id=team(sites, name).id)  # fmt: skip

    def compared(of: str = "") -> list[str]:
        id_ = team(sites, of).id if of else None
        groups = load_differ(sites, CSAT, AS_OF, team_id=id_).groups
        return sorted(line.name for group in groups if group.of_teams for line in group.lines)

    assert compared() == ["East", "North", "South"]
    assert compared("Site") == ["East", "North"]
    with pytest.raises(NothingFound, match="Too few to compare"):
        compared("North")


def test_two_figures_of_a_team_and_of_those_below_it_are_a_finding(sites: DatabaseFile) -> None:
    def found() -> list[str]:
        health = load_health(sites, AS_OF)
        return [finding.found.detail for finding in health.open if finding.rule.code == "D504"]

    def add(value: float, team_id: int) -> None:
        draft = ReadingDraft(metric_id=CSAT, date=LAST, value=value, team_id=team_id)
        record(sites, LEADER, [draft], today=TODAY)

    site = team(sites, "Site").id
    add(80, NORTH)
    assert found() == []
    add(80, site)
    assert found() == []
    company = team(sites, "Company").id
    add(70, company)
    assert found() == [
        "the week of 16 Nov is 70.0% for Company, and 80.0% by what was recorded below it"
    ]


def test_the_page_of_a_team_tells_its_path_and_with_deep_all_its_people(
    sites: DatabaseFile,
) -> None:
    company = team(sites, "Company").id
    page = load_team_page(sites, company, AS_OF)
    assert (page.rows, page.path, page.below) == ([], "", ("Site",))
    deep = load_team_page(sites, company, AS_OF, deep=True)
    assert [(row.person.name, row.team) for row in deep.rows] == [("Ana López", "North")]
    assert load_team_page(sites, NORTH, AS_OF).path == "Company › Site › North"
    before = load_team_page(sites, NORTH, AsOf(JUNE - timedelta(days=1), TODAY))
    assert before.path == ""


def test_a_team_is_found_by_its_path(sites: DatabaseFile) -> None:
    for typed in ("North", "nor", "Company › Site › North", "company north", "site > nor"):
        assert find_team(sites, typed).name == "North", typed
    assert find_team(sites, "com").name == "Company"
    found = [
        findable for findable in load_findables(sites, AS_OF) if findable.key == f"team-{NORTH}"
    ]
    assert [(findable.name, findable.code) for findable in found] == [
        ("Company › Site › North", "North")
    ]


def test_where_an_activity_begins_the_teams_above_and_below_are_no_others(
    sites: DatabaseFile,
) -> None:
    for person in (ANA, BO):
        record_weekly(sites, CSAT, [70.0 + week % 3 for week in range(30)], LAST, person_id=person)
    site = team(sites, "Site").id
    done = Activity(text="role-play", starts_on=date(2026, 9, 1), team_ids=(site,))
    with reading(sites) as db:
        csat = load_metrics(db, [CSAT])
        (found,) = load_rollouts(db, [done], csat, AS_OF, sites.rules.on(TODAY))
    assert [(change.team, change.had) for change in found.teams] == [
        ("Site", True),
        ("South", False),
    ]


def test_the_readings_of_a_team_are_those_of_all_below_it_while_they_were(
    sites: DatabaseFile,
) -> None:
    for person in (ANA, BO):
        record_weekly(sites, CSAT, [70.0 + week % 3 for week in range(30)], LAST, person_id=person)
    found = load_readings(sites, CSAT, SubjectFilter(team_id=team(sites, "Company").id))
    assert {line.subject for line in found} == {"Ana López"}
    assert min(line.recorded.draft.date for line in found) == date(2026, 6, 5)
    assert len(found) == 25
    assert len(load_readings(sites, CSAT, SubjectFilter(team_id=NORTH))) == 30
