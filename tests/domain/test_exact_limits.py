"""Exact limits of counts: as published, as sums of probabilities, and never too narrow."""

import json
from math import ceil, comb, exp, factorial, floor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.exact_limits import THREE_SIGMA, Law, exact_limits, interval, reach

PUBLISHED = json.loads(
    (Path(__file__).parents[1] / "cases" / "judgement" / "published.json").read_text("utf-8")
)["funnel_exact_poisson_ratio"]


def test_the_published_poisson_limits_to_six_decimals() -> None:
    for expected, low, high in zip(
        PUBLISHED["expected"], PUBLISHED["ll95"], PUBLISHED["ul95"], strict=True
    ):
        found = [end / expected for end in interval(Law(), expected, 0.025)]
        assert found == pytest.approx([low, high], abs=5e-7)
    wide = [end / 15 for end in interval(Law(), 15, 0.001)]
    assert wide == pytest.approx(
        [PUBLISHED["ll998_at_15"], PUBLISHED["ul998_at_15"]], abs=5e-7
    )  # fmt: skip


def test_the_limits_of_clopper_and_pearson() -> None:
    """The exact 95 % interval of 90 of 100 (0.8238, 0.9510), and of 1 of 20 (0.0013, 0.2487)."""
    for size, part, low, high in ((100, 90, 0.8238, 0.9510), (20, 1, 0.0013, 0.2487)):
        found = [end / size for end in interval(Law(size), part, 0.025)]
        assert found == pytest.approx([low, high], abs=5e-5)


def poisson(count: int, mean: float) -> float:
    return exp(-mean) * mean**count / factorial(count)


def binomial(count: int, size: int, share: float) -> float:
    return comb(size, count) * share**count * (1 - share) ** (size - count)


@given(st.integers(0, 40), st.floats(0.1, 60))
def test_tails_of_poisson_are_sums_of_probabilities(count: int, mean: float) -> None:
    below = sum(poisson(one, mean) for one in range(count + 1))
    assert Law().at_most(count, mean) == pytest.approx(below, abs=1e-11)
    assert Law().at_least(count + 1, mean) == pytest.approx(1 - below, abs=1e-11)


@given(st.integers(1, 60), st.data())
def test_tails_of_a_binomial_are_sums_of_probabilities(size: int, data: st.DataObject) -> None:
    count, share = data.draw(st.integers(0, size)), data.draw(st.floats(0.001, 0.999))
    below = sum(binomial(one, size, share) for one in range(count + 1))
    assert Law(size).at_most(count, size * share) == pytest.approx(below, abs=1e-10)
    above = 1 - below + binomial(count, size, share)
    assert Law(size).at_least(count, size * share) == pytest.approx(above, abs=1e-10)


@pytest.mark.parametrize("expected", [0.3, 1, 2.5, 6, 15, 40, 90])
def test_chance_passes_a_limit_of_counts_no_more_often_than_3_sigma(expected: float) -> None:
    low, high = exact_limits(Law(), expected)
    below = sum(poisson(one, expected) for one in range(ceil(low)))
    above = 1 - sum(poisson(one, expected) for one in range(floor(high) + 1))
    assert below <= THREE_SIGMA
    assert above <= THREE_SIGMA + 1e-12


@pytest.mark.parametrize(("size", "share"), [(12, 0.5), (60, 0.9), (120, 0.98), (900, 0.2)])
def test_chance_passes_a_limit_of_shares_no_more_often_than_3_sigma(
    size: int, share: float
) -> None:
    low, high = exact_limits(Law(size), size * share)
    below = sum(binomial(one, size, share) for one in range(ceil(low)))
    above = sum(binomial(one, size, share) for one in range(floor(high) + 1, size + 1))
    assert below <= THREE_SIGMA
    assert above <= THREE_SIGMA


def test_of_few_events_the_published_limits_alone_would_name_one_in_eight() -> None:
    low, _ = interval(Law(), 2, THREE_SIGMA)
    assert low > 0
    assert poisson(0, 2) > 1 / 8
    assert reach(Law(), 2, THREE_SIGMA)[0] == 0
    assert exact_limits(Law(), 2)[0] == 0


@given(st.floats(0.01, 1e7), st.booleans())
def test_limits_stand_on_both_sides_whatever_is_expected(expected: float, shares: bool) -> None:
    law = Law(2 * expected) if shares else Law()
    low, high = exact_limits(law, expected)
    assert low < expected < high
    assert low >= 0
    assert not shares or high <= 2 * expected


@pytest.mark.parametrize("law", [Law(), Law(1e6)], ids=["counts", "shares"])
def test_normal_limits_take_over_without_a_step(law: Law) -> None:
    of = 1.0 if law.size is None else 0.5  # the variance of half of a million is a quarter of it
    below, above = 0.999e5 / of, 1.001e5 / of
    if law.size is not None:
        below, above = 0.11 * law.size, 0.12 * law.size
    widths = [
        [abs(end - one) / law.sigma(one) for end in exact_limits(law, one)]
        for one in (below, above)
    ]
    assert widths[0] == pytest.approx(widths[1], abs=0.02)
