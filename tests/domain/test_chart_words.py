"""What a chart says: every sentence, word for word."""

from collections.abc import Sequence
from typing import Any

import pytest

from kpitui.domain.chart_words import in_words, outside_words
from kpitui.domain.metrics import Range
from kpitui.domain.process_limits import ProcessLimits, process_limits
from tests.domain.test_process_limits import NHS_111

QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2
"""Mean 70, mean moving range 24/11: limits 64.2 to 75.8."""


def one_decimal(value: float) -> str:
    return f"{value:.1f}"


def told(limits: ProcessLimits, labels: Sequence[str], **options: Any) -> list[str]:
    return [one.sentence for one in in_words(limits, labels, **options)]


def weeks(count: int) -> list[str]:
    return [f"2026-W{number:02}" for number in range(1, count + 1)]


def words(
    *values: float | None,
    direction: str | None = None,
    locked: int = 0,
    splits: tuple[int, ...] = (),
    running: bool = False,
) -> list[str]:
    limits = process_limits(values, baseline=(0, locked) if locked else None, splits=splits, unfinished_last=running)
    return told(limits, weeks(len(values)), noun="week", number=one_decimal, direction=direction)


def test_routine_variation() -> None:
    assert words(*QUIET) == [
        "2026-W12 is up 2.0 on 2026-W11: routine variation",
        "64.2–75.8 is routine variation, from 12 weeks",
    ]


def test_a_step_down_over_a_gap_names_the_period_before() -> None:
    assert words(*QUIET, None, 68.5)[0] == "2026-W14 is down 1.5 on 2026-W12: routine variation"


def test_a_step_too_small_to_be_written() -> None:
    assert words(*QUIET, 70.01)[0] == "2026-W13 is level with 2026-W12: routine variation"


def test_few_periods() -> None:
    assert words(*QUIET[:5]) == ["only 5 weeks: no limits yet (6 are needed)"]
    assert words(5.0) == ["only 1 week: no limits yet (6 are needed)"]
    assert words(*QUIET, 80.0, 81.0, splits=(12,)) == ["only 2 weeks since 2026-W13: no limits yet (6 are needed)"]
    assert words(*QUIET, locked=3) == ["only 3 weeks in the baseline: no limits yet (6 are needed)"]


def test_more_gap_than_value() -> None:
    assert words(*[70.0, None] * 7) == ["too many gaps: no limits yet"]


def test_nothing_to_judge() -> None:
    assert words() == ["no finished week with a reading yet"]
    assert words(None, None) == ["no finished week with a reading yet"]
    assert words(70.0, running=True) == ["no finished week with a reading yet"]


def test_trial_limits_say_so() -> None:
    assert words(*QUIET[:6]) == [
        "2026-W06 is up 2.0 on 2026-W05: routine variation",
        "63.6–76.4 is routine variation, from 6 weeks (trial limits)",
    ]


def test_the_running_period_is_told_apart() -> None:
    assert words(*QUIET, 200.0, running=True) == [
        *words(*QUIET),
        "2026-W13 is still running and not judged",
    ]
    assert words(*QUIET, None, running=True) == words(*QUIET)


def test_a_split_at_the_running_period_leaves_the_last_finished_words() -> None:
    assert words(*QUIET, 80.0, splits=(12,), running=True)[:2] == words(*QUIET)


def test_a_run_above_the_old_mean() -> None:
    after = [69.0, *[71.0, 72.0] * 4]
    assert words(*QUIET, *after, locked=12, direction="higher") == [
        "8 weeks above the old mean since 2026-W14: a real change, an improvement",
        "64.2–75.8 is routine variation, locked on 2026-W01 to 2026-W12",
    ]
    assert words(*QUIET, *after, locked=12, direction="lower")[0].endswith(": a real change, a deterioration")
    assert words(*QUIET, *after, locked=12, direction="within")[0].endswith(": a real change")


def test_a_run_that_is_over_has_an_end() -> None:
    assert words(*QUIET, 71.0, *[69.0] * 8, 71.0, locked=12, direction="higher")[:2] == [
        "2026-W22 is up 2.0 on 2026-W21: routine variation",
        "earlier: 8 weeks below the old mean from 2026-W14 to 2026-W21: a real change, a deterioration",
    ]


def test_a_single_point_beyond_a_limit() -> None:
    assert words(*QUIET, 78.0, direction="higher", locked=12)[0] == (
        "2026-W13 at 78.0 lies above the limits: not routine variation, on the good side"
    )
    assert words(*QUIET, 62.0, direction="higher", locked=12)[0] == (
        "2026-W13 at 62.0 lies below the limits: not routine variation, on the bad side"
    )
    assert words(*QUIET[:6], 78.0, locked=6)[0] == (
        "2026-W07 at 78.0 lies above the limits: perhaps more than routine variation"
    )


def test_a_spike_is_told_before_the_steps_it_makes() -> None:
    assert words(*QUIET, 90.0, 70.0, 71.0, locked=12)[:2] == [
        "2026-W15 is up 1.0 on 2026-W14: routine variation",
        "earlier: 2026-W13 at 90.0 lies above the limits: not routine variation",
    ]


def test_signals_before_a_split_are_not_told_again() -> None:
    assert words(*QUIET, 90.0, *QUIET, splits=(13,)) == [
        "2026-W25 is up 2.0 on 2026-W24: routine variation",
        "64.2–75.8 is routine variation, from 12 weeks",
    ]


