"""What coaching did: against those not coached, and seldom a false alarm; simulations are
seeded.
"""

import random
from collections import Counter
from collections.abc import Sequence
from math import sqrt
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.coaching_effect import (
    AFTER,
    BEFORE,
    BeforeAfter,
    CoachingEffect,
    Headline,
    change_at,
    coaching_effect,
)
from kpitui.domain.records.metric import Direction, Range
from tests.patience import LONG

QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2
"""Mean 70; the mean moving range is 24/11."""
SIGMA = 24 / 11 / 1.128


def change(
    after: Sequence[float | None],
    before: Sequence[float | None] = QUIET,
    sizes: Sequence[float] = (),
    starts_at: int = 0,
) -> BeforeAfter:
    values = [*before, 71.0, *after]
    across = [at for at, one in enumerate(values) if one is None]
    return change_at(
        values, sizes or [1.0] * len(values), len(before), starts_at=starts_at, across=across
    )


def effect(
    own: BeforeAfter,
    others: Sequence[BeforeAfter] = (),
    direction: Direction = Direction.HIGHER,
    good: Range | None = None,
    *,
    shared: bool = False,
) -> CoachingEffect:
    return coaching_effect(own, others, direction, good, shared=shared)


SAME, BETTER, WORSE = (change([level] * 8) for level in (70.0, 76.0, 64.0))


def test_the_change_is_that_of_the_means_in_sigma() -> None:
    assert (BETTER.before, BETTER.after) == (70.0, 76.0)
    assert (BETTER.n_before, BETTER.n_after) == (12, 8)
    assert BETTER.sigma == pytest.approx(SIGMA)
    assert BETTER.standardised == pytest.approx(6 / SIGMA)


def test_periods_weigh_as_much_as_their_samples() -> None:
    sizes = [1.0] * 13 + [30.0] + [10.0] * 7
    assert change([90.0, *[70.0] * 7], sizes=sizes).after == pytest.approx(76.0)


@pytest.mark.parametrize(
    ("own", "peers", "headline"),
    [
        (BETTER, SAME, Headline.MORE),
        (SAME, BETTER, Headline.FELL_BEHIND),
        (WORSE, SAME, Headline.FELL_BEHIND),
        (SAME, WORSE, Headline.MORE),
        (BETTER, BETTER, Headline.WITH_EVERYONE),
        (WORSE, WORSE, Headline.WITH_EVERYONE),
        (SAME, SAME, Headline.NO_CLEAR_CHANGE),
    ],
)
def test_one_headline_against_those_not_coached(
    own: BeforeAfter, peers: BeforeAfter, headline: Headline
) -> None:
    found = effect(own, [peers] * 7)
    assert (found.headline, found.peers) == (headline, 7)
    assert (found.peers_before, found.peers_after) == (peers.before, peers.after)
    worse_the_higher = effect(own, [peers] * 7, Direction.LOWER)
    turned = {Headline.MORE: Headline.FELL_BEHIND, Headline.FELL_BEHIND: Headline.MORE}
    assert worse_the_higher.headline == turned.get(headline, headline)


def test_the_limit_is_three_standard_errors_of_the_difference() -> None:
    limit = 3 * sqrt(1 / 12 + 1 / 8) * sqrt(1 + 1 / 7) * SIGMA
    for factor, headline in ((0.999, Headline.WITH_EVERYONE), (1.001, Headline.MORE)):
        own = change([70.0 + limit * factor] * 8)
        assert effect(own, [change([70.0] * 8)] * 7).headline is headline


@pytest.mark.parametrize("count", [0, 1, 2])
def test_with_fewer_than_three_peers_only_the_own_change_is_judged(count: int) -> None:
    limit = 3 * sqrt(1 / 12 + 1 / 8) * SIGMA
    for factor, headline in (
        (0.99, Headline.NO_CLEAR_CHANGE), (1.01, Headline.BETTER), (-1.01, Headline.WORSE)
    ):  # fmt: skip
        own = change([70.0 + limit * factor] * 8)
        assert effect(own, [BETTER] * count).headline is headline


def test_what_happened_beside_it_cannot_be_told_apart() -> None:
    assert effect(BETTER, [SAME] * 7, shared=True).headline is Headline.CANNOT_TELL
    assert effect(BETTER, [BETTER] * 7, shared=True).headline is Headline.CANNOT_TELL
    assert effect(SAME, [SAME] * 7, shared=True).headline is Headline.NO_CLEAR_CHANGE


@pytest.mark.parametrize("count", range(AFTER))
def test_before_all_eight_are_there_nothing_is_claimed(count: int) -> None:
    found = effect(change([90.0] * count), [SAME] * 7)
    assert (found.headline, found.own.n_after) == (Headline.NO_CLEAR_CHANGE, count)
    assert found.counts is (count >= 4)


