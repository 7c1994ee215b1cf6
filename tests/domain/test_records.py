"""The description of a record: what forms, documents, facts and history are made of."""

import pytest
from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError

from kpitui.domain.fields import FieldErrors, FieldReader
from kpitui.domain.plan_document import MetricPart
from kpitui.domain.records.detail import details, told
from kpitui.domain.records.document import merged, named
from kpitui.domain.records.kinds import KINDS, field_words
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction
from kpitui.domain.records.typed import read_draft
from tests.conftest import TODAY

METRIC = Definition(
    name="Customer satisfaction", code="csat", direction=Direction.HIGHER,
    aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
    definition="What customers said.\nAll of them.", formula="{satisfied} / all",
)  # fmt: skip
OF_THE_PROGRAM = {
    "id", "version", "position", "targets", "guard_ids", "memberships", "absences", "focus",
    "actions",
    "acknowledged_at", "acknowledged_by", "assumed", "activities", "evaluations",
    "level", "seen_at", "seen_by", "answered_at", "answered_by", "forgotten_on",
}  # fmt: skip
TEXTS = {
    "name": "Customer satisfaction", "code": "csat", "direction": "hi", "aggregation": "m",
    "cadence": "w", "decimals": "2", "unit": "%", "plausible_low": "0%", "formula": " a /  b ",
}  # fmt: skip


def test_facts_are_told_in_the_order_of_the_fields_and_briefly_those_of_one_line() -> None:
    assert told(METRIC) == [METRIC.definition, "formula: {satisfied} / all"]
    assert told(METRIC, briefly=True) == ["formula: {satisfied} / all"]


def test_a_form_is_read_by_the_types_and_limits_of_the_fields() -> None:
    reader = FieldReader(TEXTS, TODAY)
    found = read_draft(Definition, reader)
    reader.done()
    assert (found.direction, found.decimals, found.plausible_low) == (Direction.HIGHER, 2, 0.0)
    assert (found.formula, found.definition) == ("a / b", "")


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("name", " ", "type something here"),
        ("formula", "a" * 501, "longer than 500 characters"),
        ("unit", "a" * 21, "longer than 20 characters"),
        ("decimals", "7", "type 0 to 6"),
        ("decimals", "-1", "type 0 to 6"),
        ("cadence", "x", "type daily, weekly, monthly or quarterly"),
        ("plausible_low", "5:40", "the metric is not a duration; type a plain number"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(key: str, text: str, said: str) -> None:
    reader = FieldReader(TEXTS | {key: text}, TODAY)
    read_draft(Definition, reader)
    with pytest.raises(FieldErrors) as error:
        reader.done()
    assert list(error.value.errors) == [key]
    assert said in error.value.errors[key]


@pytest.mark.parametrize(("table", "kind"), KINDS.items())
def test_every_field_but_those_the_program_fills_is_described(
    table: str, kind: type[Struct]
) -> None:
    left = set(kind.__struct_fields__) - {detail.key for detail in details(kind)}
    assert {key for key in left if not key.endswith("_id")} <= OF_THE_PROGRAM, table


def test_history_calls_a_field_as_its_form_does() -> None:
    assert field_words("metrics", "aggregation") == "combine by"
    assert field_words("metrics", "ends_on") == "ends on"
    assert field_words("rules", "starts_on") == "from"


def test_a_table_of_a_document_names_its_keys_in_the_order_of_the_record() -> None:
    said = {"formula": "a / b", "decimals": 2, "name": "x", "code": "y", "plausible_low": None}
    part = MetricPart.model_validate(
        {"direction": "higher", "aggregation": "mean", "cadence": "weekly", **said}
    )
    assert [*named(part)] == [
        "name", "code", "direction", "aggregation", "cadence", "decimals", "formula",
    ]  # fmt: skip
    kept = replace(METRIC, definition="Ours.")
    assert merged(Definition, part, kept).definition == "Ours."


def test_what_a_table_does_not_know_is_refused_by_its_name() -> None:
    with pytest.raises(ValidationError, match="formulas"):
        MetricPart.model_validate({"name": "x", "formulas": "a / b"})