def test_no_more_than_three_sentences() -> None:
    assert words(*QUIET, 90.0, 70.0, 71.0, 72.0, locked=12, running=True) == [
        "2026-W15 is up 1.0 on 2026-W14: routine variation",
        "earlier: 2026-W13 at 90.0 lies above the limits: not routine variation",
        "64.2–75.8 is routine variation, locked on 2026-W01 to 2026-W12",
    ]


def test_a_step_beyond_the_range_limit() -> None:
    assert words(*QUIET, 75.0, 67.0, locked=12)[0] == "2026-W14 is down 8.0 on 2026-W13: more than routine variation"


def test_points_near_a_limit() -> None:
    assert words(*QUIET, 69.0, 74.0, 74.0, 72.5, 74.5, locked=12, direction="lower")[0] == (
        "3 weeks near the upper limit from 2026-W14 to 2026-W17: a real change, a deterioration"
    )


def test_a_trend() -> None:
    values = [*QUIET, 67.0, 68.0, 69.0, 69.5, 70.5, 71.0, 72.0]
    limits = process_limits(values, rules="nhs", baseline=(0, 12))
    said = told(limits, weeks(19), noun="week", number=one_decimal, direction="higher")
    assert said[0] == "7 weeks of steady rise since 2026-W13: a real change, an improvement"


def test_the_strongest_of_several_signals_comes_first() -> None:
    assert words(*QUIET, 69.0, *[71.0] * 7, 80.0, locked=12)[0] == (
        "2026-W21 at 80.0 lies above the limits: not routine variation"
    )


def test_a_median_is_called_one() -> None:
    limits = process_limits([*QUIET, 69.0, *[71.0, 72.0] * 4], baseline=(0, 12), centre="median")
    said = told(limits, weeks(21), noun="week", number=one_decimal)
    assert said[0] == "8 weeks above the old median since 2026-W14: a real change"


def test_a_unit_stands_after_the_number_once() -> None:
    limits = process_limits(QUIET)
    assert told(limits, weeks(12), noun="week", number=one_decimal, unit="min") == [
        "2026-W12 is up 2.0 min on 2026-W11: routine variation",
        "64.2–75.8 min is routine variation, from 12 weeks",
    ]


@pytest.mark.parametrize("unit", ["", "%"])
def test_a_step_between_percentages_is_one_of_points(unit: str) -> None:
    def number(value: float) -> str:
        return f"{value:.1f}" if unit else f"{value:.1f}%"

    said = told(process_limits(QUIET), weeks(12), noun="week", number=number, unit=unit)
    assert said[0] == "2026-W12 is up 2.0 points on 2026-W11: routine variation"


def test_limits_below_zero_are_not_joined_by_a_dash() -> None:
    assert words(*[value - 70 for value in QUIET])[1] == "-5.8 to 5.8 is routine variation, from 12 weeks"


def test_nhs_111() -> None:
    shares = [100 * abandoned / offered for abandoned, offered in NHS_111]
    labels = [f"2015-{month:02}" for month in range(4, 13)] + ["2016-01", "2016-02", "2016-03"]
    limits = process_limits(shares, baseline=(0, 8))
    said = told(limits, labels, noun="month", number=lambda value: f"{value:.2f}", unit="%", direction="lower")
    assert said == [
        "4 months above the limits since 2015-12: a real change, a deterioration",
        "1.03–1.99% is routine variation, locked on 2015-04 to 2015-11, 8 months",
    ]


def test_as_many_labels_as_values() -> None:
    with pytest.raises(ValueError, match="2 values, but 1 labels"):
        told(process_limits([1.0, 2.0]), ["2026-W01"], noun="week", number=str)


def test_a_value_outside_the_limits() -> None:
    limits = process_limits([value * 1.0 for value in QUIET]).current
    assert outside_words(limits, 92, lambda value: f"{value:.0f}") == "92 lies outside 64–76"
    assert outside_words(limits, 92, lambda value: f"{value:.0f}", "%") == "92% lies outside 64–76%"
    assert outside_words(limits, 70, str) is None
    assert outside_words(None, 92, str) is None


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Range(low=80.0), "the target lies beyond the limits: this way of working will not reach it"),
        (Range(low=72.0), "the target lies between the limits: reached now and then by luck"),
        (Range(low=60.0), "the limits lie wholly past the target: reached as a rule"),
    ],
)
def test_a_target_is_held_against_the_process(target: Range, said: str) -> None:
    sentences = told(process_limits(QUIET), weeks(12), noun="week", number=one_decimal, target=target)
    assert sentences[1] == said


def test_trial_limits_say_nothing_of_a_target() -> None:
    sentences = told(process_limits(QUIET[:8]), weeks(8), noun="week", number=one_decimal, target=Range(low=80.0))
    assert not any("target" in one for one in sentences)


def test_every_sentence_has_the_rule_behind_it() -> None:
    said = in_words(process_limits([*QUIET, 90.0], baseline=(0, 12)), weeks(13), noun="week", number=one_decimal)
    assert said[0].rule == "a value beyond mean ± 2.66 × mean moving range (Wheeler, Making Sense of Data)"
    assert "none below 6 periods" in said[-1].rule
    nhs = in_words(process_limits([70.0, 71.0] * 6 + [90.0] * 7, rules="nhs"), weeks(19), noun="week", number=str)
    assert all("NHS England, Making Data Count" in one.rule for one in nhs)