def test_the_period_of_the_session_and_what_comes_after_eight_count_for_nothing() -> None:
    found = change_at([*QUIET, 999.0, *[70.0] * 8, 999.0], [1.0] * 22, 12)
    assert (found.before, found.after) == (70.0, 70.0)


def test_fewer_than_twelve_periods_before_say_nothing() -> None:
    found = effect(change([90.0] * 8, QUIET[:11]), [SAME] * 7)
    assert (found.headline, found.gain) == (Headline.NOT_ENOUGH, None)


def test_values_that_never_differed_have_no_usual_size_of_a_step() -> None:
    found = effect(change([90.0] * 8, [100.0] * 24), [SAME] * 7)
    assert (found.headline, found.own.sigma) == (Headline.NOT_ENOUGH, 0.0)


def test_old_periods_are_another_process() -> None:
    found = change([71.0], before=[20.0, 22.0] * 20 + QUIET * 2)
    assert (found.n_before, found.before) == (BEFORE, 70.0)


def test_gaps_take_no_place_among_those_before_or_after() -> None:
    every_other = [one for value in QUIET * 3 for one in (value, None)]
    found = change([*[one for _ in range(8) for one in (None, 80.0)], None, 60.0], every_other)
    assert (found.n_before, found.n_after, found.after) == (24, 8, 80.0)
    assert found.sigma


def test_nothing_before_limits_start_again_counts() -> None:
    found = change([76.0] * 8, [20.0, 22.0, *QUIET], starts_at=2)
    assert (found.n_before, found.before, found.cut_short) == (12, 70.0, False)
    short = change([99.0] * 8, [20.0] * 12 + QUIET[:6], starts_at=12)
    assert (short.n_before, short.cut_short) == (6, True)
    assert effect(short, [SAME] * 7).headline is Headline.NO_CLEAR_CHANGE


def test_peers_with_too_little_are_left_out() -> None:
    few_before, few_after = change([60.0] * 8, QUIET[:11]), change([60.0] * 3)
    found = effect(BETTER, [few_before, few_after, SAME, SAME, SAME])
    assert (found.peers, found.peers_after) == (3, 70.0)


def test_who_was_picked_at_the_worst_would_have_come_back_by_itself() -> None:
    found = effect(change([71.0], before=[*QUIET, 66.0]))
    assert found.comes_back is not None
    assert 0 < found.comes_back <= 70.0 - 66.0
    assert effect(change([71.0], before=[*QUIET, 70.0])).comes_back is None
    low_is_good = effect(change([71.0], before=[*QUIET, 74.0]), direction=Direction.LOWER)
    assert low_is_good.comes_back is not None
    few = effect(change([71.0], before=[66.0, *QUIET[:7], 66.5]))
    assert few.comes_back is None, "nothing says what is usual"


@pytest.mark.parametrize(
    ("band", "after", "headline"),
    [
        (Range(low=60, high=80), 76.0, Headline.NO_CLEAR_CHANGE),  # inside, and stays there
        (Range(low=60, high=73), 76.0, Headline.FELL_BEHIND),  # leaves it
        (Range(low=60, high=64), 64.0, Headline.MORE),  # comes down into it
        (Range(low=75, high=80), 76.0, Headline.MORE),  # comes up into it
        (Range(low=75, high=80), 64.0, Headline.FELL_BEHIND),  # goes further away
        (Range(low=71, high=72), 76.0, Headline.FELL_BEHIND),  # goes through it and too far
        (None, 76.0, Headline.NO_CLEAR_CHANGE),
    ],
)
def test_a_band_is_come_nearer_to_or_left(
    band: Range | None, after: float, headline: Headline
) -> None:
    found = effect(change([after] * 8), [SAME] * 7, Direction.WITHIN, band)
    assert found.headline is headline
    assert (found.gain is None) is (headline is Headline.NO_CLEAR_CHANGE)


NUMBERS = st.lists(st.integers(0, 60).map(float), min_size=12, max_size=40)
AFTERS = st.lists(st.integers(0, 60).map(float), max_size=10)


@given(NUMBERS, AFTERS, st.lists(NUMBERS, max_size=4))
def test_a_mirror_shows_the_same(
    before: list[float], after: list[float], others: list[list[float]]
) -> None:
    def seen(sign: int, direction: Direction) -> CoachingEffect:
        own = change([sign * one for one in after], [sign * one for one in before])
        peers = [change([sign * one for one in of[:8]], [sign * one for one in of])
                 for of in others]  # fmt: skip
        return effect(own, peers, direction)

    here, there = seen(1, Direction.HIGHER), seen(-1, Direction.LOWER)
    assert here.headline is there.headline
    assert (here.gain, here.peers_gain, here.comes_back) == (
        there.gain,
        there.peers_gain,
        there.comes_back,
    )


