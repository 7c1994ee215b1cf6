"""Laney's p′ against published figures, against XmR, and on series that do not change."""

import json
import random
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.natural_limits import OF_P_PRIME, Limits
from kpitui.domain.process_limits import ProcessLimits, process_limits
from tests.domain.test_signals import told
from tests.patience import LONG

PUBLISHED = json.loads(
    (Path(__file__).parents[1] / "cases" / "judgement" / "published.json").read_text("utf-8")
)


def percentages(case: dict[str, Any]) -> ProcessLimits:
    values = [
        100 * part / whole
        for part, whole in zip(case["numerators"], case["denominators"], strict=True)
    ]
    return process_limits(values, sizes=case["denominators"], whole=100.0)


def at(limits: ProcessLimits, index: int) -> Limits:
    found = limits.limits_at(index)
    assert found is not None
    return found


def sigma_z(limits: ProcessLimits, index: int) -> float:
    """How much wider the limits of a period are than those of the plain p chart."""
    found = at(limits, index)
    plain = sqrt(found.mean * (100 - found.mean) / (limits.sizes[index] or 0))
    return (found.upper - found.mean) / 3 / plain


def test_the_published_p_prime_chart() -> None:
    case = PUBLISHED["laney_p_prime"]
    limits = percentages(case)
    for index in range(len(case["ul99"])):
        found = at(limits, index)
        assert found.upper == pytest.approx(case["ul99"][index], abs=case["tolerance"], rel=0)
        assert found.lower == pytest.approx(case["ll99"][index], abs=case["tolerance"], rel=0)
        # Their 95 % limits lie two sigmas away.
        assert found.mean + (found.upper - found.mean) * 2 / 3 == pytest.approx(
            case["ul95"][index], abs=case["tolerance"], rel=0
        )
    assert sigma_z(limits, 0) == pytest.approx(10.6404, abs=5e-5)


def test_the_published_p_chart_is_p_prime_without_what_the_process_adds() -> None:
    case = PUBLISHED["p_chart"]
    limits = percentages(case)
    assert (at(limits, 0).upper, at(limits, 0).lower) == pytest.approx(
        (41.1855, 2.0798), abs=5e-5, rel=0
    )
    assert sigma_z(limits, 0) == pytest.approx(1.1415, abs=5e-5)
    for index in range(len(case["ul99"])):
        plain = at(limits, index).widened(1 / sigma_z(limits, index))
        assert (plain.upper, plain.lower) == pytest.approx(
            (case["ul99"][index], case["ll99"][index]), abs=case["tolerance"], rel=0
        )


def test_the_limits_in_words_are_those_of_a_typical_size() -> None:
    limits = process_limits([90.0, 80.0] * 6, sizes=[100, 400] * 6, whole=100.0)
    (segment,) = limits.segments
    assert (segment.kind, segment.size, limits.method.kind) == ("p_prime", 250, "p_prime")
    assert segment.mean == pytest.approx((100 * 90 + 400 * 80) / 500)
    assert segment.limits is not None
    reach = segment.limits.upper - segment.limits.mean
    assert at(limits, 0).upper - at(limits, 0).mean == pytest.approx(reach * sqrt(250 / 100))
    assert at(limits, 1).mean - at(limits, 1).lower == pytest.approx(reach * sqrt(250 / 400))
    assert at(limits, 0).range_limit == pytest.approx(segment.limits.range_limit * sqrt(2.5))


def test_a_small_week_is_no_signal() -> None:
    """Of 39 weeks of 400 calls and a holiday week of 9 of 12 (cases/judgement/pd)."""
    chance = random.Random(3)
    numerators = [chance.randint(354, 366) for _ in range(39)]
    values, sizes = [numerator / 4 for numerator in numerators], [400.0] * 39
    values[20], sizes[20] = 75.0, 12.0
    assert process_limits(values).signals_at(20)
    assert not process_limits(values, sizes=sizes, whole=100.0).signals_at(20)


@pytest.mark.parametrize("all_of_it", [0.0, 100.0])
def test_none_and_all_have_no_spread(all_of_it: float) -> None:
    sizes = [10.0, 30.0] * 6
    limits = process_limits([all_of_it] * 12, sizes=sizes, whole=100.0)
    assert limits.signals == ()
    assert (at(limits, 0).lower, at(limits, 0).upper) == (all_of_it, all_of_it)
    locked = process_limits(
        [*[all_of_it] * 12, 90.0], sizes=[*sizes, 20.0], whole=100.0, baseline=(0, 12)
    )
    assert locked.signals_at(12)
    assert not any(locked.signals_at(index) for index in range(12))


@given(
    st.sampled_from([0.0, 0.1, 100 / 3, 99.9, 100.0]),
    st.lists(st.floats(1e-6, 1e9), min_size=6, max_size=40),
)
def test_a_series_that_does_not_vary_has_no_signals(share: float, sizes: list[float]) -> None:
    limits = process_limits([share] * len(sizes), sizes=sizes, whole=100.0)
    assert limits.signals == ()
    for index in range(len(sizes)):
        assert at(limits, index).lower == pytest.approx(share, abs=1e-3 * (1 + share))


def test_a_gap_has_the_limits_of_a_typical_size_and_makes_no_range() -> None:
    values = [90.0, 80.0, 85.0, None, 88.0, 82.0, 90.0, 81.0]
    sizes = [100.0, 400.0, 200.0, None, 300.0, 100.0, 250.0, 150.0]
    limits = process_limits(values, sizes=sizes, whole=100.0)
    assert at(limits, 3) == limits.current
    assert limits.moving_ranges[4] is None


