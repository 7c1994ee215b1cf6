"""A random plan of readings written in each shape reads back as the same readings."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.column_cells import Known
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.import_rows import RawReading
from kpitui.exchange.shapes.guess import guess_profile
from kpitui.exchange.shapes.lines import sample
from kpitui.exchange.shapes.read import read_raw
from tests.exchange.shapes.lines import records

METRICS = ("CSAT", "AHT", "First contact rate", "Complaints per 100", "Noise level")
PEOPLE = ("Ana Ruiz", "Ben Oak", "Zoë Lee", "O'Neil, Pat", "山田 太郎")
FIRST = date(2026, 1, 1)
FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%b %d %Y", "%Y-%m-%dT00:00:00Z")
KNOWN = Known(METRICS.__contains__, PEOPLE.__contains__)

Key = tuple[str, str, str]
"""Metric, person and day."""
Row = Sequence[str]


class Plan:
    """Values of some metrics, people and days."""

    def __init__(
        self, metrics: Sequence[str], people: Sequence[str], days: Sequence[str], values: list[str]
    ) -> None:
        self.metrics, self.people, self.days = metrics, people, days
        self.value = dict(zip(product(metrics, people, days), values, strict=False))


def long(plan: Plan) -> Sequence[Row]:
    return [("KPI", "Agent", "Date", "Result")] + [
        (metric, person, day, value) for (metric, person, day), value in plan.value.items()
    ]


def wide(plan: Plan) -> Sequence[Row]:
    return [("Advisor", "Day", *plan.metrics)] + [
        (person, day, *(plan.value[metric, person, day] for metric in plan.metrics))
        for person, day in product(plan.people, plan.days)
    ]


def days_across(plan: Plan) -> Sequence[Row]:
    return [("Measure", "Employee", *plan.days)] + [
        (metric, person, *(plan.value[metric, person, day] for day in plan.days))
        for metric, person in product(plan.metrics, plan.people)
    ]


def people_across(plan: Plan) -> Sequence[Row]:
    return [("Indicator", "Date", *plan.people)] + [
        (metric, day, *(plan.value[metric, person, day] for person in plan.people))
        for metric, day in product(plan.metrics, plan.days)
    ]


def day_and_measure_in_a_heading(plan: Plan) -> Sequence[Row]:
    pairs = [*product(plan.days, plan.metrics)]
    return [("Colleague", *(f"{day} {metric}" for day, metric in pairs))] + [
        (person, *(plan.value[metric, person, day] for day, metric in pairs))
        for person in plan.people
    ]


def day_over_measure(plan: Plan) -> Sequence[Row]:
    width = len(plan.metrics) - 1
    top = [cell for day in plan.days for cell in (day, *[""] * width)]
    pairs = [*product(plan.days, plan.metrics)]
    return [("", *top), ("Agent", *(metric for _, metric in pairs))] + [
        (person, *(plan.value[metric, person, day] for day, metric in pairs))
        for person in plan.people
    ]


def person_over_measure(plan: Plan) -> Sequence[Row]:
    width = len(plan.metrics) - 1
    top = [cell for person in plan.people for cell in (person, *[""] * width)]
    pairs = [*product(plan.people, plan.metrics)]
    return [("", *top), ("Date", *(metric for _, metric in pairs))] + [
        (day, *(plan.value[metric, person, day] for person, metric in pairs)) for day in plan.days
    ]


def written(rows: Sequence[Row], around: bool) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if around:
        writer.writerow(["Report of the week"])
        writer.writerow([])
    writer.writerows(rows)
    if around:
        writer.writerow([])
        writer.writerow(["Printed on Monday"])
    return text.getvalue()


VALUES = st.one_of(
    st.integers(0, 99_999).map(str),
    st.decimals(0, 1000, places=2).map(str),
    st.integers(0, 100).map(lambda number: f"{number}%"),
    st.integers(1, 3599).map(lambda number: f"{number // 60}:{number % 60:02}"),
    st.sampled_from(["", "N/A", "-"]),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    metrics = draw(st.lists(st.sampled_from(METRICS), min_size=2, max_size=4, unique=True))
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=4, unique=True))
    form, first = draw(st.sampled_from(FORMS)), draw(st.integers(0, 500))
    count = draw(st.integers(2, 4))
    days = [(FIRST + timedelta(days=first + more)).strftime(form) for more in range(count)]
    size = len(metrics) * len(people) * count
    values = draw(st.lists(VALUES, min_size=size, max_size=size))
    for place in range(0, size, 2):
        values[place] = str(draw(st.integers(1, 500)))  # a column of gaps alone tells nothing
    return Plan(metrics, people, days, values)


@pytest.mark.parametrize(
    "shape",
    [
        long, wide, days_across, people_across, day_and_measure_in_a_heading, day_over_measure,
        person_over_measure,
    ],
)  # fmt: skip
@given(plan=plans(), around=st.booleans())
def test_readings_come_back_out_of_every_shape(
    shape: Callable[[Plan], Sequence[Row]], plan: Plan, around: bool
) -> None:
    source = records(written(shape(plan), around))
    profile, questions = guess_profile(sample(source), KNOWN, ImportAnswers())
    assert questions == []
    found: dict[Key, str] = {}
    for one in read_raw(source, profile):
        assert isinstance(one, RawReading)
        assert (one.metric, one.person, one.date) not in found
        found[one.metric, one.person, one.date] = one.value
    filled = {key: value for key, value in plan.value.items() if value}
    assert {key: value for key, value in found.items() if value} == filled
