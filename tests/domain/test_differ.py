"""Who really differs: equals are hardly ever named, a real difference is, order says nothing."""

import random
from bisect import bisect
from collections.abc import Callable
from functools import cache
from itertools import accumulate
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.differ import (
    Comparison,
    DifferSubject,
    compare_shares,
    compare_values,
    spread_beyond_chance,
    winsorised,
)
from tests.patience import LONG

PERIODS = 12


def with_parts(key: int, events: float, size: float) -> DifferSubject:
    return DifferSubject(key, [0.0] * PERIODS, events=events, size=size)


def of(found: Comparison | None) -> Comparison:
    assert found is not None
    return found


def named(found: Comparison | None) -> dict[object, str | None]:
    return {compared.key: compared.side for compared in of(found).differing}


@cache
def adding_up(size: int, share: float) -> list[float]:
    """P(X ≤ 0), P(X ≤ 1), … of a binomial."""
    odds = [comb(size, one) * share**one * (1 - share) ** (size - one) for one in range(size + 1)]
    return [*accumulate(odds)]


def binomial(rng: random.Random, size: int, share: float) -> int:
    return bisect(adding_up(size, share), rng.random())


def poisson(rng: random.Random, mean: float) -> int:
    """Of so many tries that a binomial is all but a Poisson."""
    return binomial(rng, 1000, mean / 1000)


# the arithmetic ---------------------------------------------------------------------------------


def test_the_band_is_worked_out_as_it_is_written() -> None:
    """Two people of 6 weeks with moving ranges of 2 and of 4: σ is 3/1.128; √(1/2) for m = 2."""
    one = DifferSubject("a", [10.0, 12.0] * 3)
    other = DifferSubject("b", [20.0, 24.0] * 3)
    found = of(compare_values([one, other]))
    sigma = 3 / 1.128
    assert found.sigma == pytest.approx(sigma)
    assert found.centre == pytest.approx((11 + 22) / 2)
    reach = 3 * sigma * sqrt(1 / 2) / sqrt(6)
    assert found.compared[0].upper == pytest.approx(16.5 + reach)
    assert found.compared[0].lower == pytest.approx(16.5 - reach)
    assert named(found) == {"a": "low", "b": "high"}


def test_a_gap_makes_no_moving_range_and_a_shorter_series_a_wider_band() -> None:
    long, short = (
        DifferSubject("a", [5.0, 6.0] * 6),
        DifferSubject("b", [5.0, 6.0, None] * 3 + [5.0] * 3),
    )
    found = {compared.key: compared for compared in of(compare_values([long, short])).compared}
    assert short.steps == [1.0, 1.0, 1.0, 0.0, 0.0]
    assert found["b"].upper - found["b"].lower > found["a"].upper - found["a"].lower
    assert (found["a"].size, found["b"].size) == (12, 9)


def test_fewer_than_6_periods_are_too_few() -> None:
    enough = [DifferSubject(key, [1.0, 2.0] * 3) for key in "ab"]
    few = [
        DifferSubject("c", [9.0] * 5),
        DifferSubject("d", [9.0, None] * 6),
    ]  # d has no moving range
    found = of(compare_values([*enough, *few]))
    assert found.too_few == ("c", "d")
    assert [compared.key for compared in found.compared] == ["a", "b"]
    assert compare_values([enough[0], *few]) is None
    assert compare_shares([with_parts(1, 5, 10)], scale=1, shares=True) is None


def test_what_is_equal_never_differs_however_it_is_rounded() -> None:
    found = of(compare_values([DifferSubject(key, [0.1 + 0.2, 0.3] * 6) for key in range(5)]))
    assert not found.differing
    assert not of(compare_values([DifferSubject(key, [0.3] * 6) for key in range(5)])).differing


@pytest.mark.parametrize(("events", "shares"), [(0, True), (100, True), (0, False)])
def test_all_or_none_is_no_difference(events: int, shares: bool) -> None:
    found = of(
        compare_shares([with_parts(key, events, 100) for key in range(4)], scale=100, shares=shares)
    )
    assert not found.differing
    assert {compared.lower for compared in found.compared} == {float(events)}


def test_z_values_are_drawn_in_at_both_ends() -> None:
    assert winsorised([9.0, *map(float, range(9, -1, -1)), 100.0])[-1] == 9.0
    assert winsorised([0.0, 10.0]) == pytest.approx([1.0, 9.0])


