"""Drift of an evaluator: a true one is found, and who scores the weak is not blamed."""

import random
from collections.abc import Callable, Hashable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpitui.domain.evaluator_drift import Drift, GivenScore, drifts
from kpitui.domain.natural_limits import FEWEST

NAMES: Mapping[Hashable, str] = {1: "Zoe", 2: "ann", 3: "Ben"}
EVALUATORS = (1, 2, 3)
PEOPLE = range(12)
"""The first half are weak, by 30 points."""


def level(person: int) -> float:
    return 60.0 if person < 6 else 90.0


def months(
    rng: random.Random,
    many: int,
    off: Callable[[int, int], float] = lambda evaluator, period: 0.0,
    mostly: Callable[[int], int] = lambda person: person % 3 + 1,
) -> list[GivenScore]:
    """Each month each person has 4 evaluations: three of the evaluator who mostly does theirs, and
    one of another; `off` is how far an evaluator is off in a month.
    """
    found = []
    for period in range(many):
        for person in PEOPLE:
            own = mostly(person)
            other = rng.choice([evaluator for evaluator in EVALUATORS if evaluator != own])
            for evaluator in (own, own, own, other):
                score = level(person) + off(evaluator, period) + rng.gauss(0, 8)
                found.append(GivenScore(evaluator, person, period, score))
    return found


def of(found: list[Drift], evaluator: int) -> Drift:
    return next(drift for drift in found if drift.evaluator == evaluator)


def test_the_difference_to_the_others_for_the_same_people_by_hand() -> None:
    scores = [
        GivenScore(1, "Helen", 0, 80), GivenScore(1, "Helen", 0, 70), GivenScore(2, "Helen", 0, 90),
        GivenScore(3, "Helen", 0, 96),
        GivenScore(1, "Ida", 0, 50), GivenScore(3, "Ida", 0, 40),
        GivenScore(1, "Jo", 0, 10),  # nobody else scored Jo
        GivenScore(2, "Helen", 1, 90), GivenScore(1, "Ida", 1, 50),  # nobody scored the same person
    ]  # fmt: skip
    found = drifts(scores, NAMES, 3)
    one = of(found, 1)
    # Helen's others have 93 on average, Ida's 40.
    assert one.limits.values == ((80 - 93 + 70 - 93 + 50 - 40) / 3, None, None)
    assert one.compared == (3, 0, 0)
    assert one.others == {2, 3}
    assert of(found, 2).limits.values[0] == pytest.approx(90 - (80 + 70 + 96) / 3)
    assert of(found, 3).compared == (2, 0, 0)


def test_of_two_the_one_is_as_far_above_as_the_other_is_below() -> None:
    rng = random.Random(11)
    scores = [
        GivenScore(who, person, month, level(person) + rng.gauss(0, 8))
        for month in range(8)
        for person in PEOPLE
        for who in (1, 2)
        for _ in range(rng.randint(1, 6))
    ]
    one, other = (of(drifts(scores, NAMES, 8), who).limits.values for who in (1, 2))
    assert one == pytest.approx([-value for value in other if value is not None])


def test_in_the_order_of_names_and_none_without_one() -> None:
    scores = months(random.Random(1), 2)
    assert [drift.name for drift in drifts(scores, NAMES, 2)] == ["ann", "Ben", "Zoe"]
    assert [drift.evaluator for drift in drifts(scores, {3: "Ben"}, 2)] == [3]
    never = drifts(scores, {9: "Nora"}, 2)[0]
    assert (never.compared, never.limits.values) == ((0, 0), (None, None))
    assert not never.others
    assert not never.changes


def test_fewer_than_six_months_have_no_limits_and_no_drift() -> None:
    few = drifts(months(random.Random(1), FEWEST - 1, lambda _, month: 30.0 * month), NAMES, 5)
    assert all(drift.limits.current is None and not drift.changes for drift in few)
    enough = drifts(months(random.Random(1), FEWEST), NAMES, FEWEST)
    assert all(drift.limits.current for drift in enough)


def test_the_month_that_still_runs_is_not_judged() -> None:
    scores = months(random.Random(3), 12, lambda who, month: -60.0 * (who == 2 and month == 11))
    assert of(drifts(scores, NAMES, 12), 2).changes.now
    assert not of(drifts(scores, NAMES, 12, unfinished_last=True), 2).changes.now


