"""The parts of a verdict: targets, the worse side, the window, seasons, changes that are over."""

from collections.abc import Sequence
from datetime import date
from math import cos, pi, sin

import pytest
from msgspec.structs import replace

from kpitui.domain.judgement.alarm_rates import alarm_words, false_alarms
from kpitui.domain.judgement.changes import Change, changes_of
from kpitui.domain.judgement.reach import Reach, Reached, reach_of
from kpitui.domain.judgement.resemblance import (
    has_season,
    level_pieces,
    neighbour_correlation,
    resembles,
)
from kpitui.domain.judgement.window import window_start
from kpitui.domain.judgement.worsening import bad_side, worse_now
from kpitui.domain.natural_limits import Limits, Possible, Side
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.process_limits import process_limits
from kpitui.domain.records.metric import Direction, Range

LIMITS = Limits(
    mean=70, average_moving_range=2, lower=64, upper=76, range_limit=6.5, noise=0,
    possible=Possible(low=0, high=100),
)  # fmt: skip
QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2


@pytest.mark.parametrize(("reached", "by_luck"), [(1, False), (2, True), (18, True), (19, False)])
def test_one_of_twenty_periods_and_nineteen_are_no_luck(reached: int, by_luck: bool) -> None:
    assert Reached(Reach.BY_LUCK, reached, 20, None).by_luck is by_luck
    assert not Reached(Reach.AS_A_RULE, reached, 20, None).by_luck


@pytest.mark.parametrize(
    ("target", "needed"),
    [
        (Range(low=75), 81.0),
        (Range(high=75), 69.0),
        (Range(low=70, high=75), None),
        (Range(low=94), 100.0),
        (Range(low=95), None),
        (Range(high=6), 0.0),
        (Range(high=5), None),
    ],
)
def test_the_mean_that_is_needed_is_one_that_can_be(target: Range, needed: float | None) -> None:
    assert reach_of([70.0], LIMITS, target, 3.0).needed == needed


def test_the_worse_side_of_a_band_is_the_one_on_which_the_mean_lies_outside() -> None:
    band = Range(low=60, high=80)
    assert [bad_side(Direction.WITHIN, mean, band) for mean in (59, 60, 80, 81)] == [
        "low", None, None, "high",
    ]  # fmt: skip
    assert bad_side(Direction.WITHIN, 81, None) is None
    assert bad_side(Direction.HIGHER, 81, band) == "low"
    assert bad_side(Direction.LOWER, 59, band) == "high"


def changed(side: Side) -> Change:
    return Change(
        side=side, first=12, last=13, count=2, beyond=(), rule="run", rules=("run",),
        strength="real",
    )  # fmt: skip


def test_a_band_is_judged_by_the_mean_of_the_change_alone() -> None:
    limits = process_limits([*QUIET, 79.0, 85.0, 300.0], unfinished_last=True)
    now, band = changed("high"), Range(low=60, high=80)
    assert worse_now(limits, now, Direction.WITHIN, band) == now
    assert worse_now(limits, now, Direction.WITHIN, Range(low=60, high=83)) is None
    assert worse_now(limits, now, Direction.LOWER, None) == now
    assert worse_now(limits, now, Direction.HIGHER, None) is None
    assert worse_now(limits, replace(now, strength="unusual"), Direction.LOWER, None) is None
    assert worse_now(limits, None, Direction.LOWER, None) is None


@pytest.mark.parametrize(
    ("kind", "today", "start"),
    [
        (PeriodKind.DAY, date(2026, 11, 23), date(2025, 11, 23)),
        (PeriodKind.WEEK, date(2026, 11, 23), date(2023, 11, 27)),
        (PeriodKind.MONTH, date(2026, 11, 23), date(2023, 11, 1)),
        (PeriodKind.QUARTER, date(2026, 11, 23), date(2020, 10, 1)),
    ],
)
def test_the_window_holds_as_many_finished_periods_today_and_on_a_day_that_was(
    kind: PeriodKind, today: date, start: date
) -> None:
    assert window_start(kind, AsOf(today, today)) == start
    yesterday = date(2026, 11, 22)
    assert window_start(kind, AsOf(yesterday, today)) == start


def wave(count: int, year: int, *, turn: float = 0.0, off: float = 0.0) -> list[float]:
    """A yearly wave, with every other value so much higher."""
    return [
        70 + 3 * cos(2 * pi * at / year + turn) + 2 * sin(2 * pi * at / year) + off * (at % 2)
        for at in range(count)
    ]


def test_a_season_is_a_wave_of_two_full_years_that_points_the_same_way() -> None:
    assert has_season(wave(24, 12), "month")
    assert has_season(wave(104, 52, off=2.0), "week")
    assert has_season(wave(730, 365), "day")
    assert not has_season(wave(23, 12), "month")
    assert not has_season(wave(24, 12, off=20.0), "month")
    assert not has_season(wave(8, 4), "quarter")
    other_way = [*wave(12, 12), *wave(12, 12, turn=pi)]
    assert not has_season(other_way, "month")
    assert has_season([*other_way, *wave(12, 12, turn=pi)], "month")
    assert not has_season([70.0, 75.0] * 12, "month")
    assert not has_season([70.0] * 24, "month")
    for pure in (sin, cos):
        assert has_season([70 + 2 * pure(2 * pi * at / 12) for at in range(24)], "month")


