"""Every health rule: one plan that it speaks about, and a near miss that it is silent about."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import convert
from msgspec.structs import replace

from kpitui.domain.access import AccessRole
from kpitui.domain.health import RULES, findings_of
from kpitui.domain.health.snapshot import (
    AccountFacts,
    FewEvaluations,
    KpiProcess,
    PersonBelow,
    Snapshot,
    Split,
    TeamBelow,
    TeamNotCoached,
    TwoFigures,
    Worsening,
)
from kpitui.domain.natural_limits import Limits
from kpitui.domain.records.absence import Absence
from kpitui.domain.records.action import Action
from kpitui.domain.records.dated import Target
from kpitui.domain.records.decision import ReviewDecision
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Place, Range
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.person import Membership, Person
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import CoachingSession, SessionKind
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team, TeamPlace
from kpitui.domain.team_tree import TeamTree
from kpitui.domain.thresholds import Thresholds

TODAY = date(2026, 11, 23)
LONG_AGO = date(2025, 1, 6)
Change = Callable[[Snapshot], Snapshot]
UP = TeamPlace(id=1, team_id=7, parent_id=8, starts_on=LONG_AGO)
UNDER_CLOSED = TeamTree([UP])
NORTH = Team(id=7, name="North", starts_on=LONG_AGO)
CLOSED = Team(id=8, name="Closed", starts_on=LONG_AGO, ends_on=TODAY)
NEW_LEVEL = LevelKey(2, date(2026, 11, 2), Range(low=95))


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def decided(due_on: date) -> ReviewDecision:
    return ReviewDecision(id=1, review_id=1, text="shorter greeting", who="Sam", due_on=due_on)


def metric(number: int, name: str = "", **values: Any) -> Metric:
    plain: dict[str, Any] = {
        "id": number, "name": name or f"Metric {number}", "code": f"m{number}", "unit": "%",
        "direction": "higher", "aggregation": "mean", "cadence": "weekly",
        "definition": "what counts", "place": Place.CONTEXT,
    }  # fmt: skip
    return convert(plain | values, Metric)


def target(
    low: float | None = 85, high: float | None = None, starts_on: date = LONG_AGO, **values: Any
) -> Target:
    return Target(id=1, level=Range(low=low, high=high), starts_on=starts_on, **values)


def kpi(number: int = 1, metric_id: int = 1, **values: Any) -> Kpi:
    plain: dict[str, Any] = {
        "id": number, "metric_id": metric_id, "strategy_id": 1, "baseline": 70,
        "due_on": date(2027, 1, 1), "owner": "lee", "starts_on": LONG_AGO, "targets": (target(),),
    }  # fmt: skip
    return convert(plain | values, Kpi)


def standard(
    number: int = 1, metric_id: int = 2, levels: tuple[Target, ...] = (target(92),), **subject: int
) -> Standard:
    return Standard(id=number, metric_id=metric_id, levels=levels, **subject)


def session(
    number: int = 1, person_id: int = 1, day: date = TODAY, **values: Any
) -> CoachingSession:
    return CoachingSession(
        id=number, coach="lee", person_id=person_id, date=day, kind=SessionKind.TRAINING, **values
    )


def person(number: int, name: str) -> Person:
    held = Membership(id=number, person_id=number, team_id=1, starts_on=LONG_AGO)
    return Person(id=number, name=name, starts_on=LONG_AGO, memberships=(held,))


def few(metric_id: int, **values: Any) -> FewEvaluations:
    plain: dict[str, Any] = {
        "metric_id": metric_id, "is_kpi": False, "month": "2026-10", "asked": 4, "noun": "call",
        "few": (("Bo", 1), ("Ana", 0)), "people": 9,
    }  # fmt: skip
    return FewEvaluations(**plain | values)


LEVEL_CHANGED = Standard(
    id=1, metric_id=2,
    levels=(target(92, ends_on=NEW_LEVEL.starts_on), target(95, starts_on=NEW_LEVEL.starts_on)),
)  # fmt: skip


WELL_KEPT = Snapshot(
    today=TODAY,
    missions=[Mission(id=1, statement="Make every customer glad", starts_on=LONG_AGO)],
    priorities=[Priority(id=1, title="Grow loyalty", starts_on=LONG_AGO,
            planned_until=date(2027, 12, 31))],
    strategies=[Strategy(id=1, priority_id=1, title="Improve the experience", starts_on=LONG_AGO,
            owner="kim")],
    kpis=[kpi()],
    standards=[standard()],
    metrics={1: metric(1, "Customer satisfaction"), 2: metric(2, "Adherence"),
        3: metric(3, "Calls offered")},
    people={1: person(1, "Ana"), 2: person(2, "Bo")},
    teams=[Team(id=1, name="North", starts_on=LONG_AGO)],
    last_read={1: days_ago(3), 2: days_ago(3)},
    reviewed={1: days_ago(10)},
    processes={1: KpiProcess(Limits(
        mean=84, average_moving_range=1, lower=81, upper=87, range_limit=3,
        noise=0), changing=False)},
)  # fmt: skip


TWO_TEAMS = [Team(id=n, name=f"T{n}", starts_on=LONG_AGO) for n in (1, 2)]


def account(
    role: AccessRole, *, teams: bool = False, has_person: bool = False, over: tuple[str, ...] = ()
) -> AccountFacts:
    return AccountFacts("kim", role, teams, has_person, over)


def changed(**values: Any) -> Change:
    return lambda plan: replace(plan, **values)


def leaver(days: int) -> Person:
    return Person(id=9, name="Gone", starts_on=days_ago(2000), ends_on=days_ago(days))


def priorities(count: int, **values: Any) -> list[Priority]:
    return [
        Priority(id=n, title=f"P{n}", starts_on=LONG_AGO, **values) for n in range(1, count + 1)
    ]


def strategies(count: int, **values: Any) -> list[Strategy]:
    return [
        Strategy(id=n, priority_id=n, title=f"S{n}", starts_on=LONG_AGO, **values)
        for n in range(1, count + 1)
    ]


def missions(*starts: date) -> list[Mission]:
    return [Mission(id=n, statement=f"M{n}", starts_on=day) for n, day in enumerate(starts, 1)]


def metrics(count: int) -> dict[int, Metric]:
    return {n: metric(n) for n in range(1, count + 1)}


def kpis(*metric_ids: int) -> list[Kpi]:
    return [kpi(n, metric_id) for n, metric_id in enumerate(metric_ids, 1)]


def process(lower: float, upper: float, *, changing: bool = False) -> dict[int, KpiProcess]:
    middle = (lower + upper) / 2
    limits = Limits(
        mean=middle, average_moving_range=1, lower=lower, upper=upper, range_limit=3, noise=0
    )
    return {1: KpiProcess(limits, changing)}


def levels(*days: date) -> tuple[Target, ...]:
    ends = [*days[1:], None]
    return tuple(
        Target(id=n, level=Range(low=90 + n), starts_on=day, ends_on=end)
        for n, (day, end) in enumerate(zip(days, ends, strict=True), 1)
    )


def action(due_on: date, text: str = "send the script") -> tuple[Action, ...]:
    return (Action(id=5, session_id=1, text=text, due_on=due_on),)


def split(reason: str) -> list[Split]:
    return [Split("metric-1/3", "Customer satisfaction", days_ago(30), "new phones", reason)]


WORSENING = (Worsening(1, days_ago(49), "2026-W41"),)


def with_ana_gone(day: date) -> dict[int, Person]:
    return {1: replace(person(1, "Ana"), ends_on=day), 2: person(2, "Bo")}


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


def codes(plan: Snapshot) -> set[str]:
    return {finding.rule.code for finding in findings_of(plan)}


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


def test_every_owner_who_left_is_named_but_no_namesake() -> None:
    plan = replace(
        WELL_KEPT,
        priorities=priorities(1, owner=" ANA "), strategies=strategies(1, owner="ana"),
        kpis=[kpi(owner="Ana")], people=with_ana_gone(days_ago(9)),
    )  # fmt: skip
    found = [finding.found for finding in findings_of(plan) if finding.rule.code == "K216"]
    assert {one.key for one in found} == {"priority-1", "strategy-1", "kpi-1"}
    assert {one.detail for one in found} == {f"its owner Ana left on {days_ago(9)}"}
    namesake = replace(plan, people={**plan.people, 3: person(3, "Ana")})
    assert "K216" not in codes(namesake)


def test_kpis_without_any_standard_are_told_and_an_empty_plan_is_silent() -> None:
    def without(kpis: list[Kpi]) -> list[str]:
        plan = replace(WELL_KEPT, standards=[], kpis=kpis)
        return [
            finding.found.record for finding in findings_of(plan) if finding.rule.code == "S301"
        ]

    assert without([kpi()]) == ["Ana", "Bo"]
    assert without([]) == []


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


def test_what_is_looked_at_of_the_past_is_a_year() -> None:
    assert Snapshot(today=TODAY).year_ago == date(2025, 11, 23)


def test_thresholds_are_settings() -> None:
    plan = replace(WELL_KEPT, priorities=priorities(6), thresholds=Thresholds(live_priorities=6))
    assert "P106" not in codes(plan)


def test_a_standard_that_moves_with_a_strategy_is_named() -> None:
    plan = replace(
        WELL_KEPT,
        standards=[standard(levels=levels(LONG_AGO, days_ago(100)))],
        strategies=[
            *WELL_KEPT.strategies,
            Strategy(id=2, priority_id=1, title="S2", starts_on=days_ago(100)),
        ],
    )
    (found,) = [finding.found for finding in findings_of(plan) if finding.rule.code == "S302"]
    assert found.detail == f"it changed on {days_ago(100)}, the day a strategy did"


@pytest.mark.parametrize(
    ("change", "answered"),
    [
        (changed(), False),
        (changed(events={(2, None): days_ago(49)}), True),
        (changed(events={(2, None): days_ago(50), (1, None): TODAY, (2, 9): TODAY}), False),
        (changed(decisions=[(TODAY, "watch ADHERENCE until spring")]), True),
        (changed(decisions=[(days_ago(60), "watch adherence"), (TODAY, "well done")]), False),
        (changed(sessions_about=[session(actions=action(TODAY, "look at adherence"))]), True),
    ],
)
def test_a_standard_that_gets_worse_is_answered_by_whoever_names_it(
    change: Change, answered: bool
) -> None:
    plan = change(replace(WELL_KEPT, worsening=WORSENING))
    assert ("S307" in codes(plan)) is not answered


def test_a_team_is_not_answered_by_coaching_somebody_of_another() -> None:
    of_team = [standard(team_id=9)]
    coached = [session(focus=(2,))]
    plan = replace(
        WELL_KEPT, worsening=WORSENING, standards=of_team, sessions_about=coached,
        coached=WELL_KEPT.people,
    )  # fmt: skip
    (found,) = [finding.found for finding in findings_of(plan) if finding.rule.code == "S307"]
    assert found.detail == "worse since 2026-W41; no session, event or review about it since"


def test_a_one_sided_target_to_come_is_told_before_it_holds() -> None:
    plan = replace(
        WELL_KEPT,
        metrics={**WELL_KEPT.metrics, 1: metric(1, direction=Direction.WITHIN)},
        kpis=[kpi(targets=(target(80, 90, starts_on=days_ago(-9)),))],
    )
    assert "K214" not in codes(plan)
    assert "K214" in codes(replace(plan, kpis=[kpi(targets=(target(starts_on=days_ago(-9)),))]))


def test_worst_first() -> None:
    plan = replace(WELL_KEPT, missions=[], reviewed={}, last_read={1: days_ago(99), 2: TODAY})
    assert [finding.rule.severity.value for finding in findings_of(plan)] == [
        "serious",
        "warning",
        "hint",
    ]


def test_a_quarterly_kpi_is_reviewed_by_its_cadence() -> None:
    plan = replace(
        WELL_KEPT,
        metrics={**WELL_KEPT.metrics, 1: metric(1, cadence=Cadence.QUARTERLY)},
        reviewed={1: days_ago(180)},
    )
    assert "K210" not in codes(plan)
    assert "K210" in codes(replace(plan, reviewed={1: days_ago(190)}))


def test_a_kpi_that_nobody_reviews_says_since_when() -> None:
    def told(last: date | None) -> list[str]:
        plan = replace(WELL_KEPT, reviewed={1: last} if last else {})
        return [
            finding.found.detail for finding in findings_of(plan) if finding.rule.code == "K210"
        ]

    assert told(days_ago(100)) == [f"last reviewed on {days_ago(100)}"]
    assert told(None) == ["never reviewed"]


def test_kpis_that_change_while_no_strategy_does() -> None:
    begun = [kpi(), kpi(2, 3, starts_on=days_ago(20))]
    assert "P107" in codes(replace(WELL_KEPT, kpis=begun))
    also = [
        *WELL_KEPT.strategies,
        Strategy(id=2, priority_id=1, title="S2", starts_on=days_ago(200)),
    ]
    assert "P107" not in codes(replace(WELL_KEPT, kpis=begun, strategies=also))


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ((), "it changed on 2026-11-02; none of the 2 it is for were told yet"),
        ((2,), "it changed on 2026-11-02; Ana was not told yet"),
    ],
)
def test_a_level_changed_without_notice_says_who_was_not_told(
    seen: tuple[int, ...], said: str
) -> None:
    plan = replace(
        WELL_KEPT,
        standards=[LEVEL_CHANGED],
        seen_levels=frozenset((one, NEW_LEVEL) for one in seen),
    )
    (found,) = RULES["S308"].find(plan)
    assert (found.key, found.detail) == ("standard-1", said)


@pytest.mark.parametrize(
    "levels",
    [
        (target(92, ends_on=days_ago(400)), target(95, starts_on=days_ago(400))),
        (target(92, ends_on=days_ago(-7)), target(95, starts_on=days_ago(-7))),
        (target(95, starts_on=days_ago(7)),),
        (target(92, ends_on=days_ago(7)),),
    ],
    ids=["more than a year ago", "still to come", "the first level", "ended"],
)
def test_nobody_has_to_see_what_is_old_to_come_new_or_ended(levels: tuple[Target, ...]) -> None:
    plan = replace(WELL_KEPT, standards=[replace(LEVEL_CHANGED, levels=levels)])
    assert [*RULES["S308"].find(plan)] == []


def test_nobody_is_missed_who_came_with_the_level_or_has_another_standard() -> None:
    late = person(3, "Zoe")
    held = replace(late.memberships[0], starts_on=NEW_LEVEL.starts_on)
    late = replace(late, starts_on=NEW_LEVEL.starts_on, memberships=(held,))
    own = Standard(id=2, metric_id=2, person_id=1, levels=(target(80),))
    plan = replace(WELL_KEPT, standards=[LEVEL_CHANGED, own], people={**WELL_KEPT.people, 3: late})
    (found,) = RULES["S308"].find(plan)
    assert found.detail == "it changed on 2026-11-02; Bo was not told yet"


def test_one_finding_a_metric_names_how_many_and_who_has_fewest() -> None:
    plan = replace(WELL_KEPT, few_evaluations=[few(1, is_kpi=True), few(2)])
    said = "2 of 9 people had fewer than 4 calls evaluated in 2026-10: Ana 0, Bo 1"
    (found,) = RULES["K217"].find(plan)
    assert (found.key, found.record, found.detail) == ("kpi-1", "Customer satisfaction", said)
    (found,) = RULES["S309"].find(plan)
    assert (found.key, found.record, found.detail) == ("standard-1", "Adherence", said)
    many = few(2, few=tuple((f"P{number}", 1) for number in range(8)), asked=2, noun="chat")
    (found,) = RULES["S309"].find(replace(WELL_KEPT, few_evaluations=[many]))
    assert found.detail == (
        "8 of 9 people had fewer than 2 chats evaluated in 2026-10: P0 1, P1 1, P2 1 and 5 more"
    )


@pytest.mark.parametrize(
    ("rhythms", "said"),
    [
        (((14, 8),), "of 8 agents coached every 14 days none was for two rhythms; "),
        (
            ((42, 6), (56, 1)),
            "of 7 agents none was coached for two rhythms (6 every 42 days, 1 every 56 days); ",
        ),
    ],
)
def test_a_team_that_no_one_coached_is_told_each_rhythm_that_there_is(
    rhythms: tuple[tuple[int, int], ...], said: str
) -> None:
    plan = changed(
        teams=[Team(id=1, name="North", starts_on=LONG_AGO)],
        not_coached=[TeamNotCoached(1, None, rhythms)],
    )(WELL_KEPT)
    (found,) = [finding for finding in findings_of(plan) if finding.rule.code == "C406"]
    assert found.found.detail == f"{said}no session yet"
