"""Which chart a metric gets, which events it counts, and which values it can have."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.limit_choice import (
    PeriodParts,
    Rate,
    chart_kind,
    events,
    longer_period,
    possible_values,
)
from kpitui.domain.natural_limits import Possible, RuleSet
from kpitui.domain.process_limits import process_limits
from kpitui.domain.records.metric import Aggregation
from kpitui.domain.signal_rules import too_few_words
from tests.domain.test_aggregation import metric
from tests.domain.test_signals import numbers, told

RATIO, SUM, MEAN = Aggregation.RATIO, Aggregation.SUM, Aggregation.MEAN


def of(*parts: tuple[float, float]) -> list[PeriodParts]:
    return [PeriodParts(100 * a / b, a, b) for a, b in parts]


@pytest.mark.parametrize(
    ("sizes", "kind"),
    [
        ((100, 100, 100), "xmr"),
        ((125, 100, 75), "xmr"),
        ((126, 100, 74), "p_prime"),
        ((400, 400, 400, 12), "p_prime"),
    ],
)
def test_sizes_more_than_a_quarter_from_their_mean_make_it_p_prime(
    sizes: tuple[int, ...], kind: str
) -> None:
    assert chart_kind(RATIO, of(*((size / 2, size) for size in sizes)), "wheeler") == kind


def test_everything_else_is_xmr() -> None:
    unlike = of((9, 10), (90, 100))
    assert chart_kind(RATIO, unlike, "wheeler") == "p_prime"
    for rules in ("nhs", "anhoej"):
        assert chart_kind(RATIO, unlike, rules) == "xmr"
    assert chart_kind(MEAN, unlike, "wheeler") == "xmr"
    assert chart_kind(RATIO, [*unlike, *of((11, 10))], "wheeler") == "xmr", "more than the whole"
    assert chart_kind(RATIO, [*unlike, PeriodParts(90.0)], "wheeler") == "xmr", "a size is missing"
    assert chart_kind(RATIO, [*of((9, 10), (9, 10)), PeriodParts()], "wheeler") == "xmr"
    assert chart_kind(RATIO, [], "wheeler") == "xmr"


def test_events_of_a_sum_are_whole_numbers_that_are_neither_money_nor_time() -> None:
    periods = [PeriodParts(3.0), PeriodParts(), PeriodParts(0.0)]
    calls = replace(metric(SUM, "calls"), decimals=0)
    assert events(calls, periods) == [3.0, None, 0.0]
    assert events(replace(calls, decimals=1), periods) == [3.0, None, 0.0]
    for unit in ("m:ss", "h:mm:ss", "€", "# €", "$/call"):
        assert events(replace(calls, unit=unit), periods) is None
    assert events(calls, [PeriodParts(2.5)]) is None
    assert events(calls, [PeriodParts(-1.0)]) is None
    assert events(replace(calls, aggregation=MEAN), periods) is None


def test_events_of_a_ratio_are_the_rarer_of_its_two_parts() -> None:
    percent = metric(RATIO, "%")
    assert events(percent, [*of((9, 10), (10, 10)), PeriodParts()]) == [1.0, 0.0, None]
    assert events(percent, of((1, 10), (0, 10))) == [1.0, 0.0]
    assert events(percent, of((1.5, 10))) is None
    assert events(percent, of((11, 10))) is None


QUIET = [0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]


def test_fewer_than_two_events_a_period_have_no_limits() -> None:
    (segment,) = process_limits(QUIET, events=QUIET).segments
    assert segment.limits is None
    assert segment.too_few == Rate(4 / 12)
    assert process_limits(QUIET, events=QUIET).signals == ()
    (enough,) = process_limits([2.0] * 12, events=[2.0] * 12).segments
    assert enough.limits is not None
    assert enough.too_few is None
    assert process_limits(QUIET).current is not None, "what counts nothing keeps its limits"


def test_few_values_are_told_before_few_events() -> None:
    (segment,) = process_limits(QUIET[:5], events=QUIET[:5]).segments
    assert (segment.limits, segment.too_few) == (None, None)


def test_a_share_that_is_always_all_keeps_its_limits() -> None:
    (segment,) = process_limits([100.0] * 12, events=[0.0] * 12).segments
    assert (segment.lower, segment.upper, segment.too_few) == (100.0, 100.0, None)


def test_events_are_counted_in_the_basis_and_not_in_the_running_period() -> None:
    many = [3.0] * 8
    values = [*many, *QUIET]
    locked = process_limits(values, events=values, baseline=(0, 8))
    assert locked.current is not None
    split = process_limits(values, events=values, splits=[8])
    assert [segment.too_few for segment in split.segments] == [None, Rate(4 / 12)]
    running = process_limits([*QUIET, 500.0], events=[*QUIET, 500.0], unfinished_last=True)
    assert running.segments[0].too_few == Rate(4 / 12)


@pytest.mark.parametrize(
    ("rate", "period", "longer"),
    [
        (0.3, "week", ("year", 15.65)),
        (1.9, "week", ("month", 8.26)),
        (0.5, "week", ("quarter", 6.52)),
        (0.8, "day", ("week", 5.6)),
        (1.2, "month", ("year", 14.4)),
        (1.9, "month", ("quarter", 5.7)),
        (0.05, "week", None),
        (1.0, "quarter", None),
    ],
)
def test_the_shortest_longer_period_with_five_events(
    rate: float, period: str, longer: tuple[str, float] | None
) -> None:
    found = longer_period(Rate(rate), period)
    assert (found and (found[0], round(found[1], 2))) == longer


def test_too_few_in_words() -> None:
    said = too_few_words(Rate(0.3), "week", "{:.2g}".format)
    assert said == "0.3 a week is too few to judge by; by year it is 16"
    assert too_few_words(Rate(0.01), "week", "{:.2g}".format) == (
        "0.01 a week is too few to judge by"
    )


@pytest.mark.parametrize(
    ("aggregation", "unit", "values", "possible"),
    [
        (RATIO, "%", [90.0, 100.0], Possible(low=0, high=100)),
        (RATIO, "%", [90.0, 110.0], Possible(low=0)),
        (RATIO, "", [0.9, 1.0], Possible(low=0, high=1)),
        (RATIO, "", [0.9, 1.1], Possible(low=0)),
        (MEAN, "%", [90.0, 0.0], Possible(low=0, high=100)),
        (MEAN, "%", [90.0, -1.0], Possible(high=100)),
        (MEAN, "points", [90.0], Possible()),
        (Aggregation.LAST, "%", [90.0], Possible(low=0, high=100)),
        (SUM, "calls", [3.0, 0.0], Possible(low=0)),
        (SUM, "$", [3.0, -2.0], Possible()),
    ],
)
def test_what_can_be(
    aggregation: Aggregation, unit: str, values: list[float], possible: Possible
) -> None:
    periods = [PeriodParts(value) for value in values]
    assert possible_values(metric(aggregation, unit), periods) == possible


def test_limits_are_shown_no_further_than_values_can_be() -> None:
    values = [95.0, 100.0, 90.0, 99.0, 91.0, 100.0, 96.0, 92.0]
    plain = process_limits(values)
    clamped = process_limits(values, possible=Possible(low=0, high=100))
    (segment,), (before,) = clamped.segments, plain.segments
    assert (segment.lower, segment.upper) == (before.lower, before.upper)
    assert before.shown_upper == before.upper
    assert (before.upper or 0) > 100
    assert (segment.shown_lower, segment.shown_upper) == (segment.lower, 100)


@given(
    st.lists(st.none() | numbers, max_size=40),
    st.sampled_from(["wheeler", "nhs", "anhoej"]),
    st.sampled_from([-inf, 0.0, 10.0]),
    st.sampled_from([inf, 0.0, -10.0]),
)
def test_what_can_be_changes_no_verdict(
    values: list[int | None], rules: RuleSet, low: float, high: float
) -> None:
    plain = process_limits(values, rules=rules)
    clamped = process_limits(values, rules=rules, possible=Possible(low=low, high=high))
    assert told(clamped) == told(plain)
    for one, other in zip(clamped.segments, plain.segments, strict=True):
        assert (one.lower, one.upper, one.mean) == (other.lower, other.upper, other.mean)
