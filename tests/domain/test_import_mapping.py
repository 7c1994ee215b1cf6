"""What the columns of a file are taken for, and what is still missing before it is imported."""

import pytest

from kpitui.domain.import_mapping import (
    ColumnMapping,
    Preview,
    columns_of,
    guessed_mapping,
    missing,
    role_choices,
)
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric


def metric(number: int, name: str, code: str, aggregation: Aggregation) -> Metric:
    return Metric(
        id=number, name=name, code=code, direction=Direction.HIGHER, aggregation=aggregation,
        cadence=Cadence.WEEKLY,
    )  # fmt: skip


METRICS = [
    metric(1, "Customer satisfaction", "csat", Aggregation.MEAN),
    metric(2, "Average handle time", "aht", Aggregation.MEAN),
    metric(3, "Adherence", "adh", Aggregation.RATIO),
]


def guessed(*columns: str) -> dict[str, str]:
    return guessed_mapping(Preview(columns, (), None), METRICS).roles


def test_columns_are_taken_for_what_they_are_called_however_it_is_written() -> None:
    assert guessed("KPI", " Datum ", "Agente", "Queue", "Wért", "Calls", "Remark", "ID") == {
        "KPI": "metric", " Datum ": "date", "Agente": "person", "Queue": "team", "Wért": "value",
        "Calls": "n", "Remark": "note", "ID": "id",
    }  # fmt: skip
    assert guessed("Metric", "Part", "Whole") == {
        "Metric": "metric", "Part": "numerator", "Whole": "denominator",
    }  # fmt: skip


def test_a_role_is_given_once_and_several_columns_may_be_left_out() -> None:
    assert guessed("KPI", "Day", "Week", "Colour", "Shape") == {
        "KPI": "metric", "Day": "date", "Week": "", "Colour": "", "Shape": "",
    }  # fmt: skip


def test_columns_called_like_metrics_hold_their_values_where_none_names_metrics() -> None:
    assert guessed("Day", "Agent", "csat", "Average handle time", "n") == {
        "Day": "date", "Agent": "person", "csat": "metric-1", "Average handle time": "metric-2",
        "n": "",
    }  # fmt: skip
    assert guessed("Day", "KPI", "csat") == {"Day": "date", "KPI": "", "csat": "metric-1"}
    assert guessed("Day", "Adherence", "Cust") == {
        "Day": "date", "Adherence": "metric-3", "Cust": "",
    }  # fmt: skip


def test_what_the_file_is_like_is_kept() -> None:
    found = guessed_mapping(Preview(("Day",), (), True), METRICS, sheet="May")
    assert (found.sheet, found.decimal_comma, found.create) == ("May", True, False)


def test_the_samples_of_a_column_are_its_cells_that_hold_something() -> None:
    preview = Preview(("a", "b"), (("1", " "), ("2", "x"), ("", "y")), None)
    assert (preview.samples("a"), preview.samples("b")) == (["1", "2"], ["x", "y"])


def test_a_column_can_be_any_role_or_hold_a_metric_that_is_there_or_new() -> None:
    choices = role_choices(METRICS)
    assert choices[""] == "left out"
    assert choices["n"] == "sample size"
    assert choices["metric-2"] == "readings of Average handle time"
    assert choices["metric-3"] == "readings of Adherence"
    assert choices["new-metric"] == "a new metric"


NEEDS_METRIC = (
    "Say which column names the metric, or which columns hold the readings of which metric."
)
LIST_OF_PEOPLE = "No column holds values. A list of people comes in with: kpitui people import FILE"
NEEDS_VALUE = "Say which column holds the value, or part and whole."


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        ("date metric value", ""),
        ("date metric numerator denominator person team note id n", ""),
        ("date metric-1 metric-2 person team", ""),
        ("date date metric value", "Two columns are taken for date; change one of them."),
        ("date metric-1 metric-1", "Two columns are taken for one metric; change one of them."),
        ("metric value", "Say which column is the date."),
        ("date metric metric-1", "Either one column names the metric, or columns hold the readings "
            "of one each; leave one kind out."),
        ("date metric-1 n", ""),
        ("date team n metric-1",
            "A sample size comes right after the values it is of; leave that column out."),
        ("date metric-1 numerator",
            "A part needs its whole: say which column is the other one, or leave it out."),
        ("date metric-1 note", "A line with several metrics has no note for one of them; leave "
            "that column out."),
        ("year month new-metric new-metric", ""),
        ("date value", NEEDS_METRIC),
        ("person team", LIST_OF_PEOPLE),
        ("date person team", LIST_OF_PEOPLE),
        ("person value metric", "Say which column is the date."),
        ("date metric", NEEDS_VALUE),
        ("date metric numerator", NEEDS_VALUE),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_a_sentence(roles: str, sentence: str) -> None:
    columns = {f"column {place}": role for place, role in enumerate(roles.split())}
    assert missing(ColumnMapping(columns | {"left": "", "out": ""})) == sentence


def test_a_role_is_found_by_its_column() -> None:
    roles = {"Day": "date", "Agent": "person", "x": ""}
    assert columns_of(roles, "date", "team") == {"date": "Day"}
