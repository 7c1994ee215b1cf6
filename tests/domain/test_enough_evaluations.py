"""How many evaluations are enough: as published, nothing of few, and as sure as it says."""

import random
from math import sqrt
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpitui.domain.enough_evaluations import MOST_EVALUATIONS, Spread, spread_within

TEN = Spread(sigma=10.0, freedom=60, evaluations=80)


def test_the_margin_as_nist_has_it() -> None:
    """NIST/SEMATECH e-Handbook 1.3.5.2: n = 195, s = 0.02278881, t = 1.9723: 9.258242 to 9.264679
    about 9.261460.
    """
    spread = Spread(sigma=0.02278881, freedom=194, evaluations=195)
    assert spread.margin(195) == pytest.approx((9.264679 - 9.258242) / 2, abs=1e-6)


def test_the_pooled_deviation_as_nist_has_it() -> None:
    """NIST/SEMATECH e-Handbook 7.4.3.4: within three levels the sum of squares is 17.45 with 12
    degrees of freedom. Here each value is there twice, for there to be twenty.
    """
    levels = ([6.9, 5.4, 5.8, 4.6, 4.0], [8.3, 6.8, 7.8, 9.2, 6.5], [8.0, 10.5, 8.1, 6.9, 9.3])
    found = spread_within([level * 2 for level in levels])
    assert found is not None
    assert (found.freedom, found.evaluations) == (27, 30)
    assert found.sigma**2 * 27 == pytest.approx(2 * 17.45, abs=0.01)


def test_four_calls_are_the_issue_s_eleven_points() -> None:
    spread = Spread(sigma=6.91, freedom=60, evaluations=80)
    assert spread.margin(4) == pytest.approx(3.182 * 6.91 / 2, abs=1e-2)
    assert round(spread.margin(4) or 0) == 11


def test_fewer_than_twenty_in_all_say_nothing() -> None:
    assert spread_within([[70.0, 80.0]] * 9 + [[90.0]]) is None
    assert spread_within([[70.0, 80.0]] * 10) is not None
    assert spread_within([]) is None


def test_where_nobody_has_two_or_nothing_varies_there_is_nothing_to_say() -> None:
    assert spread_within([[float(score)] for score in range(50)]) is None
    assert spread_within([[0.1 + 0.2, 0.3]] * 20) is None


def test_who_has_one_says_nothing_of_the_spread_but_counts() -> None:
    found = spread_within([[70.0, 80.0]] * 9 + [[5.0], [100.0], []])
    assert found is not None
    assert (found.freedom, found.evaluations) == (9, 20)
    assert found.sigma == pytest.approx(sqrt(50))


def test_differences_between_people_are_no_spread_within_them() -> None:
    found = spread_within([[10.0 * who, 10.0 * who + 1] for who in range(10)])
    assert found is not None
    assert found.sigma == pytest.approx(sqrt(0.5))


def test_one_evaluation_has_no_margin_and_more_a_smaller_one() -> None:
    assert TEN.margin(0) is TEN.margin(1) is None
    margins = [TEN.margin(count) or 0 for count in range(2, 60)]
    assert margins == sorted(margins, reverse=True)
    assert margins[0] == pytest.approx(12.706 * 10 / sqrt(2), abs=0.01)


@given(some.floats(0.5, 60), some.floats(0.1, 25))
def test_as_many_as_are_needed_are_enough_and_one_fewer_is_not(wanted: float, sigma: float) -> None:
    spread = Spread(sigma=sigma, freedom=60, evaluations=80)
    count = spread.needed(wanted)
    if count is None:
        assert (spread.margin(MOST_EVALUATIONS) or 0) > wanted
        return
    assert (spread.margin(count) or 0) <= wanted
    fewer = spread.margin(count - 1)
    assert fewer is None or fewer > wanted


@pytest.mark.parametrize("wanted", [0.0, -1.0, 0.001])
def test_a_margin_that_nobody_reaches_needs_no_number(wanted: float) -> None:
    assert TEN.needed(wanted) is None


def test_the_true_score_is_within_the_margin_in_95_of_100_cases_or_more() -> None:
    rng, held, cases = random.Random(25), 0, 2000
    for _ in range(cases):
        scores = [[rng.gauss(80, 9) for _ in range(4)] for _ in range(12)]
        spread = spread_within(scores)
        assert spread is not None
        held += abs(fmean(scores[0]) - 80) <= (spread.margin(4) or 0)
    assert held / cases >= 0.95
