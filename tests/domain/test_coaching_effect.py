"""What coaching did: never a bare difference, and seldom a false alarm. Simulations are seeded."""

import random
from collections.abc import Sequence
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.coaching_effect import (
    BEFORE,
    WANTED,
    CoachingEffect,
    EffectVerdict,
    coaching_effect,
)
from kpitui.domain.records.metric import Direction, Range

QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2
"""Mean 70, limits 64.2 to 75.8."""


def effect(
    after: Sequence[float | None],
    before: Sequence[float] = QUIET,
    direction: Direction = Direction.HIGHER,
) -> CoachingEffect:
    return coaching_effect([*before, 71.0, *after], len(before), direction)


def test_eight_better_periods_are_a_signal() -> None:
    found = effect([73.0, 72.0, 73.5, 72.5, 74.0, 73.0, 72.5, 73.5])
    assert (found.verdict, found.before, found.after) == (EffectVerdict.IMPROVEMENT, 12, 8)
    assert found.signal is not None
    assert found.signal.indices[-1] == 20
    assert effect([73.0] * 8, direction=Direction.LOWER).verdict is EffectVerdict.WORSENING


def test_too_early_to_say() -> None:
    found = effect([71.0, 72.0, None, 73.0])
    assert (found.verdict, found.after) == (EffectVerdict.NO_SIGNAL, 3)
    assert effect([]).after == 0


def test_one_value_beyond_the_limits_is_a_signal_and_the_period_of_the_session_is_none() -> None:
    assert effect([80.0]).verdict is EffectVerdict.IMPROVEMENT
    assert effect([60.0]).verdict is EffectVerdict.WORSENING
    assert (
        coaching_effect([*QUIET, 99.0, 70.0], 12, Direction.HIGHER).verdict
        is EffectVerdict.NO_SIGNAL
    )


def test_what_comes_after_eight_periods_has_other_causes() -> None:
    assert effect([70.0, 71.0] * 4 + [99.0]).verdict is EffectVerdict.NO_SIGNAL


def test_fewer_than_twelve_periods_before_say_nothing() -> None:
    found = coaching_effect([*QUIET[:11], 71.0, *[90.0] * 8], 11, Direction.HIGHER)
    assert (found.verdict, found.before, found.limits) == (EffectVerdict.NOT_ENOUGH, 11, None)


def test_old_periods_are_another_process() -> None:
    old = [20.0, 22.0] * 20
    assert effect([71.0], before=old + QUIET * 2).before == BEFORE
    assert effect([80.0], before=old + QUIET * 2).verdict is EffectVerdict.IMPROVEMENT


def test_gaps_take_no_place_among_those_before() -> None:
    every_other = [one for value in QUIET * 3 for one in (value, None)]
    values = [*every_other, 71.0, *[one for _ in range(8) for one in (None, 80.0)], None, 60.0]
    found = coaching_effect(
        values, 72, Direction.HIGHER, across=[at for at, one in enumerate(values) if one is None]
    )
    assert (found.before, found.after) == (24, 8)
    assert found.verdict is EffectVerdict.IMPROVEMENT


def test_nothing_before_limits_start_again_counts() -> None:
    old = [20.0, 22.0] * 6
    values = [*old, *QUIET, 71.0, *[70.0, 71.0] * 4]
    found = coaching_effect(values, 24, Direction.HIGHER, starts_at=12)
    assert (found.verdict, found.before, found.new_since) == (EffectVerdict.NO_SIGNAL, 12, 12)
    assert found.limits == effect([70.0]).limits


def test_too_few_since_limits_started_again_claim_nothing() -> None:
    values = [*QUIET, *[90.0, 92.0] * 3, 91.0, *[99.0] * 8]
    found = coaching_effect(values, 18, Direction.HIGHER, starts_at=12)
    assert (found.verdict, found.before, found.after) == (EffectVerdict.NO_SIGNAL, 6, 8)
    assert (found.limits, found.signal) == (None, None)


