"""Every health rule: one plan that it speaks about, and a near miss that it is silent about."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kpitui.domain.access import AccessRole
from kpitui.domain.health import RULES, findings_of
from kpitui.domain.health.snapshot import (
    AccountFacts,
    KpiProcess,
    PersonBelow,
    Snapshot,
    Split,
    TeamBelow,
    TeamNotCoached,
    TwoFigures,
)
from kpitui.domain.natural_limits import Limits
from kpitui.domain.records.absence import Absence
from kpitui.domain.records.decision import ReviewDecision
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.metric import Aggregation, Direction, Metric, Place
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.person import Person
from kpitui.domain.records.team import Team, TeamPlace
from kpitui.domain.team_tree import TeamTree
from kpitui.domain.thresholds import Thresholds
from tests.domain.health_plans import (
    LEVEL_CHANGED,
    LONG_AGO,
    NEW_LEVEL,
    TODAY,
    WELL_KEPT,
    WORSENING,
    Change,
    action,
    changed,
    codes,
    days_ago,
    few,
    kpi,
    kpis,
    levels,
    metric,
    person,
    priorities,
    session,
    standard,
    strategies,
    target,
    with_ana_gone,
)

UP = TeamPlace(id=1, team_id=7, parent_id=8, starts_on=LONG_AGO)
UNDER_CLOSED = TeamTree([UP])
NORTH = Team(id=7, name="North", starts_on=LONG_AGO)
CLOSED = Team(id=8, name="Closed", starts_on=LONG_AGO, ends_on=TODAY)


def decided(due_on: date) -> ReviewDecision:
    return ReviewDecision(id=1, review_id=1, text="shorter greeting", who="Sam", due_on=due_on)


TWO_TEAMS = [Team(id=n, name=f"T{n}", starts_on=LONG_AGO) for n in (1, 2)]


def account(
    role: AccessRole, *, teams: bool = False, has_person: bool = False, over: tuple[str, ...] = ()
) -> AccountFacts:
    return AccountFacts("kim", role, teams, has_person, over)


def leaver(days: int) -> Person:
    return Person(id=9, name="Gone", starts_on=days_ago(2000), ends_on=days_ago(days))


def missions(*starts: date) -> list[Mission]:
    return [Mission(id=n, statement=f"M{n}", starts_on=day) for n, day in enumerate(starts, 1)]


def metrics(count: int) -> dict[int, Metric]:
    return {n: metric(n) for n in range(1, count + 1)}


def process(lower: float, upper: float, *, changing: bool = False) -> dict[int, KpiProcess]:
    middle = (lower + upper) / 2
    limits = Limits(
        mean=middle, average_moving_range=1, lower=lower, upper=upper, range_limit=3, noise=0
    )
    return {1: KpiProcess(limits, changing)}


def split(reason: str) -> list[Split]:
    return [Split("metric-1/3", "Customer satisfaction", days_ago(30), "new phones", reason)]


CASES: dict[str, tuple[Change, Change]] = {
    "P101": (changed(missions=missions()), changed(missions=missions(days_ago(400)))),
    "P102": (changed(priorities=priorities(2)), changed(priorities=priorities(1))),
    "P103": (
        changed(strategies=strategies(2), priorities=priorities(2)),
        changed(strategies=strategies(1)),
    ),
    "P104": (
        changed(priorities=priorities(1, planned_until=days_ago(1))),
        changed(priorities=priorities(1, planned_until=TODAY)),
    ),
    "P105": (
        changed(missions=missions(LONG_AGO, days_ago(300), days_ago(20))),
        changed(missions=missions(LONG_AGO, days_ago(20))),
    ),
    "P106": (changed(priorities=priorities(6)), changed(priorities=priorities(5))),
    "P107": (
        changed(priorities=[*priorities(1), Priority(id=9, title="New", starts_on=days_ago(20))]),
        changed(
            priorities=[*priorities(1), Priority(id=9, title="New", starts_on=days_ago(20))],
            strategies=[
                *strategies(1),
                Strategy(id=9, priority_id=9, title="New", starts_on=days_ago(20)),
            ],
            kpis=[kpi(), kpi(9, 3, strategy_id=9, starts_on=days_ago(20))],
        ),
    ),
    "P108": (
        changed(strategies=strategies(1, planned_until=date(2028, 1, 1))),
        changed(strategies=strategies(1, planned_until=date(2027, 12, 31))),
    ),
    "P109": (
        changed(strategies=strategies(1, planned_until=date(2026, 12, 31))),
        changed(strategies=strategies(1, planned_until=date(2027, 1, 1))),
    ),
    "K201": (changed(kpis=[kpi(baseline=None)]), changed(kpis=[kpi(baseline=0)])),
    "K202": (
        changed(last_read={1: days_ago(15), 2: TODAY}),
        changed(last_read={1: days_ago(14), 2: TODAY}),
    ),
    "K203": (
        changed(strategies=strategies(1, ends_on=TODAY)),
        changed(strategies=strategies(1, ends_on=TODAY + timedelta(days=1))),
    ),
    "K204": (
        changed(metrics=metrics(9), kpis=kpis(1, 3, 4, 5, 6)),
        changed(metrics=metrics(9), kpis=kpis(1, 3, 4, 5)),
    ),
    "K205": (
        changed(metrics=metrics(20), kpis=kpis(1, 3, 4, 5), last_read={6: days_ago(3)}),
        changed(metrics=metrics(20), kpis=kpis(1, 3, 4), last_read={5: TODAY, 6: days_ago(3)}),
    ),
    "K206": (changed(processes=process(74, 84.9)), changed(processes=process(74, 85.1))),
    "K207": (changed(processes=process(85.1, 90)), changed(processes=process(84.9, 90))),
    "K208": (
        changed(
            strategies=strategies(2),
            priorities=priorities(2),
            kpis=[kpi(), kpi(2, 1, strategy_id=2)],
        ),
        changed(
            strategies=strategies(2),
            priorities=priorities(2),
            kpis=[kpi(), kpi(2, 3, strategy_id=2)],
        ),
    ),
    "K209": (
        changed(kpis=[kpi(owner="")], strategies=strategies(1)),
        changed(kpis=[kpi(owner="")], strategies=strategies(1, owner="kim")),
    ),
    "K210": (changed(reviewed={1: days_ago(29)}), changed(reviewed={1: days_ago(28)})),
    "K211": (changed(usual_place={1: "standard"}), changed(usual_place={1: "KPI", 2: "standard"})),
    "K212": (
        changed(metrics={**WELL_KEPT.metrics, 1: metric(1, "Coaching sessions held")}),
        changed(metrics={**WELL_KEPT.metrics, 1: metric(1, "Calls solved in coaching")}),
    ),
    "K213": (changed(read_of={1: 2}), changed(read_of={1: 2}, people={2: person(2, "Bo")})),
    "K214": (
        changed(metrics={**WELL_KEPT.metrics, 1: metric(1, direction=Direction.WITHIN)}),
        changed(
            metrics={**WELL_KEPT.metrics, 1: metric(1, direction=Direction.WITHIN)},
            kpis=[kpi(targets=(target(80, 90),))],
        ),
    ),
    "K216": (
        changed(kpis=[kpi(owner="ana")], people=with_ana_gone(TODAY)),
        changed(kpis=[kpi(owner="ana")], people=with_ana_gone(days_ago(-1))),
    ),
    "K217": (
        changed(few_evaluations=[few(1, is_kpi=True)]),
        changed(few_evaluations=[few(1, is_kpi=True)], kpis=[kpi(ends_on=TODAY)]),
    ),
    "S301": (changed(standards=[standard(person_id=1)]), changed(standards=[standard(team_id=1)])),
    "S302": (
        changed(
            standards=[
                standard(levels=levels(LONG_AGO, days_ago(300), days_ago(200), days_ago(100)))
            ]
        ),
        changed(standards=[standard(levels=levels(LONG_AGO, days_ago(300), days_ago(200)))]),
    ),
    "S303": (
        changed(last_read={1: TODAY, 2: days_ago(15)}),
        changed(last_read={1: TODAY, 2: days_ago(14)}),
    ),
    "S304": (
        changed(metrics={**WELL_KEPT.metrics, 3: metric(3, place=Place.UNSORTED)}),
        changed(metrics={**WELL_KEPT.metrics, 2: metric(2, place=Place.UNSORTED)}),
    ),
    "S305": (
        changed(group_results=frozenset({2}), standards=[standard(), standard(2, 2, person_id=1)]),
        changed(group_results=frozenset({2}), standards=[standard(), standard(2, 2, team_id=1)]),
    ),
    "S306": (
        changed(standards=[standard(), standard(2, 1)]),
        changed(standards=[standard(), standard(2, 1, levels=(target(ends_on=TODAY),))]),
    ),
    "S307": (
        changed(worsening=WORSENING, sessions_about=[session(focus=(2,), day=days_ago(50))]),
        changed(worsening=WORSENING, sessions_about=[session(focus=(2,), day=days_ago(49))]),
    ),
    "S308": (
        changed(standards=[LEVEL_CHANGED], seen_levels=frozenset({(2, NEW_LEVEL)})),
        changed(standards=[LEVEL_CHANGED], seen_levels=frozenset({(1, NEW_LEVEL), (2, NEW_LEVEL)})),
    ),
    "S309": (
        changed(few_evaluations=[few(2)]),
        changed(few_evaluations=[few(2)], standards=[standard(levels=(target(ends_on=TODAY),))]),
    ),
    "D501": (
        changed(unweighted=frozenset({2})),
        changed(unweighted=frozenset()),
    ),
    "D502": (
        changed(metrics={**WELL_KEPT.metrics, 1: metric(1, definition="")}),
        changed(metrics={**WELL_KEPT.metrics, 1: metric(1, unit="", aggregation=Aggregation.SUM)}),
    ),
    "D504": (
        changed(two_figures={1: TwoFigures("2026-W47", "North", 91.0, 88.4)}),
        changed(two_figures={}),
    ),
    "A701": (
        changed(accounts=[account(AccessRole.SUPERVISOR)], teams=TWO_TEAMS),
        changed(accounts=[account(AccessRole.SUPERVISOR, teams=True)], teams=TWO_TEAMS),
    ),
    "A702": (
        changed(accounts=[account(AccessRole.MEMBER)]),
        changed(accounts=[account(AccessRole.MEMBER, has_person=True)]),
    ),
    "A703": (
        changed(accounts=[account(AccessRole.VIEWER, teams=True, over=("Orders",))]),
        changed(accounts=[account(AccessRole.VIEWER, teams=True)]),
    ),
    "D701": (
        changed(people={**WELL_KEPT.people, 9: leaver(740)}, thresholds=Thresholds(keep_notes=24)),
        changed(people={**WELL_KEPT.people, 9: leaver(700)}, thresholds=Thresholds(keep_notes=24)),
    ),
    "D505": (
        changed(teams=[NORTH, CLOSED], tree=UNDER_CLOSED),
        changed(teams=[NORTH, replace(CLOSED, ends_on=days_ago(-1))], tree=UNDER_CLOSED),
    ),
    "D506": (
        changed(teams=[NORTH, CLOSED], tree=TeamTree([UP, replace(UP, team_id=8, parent_id=7)])),
        changed(teams=[NORTH, CLOSED], tree=TeamTree([replace(UP, parent_id=9)])),
    ),
    "D503": (changed(splits=split(" ")), changed(splits=split("another system"))),
    "C401": (
        changed(sessions=[session(day=days_ago(30), follow_up_on=days_ago(1))]),
        changed(sessions=[session(day=days_ago(30), follow_up_on=TODAY)]),
    ),
    "C402": (
        changed(sessions=[session(day=days_ago(30), actions=action(days_ago(1)))]),
        changed(sessions=[session(day=days_ago(30), actions=action(TODAY))]),
    ),
    "C403": (
        changed(
            clearly_below=[PersonBelow(1, 2, "84.0%")],
            coached_on={(1, 2): days_ago(61)},
        ),
        changed(
            clearly_below=[PersonBelow(1, 2, "84.0%")],
            coached_on={(1, 2): days_ago(60)},
        ),
    ),
    "C404": (
        changed(
            sessions=[session(focus=(2,))],
            noise=frozenset({(1, 2)}),
            clearly_below=[PersonBelow(1, 2, "84.0%")],
        ),
        changed(sessions=[session(focus=(2,))], noise=frozenset({(1, 3), (2, 2)})),
    ),
    "C405": (
        changed(
            teams=[Team(id=1, name="North", starts_on=LONG_AGO)],
            teams_below=[TeamBelow(1, 2, 7, 8)],
            clearly_below=[PersonBelow(1, 2, "84.0%", with_team=True)],
        ),
        changed(clearly_below=[PersonBelow(1, 2, "84.0%", with_team=True)]),
    ),
    "C406": (
        changed(
            teams=[Team(id=1, name="North", starts_on=LONG_AGO)],
            not_coached=[TeamNotCoached(1, days_ago(30), ((14, 8),))],
        ),
        changed(teams=[Team(id=1, name="North", starts_on=LONG_AGO)]),
    ),
    "D601": (
        changed(open_decisions=[(decided(days_ago(1)), 1, "AHT")]),
        changed(open_decisions=[(decided(TODAY), 1, "AHT")]),
    ),
}


def test_a_well_kept_plan_has_no_finding() -> None:
    assert findings_of(WELL_KEPT) == []


def test_an_empty_file_lacks_a_mission_and_nothing_else() -> None:
    assert codes(Snapshot(today=TODAY)) == {"P101"}


def test_every_rule_has_its_case() -> None:
    assert CASES.keys() == RULES.keys()
    assert len(RULES) == 51


@pytest.mark.parametrize("code", CASES)
def test_it_speaks(code: str) -> None:
    plan = CASES[code][0](WELL_KEPT)
    found = list(RULES[code].find(plan))
    assert found
    assert all(one.key and one.record and one.detail for one in found)
    assert code in codes(plan)


@pytest.mark.parametrize("code", CASES)
def test_a_near_miss_is_silent(code: str) -> None:
    assert code not in codes(CASES[code][1](WELL_KEPT))


@pytest.mark.parametrize("code", RULES)
def test_it_has_a_page_a_leader_understands(code: str) -> None:
    rule = RULES[code]
    head, reason, example, fix = rule.page
    assert head.startswith(f"{code} ")
    assert 2 <= reason.count(". ") + 1 <= 4
    assert len(reason) > 80
    assert len(example) > 50
    assert len(fix) > 10
    assert rule.fixes or rule.keys


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (
            {"starts_on": LONG_AGO - timedelta(days=1)},
            f"it begins on {LONG_AGO - timedelta(days=1)}, its priority on {LONG_AGO}",
        ),
        ({"planned_until": date(2028, 3, 1)}, "it runs until 2028-03-01, its priority until "),
        ({"ends_on": date(2028, 3, 1)}, "it runs until 2028-03-01, its priority until 2027-12-31"),
        ({"planned_until": None}, ""),
    ],
)
def test_how_a_strategy_lies_outside_its_priority(dates: dict[str, Any], said: str) -> None:
    plan = replace(WELL_KEPT, strategies=[replace(WELL_KEPT.strategies[0], **dates)])
    found = [finding.found.detail for finding in findings_of(plan) if finding.rule.code == "P108"]
    assert [one[: len(said)] for one in found] == ([said] if said else [])


@pytest.mark.parametrize("code", ["S301", "S303", "S308", "C401", "C402", "C403"])
def test_nothing_is_missed_of_who_is_away(code: str) -> None:
    plan = CASES[code][0](WELL_KEPT)
    assert code in codes(plan)

    def away(first: date, back_on: date | None) -> Snapshot:
        one = Absence(id=1, person_id=1, starts_on=first, ends_on=back_on)
        people = {at: replace(each, absences=(one,)) for at, each in plan.people.items()}
        return replace(plan, people=people)

    assert code not in codes(away(days_ago(3), None))
    if code != "C403":  # of which the days away count for the time since the last session
        assert code in codes(away(days_ago(3), TODAY))
    assert code in codes(away(days_ago(-1), None))


def test_days_away_make_no_session_too_old() -> None:
    """Whether someone was coached lately does not count the days that they were away."""
    plan = CASES["C403"][0](WELL_KEPT)  # coached 61 days ago
    one = Absence(id=1, person_id=1, starts_on=days_ago(9), ends_on=days_ago(8))
    people = {at: replace(each, absences=(one,)) for at, each in plan.people.items()}
    assert "C403" not in codes(replace(plan, people=people))
