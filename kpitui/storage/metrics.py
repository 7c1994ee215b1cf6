"""The definition of a metric as a row."""

from kpitui.domain.plan_document import MetricPart
from kpitui.domain.text import name_key
from kpitui.storage.records import Row


def metric_values(part: MetricPart) -> Row:
    """The columns of a metric's row."""
    values = part.model_dump(mode="json", include=set(MetricPart.model_fields))
    return values | {"name_key": name_key(part.name), "code_key": name_key(part.code)}
