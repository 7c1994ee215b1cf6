"""The exact test of answers: as Fisher has it, and as every choice counted one by one has it."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kpitui.domain.permutation import sum_at_most


@pytest.mark.parametrize(("wrong", "of_70"), [(0, 1), (1, 17), (2, 53), (3, 69), (4, 70)])
def test_the_lady_who_tastes_tea(wrong: int, of_70: int) -> None:
    """Fisher, The Design of Experiments, 1935: 8 cups, 4 with milk first; all right by chance in 1
    of 70 cases, at most one wrong in 17.
    """
    cups = [0.0] * 4 + [1.0] * 4
    assert sum_at_most(float(wrong), 4, cups) == pytest.approx(of_70 / 70, abs=1e-12)


def test_shares_of_a_count_are_equal_however_they_are_rounded() -> None:
    thirds = [1 - one / 3 for one in (0, 1, 2, 3)]
    assert sum_at_most(1 / 3 + 1 / 3, 2, thirds) == pytest.approx(2 / 6, abs=1e-12)
    assert sum_at_most(1.0, 2, thirds) == pytest.approx(4 / 6, abs=1e-12)


def test_what_cannot_be_lower_or_higher() -> None:
    assert sum_at_most(0.0, 3, [0.0] * 3) == 1.0
    assert sum_at_most(2.0, 2, [0.0, 1.0, 1.0]) == 1.0
    assert sum_at_most(0.0, 0, [1.0]) == 1.0
    assert sum_at_most(0.0, 1, [0.5, 1.0]) == 0.0


@given(
    some.lists(some.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=9),
    some.data(),
)
def test_every_choice_counted_one_by_one(every: list[float], data: some.DataObject) -> None:
    count = data.draw(some.integers(0, len(every)))
    reached = data.draw(some.integers(0, 4 * count)) / 4
    chosen = list(combinations(every, count))
    expected = Fraction(sum(sum(one) <= reached for one in chosen), len(chosen))
    assert sum_at_most(reached, count, every) == pytest.approx(float(expected), abs=1e-12)


@settings(max_examples=30)
@given(some.integers(0, 40), some.integers(1, 400), some.integers(1, 40))
def test_yes_and_no_are_the_hypergeometric_distribution(yes: int, no: int, drawn: int) -> None:
    drawn = min(drawn, yes + no)
    every = [1.0] * yes + [0.0] * no
    reached = drawn // 2
    ways = sum(comb(yes, one) * comb(no, drawn - one) for one in range(reached + 1))
    expected = float(Fraction(ways, comb(yes + no, drawn)))
    assert sum_at_most(float(reached), drawn, every) == pytest.approx(expected, abs=1e-10)