def test_the_spread_beyond_chance_is_worked_out_as_it_is_written() -> None:
    sigmas = [1.0, 2.0]
    total = 1 + 1 / 4
    expected = (2 * 3.0 - 1) / (total - (1 + 1 / 16) / total)
    assert spread_beyond_chance(3.0, sigmas) == pytest.approx(expected)
    assert spread_beyond_chance(0.4, sigmas) == 0


def test_people_who_all_vary_more_than_chance_get_a_wider_funnel() -> None:
    levels = (70, 76, 80, 84, 88, 94)
    found = of(
        compare_shares(
            [with_parts(key, 10 * level, 1000) for key, level in enumerate(levels)],
            scale=100, shares=True,
        )
    )  # fmt: skip
    assert found.overdispersion is not None
    assert found.overdispersion > 10
    assert found.tau == pytest.approx(8, abs=2)
    assert not found.differing
    assert found.compared[0].lower == pytest.approx(found.centre - 3 * found.tau, abs=3)


# properties -------------------------------------------------------------------------------------

SERIES = st.lists(st.lists(st.floats(-100, 100), min_size=6, max_size=12), min_size=2, max_size=8)


@given(SERIES, st.randoms())
def test_the_order_of_people_changes_nothing_of_a_band(
    series: list[list[float]], rng: random.Random
) -> None:
    subjects = [DifferSubject(key, values) for key, values in enumerate(series)]
    mixed = rng.sample(subjects, len(subjects))
    first, again = of(compare_values(subjects)), of(compare_values(mixed))
    assert {compared.key: compared.side for compared in first.compared} == {
        compared.key: compared.side for compared in again.compared
    }


@given(
    st.lists(st.tuples(st.integers(1, 300), st.floats(0, 1)), min_size=2, max_size=8),
    st.booleans(), st.randoms(),
)  # fmt: skip
def test_the_order_of_people_changes_nothing_of_a_funnel(
    parts: list[tuple[int, float]], shares: bool, rng: random.Random
) -> None:
    subjects = [
        with_parts(key, round(size * share), size) for key, (size, share) in enumerate(parts)
    ]
    mixed = rng.sample(subjects, len(subjects))
    assert named(compare_shares(subjects, scale=1, shares=shares)) == named(
        compare_shares(mixed, scale=1, shares=shares)
    )


@given(st.lists(st.lists(st.floats(-100, 100), min_size=6, max_size=6), min_size=2, max_size=6))
def test_more_periods_of_the_same_value_narrow_the_band(series: list[list[float]]) -> None:
    before = of(compare_values(DifferSubject(key, one) for key, one in enumerate(series)))
    after = of(
        compare_values(
            DifferSubject(key, [*one, one[-1], one[-1]]) for key, one in enumerate(series)
        )
    )
    for one, other in zip(before.compared, after.compared, strict=True):
        assert other.upper - other.lower <= one.upper - one.lower + 1e-9


@given(
    st.lists(st.tuples(st.integers(1, 300), st.floats(0, 1)), min_size=2, max_size=8),
)
def test_failures_differ_the_other_way_round(parts: list[tuple[int, float]]) -> None:
    met = [(round(size * share), size) for size, share in parts]
    found = named(
        compare_shares([with_parts(k, *one) for k, one in enumerate(met)], scale=1, shares=True)
    )
    missed = named(
        compare_shares(
            [with_parts(k, size - part, size) for k, (part, size) in enumerate(met)],
            scale=1, shares=True,
        )
    )  # fmt: skip
    assert missed == {key: "low" if side == "high" else "high" for key, side in found.items()}


# simulated --------------------------------------------------------------------------------------