def test_a_season_is_seen_where_half_of_each_year_was_read() -> None:
    def read(gaps: int) -> list[float | None]:
        return [None if at % 12 < gaps else value for at, value in enumerate(wave(24, 12))]

    every_other: list[float | None] = [
        value if at % 2 else None for at, value in enumerate(wave(24, 12))
    ]
    assert has_season(every_other, "month")
    never_in_spring = [None, None, None, *[70.0, 71.0, 69.0] * 3] * 2
    assert not has_season(never_in_spring, "month")
    assert not has_season(read(7), "month")


def test_neighbours_correlate_by_what_they_lie_off_their_piece() -> None:
    assert neighbour_correlation([[1.0, 2.0, 3.0, 4.0]]) == pytest.approx(0.25)
    assert neighbour_correlation([[1.0, 3.0, 1.0, 3.0]]) == pytest.approx(-0.75)
    assert neighbour_correlation([[1.0, 2.0], [], [11.0, 12.0]]) == pytest.approx(-0.5)
    assert neighbour_correlation([[5.0, 5.0]]) == 0.0
    assert resembles([]) is None
    assert resembles([5.0, 5.0]) is None


def pieces(*values: float) -> list[Sequence[float]]:
    return [list(piece) for piece in level_pieces(values)]


def test_a_level_that_differs_by_more_than_three_standard_errors_makes_two_pieces() -> None:
    assert pieces(0, 1, 2, 9, 10, 11) == [[0, 1, 2], [9, 10, 11]]
    assert pieces(0, 0, 9, 9) == [[0, 0], [9, 9]]
    assert pieces(0, 0, 0, 0, 9) == [[0, 0, 0, 0], [9]]
    assert pieces(0, 9, 9) == [[0, 9, 9]]
    assert pieces(5, 5, 5, 5) == [[5, 5, 5, 5]]
    # The means lie 2.5 apart; their standard error is √(4/4 · (1/3 + 1/3)) = 0.816.
    assert pieces(0, 1, 2, 2.5, 3.5, 4.5) == [[0, 1, 2], [2.5, 3.5, 4.5]]
    # And here 2.4 apart, less than three of them.
    assert len(pieces(0, 1, 2, 2.4, 3.4, 4.4)) == 1


def test_the_false_alarms_of_the_nearest_length_are_told() -> None:
    assert false_alarms("real", 11, "nhs") is None
    assert false_alarms("real", 12, "nhs") == 1.0
    assert false_alarms("perhaps", 12, "nhs") == 4.0
    assert false_alarms("real", 400, "nhs") == 16.1
    assert alarm_words("real", 12, "anhoej", "week").endswith(
        "nothing changed, 1 would claim a real change"
    )
    assert alarm_words("real", 11, "anhoej", "week") == ""


def test_a_level_of_zero_before_a_change_is_a_level() -> None:
    def earlier(zero: float, before: int = 12) -> tuple[int, int] | None:
        values = [zero] * before + [zero + 5] * 8 + [zero] * 12
        found = changes_of(process_limits(values)).earlier
        return None if found is None else (found.first, found.last)

    assert earlier(70.0) == (12, 19)
    assert earlier(0.0) == (12, 19)
    assert earlier(70.0, before=3) == (3, 10)
    assert earlier(70.0, before=2) == (0, 1)  # two values are no level, but how the series began


def test_a_level_that_just_begins_has_no_claim_and_neither_has_the_one_before_it() -> None:
    values = [*QUIET, *[80.0] * 8, 90.0]
    assert changes_of(process_limits(values, baseline=(0, 12)))
    assert not changes_of(process_limits([]))
    assert not changes_of(process_limits(values, splits=[20]))


def test_limits_are_mixed_where_a_run_begins_behind_the_first_period() -> None:
    low, high = [70.0, 72.0, 69.0, 71.0] * 5, [80.0, 82.0, 79.0, 81.0] * 2
    found = changes_of(process_limits([*low, *high]))
    assert (found.mixed, found.crossings) == (20, 0)
    assert changes_of(process_limits([*low, *high], baseline=(0, 20))).mixed is None
    behind_one = [60.0, *[71.5, 72.0, 73.0] * 4]
    assert changes_of(process_limits(behind_one)).mixed == 1


def earlier_of(*since: float) -> Change | None:
    """What is told of before, of values that follow a quiet baseline."""
    return changes_of(process_limits([*QUIET, *since], baseline=(0, 12))).earlier


def test_a_run_that_is_over_holds_the_values_beyond_the_limits_at_its_ends() -> None:
    found = earlier_of(80.0, *[71.0] * 6, 80.0, 69.0, 71.0, 69.0)
    assert found is not None
    assert (found.first, found.last, found.beyond, found.rule) == (12, 19, (12, 19), "run")


def test_perhaps_a_change_is_told_before_a_newer_single_value() -> None:
    found = earlier_of(74.0, 74.0, 72.5, 74.5, 69.0, 71.0, 62.0, 71.0, 69.0, 71.0)
    assert found is not None
    assert (found.strength, found.rule) == ("perhaps", "near_limit")


def test_what_begins_with_the_first_period_of_a_level_is_told() -> None:
    found = changes_of(process_limits([*QUIET, 90.0, *QUIET], splits=[12])).earlier
    assert found is not None
    assert (found.first, found.strength) == (12, "unusual")
    seldom = process_limits([*QUIET, *[*[1.0] * 6, *[-1.0] * 6] * 2],
        rules="anhoej", splits=[12])  # fmt: skip
    assert changes_of(seldom).crossings == 24


def test_a_single_value_is_told_for_half_a_year_of_weeks() -> None:
    def told(since: int) -> bool:
        return earlier_of(80.0, *[71.0, 69.0] * (since // 2), *[71.0] * (since % 2)) is not None

    assert told(25)
    assert not told(26)
