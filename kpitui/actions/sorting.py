"""What an import assumed of a metric, answered one field at a time, before it has its place."""

from typing import Any

from kpitui.domain.access import Actor, Permission
from kpitui.domain.combining import combines
from kpitui.domain.errors import Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.detail import details
from kpitui.domain.records.metric import Aggregation, Definition, Metric
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import kinds_of_readings
from kpitui.storage.metrics import metric_values
from kpitui.storage.plan import load_kpis_and_standards
from kpitui.storage.records import in_json, update


def answer_metric(
    database: DatabaseFile, actor: Actor, metric: Metric, key: str, value: object
) -> None:
    """Say what one field of a metric is, as it was assumed or otherwise.

    Raises `Refused` where its readings cannot be combined so, or where it is a KPI or a standard
    and was judged by how they combine.
    """
    actor.require(Permission.PLAN)
    fields: dict[str, Any] = {
        detail.key: getattr(metric, detail.key) for detail in details(Definition)
    } | {key: value}
    new = Definition(**fields)
    with writing(database, ChangeRecord(actor, f"say {key} of metric")) as db:
        if new.aggregation != metric.aggregation:
            _require_combines(db, metric, new.aggregation)
        left = [assumed for assumed in metric.assumed if assumed != key]
        values = metric_values(new) | {"assumed": in_json(left)}
        update(db, "metrics", metric.id, metric.version, values)


def _require_combines(db: Database, metric: Metric, how: Aggregation) -> None:
    kpis, standards = load_kpis_and_standards(db, metric.id)
    if kpis or standards:
        raise Refused(f"{metric.name} was judged by how its readings combine; make another metric.")
    if how not in combines(kinds_of_readings(db, metric.id), metric.unit):
        raise Refused(f"The readings of {metric.name} cannot be combined by {how}.")