def rate(make: Callable[[], Comparison | None], runs: int) -> float:
    """How many of those that are compared are named; in the short form of a third as many runs."""
    found = [of(make()) for _ in range(runs if LONG else runs // 3)]
    return sum(len(comparison.differing) for comparison in found) / sum(
        len(comparison.compared) for comparison in found
    )


@pytest.mark.parametrize("people", [4, 8, 24])
def test_equal_people_on_a_band_are_named_about_as_often_as_3_sigma(people: int) -> None:
    rng = random.Random(24)

    def make() -> Comparison | None:
        return compare_values(
            DifferSubject(key, [rng.gauss(80, 4) for _ in range(PERIODS)]) for key in range(people)
        )

    assert 0.0015 <= rate(make, 24_000 // people) <= 0.0055  # σ is an estimate; exactly 0.0027


@pytest.mark.parametrize(("share", "size"), [(0.9, 120), (0.5, 240), (0.98, 120)])
def test_equal_people_in_a_funnel_are_named_no_more_often_than_3_sigma(
    share: float, size: int
) -> None:
    rng = random.Random(24)

    def make() -> Comparison | None:
        sizes = [size * rng.randint(1, 4) // 2 for _ in range(24)]
        return compare_shares(
            [with_parts(key, binomial(rng, one, share), one) for key, one in enumerate(sizes)],
            scale=100, shares=True,
        )  # fmt: skip

    assert rate(make, 80) <= 0.0027


@pytest.mark.parametrize("mean", [2, 15, 40])
def test_equal_people_with_counts_are_named_no_more_often_than_3_sigma(mean: float) -> None:
    rng = random.Random(24)

    def make() -> Comparison | None:
        return compare_shares(
            [with_parts(key, poisson(rng, mean), PERIODS) for key in range(24)],
            scale=1, shares=False,
        )  # fmt: skip

    assert rate(make, 200) <= 0.0027


def with_weeks(
    key: int, rng: random.Random, share: float, *, beyond: float, size: float = 13_000
) -> DifferSubject:
    """So many of each week, with a share that moves from week to week by `beyond` and by chance."""
    sizes = [size * rng.uniform(0.8, 1.2) for _ in range(PERIODS)]
    moved = [share + rng.gauss(0, sqrt(beyond**2 + share * (1 - share) / size)) for size in sizes]
    events = sum(one * of for one, of in zip(moved, sizes, strict=True))
    return DifferSubject(
        key, [100 * one for one in moved], events=events, size=sum(sizes), sizes=sizes
    )


@pytest.mark.parametrize("groups", [3, 5])
@pytest.mark.parametrize("beyond", [0.0, 0.0077])  # the sample's teams: 3.4 times as much as chance
def test_of_few_equal_groups_at_most_one_in_100_is_named(groups: int, beyond: float) -> None:
    rng = random.Random(24)

    def make() -> Comparison | None:
        teams = [with_weeks(key, rng, 0.92, beyond=beyond) for key in range(groups)]
        return compare_shares(teams, scale=100, shares=True)

    assert rate(make, 900 // groups) <= 0.01


@pytest.mark.parametrize("others", [2, 4])
def test_one_of_few_groups_that_really_differs_is_named(others: int) -> None:
    rng, found, z = random.Random(24), 0, []
    for _ in range(30):
        shares = [0.895, *[0.9435] * others]
        teams = [with_weeks(key, rng, one, beyond=0.0077) for key, one in enumerate(shares)]
        compared = of(compare_shares(teams, scale=100, shares=True))
        found += named(compared).get(0) == "low"
        z.append(compared.sigma_z or 0.0)
    assert found == 30
    assert sum(z) / len(z) == pytest.approx(3.6, abs=0.6)


@pytest.mark.parametrize(
    ("low", "groups", "percent"),
    [
        *((low, groups, True) for low, groups in ((1, 3), (1, 4), (2, 5))),
        *((low, groups, False) for low, groups in ((1, 3), (1, 4), (2, 5), (3, 7))),
    ],
)
def test_those_that_are_alike_do_not_differ_however_far_off_another_is(
    low: int, groups: int, percent: bool
) -> None:
    """Some teams at 60, all others at 90: the low ones are off, and nobody else. (From 6 on so
    many shares so far off are a spread of their own, which the funnel is widened by.)
    """
    rng = random.Random(24)
    for _ in range(20):
        shares = [*[0.6] * low, *[0.9] * (groups - low)]
        if percent:
            teams = [with_weeks(key, rng, one, beyond=0.0077) for key, one in enumerate(shares)]
            compared = of(compare_shares(teams, scale=100, shares=True))
        else:
            compared = of(
                compare_values(
                    DifferSubject(key, [rng.gauss(100 * one, 2) for _ in range(PERIODS)])
                    for key, one in enumerate(shares)
                )
            )
        assert named(compared) == dict.fromkeys(range(low), "low")
        assert compared.centre == pytest.approx(90, abs=1.5)
        assert {*compared.apart} == {*range(low)}


def test_of_two_or_half_and_half_no_one_can_say_who_is_off() -> None:
    """All of them differ from what they have in common, as there is no one whom most are like."""
    for shares in ((60.0, 90.0), (60.0, 60.0, 90.0, 90.0)):
        values = [[share - 1, share + 1] * 6 for share in shares]
        found = of(compare_values(DifferSubject(key, row) for key, row in enumerate(values)))
        assert found.centre == 75
        assert found.apart == ()
        assert [compared.side for compared in found.compared] == [
            "low" if share < 75 else "high" for share in shares
        ]


def test_the_band_of_the_others_is_worked_out_as_it_is_written() -> None:
    """12 weeks each, σ 2/1.128: two alike around 90 with √(1/2), the third beside them √(3/2)."""
    values = [[59.0, 61.0] * 6, [89.0, 91.0] * 6, [89.0, 91.0] * 6]
    found = of(compare_values(DifferSubject(key, row) for key, row in enumerate(values)))
    sigma = 2 / 1.128
    reach = [compared.upper - found.centre for compared in found.compared]
    assert reach == pytest.approx(
        [3 * sigma * sqrt(3 / 2 / 12), *[3 * sigma * sqrt(1 / 2 / 12)] * 2]
    )


def test_few_are_widened_by_their_own_weeks_as_it_is_written() -> None:
    """z of 90 % ± 3 points of 100 is ±1: each range is 2, σz 2/1.128; a gap makes no range."""
    values = [93.0, 87.0] * 3
    one = DifferSubject(0, values, events=540, size=600, sizes=[100.0] * 6)
    gap = DifferSubject(
        1, [93.0, 87.0, None, *values], events=720, size=800, sizes=[100.0] * 2 + [0] + [100.0] * 6
    )
    found = of(compare_shares([one, gap], scale=100, shares=True))
    assert found.sigma_z == pytest.approx(2 / 1.128)
    assert found.tau == 0
    assert found.widened
    funnel = found.funnel
    assert funnel is not None
    plain = replace(funnel, sigma_z=1.0).limits(600)[1] - 90
    assert found.compared[0].upper - 90 == pytest.approx(plain * 2 / 1.128)
    calm = [
        replace(each, values=[None if value is None else 90.0 for value in each.values])
        for each in (one, gap)
    ]
    same = of(compare_shares(calm, scale=100, shares=True))
    assert (same.sigma_z, same.widened) == (1.0, False)


@pytest.mark.parametrize("people", [12, 24])
def test_of_people_who_vary_beyond_chance_about_one_in_70_is_named(people: int) -> None:
    rng = random.Random(24)

    def make() -> Comparison | None:
        shares = [min(0.99, rng.gauss(0.8, 0.03)) for _ in range(people)]
        return compare_shares(
            [with_parts(k, rng.gauss(5000 * one, 28), 5000) for k, one in enumerate(shares)],
            scale=100, shares=True,
        )  # fmt: skip

    assert 0.007 <= rate(make, 4800 // people) <= 0.025


def test_a_real_difference_is_found_on_a_band_and_no_one_else_is_named() -> None:
    rng, found, others = random.Random(24), 0, 0
    for _ in range(200):
        values = [[rng.gauss(80, 4) for _ in range(PERIODS)] for _ in range(8)]
        values[0] = [value - 6 for value in values[0]]  # 1.5 sigma of a week
        differing = named(compare_values(DifferSubject(key, row) for key, row in enumerate(values)))
        found += differing.pop(0, None) == "low"
        others += len(differing)
    assert found >= 190
    assert others <= 0.02 * 200 * 7


@pytest.mark.parametrize(("people", "wanted"), [(24, 190), (8, 160)])
def test_a_real_difference_is_found_in_a_funnel_and_no_one_else_is_named(
    people: int, wanted: int
) -> None:
    """Of 20 calls a week one of the people truly reaches 75 % where the others reach 90 %; in a
    small team one alone widens the funnel.
    """
    rng, found, others = random.Random(24), 0, 0
    for _ in range(200):
        shares = [0.75, *[0.9] * (people - 1)]
        differing = named(
            compare_shares(
                [with_parts(k, binomial(rng, 240, one), 240) for k, one in enumerate(shares)],
                scale=100, shares=True,
            )
        )  # fmt: skip
        found += differing.pop(0, None) == "low"
        others += len(differing)
    assert found >= wanted
    assert others <= 0.005 * 200 * (people - 1)
