"""Limits, segments, locks and targets; the published cases are run from their files."""

import json
from pathlib import Path
from typing import Any

import pytest

from kpitui.domain.judgement.reach import Reach, target_against_process
from kpitui.domain.natural_limits import Constants, Limits, Method, natural_limits
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.signals import Rule

OUTLIER = Path(__file__).parents[1] / "cases" / "judgement" / "outlier049.json"

CASES = sorted((Path(__file__).parents[1] / "cases" / "xmr").glob("*.json"))

RULE_OF: dict[str, Rule] = {
    "beyond_limits": "beyond_limit",
    "mr_beyond_url": "moving_range",
    "run8_one_side": "run",
    "three_of_four_near_limit": "near_limit",
    "nhs_outside": "beyond_limit",
    "nhs_7_one_side": "run",
    "nhs_7_trend": "trend",
    "nhs_2_of_3": "two_of_three",
}
FIELD_OF = {
    "mean": "mean",
    "mr": "average_moving_range",
    "unpl": "upper",
    "lnpl": "lower",
    "url": "range_limit",
}
REACH_OF = {"inconsistent": Reach.BY_LUCK}

# NHS England, NHS 111 Minimum Data Set 2015-16, Open Government Licence v3: calls abandoned and
# calls offered in England by month, April 2015 to March 2016, summed over all providers.
NHS_111 = [
    (18062, 1130894),
    (18201, 1184177),
    (13225, 987107),
    (13202, 1016249),
    (17536, 1061499),
    (13377, 954074),
    (16178, 1083628),
    (20426, 1160300),
    (60359, 1362161),
    (61792, 1366094),
    (61300, 1218365),
    (127330, 1515031),
]


def flagged(limits: ProcessLimits, rule: str) -> list[int]:
    return sorted(
        index for signal in limits.signals if signal.rule == rule for index in signal.indices
    )


def limits_of(*values: float | None, **options: Any) -> Limits:
    limits = process_limits(values, **options).current
    assert limits is not None
    return limits