def test_two_alone_are_told_that_nothing_says_which_of_them_it_is() -> None:
    scores = [
        GivenScore(who, person, month, 80.0 + who)
        for month in range(8)
        for person in range(3)
        for who in (1, 2)
    ]
    found = drifts(scores, NAMES, 8)
    assert [of(found, who).others for who in (1, 2, 3)] == [{2}, {1}, set()]
    assert of(found, 1).limits.values == (-1.0,) * 8
    assert not any(drift.changes for drift in found)  # always stricter is no drift


def test_who_begins_to_score_the_weak_is_not_blamed() -> None:
    """From the 13th month on Zoe does the weak and Ben the strong; their means part by 30 points,
    the differences do not.
    """
    rng = random.Random(7)
    first = months(rng, 12)
    later = [
        GivenScore(month.evaluator, month.person, month.period + 12, month.score)
        for month in months(rng, 12, mostly=lambda person: 1 if person < 6 else 3)
    ]
    found = drifts([*first, *later], NAMES, 24)
    means = {
        who: sum(score.score for score in later if score.evaluator == who)
        / sum(score.evaluator == who for score in later)
        for who in (1, 3)
    }
    assert means[3] - means[1] > 15
    assert not any(of(found, who).changes.now for who in (1, 3))


def drifting(evaluator: int, month: int) -> float:
    """Ann is 12 points more lenient from the 17th month on; one call varies by 8."""
    return 12.0 if evaluator == 2 and month >= 16 else 0.0


def test_an_evaluator_who_becomes_lenient_is_found_with_the_month_it_began() -> None:
    found = [
        of(drifts(months(random.Random(seed), 24, drifting), NAMES, 24), 2) for seed in range(20)
    ]
    now = [drift.changes.now for drift in found]
    assert sum(one is not None and one.side == "high" for one in now) >= 18
    assert sum(one is not None and abs(one.first - 16) <= 1 for one in now) >= 16


def test_the_others_are_not_blamed_for_one_who_drifts() -> None:
    """Beside Ann, who became lenient, Zoe and Ben look strict: in 28 of 100 their charts have a
    signal, as their differences are to Ann's scores too.
    """
    found = [
        drift
        for seed in range(20)
        for drift in drifts(months(random.Random(seed), 24, drifting), NAMES, 24)
        if drift.evaluator != 2
    ]
    seeming = [
        drift for drift in found if any(23 in signal.indices for signal in drift.limits.signals)
    ]
    assert len(seeming) >= 8
    assert sum(bool(drift.changes.now) for drift in found) <= 3
    assert sum(2 in drift.echoes for drift in found) >= 6


def test_of_two_alone_both_are_told_as_nothing_says_which_it_was() -> None:
    rng = random.Random(4)
    scores = [
        GivenScore(who, person, month, 80 + rng.gauss(0, 4) + 12.0 * (who == 2 and month >= 12))
        for month in range(20)
        for person in PEOPLE
        for who in (1, 2)
    ]
    zoe, ann = (of(drifts(scores, NAMES, 20), who) for who in (1, 2))
    assert ann.changes.now
    assert zoe.changes.now
    assert (zoe.changes.now.side, ann.changes.now.side) == ("low", "high")
    assert (len(zoe.others), zoe.echoes) == (1, ())


def test_evaluators_who_do_not_drift_are_seldom_told_that_they_do() -> None:
    """As seldom as any chart of 24 points: a real change in at most 6 of 100."""
    found = [
        drift for seed in range(50) for drift in drifts(months(random.Random(seed), 24), NAMES, 24)
    ]
    real = sum(bool(drift.changes.now and drift.changes.now.strength == "real") for drift in found)
    assert real / len(found) <= 0.06


@given(some.randoms())
def test_the_order_of_scores_changes_nothing(rng: random.Random) -> None:
    scores = months(random.Random(5), 8)
    first, again = drifts(scores, NAMES, 8), drifts(rng.sample(scores, len(scores)), NAMES, 8)
    for one, other in zip(first, again, strict=True):
        assert one.limits.values == pytest.approx(other.limits.values)
        assert (one.compared, one.others) == (other.compared, other.others)
