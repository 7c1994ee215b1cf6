"""Splits, and limits that are locked to a baseline."""

import pytest

from kpitui.domain.process_limits import process_limits
from tests.domain.test_process_limits import flagged


def test_a_split_starts_limits_ranges_and_rules_anew() -> None:
    before, after = [1.0, 2.0, 3.0, 2.0, 1.0, 2.0], [51.0, 53.0, 52.0, 53.0, 51.0, 52.0, 50.0]
    limits = process_limits([*before, *after], splits=[6])
    assert [(segment.start, segment.stop, segment.n) for segment in limits.segments] == [
        (0, 6, 6),
        (6, 13, 7),
    ]
    assert limits.moving_ranges[6] is None
    assert limits.segments[0].mean == pytest.approx(11 / 6)
    assert limits.current == process_limits(after).current
    assert limits.signals == ()
    assert limits.segment_at(6) is limits.segments[1]


def test_splits_at_the_edges_change_nothing() -> None:
    values = [1.0, 2.0, 3.0, 2.0, 1.0, 2.0]
    assert process_limits(values, splits=[0, 6, 6]) == process_limits(values)


@pytest.mark.parametrize("split", [-1, 7])
def test_a_split_outside_the_series(split: int) -> None:
    with pytest.raises(ValueError, match="is not within the 6 periods"):
        process_limits([1, 2, 3, 2, 1, 2], splits=[split])


def test_an_index_that_is_no_period() -> None:
    with pytest.raises(IndexError):
        process_limits([1.0, 2.0]).segment_at(2)


def test_a_baseline_locks_its_own_segment_only() -> None:
    first, second = [1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 9.0], [5.0, 6.0, 7.0, 5.0, 6.0, 7.0]
    limits = process_limits([*first, *second], splits=[7], baseline=(0, 6))
    assert [segment.locked for segment in limits.segments] == [True, False]
    assert limits.segments[0].limits == process_limits(first[:6]).current
    assert limits.segments[1].limits == process_limits(second).current
    assert flagged(limits, "beyond_limit") == [6]


def test_several_baselines_lock_several_segments() -> None:
    values = [1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 9.0] * 2
    limits = process_limits(values, splits=[7], baseline=[(0, 6), (7, 13)])
    assert [segment.basis for segment in limits.segments] == [(0, 6), (7, 13)]
    assert flagged(limits, "beyond_limit") == [6, 13]


def test_the_step_into_a_baseline_is_not_part_of_it() -> None:
    limits = process_limits([100.0, 1.0, 3.0, 2.0, 1.0, 3.0, 2.0], baseline=(1, 7))
    assert limits.current == process_limits([1.0, 3.0, 2.0, 1.0, 3.0, 2.0]).current
    assert flagged(limits, "moving_range") == [1]


def test_a_baseline_ends_with_the_series() -> None:
    values = [1.0, 3.0, 2.0, 1.0, 3.0, 2.0]
    assert process_limits(values, baseline=(0, 20)).segments[0].basis == (0, 6)


@pytest.mark.parametrize("baseline", [(3, 3), (4, 2), (-1, 4), (12, 20), (4, 8)])
def test_a_baseline_that_cannot_be(baseline: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is empty, outside the series, or crosses a reset"):
        process_limits([1.0] * 12, splits=[6], baseline=baseline)


def test_two_baselines_for_one_segment() -> None:
    with pytest.raises(ValueError, match="second of its segment"):
        process_limits([1.0] * 12, baseline=[(0, 6), (6, 12)])
