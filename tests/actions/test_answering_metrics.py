"""What an import assumed of a metric, answered field by field."""

from datetime import date

import pytest

from kpitui.actions.measures import add_metric, set_standard
from kpitui.actions.readings import record
from kpitui.actions.sorting import answer_metric
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.combining import combines
from kpitui.domain.errors import Refused
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.metric import (
    Aggregation,
    Cadence,
    Definition,
    Direction,
    Metric,
    Range,
)
from kpitui.domain.records.standard import StandardDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from tests.conftest import LEADER, TODAY


def guessed(database: DatabaseFile, *, parts: bool) -> Metric:
    found = add_metric(
        database, LEADER,
        Definition(
            name="Repeat calls", code="rc", unit="calls", direction=Direction.HIGHER,
            aggregation=Aggregation.RATIO if parts else Aggregation.MEAN, cadence=Cadence.WEEKLY,
        ),
        assumed=("direction", "aggregation"),
    )  # fmt: skip
    part, whole, value = (4.0, 8.0, None) if parts else (None, None, 4.0)
    draft = ReadingDraft(
        metric_id=found, date=date(2026, 11, 2), value=value, numerator=part, denominator=whole
    )
    record(database, LEADER, [draft], today=TODAY)
    return now(database, found)


def now(database: DatabaseFile, metric_id: int) -> Metric:
    with reading(database) as db:
        return load_plan(db).metrics[metric_id]


def test_what_is_said_is_assumed_no_more_even_where_it_is_the_same(empty: DatabaseFile) -> None:
    metric = guessed(empty, parts=False)
    answer_metric(empty, LEADER, metric, "direction", Direction.HIGHER)
    found = now(empty, metric.id)
    assert (found.direction, found.assumed) == (Direction.HIGHER, ("aggregation",))


def test_readings_are_combined_as_their_kind_allows(empty: DatabaseFile) -> None:
    metric = guessed(empty, parts=False)
    answer_metric(empty, LEADER, metric, "aggregation", Aggregation.SUM)
    found = now(empty, metric.id)
    assert found.aggregation is Aggregation.SUM
    with pytest.raises(Refused, match="cannot be combined by ratio"):
        answer_metric(empty, LEADER, found, "aggregation", Aggregation.RATIO)
    assert combines(("value",), "%")[-1] is Aggregation.RATIO
    assert combines(("parts", "value"), "%") == (Aggregation.RATIO,)


def test_parts_of_a_whole_are_never_summed(empty: DatabaseFile) -> None:
    metric = guessed(empty, parts=True)
    with pytest.raises(Refused, match="cannot be combined by sum"):
        answer_metric(empty, LEADER, metric, "aggregation", Aggregation.SUM)


def test_what_was_judged_is_combined_as_it_was(empty: DatabaseFile) -> None:
    metric = guessed(empty, parts=False)
    draft = StandardDraft(metric=metric.id, level=Range(low=3.0), starts_on=TODAY)
    set_standard(empty, LEADER, draft, earliest=TODAY)
    with pytest.raises(Refused, match="was judged"):
        answer_metric(empty, LEADER, now(empty, metric.id), "aggregation", Aggregation.SUM)


def test_only_who_may_change_the_plan_answers(empty: DatabaseFile) -> None:
    metric = guessed(empty, parts=False)
    with pytest.raises(Refused):
        answer_metric(
            empty, Actor("sue", AccessRole.SUPERVISOR), metric, "direction", Direction.LOWER
        )