@pytest.mark.parametrize("sizes", [[10.0] * 11, [*[10.0] * 11, None], [*[10.0] * 11, 0.0]])
def test_a_share_without_its_size_is_refused(sizes: list[float | None]) -> None:
    with pytest.raises(ValueError, match="size"):
        process_limits([50.0] * 12, sizes=sizes, whole=100.0)


COUNTS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(50, 400)) | st.none(), min_size=0, max_size=40
)


def shares(counts: list[tuple[int, int] | None]) -> tuple[list[float | None], list[float | None]]:
    return (
        [100 * count[0] / count[1] if count else None for count in counts],
        [float(count[1]) if count else None for count in counts],
    )


@given(st.lists(st.none() | st.integers(1, 199), max_size=40), st.booleans())
def test_with_equal_sizes_it_is_the_xmr_chart(counts: list[int | None], screen: bool) -> None:
    values = [None if count is None else count / 2 for count in counts]
    sizes = [None if count is None else 200.0 for count in counts]
    of_shares = process_limits(values, sizes=sizes, whole=100.0, screen=screen)
    plain = process_limits(values, constants=OF_P_PRIME, screen=screen)
    assert told(of_shares) == told(plain)
    assert (of_shares.current is None) == (plain.current is None)
    for index in range(len(values)):
        ours = of_shares.limits_at(index)
        if ours is not None and plain.current is not None:
            assert (ours.lower, ours.mean, ours.upper, ours.range_limit) == pytest.approx(
                (
                    plain.current.lower,
                    plain.current.mean,
                    plain.current.upper,
                    plain.current.range_limit,
                ),
                abs=1e-6,
            )


@given(COUNTS, st.sampled_from([1.0, 100.0]), st.sampled_from([1.0, 3.0, 1000.0]))
def test_signals_stay_whatever_the_whole_is_called_and_however_many_times_as_many_there_are(
    counts: list[tuple[int, int] | None], whole: float, times: float
) -> None:
    values, sizes = shares(counts)
    plain = process_limits(values, sizes=sizes, whole=100.0)
    moved = process_limits(
        [None if value is None else value * whole / 100 for value in values],
        sizes=[None if size is None else size * times for size in sizes],
        whole=whole,
    )
    assert told(moved) == told(plain)


@given(COUNTS)
def test_the_other_share_mirrors_it(counts: list[tuple[int, int] | None]) -> None:
    values, sizes = shares(counts)
    rest = [None if value is None else 100 - value for value in values]
    assert told(process_limits(rest, sizes=sizes, whole=100.0), mirror=True) == told(
        process_limits(values, sizes=sizes, whole=100.0)
    )


@given(COUNTS, COUNTS)
def test_splitting_is_doing_each_segment_alone(
    first: list[tuple[int, int] | None], second: list[tuple[int, int] | None]
) -> None:
    values, sizes = shares([*first, *second])
    whole = process_limits(values, sizes=sizes, whole=100.0, splits=[len(first)])
    alone = [
        process_limits(*[shares(part)[0]], sizes=shares(part)[1], whole=100.0)
        for part in (first, second)
    ]
    assert [segment.limits for segment in whole.segments] == [
        segment.limits for part in alone for segment in part.segments
    ]
    moved = {
        (rule, side, tuple(index + len(first) for index in indices))
        for rule, side, indices in told(alone[1])
    }
    assert told(whole) == told(alone[0]) | moved


@given(COUNTS)
def test_the_rules_flag_what_lies_beyond_the_limits_of_its_own_period(
    counts: list[tuple[int, int] | None],
) -> None:
    values, sizes = shares(counts)
    limits = process_limits(values, sizes=sizes, whole=100.0)
    flagged = {
        index: signal.side
        for signal in limits.signals
        if signal.rule == "beyond_limit"
        for index in signal.indices
    }
    for index, value in enumerate(values):
        own = limits.limits_at(index)
        if value is None or own is None:
            continue
        if min(abs(value - own.lower), abs(value - own.upper)) > 1e-6:
            assert own.beyond(value) == flagged.get(index)


def test_sizes_that_differ_flag_a_stable_share_about_as_often_as_equal_ones() -> None:
    """p = 0.9, 60 to 600 a week, 52 weeks: at most 1.2 times as many charts with a signal."""
    chance, charts = random.Random(2002), 2000 if LONG else 200

    def with_signals(smallest: int, largest: int, *, own: bool) -> tuple[int, int]:
        any_rule = beyond = 0
        for _ in range(charts):
            sizes = [float(chance.randint(smallest, largest)) for _ in range(52)]
            values = [100 * share_of(size) for size in sizes]
            limits = process_limits(values, sizes=sizes if own else None, whole=100.0)
            any_rule += bool(limits.signals)
            beyond += any(signal.rule == "beyond_limit" for signal in limits.signals)
        return any_rule, beyond

    def share_of(size: float) -> float:
        return sum(chance.random() < 0.9 for _ in range(int(size))) / size

    unlike, like = with_signals(60, 600, own=True), with_signals(330, 330, own=False)
    assert unlike[0] <= 1.2 * like[0]
    assert unlike[1] <= 1.2 * like[1]
    blind = with_signals(60, 600, own=False)
    assert blind[1] > 2 * like[1], "XmR flags small weeks: what the chart is for"
