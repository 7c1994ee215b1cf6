"""Splitting readings over files or people never changes a period value, and neither
does their order.
"""

import math
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.readings import (
    LONGEST_ID,
    MOST_COUNTED,
    CountedDay,
    Level,
    ReadingDraft,
    Sums,
    combine,
    sums_of,
    two_figures,
)
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.domain.text import NOTE_LIMIT

DAY = date(2026, 11, 2)


def metric(aggregation: Aggregation, unit: str = "") -> Metric:
    return Metric(
        id=1,
        name="m",
        code="m",
        unit=unit,
        direction=Direction.HIGHER,
        aggregation=aggregation,
        cadence=Cadence.WEEKLY,
    )


def draft(value: float, n: int | None = None, day: int = 0) -> ReadingDraft:
    return ReadingDraft(metric_id=1, date=DAY + timedelta(days=day), value=value, n=n)


def ratio(numerator: float, denominator: float, day: int = 0) -> ReadingDraft:
    return ReadingDraft(
        metric_id=1, date=DAY + timedelta(days=day), numerator=numerator, denominator=denominator
    )


VALUES = st.builds(
    draft,
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.none() | st.integers(1, 10_000),
    st.integers(0, 6),
)
RATIOS = st.builds(
    ratio, st.floats(0, 1e6, allow_subnormal=False), st.integers(1, 10_000), st.integers(0, 6)
)
READINGS = st.one_of(
    st.tuples(
        st.sampled_from([Aggregation.MEAN, Aggregation.SUM, Aggregation.LAST]),
        st.lists(VALUES, min_size=1),
    ),
    st.tuples(st.just(Aggregation.RATIO), st.lists(RATIOS, min_size=1)),
)


def value_of(aggregation: Aggregation, drafts: list[ReadingDraft]) -> float | None:
    return combine(
        metric(aggregation),
        [(reading_draft.date, sums_of(reading_draft)) for reading_draft in drafts],
    )[0]


def close(a: float | None, b: float | None, drafts: list[ReadingDraft]) -> bool:
    assert a is not None
    assert b is not None
    size = max(
        abs(reading_draft.value or reading_draft.numerator or 0.0) for reading_draft in drafts
    )
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * max(size, 1e-9) * len(drafts))


@given(READINGS, st.randoms(use_true_random=False))
def test_order_never_matters(
    readings: tuple[Aggregation, list[ReadingDraft]], chance: random.Random
) -> None:
    aggregation, drafts = readings
    shuffled = drafts.copy()
    chance.shuffle(shuffled)
    assert close(value_of(aggregation, drafts), value_of(aggregation, shuffled), drafts)


@given(READINGS, st.randoms(use_true_random=False))
def test_splitting_over_people_or_files_never_matters(
    readings: tuple[Aggregation, list[ReadingDraft]], chance: random.Random
) -> None:
    aggregation, drafts = readings
    if aggregation is Aggregation.MEAN:  # those without a size need the sizes of single others
        drafts = [replace(reading_draft, n=reading_draft.n or 3) for reading_draft in drafts]
    parts: dict[tuple[int, date], Sums] = {}
    for reading_draft in drafts:
        key = (chance.randrange(3), reading_draft.date)
        parts[key] = parts.get(key, Sums()) + sums_of(reading_draft)
    split = combine(metric(aggregation), [(day, sums) for (_, day), sums in parts.items()])[0]
    assert close(value_of(aggregation, drafts), split, drafts)


def test_mean_weighs_by_sample_size() -> None:
    assert value_of(Aggregation.MEAN, [draft(80, 30), draft(100, 10)]) == 85.0
    assert value_of(Aggregation.MEAN, [draft(80), draft(100)]) == 90.0


def test_ratio_is_sum_over_sum_and_never_a_mean_of_ratios() -> None:
    found = combine(
        metric(Aggregation.RATIO, "%"),
        [
            (reading_draft.date, sums_of(reading_draft))
            for reading_draft in [ratio(9, 10), ratio(1, 90)]
        ],
    )
    assert found[0] == 10.0


def test_last_is_the_mean_of_the_latest_day() -> None:
    assert (
        value_of(
            Aggregation.LAST, [draft(7, day=3), draft(5, day=4), draft(9, day=4), draft(1, day=0)]
        )
        == 7.0
    )


