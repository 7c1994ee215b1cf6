from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpitui.domain.metrics import Direction, Range, level_range
from kpitui.domain.plan import Kpi, Target
from kpitui.domain.progress import Status, expected_range, is_stale, judge, met, progress, shortfall

START, DUE = date(2026, 1, 1), date(2026, 12, 31)
LEVELS = st.floats(-1e6, 1e6, allow_subnormal=False)


def kpi(baseline: float | None, *targets: Target, due: date | None = DUE) -> Kpi:
    return Kpi(id=1, metric_id=1, strategy_id=1, baseline=baseline, starts_on=START, due_on=due, targets=tuple(targets))


def target(level: Range, starts_on: date = START, ends_on: date | None = None) -> Target:
    return Target(id=1, level=level, starts_on=starts_on, ends_on=ends_on)


@given(LEVELS)
def test_equal_to_the_target_counts_as_met(level: float) -> None:
    assert met(level, level_range(Direction.HIGHER, level))
    assert met(level, level_range(Direction.LOWER, level))
    assert met(level, Range(low=level, high=level + 1))
    assert met(level, Range(low=level - 1, high=level))


def test_equal_but_for_floating_point_counts_as_met() -> None:
    assert met(0.1 + 0.2, Range(low=0.3))
    assert met(0.1 + 0.2, Range(high=0.3))
    assert met(0.7 + 0.1, Range(low=0.8))


@pytest.mark.parametrize("level", [0.0, -5.0, 5.0])
def test_targets_of_zero_and_below_work_in_all_directions(level: float) -> None:
    assert shortfall(level - 2, Range(low=level)) == 2.0
    assert shortfall(level + 2, Range(low=level)) == 0.0
    assert shortfall(level + 2, Range(high=level)) == 2.0
    assert shortfall(level - 2, Range(high=level)) == 0.0
    band = Range(low=level - 1, high=level + 1)
    assert [shortfall(level + step, band) for step in (-3, -1, 0, 1, 3)] == [2.0, 0.0, 0.0, 0.0, 2.0]


@given(LEVELS, LEVELS, st.sampled_from([Direction.HIGHER, Direction.LOWER]), st.integers(0, 364))
def test_one_target_is_approached_in_a_straight_line(
    baseline: float, level: float, direction: Direction, days: int
) -> None:
    one = kpi(baseline, target(level_range(direction, level)))
    found = expected_range(one, direction, START + timedelta(days=days))
    assert found is not None
    line = found.low if direction is Direction.HIGHER else found.high
    assert line == pytest.approx(baseline + (level - baseline) * days / 364, rel=1e-9, abs=1e-6)


def test_the_line_starts_at_the_baseline_and_stays_level_after_the_due_date() -> None:
    one = kpi(70, target(Range(low=85)))
    assert expected_range(one, Direction.HIGHER, START) == Range(low=70)
    assert expected_range(one, Direction.HIGHER, DUE) == Range(low=85)
    assert expected_range(one, Direction.HIGHER, DUE + timedelta(days=400)) == Range(low=85)


def test_several_targets_are_steps_and_a_new_one_never_rewrites_an_older_judgement() -> None:
    first = target(Range(low=75), START, date(2026, 7, 1))
    one = kpi(70, first, target(Range(low=85), date(2026, 7, 1)))
    assert expected_range(one, Direction.HIGHER, date(2026, 6, 30)) == Range(low=75)
    assert expected_range(one, Direction.HIGHER, date(2026, 7, 1)) == Range(low=85)


def test_a_band_is_entered_from_the_side_of_the_baseline() -> None:
    one = kpi(400, target(Range(low=300, high=360)))
    halfway = expected_range(one, Direction.WITHIN, date(2026, 7, 2))
    assert halfway == Range(low=300, high=380)
    assert expected_range(one, Direction.WITHIN, DUE) == Range(low=300, high=360)


def test_without_a_target_nothing_is_expected() -> None:
    assert expected_range(kpi(70), Direction.HIGHER, START) is None
    assert judge(80, None, 3).status is Status.NO_DATA


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (85, Status.ON_TRACK),
        (90, Status.ON_TRACK),
        (82, Status.AT_RISK),
        (84.9, Status.AT_RISK),
        (81.9, Status.OFF_TRACK),
    ],
)
def test_status_by_distance(value: float, status: Status) -> None:
    assert judge(value, Range(low=85), warn=3).status is status


@given(LEVELS, LEVELS, LEVELS)
def test_progress_is_nought_at_the_baseline_and_one_at_the_target(value: float, baseline: float, goal: float) -> None:
    assume(abs(goal - baseline) > 1e-3)
    assert progress(baseline, baseline, goal) == 0.0
    assert progress(goal, baseline, goal) == 1.0
    found = progress(value, baseline, goal)
    assert found is not None
    assert baseline + found * (goal - baseline) == pytest.approx(value, abs=1e-3)


def test_progress_needs_a_way_to_go() -> None:
    assert progress(5, None, 10) is None
    assert progress(5, 10, 10) is None


def test_stale_after_a_cadence_and_a_half() -> None:
    last = date(2026, 11, 2)
    assert not is_stale(last, 7, last + timedelta(days=10))
    assert is_stale(last, 7, last + timedelta(days=11))
    assert not is_stale(last, 1, last + timedelta(days=1))
    assert is_stale(last, 1, last + timedelta(days=2))