def test_who_was_picked_at_the_worst_would_have_come_back_by_itself() -> None:
    found = effect([71.0], before=[*QUIET, 66.0])
    assert found.comes_back is not None
    assert 0 < found.comes_back <= 70.0 - 66.0
    assert effect([71.0], before=[*QUIET, 70.0]).comes_back is None
    assert effect([71.0], before=[*QUIET, 74.0], direction=Direction.LOWER).comes_back is not None
    assert effect([71.0], before=[66.0, *QUIET[:7], 66.5]).comes_back is None, (
        "no limits, nothing to say"
    )


@pytest.mark.parametrize(
    ("band", "after", "verdict"),
    [
        (Range(low=60, high=80), 74.0, EffectVerdict.NO_SIGNAL),
        (Range(low=60, high=73), 74.0, EffectVerdict.WORSENING),
        (Range(low=60, high=65), 66.0, EffectVerdict.IMPROVEMENT),
        (Range(low=60, high=70), 66.0, EffectVerdict.NO_SIGNAL),
        (Range(low=70, high=80), 74.0, EffectVerdict.NO_SIGNAL),
        (Range(low=75, high=80), 74.0, EffectVerdict.IMPROVEMENT),
        (Range(low=75, high=80), 66.0, EffectVerdict.WORSENING),
    ],
)
def test_a_band_is_come_nearer_to_or_left(
    band: Range, after: float, verdict: EffectVerdict
) -> None:
    found = coaching_effect([*QUIET, 71.0, *[after] * 8], 12, Direction.WITHIN, good=band)
    assert found.verdict is verdict


NUMBERS = st.lists(st.integers(0, 60).map(float), min_size=12, max_size=40)


@given(NUMBERS, st.lists(st.integers(0, 60).map(float), max_size=10))
def test_a_mirror_shows_the_same(before: list[float], after: list[float]) -> None:
    values = [*before, 30.0, *after]
    here = coaching_effect(values, len(before), Direction.HIGHER)
    there = coaching_effect([-value for value in values], len(before), Direction.LOWER)
    assert (here.verdict, here.after, here.comes_back) == (
        there.verdict,
        there.after,
        there.comes_back,
    )


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=60), st.integers(0, 59))
def test_never_a_verdict_on_fewer_than_twelve(values: list[float | None], at: int) -> None:
    found = coaching_effect(values, min(at, len(values)), Direction.HIGHER)
    assert found.after <= WANTED
    assert found.verdict is EffectVerdict.NOT_ENOUGH or found.before >= 12


def sessions(
    seed: int, before: int, shift: float, *, picked: bool, count: int = 1000
) -> tuple[list[CoachingEffect], float]:
    """Effects of sessions in a simulated process, and the share whose bare difference looks like an
    improvement.
    """
    chance = random.Random(seed)
    effects: list[CoachingEffect] = []
    better = 0
    while len(effects) < count:
        earlier = [chance.gauss(0, 1) for _ in range(before)]
        if picked and earlier[-1] != min(earlier[-8:]):
            continue  # whoever did worst is the one who is coached
        later = [chance.gauss(shift, 1) for _ in range(8)]
        better += fmean(later) > earlier[-1]
        effects.append(
            coaching_effect([*earlier, chance.gauss(shift, 1), *later], before, Direction.HIGHER)
        )
    return effects, better / count


def share(effects: list[CoachingEffect], verdict: EffectVerdict) -> float:
    return sum(one.verdict is verdict for one in effects) / len(effects)


@pytest.mark.parametrize("before", [12, 24])
def test_with_no_effect_at_all_a_signal_of_improvement_is_rare(before: int) -> None:
    effects, better = sessions(1, before, 0.0, picked=True)
    assert better > 0.8, "a bare difference would praise nearly every session"
    assert share(effects, EffectVerdict.IMPROVEMENT) <= 0.16
    told = [one.comes_back for one in effects if one.comes_back is not None]
    assert len(told) > 0.99 * len(effects), "it is said that it would have come back by itself"
    assert 1.0 < fmean(told) < 2.0


@pytest.mark.parametrize("before", [12, 24])
def test_a_true_shift_of_two_sigma_is_found(before: int) -> None:
    effects, _ = sessions(2, before, 2.0, picked=True)
    assert share(effects, EffectVerdict.IMPROVEMENT) >= 0.9
