"""Anhøj's rules: the published bounds, and what is and is not a signal."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.binomial import at_most
from kpitui.domain.process_limits import process_limits
from kpitui.domain.run_chart import RunBounds, run_bounds
from kpitui.domain.signal_rules import rule_words


@pytest.mark.parametrize(
    ("beside", "longest", "fewest"),
    # Anhøj & Olesen, Run charts revisited, PLOS ONE 2014, table of bounds.
    [(10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (50, 9, 19), (100, 10, 41)],
)
def test_the_published_bounds(beside: int, longest: int, fewest: int) -> None:
    assert run_bounds(beside) == RunBounds(longest, fewest)


def test_one_value_has_bounds_and_none_has_not() -> None:
    assert run_bounds(1) == RunBounds(3, 0)
    with pytest.raises(ValueError, match="beside the median"):
        run_bounds(0)


@pytest.mark.parametrize("beside", [2, 19, 31, 47, 65])
def test_the_fewest_crossings_are_the_first_number_that_chance_reaches_in_one_of_twenty(
    beside: int,
) -> None:
    fewest = run_bounds(beside).fewest_crossings
    assert at_most(fewest - 1, beside - 1, 0.5) < 0.05 <= at_most(fewest, beside - 1, 0.5)


def test_bounds_of_many_values() -> None:
    assert run_bounds(5000).longest_run == 15
    assert 2400 < run_bounds(5000).fewest_crossings < 2499


def test_a_run_longer_than_the_bound_is_a_signal() -> None:
    def ruled(signs: str) -> list[str]:
        limits = process_limits([1.0 if sign == "+" else -1.0 for sign in signs], rules="anhoej")
        assert limits.segments[0].mean == 0.0
        return [signal.rule for signal in limits.signals]

    assert ruled("++++++++--+--+--+--+----") == []
    assert ruled("+++++++++--+--+--+--+-----") == ["run"]


def test_values_on_the_median_are_left_out() -> None:
    low, high = [-1.0], [1.0]
    values = [*low * 12, *[0.0] * 3, *high * 12]
    limits = process_limits(values, rules="anhoej")
    assert [signal.rule for signal in limits.signals] == ["run", "crossings", "run"]
    runs = [signal for signal in limits.signals if signal.rule == "run"]
    assert [(run.side, run.indices) for run in runs] == [
        ("low", tuple(range(12))),
        ("high", tuple(range(15, 27))),
    ]
    (crossings,) = (signal for signal in limits.signals if signal.rule == "crossings")
    assert crossings.side is None
    assert crossings.indices == (*range(12), *range(15, 27))


def test_too_few_crossings_without_a_long_run() -> None:
    values = [*[1.0] * 6, *[-1.0] * 6] * 2
    limits = process_limits(values, rules="anhoej")
    assert [signal.rule for signal in limits.signals] == ["crossings"]


def test_no_other_rule_is_there() -> None:
    values = [*[1.0, -1.0] * 12, 50.0, -50.0]
    assert process_limits(values).signals
    assert process_limits(values, rules="anhoej").signals == ()


def test_fewer_than_ten_beside_the_median_say_nothing() -> None:
    assert process_limits([-1.0] * 4 + [1.0] * 4, rules="anhoej").signals == ()
    ten = process_limits([-1.0] * 5 + [1.0] * 5, rules="anhoej")
    assert [signal.rule for signal in ten.signals] == ["crossings"]


@given(st.lists(st.integers(-5, 5), max_size=60), st.sampled_from([-2.0, 0.5, 10.0]))
def test_scale_shift_and_mirror_change_nothing(values: list[int], factor: float) -> None:
    plain = process_limits(values, rules="anhoej")
    moved = process_limits([factor * value + 7 for value in values], rules="anhoej")
    assert [signal.indices for signal in moved.signals] == [
        signal.indices for signal in plain.signals
    ]


def test_random_series_are_seldom_flagged() -> None:
    chance = random.Random(2014)
    found = 0
    for _ in range(500):
        limits = process_limits([chance.gauss(0, 1) for _ in range(24)], rules="anhoej")
        found += bool(limits.signals)
        crossings = sum(
            a * b < 0
            for a, b in pairwise(
                value - (limits.segments[0].mean or 0) for value in limits.values if value
            )
        )
        if any(signal.rule == "crossings" for signal in limits.signals):
            assert crossings < 8
    assert found / 500 < 0.09, "about 7 % by Anhøj & Olesen"


def test_words_name_the_source() -> None:
    method = process_limits([], rules="anhoej").method
    assert method.centre == "median"
    for rule in ("run", "crossings"):
        assert "Anhøj & Olesen" in rule_words(rule, method)
        assert "median" in rule_words(rule, method)
