import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.binomial import at_most
from kpitui.domain.progress import Parts, Status, judge
from kpitui.domain.records.metric import Range


def exactly(reached: int, of: int, share: float) -> float:
    return math.fsum(
        math.comb(of, one) * share**one * (1 - share) ** (of - one) for one in range(reached + 1)
    )


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_the_share_of_chance_is_that_of_the_binomial(reached: int, of: int, share: float) -> None:
    if reached <= of:
        assert at_most(reached, of, share) == pytest.approx(exactly(reached, of, share), abs=1e-12)


@pytest.mark.parametrize(
    ("reached", "of", "share", "chance"),
    [(0, 5, 0.5, 1 / 32), (0, 5, 0.0, 1.0), (4, 5, 1.0, 0.0), (5, 5, 1.0, 1.0), (-1, 5, 0.5, 0.0)],
)
def test_none_of_them_and_levels_of_none_and_all(
    reached: int, of: int, share: float, chance: float
) -> None:
    assert at_most(reached, of, share) == pytest.approx(chance)


def test_a_million_of_them_take_no_longer() -> None:
    assert at_most(899_000, 1_000_000, 0.9) == pytest.approx(4.4e-4, rel=0.1)
    assert at_most(900_000, 1_000_000, 0.9) == pytest.approx(0.5, abs=1e-3)
    assert at_most(950_000, 1_000_000, 0.9) == 1.0


def parts(numerator: float, denominator: float) -> Parts:
    return Parts(numerator, denominator, 100.0)


def test_nine_of_twelve_can_be_chance_and_three_hundred_of_four_hundred_cannot() -> None:
    assert at_most(9, 12, 0.9) == pytest.approx(0.11, abs=0.001)
    few = judge(75.0, Range(low=90), 1.0, parts(9, 12))
    assert (few.status, few.chance) == (Status.AT_RISK, "9 of 12 can be chance")
    assert few.rule.endswith("but 9 of 12 can be chance")
    assert judge(75.0, Range(low=90), 1.0, parts(300, 400)).status is Status.OFF_TRACK
    assert judge(75.0, Range(low=90), 1.0).status is Status.OFF_TRACK


def test_where_less_is_better_so_many_can_be_chance() -> None:
    assert judge(25.0, Range(high=10), 1.0, parts(3, 12)).status is Status.AT_RISK
    assert judge(25.0, Range(high=10), 1.0, parts(100, 400)).status is Status.OFF_TRACK


def test_of_hours_and_of_levels_past_all_of_them_nothing_is_chance() -> None:
    assert judge(75.0, Range(low=90), 1.0, parts(9.5, 12)).status is Status.OFF_TRACK
    assert judge(130.0, Range(low=150), 1.0, parts(13, 10)).status is Status.OFF_TRACK
