"""Moved is what the chart says against the limits of the day of a decision, and nothing else."""

import random

import pytest

from kpitui.domain.judgement.changes import changes_of
from kpitui.domain.judgement.since_decision import (
    ChartMove,
    LevelSince,
    evened,
    level_locked,
    limits_to_lock,
    moved_since,
)
from kpitui.domain.natural_limits import RuleSet
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import process_limits
from kpitui.domain.records.decision import LockedLimits
from kpitui.domain.records.metric import Direction, Range

LOCKED = LockedLimits(PeriodKind.WEEK, 80.0, 74.0, 86.0)


def moved(
    values: list[float | None],
    direction: Direction = Direction.HIGHER,
    level: Range | None = None,
    rules: RuleSet = "wheeler",
) -> ChartMove:
    return moved_since(values, LOCKED, rules, direction, level)


def test_nothing_yet_is_no_change_and_says_how_early_it_is() -> None:
    assert moved([]) == moved([None, None]) == ChartMove("none")
    found = moved([80.5, 79.0, 81.0])
    assert (found.verdict, found.count, found.early) == ("none", 3, True)
    assert not moved([80.5, 79.0] * 4).early


def test_eight_in_a_row_are_a_real_change_dated_by_their_first() -> None:
    found = moved([79.0, *[81.0] * 8])
    assert (found.verdict, found.first, found.count) == ("better", 1, 9)
    assert moved([81.0] * 7).verdict == "none"
    assert moved([81.0] * 7, rules="nhs").verdict == "better"


def test_a_single_value_outside_is_unusual_and_no_change() -> None:
    found = moved([80.0, 79.0, 90.0])
    assert (found.verdict, found.first, found.early) == ("unusual", 2, True)


@pytest.mark.parametrize(
    ("direction", "level", "value", "verdict"),
    [
        (Direction.HIGHER, None, 81.0, "better"), (Direction.HIGHER, None, 79.0, "worse"),
        (Direction.LOWER, None, 81.0, "worse"), (Direction.LOWER, None, 79.0, "better"),
        (Direction.WITHIN, Range(low=78.0, high=82.0), 81.0, "other"),
        (Direction.WITHIN, Range(low=78.0, high=82.0), 83.0, "worse"),
        (Direction.WITHIN, Range(low=80.5, high=82.0), 81.0, "better"),
        (Direction.WITHIN, Range(low=80.5, high=82.0), 79.0, "worse"),
    ],
)  # fmt: skip
def test_which_way_is_better_is_the_metrics(
    direction: Direction, level: Range | None, value: float, verdict: str
) -> None:
    assert moved([value] * 9, direction, level).verdict == verdict


def test_what_came_and_went_is_no_change_now() -> None:
    assert moved([*[82.0] * 8, 79.0, 80.5, 79.5, 81.0]).verdict == "none"


def test_a_change_that_had_begun_before_is_not_one_that_the_decision_brought() -> None:
    found = moved_since([84.0] * 9, LOCKED, "wheeler", Direction.HIGHER, None, [84.0] * 8)
    assert (found.verdict, found.count) == ("already", 9)
    seven = moved_since([84.0] * 9, LOCKED, "wheeler", Direction.HIGHER, None, [84.0] * 7)
    assert seven.verdict == "better"  # no signal yet on the day of the decision


def test_limits_are_locked_about_the_level_that_holds_now() -> None:
    quiet = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 3
    limits = process_limits(quiet)
    locked = limits_to_lock(limits, PeriodKind.WEEK, changes_of(limits))
    assert locked is not None
    assert locked.middle == pytest.approx(70.0)
    assert locked.high == pytest.approx(limits.segments[0].upper)
    stepped = process_limits([*quiet, *[80.0, 82.0] * 5])
    locked = limits_to_lock(stepped, PeriodKind.WEEK, changes_of(stepped))
    assert locked is not None
    assert locked.middle == pytest.approx(81.0)
    width = stepped.segments[0].limits
    assert width is not None
    assert locked.high - locked.middle == pytest.approx(width.upper - width.mean)
    assert level_locked(stepped, locked, 28) == LevelSince(18, 10)
    assert level_locked(stepped, LockedLimits(PeriodKind.WEEK, 99.0, 9.0, 199.0), 28) is None
    same = moved_since([80.0, 82.0] * 8, locked, "wheeler", Direction.HIGHER, None, stepped.values)
    assert same.verdict == "none"
    more = moved_since([86.0, 88.0] * 5, locked, "wheeler", Direction.HIGHER, None, stepped.values)
    assert more.verdict == "better"


def test_trial_limits_are_not_locked() -> None:
    limits = process_limits([70.0, 72.0, 69.0, 71.0, 68.0, 70.0, 71.0, 69.0])
    assert limits_to_lock(limits, PeriodKind.WEEK, changes_of(limits)) is None
    none = process_limits([])
    assert limits_to_lock(none, PeriodKind.WEEK, changes_of(none)) is None


def test_shares_of_few_cases_swing_further_before_they_count() -> None:
    even = evened([80.0, 92.0, None, 68.0], [100, 25, None, 400], 80.0, 100)
    assert even == [80.0, 86.0, None, 56.0]


def test_a_process_that_stays_is_seldom_called_a_change() -> None:
    """Twelve weeks after a decision, limits known: run, or two rules, in at most one of ten."""
    chance = random.Random(27)
    told = [moved([chance.gauss(80.0, 2.0) for _ in range(12)]).verdict for _ in range(2000)]
    assert sum(one in ("better", "worse") for one in told) / 2000 <= 0.10
    shifted = [moved([chance.gauss(84.0, 2.0) for _ in range(12)]).verdict for _ in range(500)]
    assert shifted.count("better") / 500 >= 0.80
    assert shifted.count("worse") == 0
