"""The plan as it is kept: missions, priorities, strategies, KPIs and standards, ended ones too."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from kpitui.domain.metrics import Metric, Range
from kpitui.domain.plan import Kpi, Mission, Priority, Standard, Strategy, Target
from kpitui.storage.records import Row, rows


@dataclass(frozen=True, slots=True)
class PlanRecords:
    """Everything of the plan, ended records too, each list in its order on the screen."""

    missions: list[Mission]
    priorities: list[Priority]
    strategies: list[Strategy]
    kpis: list[Kpi]
    standards: list[Standard]
    metrics: dict[int, Metric]


def load_plan(db: Database) -> PlanRecords:
    """The whole plan in one reading."""
    targets = rows(db, "SELECT * FROM targets ORDER BY starts_on, id")
    return PlanRecords(
        missions=[Mission.model_validate(row) for row in rows(db, "SELECT * FROM missions ORDER BY starts_on, id")],
        priorities=[_priority(row) for row in rows(db, "SELECT * FROM priorities ORDER BY position, id")],
        strategies=[_strategy(row) for row in rows(db, "SELECT * FROM strategies ORDER BY position, id")],
        kpis=_kpis(db, targets),
        standards=_standards(db, targets),
        metrics={metric.id: metric for metric in load_metrics(db)},
    )


def load_metrics(db: Database) -> list[Metric]:
    """Every metric, by name."""
    return [_metric(row) for row in rows(db, "SELECT * FROM metrics ORDER BY name_key")]


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _metric(row: Row) -> Metric:
    return Metric.model_validate(_without(row, "name_key", "code_key"))


def _priority(row: Row) -> Priority:
    row["planned_until"] = row.pop("planned_until_on")
    return Priority.model_validate(_without(row, "name_key"))


def _strategy(row: Row) -> Strategy:
    row["planned_until"] = row.pop("planned_until_on")
    row["activities"] = tuple(json.loads(row["activities"]))
    return Strategy.model_validate(_without(row, "name_key"))


def _grouped(targets: list[Row], owner: str) -> dict[int, list[Target]]:
    grouped: dict[int, list[Target]] = defaultdict(list)
    for row in targets:
        if row[owner] is not None:
            grouped[row[owner]].append(
                Target(
                    id=row["id"],
                    level=Range(low=row["low"], high=row["high"]),
                    starts_on=date.fromisoformat(row["starts_on"]),
                    ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
                )
            )
    return grouped


def _kpis(db: Database, targets: list[Row]) -> list[Kpi]:
    grouped = _grouped(targets, "kpi_id")
    return [
        Kpi.model_validate({**row, "targets": tuple(grouped[row["id"]])})
        for row in rows(db, "SELECT * FROM kpis ORDER BY position, id")
    ]


def _standards(db: Database, targets: list[Row]) -> list[Standard]:
    grouped = _grouped(targets, "standard_id")
    return [
        Standard.model_validate({**row, "levels": tuple(grouped[row["id"]])})
        for row in rows(db, "SELECT * FROM standards ORDER BY id")
    ]
