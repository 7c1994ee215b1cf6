"""Which levels are news to somebody: what changed for them, and what changes next."""

from datetime import date, timedelta

import pytest

from kpitui.domain.level_changes import changed_for, level_changes
from kpitui.domain.plan import Expectations
from kpitui.domain.records.dated import Target
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import Membership, Person
from kpitui.domain.records.standard import Standard
from kpitui.domain.team_tree import FLAT

TODAY, LONG_AGO = date(2026, 11, 23), date(2024, 1, 1)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def target(low: float, starts_on: date = LONG_AGO, ends_on: date | None = None) -> Target:
    return Target(id=1, level=Range(low=low), starts_on=starts_on, ends_on=ends_on)


def standard(number: int, *levels: Target, **scope: int) -> Standard:
    return Standard(id=number, metric_id=1, levels=levels, **scope)


def person(*teams: tuple[int, date], starts_on: date = LONG_AGO) -> Person:
    ends = [day for _, day in teams[1:]] + [None]
    held = tuple(
        Membership(id=at, person_id=1, team_id=team, starts_on=day, ends_on=end)
        for at, ((team, day), end) in enumerate(zip(teams, ends, strict=True))
    )
    return Person(id=1, name="Ana", starts_on=starts_on, memberships=held)


ANA = person((1, LONG_AGO))
EVERYONE = standard(1, target(90, ends_on=days_ago(7)), target(92, days_ago(7)))


def told(ana: Person, *standards: Standard) -> list[tuple[int, date, float | None, float | None]]:
    return [
        (
            change.standard_id,
            change.level.starts_on,
            change.before.low if change.before else None,
            change.level.level.low,
        )
        for change in level_changes(ana, Expectations(standards, FLAT), TODAY)
    ]


@pytest.mark.parametrize(
    ("ana", "standards", "news"),
    [
        (ANA, [EVERYONE], [(1, days_ago(7), 90, 92)]),
        (ANA, [standard(1, target(90))], []),
        (ANA, [standard(1, target(90, days_ago(7)))], []),
        (ANA, [standard(1, target(90, ends_on=days_ago(7)), target(90, days_ago(7)))], []),
        (ANA, [standard(1, target(90, ends_on=days_ago(365)), target(92, days_ago(365)))], []),
        (
            ANA,
            [standard(1, target(90, ends_on=days_ago(364)), target(92, days_ago(364)))],
            [(1, days_ago(364), 90, 92)],
        ),
        (ANA, [standard(1, target(90, ends_on=days_ago(7)))], []),
    ],
    ids=["changed", "never", "first", "same again", "a year ago", "within a year", "ended"],
)
def test_a_level_is_news_for_a_year_after_another_one(
    ana: Person, standards: list[Standard], news: list[tuple[int, date, float, float]]
) -> None:
    assert told(ana, *standards) == news


def test_what_comes_is_news_too_even_where_nothing_was_expected() -> None:
    coming = target(95, days_ago(-30))
    assert told(ANA, standard(1, target(90, ends_on=days_ago(-30)), coming)) == [
        (1, days_ago(-30), 90, 95)
    ]
    assert told(ANA, standard(1, coming)) == [(1, days_ago(-30), None, 95)]
    both = standard(
        1, target(90, ends_on=days_ago(7)), target(92, days_ago(7), days_ago(-30)), coming
    )
    assert told(ANA, both) == [(1, days_ago(7), 90, 92), (1, days_ago(-30), 92, 95)]


def test_a_level_of_ones_own_that_begins_or_ends_changes_what_is_expected() -> None:
    everyone = standard(1, target(90))
    begun = standard(2, target(80, days_ago(9)), person_id=1)
    assert told(ANA, everyone, begun) == [(2, days_ago(9), 90, 80)]
    ended = standard(2, target(80, LONG_AGO, days_ago(9)), person_id=1)
    assert told(ANA, everyone, ended) == [(1, days_ago(9), 80, 90)]
    other = standard(2, target(80, days_ago(9)), person_id=2)
    assert told(ANA, everyone, other) == []


def test_who_came_with_a_level_or_moved_to_it_has_no_news() -> None:
    late = person((1, days_ago(7)), starts_on=days_ago(7))
    assert told(late, EVERYONE) == []
    teams = [standard(1, target(90), team_id=1), standard(2, target(80), team_id=2)]
    moved = person((1, LONG_AGO), (2, days_ago(5)))
    assert told(moved, *teams) == []
    left_behind = standard(1, target(85, ends_on=days_ago(9)), target(90, days_ago(9)), team_id=1)
    assert told(moved, left_behind, teams[1]) == []


def test_those_whose_level_changed_are_found_among_many() -> None:
    other = Person(id=2, name="Bo", starts_on=days_ago(3), memberships=())
    found = [*changed_for([ANA, other], Expectations([EVERYONE], FLAT), TODAY)]
    assert [(who.name, one.level.level.low) for who, one in found] == [("Ana", 92)]
    assert [*changed_for([ANA, other], Expectations([standard(1, target(90))], FLAT), TODAY)] == []
