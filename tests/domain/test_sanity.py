"""What is asked about a value before it is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.process_limits import process_limits
from kpitui.domain.readings import Sums
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.domain.sanity import Doubt, doubt_about, question, usual_limits

FIRST = date(2026, 1, 2)
CSAT = Metric(
    id=1, name="Customer satisfaction", code="csat", unit="%", direction=Direction.HIGHER,
    aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY, plausible_low=0, plausible_high=100,
)  # fmt: skip
ROUTINE = [70.0, 72.0, 71.0, 69.0, 70.0, 72.0, 71.0, 69.0, 70.0, 72.0, 71.0, 69.0]


def days(values: list[float]) -> list[tuple[date, Sums]]:
    return [
        (FIRST + timedelta(weeks=place), Sums(1, 1, 1.0, value, value))
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (71.0, ""),
        (66.5, ""),
        (101.0, "101.0% is outside the valid range 0.0%–100.0%"),
        (
            60.0,
            "60.0% is unusual for Ana: usually 66.4% to 74.6%, from the last 12 days with readings",
        ),
        (
            76.0,
            "76.0% is unusual for Ana: usually 66.4% to 74.6%, from the last 12 days with readings",
        ),
        (None, ""),
    ],
)
def test_implausible_and_unusual_are_two_words_each_with_its_range(
    value: float | None, words: str
) -> None:
    assert question(value, CSAT, usual_limits(CSAT, days(ROUTINE)), whose="Ana") == words


def test_the_usual_range_never_reaches_past_what_is_plausible() -> None:
    high = usual_limits(CSAT, days([99.0, 96.0] * 8))
    said = "80.0% is unusual: usually 89.5% to 100.0%, from the last 16 days with readings"
    assert question(80.0, CSAT, high) == said


def test_a_share_of_one_and_minutes_before_a_point_are_told_how_they_are_typed() -> None:
    usual = usual_limits(CSAT, days(ROUTINE))
    assert question(0.71, CSAT, usual).endswith("; 71% is typed 71")
    time = replace(CSAT, unit="m:ss", decimals=0, plausible_low=60, plausible_high=1200)
    assert question(5.4, time).endswith("; minutes and seconds are typed 5:40")
    assert "typed" not in question(5.75, time) + question(5, time) + question(3000, time)


def test_too_few_days_question_nobody() -> None:
    assert usual_limits(CSAT, days(ROUTINE[:11])) is None
    assert question(1.0, CSAT, None) == ""


def test_readings_of_one_day_are_one_value_and_old_ones_say_nothing() -> None:
    twice = [(day, sums) for day, sums in days(ROUTINE) for _ in range(2)]
    assert usual_limits(CSAT, twice) == usual_limits(CSAT, days(ROUTINE))
    assert usual_limits(CSAT, [*days([5.0] * 30), *days_after(ROUTINE * 2)]) == usual_limits(
        CSAT, days(ROUTINE * 2)
    )


def days_after(values: list[float]) -> list[tuple[date, Sums]]:
    return [(day + timedelta(weeks=30), sums) for day, sums in days(values)]


@given(
    st.lists(st.integers(0, 100).map(float), min_size=12, max_size=24),
    st.integers(0, 100).map(float),
)
def test_a_question_is_asked_exactly_beyond_the_process_limits(
    values: list[float], value: float
) -> None:
    limits = process_limits(values).current
    assert bool(question(value, CSAT, usual_limits(CSAT, days(values)))) == bool(
        limits and not limits.holds(value)
    )


def test_what_is_written_like_the_limit_is_not_beyond_it() -> None:
    usual = usual_limits(CSAT, days(ROUTINE))
    assert usual is not None
    assert 74.6 < usual.limits.upper < 74.64
    assert question(74.64, CSAT, usual) == ""
    assert "unusual" in question(74.7, CSAT, usual)


def test_a_typed_value_is_refused_doubted_or_routine() -> None:
    usual = usual_limits(CSAT, days(ROUTINE))
    assert doubt_about(" ", CSAT, usual) is None
    assert doubt_about("71", CSAT, usual) is None
    unusual = doubt_about("60", CSAT, usual, whose="Ana")
    assert unusual is not None
    assert (unusual.sentence.partition(":")[0], unusual.refused) == (
        "60.0% is unusual for Ana",
        False,
    )
    assert doubt_about("101", CSAT, usual) == Doubt(
        "101.0% is outside the valid range 0.0%–100.0%", refused=False
    )
    assert doubt_about("71,5", CSAT, usual) is None, "it can only be meant so"
    wrong = doubt_about("x", CSAT, usual)
    assert wrong is not None
    assert wrong.refused
    comma = doubt_about("101,5", CSAT, usual, decimal_comma=True)
    assert comma is not None
    assert comma.sentence.startswith("101,5% is outside the valid range")
