"""Levels as people type them into a form, and what a metric can be at all."""

from datetime import date

import pytest

from kpitui.domain.fields import FieldReader, metric_range, possible, unit_number
from kpitui.domain.people_drafts import read_person
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Range
from kpitui.domain.records.person import PersonDraft

TODAY = date(2026, 11, 23)


def metric(
    direction: Direction = Direction.HIGHER,
    unit: str = "%",
    aggregation: Aggregation = Aggregation.MEAN,
    low: float | None = 0,
    high: float | None = 100,
) -> Metric:
    return Metric(
        id=1, name="Metric", code="m", unit=unit, direction=direction, aggregation=aggregation,
        cadence=Cadence.WEEKLY, plausible_low=low, plausible_high=high,
    )  # fmt: skip


LOWER, WITHIN = Direction.LOWER, Direction.WITHIN


@pytest.mark.parametrize(
    ("text", "direction", "level"),
    [
        ("85", Direction.HIGHER, Range(low=85)),
        (">= 85 %", Direction.HIGHER, Range(low=85)),
        ("≥85", Direction.HIGHER, Range(low=85)),
        ("85", LOWER, Range(high=85)),
        ("≤ 85", LOWER, Range(high=85)),
        ("80-90", WITHIN, Range(low=80, high=90)),
        ("80 – 90", WITHIN, Range(low=80, high=90)),
        ("80 to 90", WITHIN, Range(low=80, high=90)),
        ("80-80", WITHIN, Range(low=80, high=80)),
        ("<=90", WITHIN, Range(high=90)),
        ("< 90", WITHIN, Range(high=90)),
        (">80", WITHIN, Range(low=80)),
    ],
)
def test_a_level_is_typed_as_people_write_it(text: str, direction: Direction, level: Range) -> None:
    assert metric_range(text, metric(direction)) == level


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("85", "type the band as lowest-highest, such as 5:00-6:30; one end alone as <=6:30"),
        ("90-80", "the first number is the lowest, the second the highest"),
        ("80-5:00", "the metric is not a duration; type a plain number"),
    ],
)
def test_a_band_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        metric_range(text, metric(WITHIN))


def test_a_duration_is_typed_as_minutes_or_as_seconds() -> None:
    assert metric_range("5:00-6:30", metric(WITHIN, "m:ss")) == Range(low=300, high=390)
    assert [unit_number(text, "m:ss") for text in ("6:30", "390")] == [390, 390]


def test_a_sum_grows_beyond_what_one_reading_can_be() -> None:
    infinite = float("inf")
    assert possible(metric()) == (0, 100)
    assert possible(metric(low=None, high=None)) == (-infinite, infinite)
    assert possible(metric(aggregation=Aggregation.SUM)) == (0, infinite)
    assert possible(metric(aggregation=Aggregation.SUM, low=-1)) == (-infinite, infinite)


def read(key: str, text: str, of: Metric) -> tuple[object, dict[str, str]]:
    form = FieldReader({key: text}, TODAY)
    value = {"level": form.level, "base": form.optional_level, "warn": form.distance}[key](key, of)
    return value, form.errors


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("level", "0", Range(low=0)),
        ("level", "100", Range(low=100)),
        ("base", "", None),
        ("base", "100", 100),
        ("warn", "", 0),
        ("warn", "0", 0),
        ("warn", "100", 100),
    ],
)
def test_the_ends_of_what_a_metric_can_be_count_in(key: str, text: str, value: object) -> None:
    assert read(key, text, metric()) == (value, {})


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("level", "100.1", "outside the valid range of the metric: 0.0%–100.0%"),
        ("level", "-0.1", "outside the valid range of the metric: 0.0%–100.0%"),
        ("base", "100.1", "outside the valid range of the metric: 0.0%–100.0%"),
        ("warn", "100.1", "wider than the valid range of the metric: 0.0%–100.0%"),
        ("warn", "-1", "a difference, so 0 or more"),
    ],
)
def test_what_a_metric_cannot_be_is_said_beside_the_field(key: str, text: str, said: str) -> None:
    assert read(key, text, metric())[1] == {key: said}
    assert read(key, text, metric(low=-1000, high=1000))[1] == ({key: said} if text == "-1" else {})


def test_one_end_of_what_a_metric_can_be_is_told_alone() -> None:
    assert read("level", "-1", metric(high=None))[1] == {
        "level": "outside the valid range of the metric: ≥ 0.0%"
    }


def test_somebody_new_has_a_name_and_the_rest_is_as_they_like() -> None:
    form = FieldReader({"name": " Kim  Wu ", "starts_on": "mon", "team": "North"}, TODAY)
    assert read_person(form) == PersonDraft(
        name="Kim Wu", starts_on=date(2026, 11, 23), team="North"
    )
    with pytest.raises(ValueError, match="type something here"):
        read_person(FieldReader({"starts_on": "today"}, TODAY))
