"""What a chart says: every sentence, word for word."""

from collections.abc import Sequence
from math import pi, sin
from random import Random
from typing import Any

import pytest

from kpitui.domain.chart_words import Aim, in_words
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.records.metric import Range
from tests.domain.test_process_limits import NHS_111

QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2
"""Mean 70, mean moving range 24/11: limits 64.2 to 75.8."""


def one_decimal(value: float) -> str:
    return f"{value:.1f}"


def told(limits: ProcessLimits, labels: Sequence[str], **options: Any) -> list[str]:
    return [word.sentence for word in in_words(limits, labels, **options)]


def weeks(count: int) -> list[str]:
    return [f"2026-W{number:02}" for number in range(1, count + 1)]


def words(
    *values: float | None,
    direction: str | None = None,
    locked: int = 0,
    splits: tuple[int, ...] = (),
    running: bool = False,
) -> list[str]:
    limits = process_limits(
        values, baseline=(0, locked) if locked else None, splits=splits, unfinished_last=running
    )
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
    assert words(*QUIET, 80.0, 81.0, splits=(12,)) == [
        "only 2 weeks since 2026-W13: no limits yet (6 are needed)"
    ]
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
        "2026-W13 so far; not counted yet",
    ]
    assert words(*QUIET, None, running=True) == words(*QUIET)


def test_a_split_at_the_running_period_leaves_the_last_finished_words() -> None:
    assert words(*QUIET, 80.0, splits=(12,), running=True)[:2] == words(*QUIET)


def test_a_run_above_the_old_mean() -> None:
    after = [69.0, *[71.0, 72.0] * 4]
    assert words(*QUIET, *after, locked=12, direction="higher") == [
        "8 weeks above the old mean since 2026-W14: a real change for the better",
        "64.2–75.8 is routine variation, locked on 2026-W01 to 2026-W12",
    ]
    assert words(*QUIET, *after, locked=12, direction="lower")[0].endswith(
        ": a real change for the worse"
    )
    assert words(*QUIET, *after, locked=12, direction="within")[0].endswith(": a real change")


def test_a_run_that_is_over_has_an_end() -> None:
    assert words(*QUIET, 71.0, *[69.0] * 8, 71.0, locked=12, direction="higher")[:2] == [
        "2026-W22 is up 2.0 on 2026-W21: routine variation",
        (
            "earlier: 8 weeks below the old mean from 2026-W14 to 2026-W21: a real change for the "
            "worse"
        ),
    ]


def test_a_single_point_beyond_a_limit() -> None:
    assert words(*QUIET, 78.0, direction="higher", locked=12)[0] == (
        "2026-W13 at 78.0 is above the limits: unusual that week, better than usual; "
        "look for the cause"
    )
    assert words(*QUIET, 62.0, direction="higher", locked=12)[0] == (
        "2026-W13 at 62.0 is below the limits: unusual that week, worse than usual; "
        "look for the cause"
    )
    assert words(*QUIET[:6], 78.0, locked=6)[0] == (
        "2026-W07 at 78.0 is above the limits: perhaps unusual that week; look for the cause"
    )


def test_a_spike_is_told_before_the_steps_it_makes() -> None:
    assert words(*QUIET, 90.0, 70.0, 71.0, locked=12)[:2] == [
        "2026-W15 is up 1.0 on 2026-W14: routine variation",
        "earlier: 2026-W13 at 90.0 is above the limits: unusual that week; look for the cause",
    ]


def test_signals_before_a_split_are_not_told_again() -> None:
    assert words(*QUIET, 90.0, *QUIET, splits=(13,)) == [
        "2026-W25 is up 2.0 on 2026-W24: routine variation",
        "64.2–75.8 is routine variation, from 12 weeks",
    ]


def test_no_more_than_three_sentences() -> None:
    assert words(*QUIET, 90.0, 70.0, 71.0, 72.0, locked=12, running=True) == [
        "2026-W15 is up 1.0 on 2026-W14: routine variation",
        "earlier: 2026-W13 at 90.0 is above the limits: unusual that week; look for the cause",
        "64.2–75.8 is routine variation, locked on 2026-W01 to 2026-W12",
    ]


def test_a_step_beyond_the_range_limit() -> None:
    assert (
        words(*QUIET, 75.0, 67.0, locked=12)[0]
        == "2026-W14 is down 8.0 on 2026-W13: within the limits"
    )


def test_points_near_a_limit() -> None:
    assert words(*QUIET, 69.0, 74.0, 74.0, 72.5, 74.5, locked=12, direction="lower")[0] == (
        "4 weeks above the old mean since 2026-W14, near the upper limit: perhaps a change for "
        "the worse"
    )


def test_a_trend() -> None:
    values = [*QUIET, 67.0, 68.0, 69.0, 69.5, 70.5, 71.0, 72.0]
    limits = process_limits(values, rules="nhs", baseline=(0, 12))
    said = told(limits, weeks(19), noun="week", number=one_decimal, direction="higher")
    assert said[0] == "7 weeks of steady rise since 2026-W13: a real change for the better"


