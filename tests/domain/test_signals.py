"""Each rule for and against, and what must hold for every series."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.natural_limits import FEWEST, RuleSet, Side
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.signals import Rule, Signal

BASE = [-2.0, 2.0, -1.0, 1.0, -2.0, 2.0, -1.0, 1.0, -2.0, 2.0, -1.0, 1.0]
"""Mean 0, mean moving range 3: limits ±7.98, half way 3.99, two thirds 5.32, range limit 9.804
(NHS: 9.801).
"""


def after_base(*values: float | None, rules: RuleSet = "wheeler") -> list[Signal]:
    """The signals of values that follow the base, whose limits are locked; indices count from the
    first of them.
    """
    limits = process_limits([*BASE, *values], baseline=(0, len(BASE)), rules=rules)
    assert (limits.segments[0].mean, limits.segments[0].average_moving_range) == (0.0, 3.0)
    return [
        Signal(
            rule=signal.rule,
            side=signal.side,
            indices=tuple(index - len(BASE) for index in signal.indices),
        )
        for signal in limits.signals
    ]


def found(signals: list[Signal], rule: Rule) -> list[tuple[Side | None, tuple[int, ...]]]:
    return [(signal.side, signal.indices) for signal in signals if signal.rule == rule]


def test_the_base_is_quiet() -> None:
    assert after_base() == []
    assert after_base(rules="nhs") == []


def test_beyond_a_limit() -> None:
    signals = after_base(-1, 7.99, 7.97, 8, -7.99)
    assert found(signals, "beyond_limit") == [("high", (1,)), ("high", (3,)), ("low", (4,))]


def test_successive_points_beyond_one_limit_are_one_signal() -> None:
    assert found(after_base(-1, 8, None, 8, 9), "beyond_limit") == [("high", (1, 3, 4))]


@pytest.mark.parametrize(("rules", "length"), [("wheeler", 8), ("nhs", 7)])
def test_run(rules: RuleSet, length: int) -> None:
    assert found(after_base(-1, *[1.0] * (length - 1), rules=rules), "run") == []
    assert found(after_base(-1, *[1.0] * length, rules=rules), "run") == [
        ("high", tuple(range(1, length + 1)))
    ]
    assert found(after_base(*[-1.0] * length, 1, rules=rules), "run") == [
        ("low", tuple(range(length)))
    ]


def test_a_longer_run_is_one_signal() -> None:
    assert found(after_base(-1, *[1.0, 2.0] * 5, -1), "run") == [("high", tuple(range(1, 11)))]


def test_a_point_on_the_mean_breaks_the_run() -> None:
    assert found(after_base(-1, *[1.0] * 7, 0.0, *[1.0] * 7), "run") == []


def test_a_point_on_a_mean_that_floats_cannot_hold_breaks_the_run() -> None:
    # 0.1 + 0.3 halved is not the float 0.2.
    values = [0.3, 0.1] * 6 + [0.3] * 7 + [0.2] + [0.3] * 7
    assert process_limits(values, baseline=(0, 12)).signals == ()


def test_a_gap_neither_breaks_nor_lengthens_a_run() -> None:
    assert found(after_base(-1, 1, 1, 1, 1, None, 1, 1, 1, 1), "run") == [
        ("high", (1, 2, 3, 4, 6, 7, 8, 9))
    ]
    assert found(after_base(-1, 1, 1, 1, 1, None, None, 1, 1, 1), "run") == []


def test_a_split_breaks_a_run() -> None:
    values = [*BASE, *[1.0, 1.5] * 4]
    assert process_limits(values, baseline=(0, 12)).signals
    assert process_limits(values, baseline=(0, 12), splits=[16]).signals == ()


def test_three_of_four_beyond_half_way() -> None:
    assert found(after_base(0, 4, 0, 4, 4.5, 0), "near_limit") == [("high", (1, 3, 4))]
    assert found(after_base(0, 4, 0, 3.98, 4.5, 0), "near_limit") == []
    assert found(after_base(0, 4, 0, 0, 4.5, 4.5, 0), "near_limit") == []
    assert found(after_base(0, 4, -4, 4, -4, 0), "near_limit") == [], (
        "three must be near the same limit"
    )
    assert found(after_base(0, -4, -8, 0, -4, 0), "near_limit") == [("low", (1, 2, 4))], (
        "beyond is past half way"
    )


def test_only_points_that_qualify_are_flagged_near_a_limit() -> None:
    signals = after_base(0, 4, 4, 0, 4, 4, 0, 0, 0, 4, 4, 4)
    assert found(signals, "near_limit") == [("high", (1, 2, 4, 5)), ("high", (9, 10, 11))]
    assert found(after_base(0, 4, 4, 0, 4, 0, 4, 4, 0), "near_limit") == [
        ("high", (1, 2, 4, 6, 7))
    ], "4 joins them"


def test_near_limit_crosses_a_gap() -> None:
    assert found(after_base(0, 4, None, 4, None, 4), "near_limit") == [("high", (1, 3, 5))]


def test_moving_range() -> None:
    assert found(after_base(-4.9, 4.91), "moving_range") == [(None, (1,))]
    assert found(after_base(-4.9, 4.9), "moving_range") == []
    assert found(after_base(-4.9, None, 4.91), "moving_range") == []


def test_nhs_tests_no_moving_ranges_and_wheeler_no_trends() -> None:
    assert {signal.rule for signal in after_base(-4.9, 4.91, rules="nhs")} == set()
    assert found(after_base(-3, -2, -1, 1, 2, 3, 3.5), "trend") == []


def test_trend_of_seven() -> None:
    rising = [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 3.5]
    assert found(after_base(*rising, rules="nhs"), "trend") == [("high", tuple(range(7)))]
    assert found(after_base(4, *rising[1:], rules="nhs"), "trend") == []
    assert found(after_base(4, *reversed(rising), -3, rules="nhs"), "trend") == [
        ("low", tuple(range(8)))
    ]
    assert found(after_base(-3, -2, -2, -1, 1, 2, 3, 3.5, rules="nhs"), "trend") == [], (
        "a level step breaks it"
    )
    assert found(after_base(-3, -2, None, -1, 1, 2, 3, 3.5, rules="nhs"), "trend") == [
        ("high", (0, 1, 3, 4, 5, 6, 7))
    ]


def test_two_of_three_beyond_two_sigma() -> None:
    def crowded(*values: float) -> list[tuple[Side | None, tuple[int, ...]]]:
        return found(after_base(*values, rules="nhs"), "two_of_three")

    assert crowded(0, 5.33, 0.1, 5.33, 0) == [("high", (1, 3))]
    assert crowded(0, 5.33, 0.1, 5.31, 0) == []
    assert crowded(0, 5.33, 0.1, 0.1, 5.33) == []
    assert crowded(0, -5.33, -0.1, -5.33) == [("low", (1, 3))]


@pytest.mark.parametrize("between", [0.0, -0.1, -5.33, -9.0])
def test_two_of_three_are_three_on_one_side_of_the_mean(between: float) -> None:
    signals = after_base(0, 5.33, between, 5.33, 0, rules="nhs")
    assert found(signals, "two_of_three") == [], "NHSRplotthedots asks it of all three"


def test_a_point_beyond_the_limit_is_not_counted_again_by_two_of_three() -> None:
    signals = after_base(0, 8, 5.33, 0, rules="nhs")
    assert found(signals, "two_of_three") == []
    assert found(signals, "beyond_limit") == [("high", (1,))]


def test_signals_at() -> None:
    limits = process_limits([*BASE, -1.0, *[4.0] * 8], baseline=(0, 12))
    assert [signal.rule for signal in limits.signals_at(14)] == ["run", "near_limit"]
    assert limits.signals_at(12) == ()
    assert not limits.signals_at(12)


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 1e14 + 0.3, -7.7])
@pytest.mark.parametrize("rules", ["wheeler", "nhs", "anhoej"])
def test_a_series_that_does_not_vary_has_no_signals(value: float, rules: RuleSet) -> None:
    assert process_limits([value] * 40, rules=rules).signals == ()


# Whole numbers: exact ties with a limit then stay ties after scaling, and all else stays far from
# the noise.
numbers = st.integers(-50, 50)
series = st.lists(st.one_of(st.none(), numbers, numbers, numbers), min_size=0, max_size=40)
methods = st.fixed_dictionaries(
    {
        "rules": st.sampled_from(["wheeler", "nhs", "anhoej"]),
        "centre": st.sampled_from(["mean", "median"]),
        "dispersion": st.sampled_from(["mean", "median"]),
        "screen": st.booleans(),
        "unfinished_last": st.booleans(),
    }
)
OTHER: dict[Side | None, Side | None] = {"high": "low", "low": "high", None: None}


def told(
    limits: ProcessLimits, mirror: bool = False
) -> set[tuple[Rule, Side | None, tuple[int, ...]]]:
    return {
        (signal.rule, OTHER[signal.side] if mirror else signal.side, signal.indices)
        for signal in limits.signals
    }


@given(
    series,
    methods,
    st.sampled_from([-7.0, -1.0, -0.1, 0.25, 1.0, 3.3, 1000.0]),
    st.sampled_from([0.0, 0.7, -12345.6]),
)
def test_signals_are_those_of_the_series_scaled_shifted_or_mirrored(
    values: list[int | None], method: dict[str, Any], factor: float, shift: float
) -> None:
    plain = process_limits(values, **method)
    moved = process_limits(
        [None if value is None else factor * value + shift for value in values], **method
    )
    assert told(moved, mirror=factor < 0) == told(plain)
    if plain.current and moved.current:
        ends = sorted([factor * plain.current.lower + shift, factor * plain.current.upper + shift])
        assert [moved.current.lower, moved.current.upper] == pytest.approx(ends, abs=1e-6)


@given(series, methods)
def test_limits_hold_their_centre_and_flags_stay_in_the_series(
    values: list[int | None], method: dict[str, Any]
) -> None:
    limits = process_limits(values, **method)
    for segment in limits.segments:
        if segment.limits:
            assert segment.limits.lower <= segment.limits.mean <= segment.limits.upper
            assert segment.n >= FEWEST
    for signal in limits.signals:
        assert list(signal.indices) == sorted(set(signal.indices))
        assert all(values[index] is not None for index in signal.indices)


@given(series, methods, numbers)
def test_the_running_period_changes_nothing(
    values: list[int | None], method: dict[str, Any], last: int
) -> None:
    method = {**method, "unfinished_last": True}
    calm, wild = (
        process_limits([*values, last], **method),
        process_limits([*values, 10**6], **method),
    )
    assert not wild.signals_at(len(values))
    assert wild.moving_ranges[-1] is None
    assert (calm.signals, calm.current) == (wild.signals, wild.current)


@given(series)
def test_a_gap_never_makes_a_moving_range(values: list[int | None]) -> None:
    ranges = process_limits(values).moving_ranges
    assert len(ranges) == len(values)
    for index, size in enumerate(ranges):
        before = values[index - 1] if index else None
        here = values[index]
        assert size == (None if before is None or here is None else abs(here - before))


@given(series, series, methods)
def test_splitting_is_doing_each_segment_alone(
    first: list[int | None], second: list[int | None], method: dict[str, Any]
) -> None:
    method = {**method, "unfinished_last": False}
    whole = process_limits([*first, *second], splits=[len(first)], **method)
    alone = [process_limits(first, **method), process_limits(second, **method)]
    assert [segment.limits for segment in whole.segments] == [
        segment.limits for part in alone for segment in part.segments
    ]
    assert whole.moving_ranges == alone[0].moving_ranges + alone[1].moving_ranges
    moved = {
        (rule, side, tuple(i + len(first) for i in indices))
        for rule, side, indices in told(alone[1])
    }
    assert told(whole) == told(alone[0]) | moved


@given(series, methods)
def test_a_baseline_over_everything_is_no_baseline(
    values: list[int | None], method: dict[str, Any]
) -> None:
    plain, locked = (
        process_limits(values, **method),
        process_limits(values, baseline=(0, 99), **method),
    )
    assert (plain.signals, plain.current) == (locked.signals, locked.current)