def run_case(case: dict[str, Any]) -> ProcessLimits:
    method = case["method"]
    constants = None
    if "constants" in method:
        constants = Constants(limit=method["constants"]["npl"], range_limit=3.268)
    return process_limits(
        case["values"],
        rules="nhs" if method["rules"] == ["nhs_mdc"] else "wheeler",
        centre=method["center"],
        dispersion=method["dispersion"],
        screen="screen_mr" in method,
        splits=[start for start, _ in method.get("segments", [])],
        baseline=tuple(method["baseline"]) if "baseline" in method else None,
        constants=constants,
        fewest=min(6, len(case["values"])),
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_published_case(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    limits = run_case(case)
    if "screen_mr" in case["method"]:
        assert limits.method.factors.range_limit == case["method"]["screen_mr"]
    expected = case["expected"]
    parts = expected.get("segments", [expected])
    assert len(limits.segments) == len(parts)
    for segment, part in zip(limits.segments, parts, strict=True):
        assert set(part) <= {*FIELD_OF, "signals", "assurance"}, (
            "the test knows every word of the case"
        )
        for word in set(part) & set(FIELD_OF):
            assert getattr(segment, FIELD_OF[word]) == pytest.approx(
                part[word]["value"], abs=part[word]["tol"] + 1e-9, rel=0
            ), word
        for word, indices in part.get("signals", {}).items():
            inside = [
                one for one in flagged(limits, RULE_OF[word]) if segment.start <= one < segment.stop
            ]
            assert inside == indices, word
    if "package_output" in case:
        coloured = [
            i
            for i, kind in enumerate(case["package_output"]["point_type"])
            if kind != "common_cause"
        ]
        assert [i for i in range(len(case["values"])) if limits.signals_at(i)] == coloured
    if "assurance" in expected:
        assert expected["assurance"]["direction"] == "decrease"
        assert limits.current is not None
        reach = target_against_process(limits.current, None, expected["assurance"]["target"])
        assert reach is REACH_OF[expected["assurance"]["value"]]


def test_there_are_cases() -> None:
    assert len(CASES) == 13


def test_nhs_111_locked_on_its_quiet_months() -> None:
    shares = [100 * abandoned / offered for abandoned, offered in NHS_111]
    limits = process_limits(shares, baseline=(0, 8))
    (segment,) = limits.segments
    assert segment.locked
    assert not segment.trial, "twelve months are there; somebody answers for the eight"
    assert segment.basis == (0, 8)
    assert (round(segment.lower or 0, 2), round(segment.upper or 0, 2)) == (1.03, 1.99)
    beyond = [signal for signal in limits.signals if signal.rule == "beyond_limit"]
    assert [(signal.side, signal.indices) for signal in beyond] == [("high", (8, 9, 10, 11))]
    unlocked = process_limits(shares)
    assert flagged(unlocked, "beyond_limit") == [10, 11], (
        "the rise itself widens limits that are not locked"
    )


@pytest.mark.parametrize(
    ("count", "has_limits", "trial"),
    [(0, False, True), (5, False, True), (6, True, True), (11, True, True), (12, True, False)],
)
def test_how_many_values_are_needed(count: int, has_limits: bool, trial: bool) -> None:
    values = [None, *(float(i % 3) for i in range(count))]
    (segment,) = process_limits(values).segments
    assert (segment.n, segment.limits is not None, segment.trial) == (count, has_limits, trial)


def test_no_limits_flag_nothing() -> None:
    limits = process_limits([1, 1, 1, 1, 1000])
    assert limits.signals == ()
    assert limits.current is None
    assert limits.segments[0].mean is None
    assert limits.segments[0].upper is None


def test_an_empty_series() -> None:
    limits = process_limits([], unfinished_last=True, baseline=(0, 8))
    assert not limits.segments
    assert not limits.signals
    assert not limits.moving_ranges
    assert limits.unfinished is None
    assert limits.current is None


def test_a_gap_makes_no_moving_range() -> None:
    limits = process_limits([10, 12, None, 50, 51, 49, 50, 52])
    assert list(limits.moving_ranges) == [None, 2, None, None, 1, 2, 1, 2]
    assert limits.segments[0].average_moving_range == pytest.approx(1.6)


def test_a_period_that_is_never_read_is_no_gap() -> None:
    # Monday, Wednesday and Friday, and one Wednesday missed.
    values = [10, None, 12, None, 9, None, None, 11, None, None, None, 20, None, None, 19]
    never = [index for index in range(len(values)) if index % 7 in (1, 3, 5, 6)]
    limits = process_limits(values, across=never, fewest=4)
    assert {at: one for at, one in enumerate(limits.moving_ranges) if one is not None} == {
        2: 2, 4: 3, 7: 2, 14: 1,
    }  # fmt: skip
    sizes = [None if value is None else 100.0 for value in values]
    of_shares = process_limits(values, sizes=sizes, whole=100.0, across=never, fewest=4)
    assert of_shares.current is not None
    assert of_shares.current.average_moving_range == pytest.approx(2)
    locked = process_limits(values, across=never, fewest=4, baseline=(3, 15))
    assert locked.segments[0].average_moving_range == pytest.approx(1.5), "from 9 on"


def test_a_series_that_is_more_gap_than_value_has_no_limits() -> None:
    sparse = [5.0, None, 6.0, None, 7.0, None, 4.0, None, 6.0, 6.0, None, 9.0, 9.0]
    assert process_limits(sparse).segments[0].n == 8
    assert process_limits(sparse).current is None, (
        "two moving ranges say nothing about routine variation"
    )
    assert process_limits([*sparse, 8.0]).current is not None


def test_twelve_values_with_few_ranges_give_no_verdict() -> None:
    pairs = [5.0, 6.0, None] * 5
    (six,) = process_limits([*pairs, 7.0, 5.0]).segments
    (five,) = process_limits([*pairs, 7.0, None, 5.0]).segments
    assert (six.n, six.trial) == (12, False)
    assert (five.n, five.trial) == (12, True)


def test_the_running_period_takes_no_part() -> None:
    quiet = [5.0, 6.0, 4.0, 5.0, 6.0, 5.0, 4.0, 6.0]
    limits = process_limits([*quiet, 500.0], unfinished_last=True)
    assert limits.unfinished == 8
    assert limits.values[8] == 500.0
    assert limits.moving_ranges[8] is None
    assert limits.current == process_limits(quiet).current
    assert not limits.signals_at(8)
    assert process_limits([*quiet, 500.0]).signals_at(8)


def test_the_running_period_does_not_count_as_the_sixth() -> None:
    assert process_limits([1, 2, 1, 2, 1, 2], unfinished_last=True).current is None


def test_the_running_period_does_not_complete_a_run() -> None:
    values = [0.0, 10.0] * 6 + [6.0] * 8
    locked = process_limits(values, baseline=(0, 12), unfinished_last=True)
    assert flagged(locked, "run") == [11, *range(12, 19)], (
        "the run begins with the 10 before and ends before the last"
    )
    assert flagged(process_limits(values[:-1], baseline=(0, 12), unfinished_last=True), "run") == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        process_limits([1.0, value])


def test_screening_leaves_ranges_at_the_limit_out_and_the_point_in() -> None:
    values = [0.0, 1.0] * 9 + [10.0]
    plain, screened = limits_of(*values), limits_of(*values, screen=True)
    assert plain.mean == screened.mean
    assert plain.average_moving_range == pytest.approx(26 / 18)
    assert screened.average_moving_range == 1.0
    method = Method(screen=True, constants=Constants(limit=2.66, range_limit=3.0))
    at_limit = natural_limits([3.0] * 6, [1.0, 1.0, 1.0, 1.0, 6.0], method)
    assert at_limit is not None
    assert at_limit.average_moving_range == 1.0, "6 is 3 times the mean of 2: at the limit"


def test_screening_a_series_that_does_not_vary() -> None:
    limits = limits_of(*[4.0] * 12, screen=True)
    assert (limits.lower, limits.mean, limits.upper) == (4.0, 4.0, 4.0)


def test_constants_by_rules_and_dispersion() -> None:
    values = [0.0, 2.0] * 6
    assert limits_of(*values).upper == pytest.approx(1 + 2.660 * 2)
    assert limits_of(*values).range_limit == pytest.approx(3.268 * 2)
    assert limits_of(*values, rules="nhs").range_limit == pytest.approx(3.267 * 2)
    assert limits_of(*values, rules="nhs", dispersion="median").upper == pytest.approx(
        1 + 3.145 * 2
    )
    assert limits_of(*values, dispersion="median").range_limit == pytest.approx(3.865 * 2)
    assert limits_of(0.0, 0.0, 0.0, 0.0, 0.0, 60.0, centre="median").mean == 0.0


def test_the_median_is_not_moved_by_one_value() -> None:
    values = json.loads(OUTLIER.read_text("utf-8"))["values"]
    limits = process_limits(values, centre="median", dispersion="median")
    assert (round(limits.segments[0].lower or 0), round(limits.segments[0].upper or 0)) == (34, 65)
    assert flagged(limits, "beyond_limit") == [values.index(5000)]
    assert limits_of(*values, dispersion="median").lower > 120, "about the mean all are low"


def test_a_median_range_of_zero_gives_way_to_the_mean_one() -> None:
    values = [5.0, 5.0, 5.0, 5.0, 5.0, 8.0, 5.0, 5.0]
    of_median = limits_of(*values, centre="median", dispersion="median")
    assert of_median.average_moving_range == pytest.approx(6 / 7)
    assert of_median.mean == 5.0
    assert of_median.upper == pytest.approx(5 + 2.660 * 6 / 7)
    assert of_median.range_limit == pytest.approx(3.268 * 6 / 7)


def test_a_single_value_against_the_limits() -> None:
    limits = limits_of(*[0.0, 2.0] * 6)
    assert limits.holds(limits.upper)
    assert limits.holds(limits.lower)
    assert limits.beyond(limits.upper + 1e-6) == "high"
    assert limits.beyond(limits.lower - 1e-6) == "low"


@pytest.mark.parametrize(
    ("low", "high", "reach"),
    [
        # The limits are 61 to 78.
        (79.0, None, Reach.NEVER),
        (78.0, None, Reach.BY_LUCK),
        (70.0, None, Reach.BY_LUCK),
        (61.0, None, Reach.AS_A_RULE),
        (50.0, None, Reach.AS_A_RULE),
        (None, 60.0, Reach.NEVER),
        (None, 61.0, Reach.BY_LUCK),
        (None, 70.0, Reach.BY_LUCK),
        (None, 78.0, Reach.AS_A_RULE),
        (79.0, 90.0, Reach.NEVER),
        (50.0, 60.0, Reach.NEVER),
        (65.0, 75.0, Reach.BY_LUCK),
        (50.0, 70.0, Reach.BY_LUCK),
        (60.0, 80.0, Reach.AS_A_RULE),
        (70.0, 70.0, Reach.BY_LUCK),
    ],
)
def test_target_against_process(low: float | None, high: float | None, reach: Reach) -> None:
    limits = Limits(
        mean=69.5, average_moving_range=3.2, lower=61.0, upper=78.0, range_limit=10.4, noise=1e-10
    )
    assert target_against_process(limits, low, high) is reach


@pytest.mark.parametrize(("low", "high"), [(None, None), (5.0, 4.0)])
def test_a_target_that_is_none(low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError, match="target"):
        target_against_process(limits_of(*[0.0, 2.0] * 6), low, high)
