"""Metrics as rows to be written."""

from kpitui.domain.records.metric import Definition
from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, first_row, values_of


def metric_values(metric: Definition) -> Row:
    """The columns of a metric's row that its definition fills."""
    keys = {"name_key": name_key(metric.name), "code_key": name_key(metric.code)}
    return values_of(metric, Definition) | keys


def metric_in_the_way(db: Database, metric: Definition, besides: int = 0) -> Row | None:
    """The metric that has the name or the code of another as its name or code; metrics are called
    by either.
    """
    return first_row(
        db,
        "SELECT * FROM metrics WHERE (name_key IN (:name, :code) OR code_key IN (:name, :code)) "
        "AND id <> :besides",
        {"name": name_key(metric.name), "code": name_key(metric.code), "besides": besides},
    )
