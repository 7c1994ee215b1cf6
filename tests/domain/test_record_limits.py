"""What a number that comes from outside must keep to, its ends counted in."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from kpitui.domain.coaching_document import SessionPart
from kpitui.domain.plan_document import KpiPart, MetricPart
from kpitui.domain.records.document import Number, Part, named
from kpitui.domain.records.metric import LARGEST
from kpitui.domain.review_document import ReviewPart

DAY = date(2026, 11, 20)
SESSION = {"coach": "lee", "person": "Ana", "date": DAY, "kind": "training"}
REVIEW = {"strategy": "a", "metric": "b", "date": DAY, "by": "lee", "decision": "keep"}
METRIC = {"name": "x", "code": "x", "direction": "higher", "aggregation": "mean",
          "cadence": "weekly"}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "rest", "key", "good", "bad"),
    [
        (SessionPart, SESSION, "minutes", [1, 1440], [0, 1441]),
        (ReviewPart, REVIEW, "confidence", [0, 10], [-1, 11]),
        (MetricPart, METRIC, "decimals", [0, 6], [-1, 7]),
        (KpiPart, {"metric": "x"}, "warn", [0, 0.5], [-0.1]),
    ],
)
def test_a_value_is_within_the_limits_of_its_field(
    part: type[Part], rest: dict[str, object], key: str, good: list[float], bad: list[float]
) -> None:
    for value in good:
        assert named(part.model_validate({**rest, key: value}))[key] == value
    for value in bad:
        with pytest.raises(ValidationError, match=key):
            part.model_validate({**rest, key: value})


def test_a_number_can_be_kept() -> None:
    checked: TypeAdapter[float] = TypeAdapter(Number)
    for value in (0, -1.5, LARGEST * 0.999):
        assert checked.validate_python(value) == value
    for value in (LARGEST, -LARGEST, float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            checked.validate_python(value)