@pytest.mark.parametrize(
    ("aggregation", "below"), [(Aggregation.MEAN, 70.0), (Aggregation.LAST, 60.0)]
)
def test_what_stands_below_another_figure_is_of_all_its_days_or_of_the_latest(
    aggregation: Aggregation, below: float
) -> None:
    def read(value: float, day: int, of: Level, person: int | None = None) -> CountedDay:
        return CountedDay(DAY + timedelta(day), sums_of(draft(value)), of, 3, person)

    days = [
        read(75, 6, Level.TEAM), read(80, 0, Level.PERSON, 1), read(60, 1, Level.PERSON, 1),
    ]  # fmt: skip
    assert two_figures(metric(aggregation), days) == (3, 75.0, below)


def test_those_without_a_size_weigh_as_the_middle_one_of_the_others() -> None:
    drafts = [draft(300, 200), draft(600), draft(450, 4), draft(0, 7)]
    found, sums = combine(
        metric(Aggregation.MEAN),
        [(reading_draft.date, sums_of(reading_draft)) for reading_draft in drafts],
    )
    assert found == (300 * 200 + 600 * 7 + 450 * 4) / (200 + 7 + 4 + 7)
    assert (sums.count, sums.unweighted, sums.weight) == (4, 1, 218)


def test_an_empty_period_is_a_gap_and_never_zero() -> None:
    for aggregation in Aggregation:
        assert combine(metric(aggregation), [])[0] is None


def test_readings_without_sample_size_are_counted() -> None:
    _, sums = combine(
        metric(Aggregation.MEAN), [(DAY, sums_of(draft(80))), (DAY, sums_of(draft(90, 5)))]
    )
    assert (sums.count, sums.unweighted) == (2, 1)


def test_a_reading_without_sample_size_weighs_as_the_median_of_the_others() -> None:
    assert value_of(Aggregation.MEAN, [draft(80, 3), draft(100)]) == 90.0
    assert value_of(Aggregation.MEAN, [draft(80), draft(100)]) == 90.0


def test_the_sums_of_one_reading() -> None:
    assert sums_of(ratio(9, 10)) == Sums(1, 0, 0.0, 0.0, 0.0, 9.0, 10.0)
    assert sums_of(draft(80, 3)) == Sums(1, 0, 3.0, 240.0, 80.0, 0.0, 0.0)
    assert sums_of(draft(80)) == Sums(1, 1, 1.0, 80.0, 80.0, 0.0, 0.0)
    off = ReadingDraft(metric_id=1, date=DAY, not_applicable=True)
    assert sums_of(off) == Sums(1, 0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "bad",
    [
        {"value": math.nan},
        {"value": math.inf},
        {"value": 1e15},
        {"value": 1.0, "n": 0},
        {"value": 1.0, "n": MOST_COUNTED},
        {"value": 1.0, "note": "x" * (NOTE_LIMIT + 1)},
        {"value": 1.0, "external_id": ""},
        {"value": 1.0, "external_id": "x" * (LONGEST_ID + 1)},
        {"denominator": 1.0},
        {"numerator": 1.0, "denominator": -1.0},
        {"numerator": 1.0, "denominator": 2.0, "n": 3},
        {"value": 1.0, "not_applicable": True},
        {"numerator": 1.0, "denominator": 2.0, "not_applicable": True},
        {"n": 3, "not_applicable": True},
        {"numerator": 1.0},
        {"numerator": 1.0, "denominator": 0.0},
        {"value": 1.0, "numerator": 1.0, "denominator": 2.0},
        {},
    ],
)
def test_a_draft_that_is_no_reading_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        ReadingDraft(metric_id=1, date=DAY, **bad)


def test_a_draft_may_be_as_large_as_its_limits() -> None:
    largest = ReadingDraft(
        metric_id=1, date=DAY, value=1.0, n=MOST_COUNTED - 1, note="x" * NOTE_LIMIT,
        external_id="x" * LONGEST_ID,
    )  # fmt: skip
    assert largest.n == MOST_COUNTED - 1
    assert draft(1.0, 1).n == 1
