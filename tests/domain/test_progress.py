from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.periods import Calendar
from kpitui.domain.progress import (
    Status,
    expected_range,
    is_stale,
    judge,
    met,
    progress,
    shortfall,
    single_target,
)
from kpitui.domain.records.dated import Target
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import (
    Aggregation,
    Cadence,
    Direction,
    EmptyMeans,
    Metric,
    Range,
    level_range,
)

WEEKLY = Metric(
    id=1, name="m", code="m", direction=Direction.HIGHER, aggregation=Aggregation.MEAN,
    cadence=Cadence.WEEKLY,
)  # fmt: skip
START, DUE = date(2026, 1, 1), date(2026, 12, 31)
LEVELS = st.floats(-1e6, 1e6, allow_subnormal=False)


def kpi(baseline: float | None, *targets: Target, due: date | None = DUE) -> Kpi:
    return Kpi(
        id=1,
        metric_id=1,
        strategy_id=1,
        baseline=baseline,
        starts_on=START,
        due_on=due,
        targets=tuple(targets),
    )


def target(
    level: Range, starts_on: date = START, ends_on: date | None = None, due_on: date | None = DUE,
    from_level: float | None = None,
) -> Target:  # fmt: skip
    return Target(
        id=1, level=level, starts_on=starts_on, ends_on=ends_on, due_on=due_on,
        from_level=from_level,
    )  # fmt: skip


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
    assert [shortfall(level + step, band) for step in (-3, -1, 0, 1, 3)] == [
        2.0,
        0.0,
        0.0,
        0.0,
        2.0,
    ]


@given(LEVELS, LEVELS, st.sampled_from([Direction.HIGHER, Direction.LOWER]), st.integers(0, 364))
def test_one_target_is_approached_in_a_straight_line(
    baseline: float, level: float, direction: Direction, days: int
) -> None:
    assume(not met(baseline, level_range(direction, level)))
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


def test_a_row_without_a_day_is_a_step() -> None:
    first = target(Range(low=75), START, date(2026, 7, 1), None)
    one = kpi(70, first, target(Range(low=85), date(2026, 7, 1), due_on=None))
    assert expected_range(one, Direction.HIGHER, START) == Range(low=75)
    assert expected_range(one, Direction.HIGHER, date(2026, 6, 30)) == Range(low=75)
    assert expected_range(one, Direction.HIGHER, date(2026, 7, 1)) == Range(low=85)


def test_milestones_lead_on_from_where_the_one_before_led() -> None:
    first = target(Range(low=80), START, date(2026, 7, 1), date(2026, 7, 1))
    second = target(Range(low=90), date(2026, 7, 1), None, DUE, 80)
    one = kpi(70, first, second)
    last = expected_range(one, Direction.HIGHER, date(2026, 6, 30))
    assert last is not None
    assert last.low == pytest.approx(80 - 10 / 181)
    assert expected_range(one, Direction.HIGHER, date(2026, 7, 1)) == Range(low=80)
    assert expected_range(one, Direction.HIGHER, DUE) == Range(low=90)


@pytest.mark.parametrize(
    ("baseline", "level", "direction"),
    [
        (95, Range(low=90), Direction.HIGHER),
        (5, Range(high=10), Direction.LOWER),
        (300, Range(low=270, high=330), Direction.WITHIN),
    ],
)
def test_a_baseline_that_meets_the_target_already_expects_it(
    baseline: float, level: Range, direction: Direction
) -> None:
    one = kpi(baseline, target(level))
    for days in (0, 100, 400):
        assert expected_range(one, direction, START + timedelta(days=days)) == level


def test_a_band_is_entered_from_the_side_of_the_baseline() -> None:
    one = kpi(400, target(Range(low=300, high=360)))
    halfway = expected_range(one, Direction.WITHIN, date(2026, 7, 2))
    assert halfway == Range(low=300, high=380)
    assert expected_range(one, Direction.WITHIN, DUE) == Range(low=300, high=360)


def test_without_a_target_nothing_is_expected() -> None:
    assert expected_range(kpi(70), Direction.HIGHER, START) is None
    assert judge(80, None, 3).status is Status.NOT_JUDGED


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


@given(LEVELS, LEVELS, LEVELS, st.sampled_from([Direction.HIGHER, Direction.LOWER]))
def test_progress_is_nought_at_the_baseline_and_one_at_the_target(
    value: float, baseline: float, goal: float, direction: Direction
) -> None:
    level = level_range(direction, goal)
    assume(abs(goal - baseline) > 1e-3 and not met(baseline, level))
    assert progress(baseline, baseline, level) == 0.0
    assert progress(goal, baseline, level) == 1.0
    found = progress(value, baseline, level)
    assert found is not None
    assert baseline + found * (goal - baseline) == pytest.approx(value, abs=1e-3)


def test_progress_needs_a_way_to_go() -> None:
    assert progress(5, None, Range(low=10)) is None
    assert progress(5, 10, Range(low=10)) is None
    assert progress(5, 11, Range(low=10)) is None


def test_progress_to_a_band_is_that_of_the_distance_to_it() -> None:
    band = Range(low=270, high=330)
    told = [progress(value, 400, band) for value in (400, 365, 330, 300, 270, 200, 435)]
    assert told == [0.0, 0.5, 1.0, 1.0, 1.0, 0.0, -0.5]
    assert progress(365, 200, band) == 0.5
    assert progress(365, 300, band) is None


def test_stale_after_a_cadence_and_a_half() -> None:
    monday = date(2026, 11, 2)
    sunday = monday + timedelta(days=6)
    for last in (monday, monday + timedelta(days=3), sunday):
        assert not is_stale(WEEKLY, last, sunday + timedelta(days=10))
        assert is_stale(WEEKLY, last, sunday + timedelta(days=11))
    from_thursday = Calendar(first_day=3)
    assert is_stale(WEEKLY, monday, sunday + timedelta(days=11 - 4), from_thursday)
    daily = replace(WEEKLY, cadence=Cadence.DAILY)
    assert not is_stale(daily, monday, monday + timedelta(days=1))
    assert is_stale(daily, monday, monday + timedelta(days=2))


def test_what_counts_none_where_none_is_recorded_is_never_stale() -> None:
    complaints = replace(WEEKLY, aggregation=Aggregation.SUM, empty_means=EmptyMeans.ZERO)
    assert not is_stale(complaints, date(2025, 1, 1), date(2026, 11, 2))


def test_the_target_to_show_is_that_of_the_day_else_the_next_else_the_last() -> None:
    first = target(Range(low=75), date(2026, 2, 1), date(2026, 4, 1))
    later = target(Range(low=90), date(2026, 9, 1), date(2026, 12, 1))
    middle = target(Range(low=85), date(2026, 6, 1), date(2026, 9, 1))
    targets = (first, later, middle)
    shown = {
        date(2026, 1, 1): first, date(2026, 2, 1): first, date(2026, 4, 1): middle,
        date(2026, 9, 1): later,
    }  # fmt: skip
    assert {day: single_target(targets, day) for day in shown} == shown
    assert single_target((first, middle, later), date(2026, 12, 1)) == later
    assert single_target((), START) is None


def test_a_level_has_an_end_and_its_ends_are_in_order() -> None:
    with pytest.raises(ValueError, match="needs a lowest value, a highest value, or both"):
        Range()
    with pytest.raises(ValueError, match="the lowest value 6 is above the highest 5"):
        Range(low=6, high=5)
    assert Range(low=5, high=5) == Range(low=5, high=5)
    with pytest.raises(ValueError, match="needs two numbers"):
        level_range(Direction.WITHIN, 5)
