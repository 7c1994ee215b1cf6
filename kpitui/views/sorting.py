"""Metrics that have no place yet: neither KPI nor standard nor context."""

from datetime import date

from msgspec import Struct

from kpitui.domain.guessed_metric import entry_for
from kpitui.domain.readings import RecordedReading, SubjectFilter
from kpitui.domain.records.dated import live, target_on
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.metric import Metric, Place
from kpitui.domain.usual_places import usual_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.last_readings import kinds_of_readings, last_dates
from kpitui.storage.plan import load_plan
from kpitui.storage.readings import newest_readings, recorded_reading
from kpitui.views.usual_places import load_usual_places

LATEST = 6
"""So many of the latest readings tell what a metric is."""


class Unsorted(Struct, frozen=True):
    """A metric without a place; `usually` is where the catalogue says that it stands, empty where
    it does not know.
    """

    metric: Metric
    last_reading_on: date | None
    usually: str


class Sorting(Struct, frozen=True):
    """What is to be sorted, by name, and the priorities and strategies that a metric can be tied
    to.
    """

    metrics: list[Unsorted]
    strategies: list[Strategy]
    priorities: list[Priority] = []


class LatestReading(Struct, frozen=True):
    """A reading with whom it is of."""

    recorded: RecordedReading
    subject: str


class Closer(Struct, frozen=True):
    """What there is to know of one metric that is to be sorted: its latest readings, of which kinds
    all of them are, and whether anyone or the catalogue says which way is better.
    """

    latest: list[LatestReading]
    kinds: frozenset[str]
    knows_direction: bool


def load_sorting(database: DatabaseFile, day: date) -> Sorting:
    """What has no place on a day."""
    with reading(database) as db:
        plan = load_plan(db)
        placed = {kpi.metric_id for kpi in live(plan.kpis, day)}
        placed |= {
            standard.metric_id for standard in plan.standards if target_on(standard.levels, day)
        }
        free = [
            metric
            for metric in plan.metrics.values()
            if metric.id not in placed and metric.place is Place.UNSORTED and metric.ends_on is None
        ]
        latest = last_dates(db, {metric.id for metric in free}, day)
    places = load_usual_places()
    found = []
    for metric in free:
        usual = usual_of(places, metric)
        found.append(Unsorted(metric, latest.get(metric.id), usual.place.value if usual else ""))
    return Sorting(found, live(plan.strategies, day), live(plan.priorities, day))


def load_closer(database: DatabaseFile, metric: Metric) -> Closer:
    """One metric that is to be sorted, looked at closer."""
    with reading(database) as db:
        rows = newest_readings(db, metric.id, SubjectFilter(), LATEST)
        kinds = kinds_of_readings(db, metric.id)
    latest = [
        LatestReading(recorded_reading(row), row["subject"])
        for row in rows
        if row["state"] == "kept"
    ]
    return Closer(latest, kinds, knows_direction(metric))


def knows_direction(metric: Metric) -> bool:
    """Whether anyone said which way is better, or the catalogue says the same."""
    if "direction" not in metric.assumed:
        return True
    from kpitui.views.catalogue import load_catalogue  # what checks it is needed by Sort only

    entry = entry_for(metric.name, load_catalogue())
    return entry is not None and entry.direction is metric.direction