@given(NUMBERS, AFTERS, st.lists(NUMBERS, min_size=2, max_size=5), st.randoms())
def test_the_order_of_the_others_changes_nothing(
    before: list[float], after: list[float], others: list[list[float]], chance: random.Random
) -> None:
    own, peers = change(after, before), [change(of[:8], of) for of in others]
    shuffled = chance.sample(peers, len(peers))
    here, there = effect(own, peers), effect(own, shuffled)
    assert here.headline is there.headline
    assert here.peers_gain == pytest.approx(there.peers_gain)


@given(NUMBERS, AFTERS, st.floats(-1e6, 1e6), st.floats(0.01, 1e4))
def test_the_unit_of_a_metric_changes_nothing(
    before: list[float], after: list[float], shift: float, scale: float
) -> None:
    def in_unit(values: list[float]) -> list[float]:
        return [round(shift) + scale * value for value in values]

    one = effect(change(after, before), [SAME] * 5)
    other = effect(change(in_unit(after), in_unit(before)), [SAME] * 5)
    if one.own.sigma and one.gain is not None and other.gain is not None:
        assert other.gain == pytest.approx(one.gain, abs=1e-4)


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=60), st.integers(0, 59))
def test_never_a_claim_on_fewer_than_twelve(values: list[float | None], at: int) -> None:
    found = effect(change_at(values, [1.0] * len(values), min(at, len(values))), [SAME] * 7)
    if found.own.n_before < 12:
        assert found.headline in (Headline.NOT_ENOUGH, Headline.NO_CLEAR_CHANGE)
        assert found.gain is None


# how often it is wrong ----------------------------------------------------------------------------


def normal(chance: random.Random, count: int) -> tuple[list[float], list[float]]:
    return [chance.gauss(0, 1) for _ in range(count)], [1.0] * count


def neighbours_alike(chance: random.Random, count: int) -> tuple[list[float], list[float]]:
    values = [chance.gauss(0, 1)]
    while len(values) < count:
        values.append(0.4 * values[-1] + chance.gauss(0, sqrt(1 - 0.16)))
    return values, [1.0] * count


def few_calls(chance: random.Random, count: int) -> tuple[list[float], list[float]]:
    sizes = [chance.randint(5, 10) for _ in range(count)]
    return [sum(chance.random() < 0.9 for _ in range(size)) / size for size in sizes], [
        float(size) for size in sizes
    ]


PROCESSES = {"normal": normal, "neighbours alike": neighbours_alike, "few calls": few_calls}


def headlines(process: str, before: int, shift: float = 0.0) -> Counter[Headline]:
    """Percent of sessions with each headline: somebody is coached right after the worst of eight
    periods, and 7 others are not.
    """
    chance, draw, count = random.Random(1), PROCESSES[process], 2000 if LONG else 800
    found: Counter[Headline] = Counter()
    while found.total() < count:
        values, sizes = draw(chance, before + 9)
        if values[before - 1] != min(values[before - 8 : before]):
            continue
        values[before:] = [value + shift for value in values[before:]]
        others = [change_at(*draw(chance, before + 9), before) for _ in range(7)]
        found[effect(change_at(values, sizes, before), others).headline] += 1
    return Counter({headline: 100 * of / count for headline, of in found.items()})


@pytest.mark.parametrize(
    ("process", "before", "most"),
    [
        ("normal", 12, 1.4),
        ("normal", 24, 1.0),
        ("neighbours alike", 12, 6.0),
        ("neighbours alike", 24, 6.0),
        ("few calls", 12, 5.0),
        ("few calls", 24, 3.0),
    ],
)
def test_with_no_effect_at_all_a_claim_is_rare(process: str, before: int, most: float) -> None:
    found = headlines(process, before)
    assert found[Headline.MORE] <= min(most, 6.0)
    assert found[Headline.FELL_BEHIND] <= most
    assert found[Headline.WITH_EVERYONE] <= 3.0


@pytest.mark.parametrize(("before", "least"), [(12, 80.0), (24, 90.0)])
def test_a_true_shift_of_two_sigma_is_found(before: int, least: float) -> None:
    found = headlines("normal", before, shift=2.0)
    assert found[Headline.MORE] >= least
    assert found[Headline.MORE] + found[Headline.WITH_EVERYONE] >= 90.0


def test_a_bare_difference_would_praise_nearly_every_session() -> None:
    chance, better = random.Random(2), 0
    told: list[float | None] = []
    while len(told) < 1000:
        values, sizes = normal(chance, 33)
        if values[23] != min(values[16:24]):
            continue
        better += fmean(values[25:]) > values[23]
        told.append(effect(change_at(values, sizes, 24)).comes_back)
    assert better > 800
    back = [one for one in told if one is not None]
    assert len(back) > 990, "it is said that it would have come back on its own"
    assert 1.0 < fmean(back) < 2.0
