"""What the findings of Health say: of whom, since when, and what nobody is blamed for."""

from datetime import date

import pytest
from msgspec.structs import replace

from kpitui.domain.health import RULES, findings_of
from kpitui.domain.health.snapshot import (
    Snapshot,
    TeamNotCoached,
)
from kpitui.domain.records.dated import Target
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Cadence, Direction
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team
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