@pytest.mark.parametrize("end", [75.0, 80.0])
def test_a_trend_that_comes_near_or_beyond_a_limit_has_all_its_weeks(end: float) -> None:
    values = [*QUIET, 67.0, 68.0, 69.0, 70.5, 71.0, 74.5, end]
    limits = process_limits(values, rules="nhs", baseline=(0, 12))
    said = told(limits, weeks(19), noun="week", number=one_decimal)
    assert said[0] == "7 weeks of steady rise since 2026-W13: a real change"


def test_a_change_is_dated_by_its_longest_run_not_by_its_strongest_rule() -> None:
    assert words(*QUIET, 69.0, *[71.0] * 7, 80.0, locked=12)[0] == (
        "8 weeks above the old mean since 2026-W14: a real change"
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
    assert (
        words(*[value - 70 for value in QUIET])[1]
        == "-5.8 to 5.8 is routine variation, from 12 weeks"
    )


def test_nhs_111() -> None:
    shares = [100 * abandoned / offered for abandoned, offered in NHS_111]
    labels = [f"2015-{month:02}" for month in range(4, 13)] + ["2016-01", "2016-02", "2016-03"]
    limits = process_limits(shares, baseline=(0, 8))
    said = told(
        limits,
        labels,
        noun="month",
        number=lambda value: f"{value:.2f}",
        unit="%",
        direction="lower",
    )
    assert said == [
        "5 months above the old mean since 2015-11, 4 of them above the limits: a real change for "
        "the worse",
        "1.03–1.99% is routine variation, locked on 2015-04 to 2015-11, 8 months",
    ]


def test_as_many_labels_as_values() -> None:
    with pytest.raises(ValueError, match="2 values, but 1 labels"):
        told(process_limits([1.0, 2.0]), ["2026-W01"], noun="week", number=str)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (
            Range(low=80.0),
            "target 80.0 reached in 0 of 12 weeks: out of reach for the current process by 31 "
            "Mar; consistently from a mean of 85.8",
        ),
        (
            Range(low=72.0),
            "target 72.0 reached in 2 of 12 weeks: now and then, by chance; consistently from a "
            "mean of 77.8",
        ),
        (
            Range(high=75.0),
            "target 75.0 reached in 12 of 12 weeks: nearly always; consistently from a mean of "
            "69.2",
        ),
        (
            Range(low=75.0),
            "target 75.0 reached in 0 of 12 weeks: hardly ever; consistently from a mean of 80.8",
        ),
        (Range(low=60.0), "target 60.0 reached in 12 of 12 weeks: consistently"),
        (
            Range(low=69.0, high=71.0),
            "target 69.0–71.0 reached in 8 of 12 weeks: now and then, by chance",
        ),
    ],
)
def test_a_target_is_held_against_the_process(target: Range, said: str) -> None:
    aim = Aim(target, "31 Mar")
    sentences = told(process_limits(QUIET), weeks(12), noun="week", number=one_decimal, aim=aim)
    assert sentences[1] == said


def test_trial_limits_say_nothing_of_a_target() -> None:
    sentences = told(
        process_limits(QUIET[:8]),
        weeks(8),
        noun="week",
        number=one_decimal,
        aim=Aim(Range(low=80.0)),
    )
    assert not any("target" in sentence for sentence in sentences)


def test_every_sentence_has_the_rule_behind_it() -> None:
    said = in_words(
        process_limits([*QUIET, 90.0], baseline=(0, 12)), weeks(13), noun="week", number=one_decimal
    )
    assert (
        said[0].rule
        == "a value beyond mean ± 2.66 × mean moving range (Wheeler, Making Sense of Data); of 100 "
        "charts of about 13 weeks on which nothing changed, 3 would claim something"
    )
    assert "none below 6 periods" in said[-1].rule
    nhs = in_words(
        process_limits([70.0, 71.0] * 6 + [90.0] * 7, rules="nhs"),
        weeks(19),
        noun="week",
        number=str,
    )
    assert "NHS England, Making Data Count" in nhs[0].rule
    assert all(said.rule for said in nhs)


def test_a_lasting_step_is_told_once_and_not_as_a_change_before_it() -> None:
    low, high = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 3, [78.0, 80.0, 77.0, 79.0] * 2
    assert words(*low, *high, direction="higher")[:2] == [
        "8 weeks above the mean since 2026-W19: a real change for the better",
        "the level changed in 2026-W19; the limits mix both until you reset them there (l)",
    ]


def test_neighbours_that_resemble_each_other_are_named() -> None:
    slow = [70 + 5 * sin(index / 4) + (index % 3) / 10 for index in range(50)]
    assert "neighbouring weeks are alike: signals are overstated" in words(*slow)


def test_a_season_is_named_and_no_change_called_real() -> None:
    noise = Random(3)
    values = [70 + 3 * sin(2 * pi * index / 52) + noise.gauss(0, 2) for index in range(104)]
    said = told(
        process_limits(values),
        [f"week {number}" for number in range(104)],
        noun="week",
        number=one_decimal,
    )
    assert "a yearly season shows: compare with the same time last year" in said
    assert not any("a real change" in sentence for sentence in said)
