"""Metrics that have no place yet: neither KPI nor standard nor context."""

from datetime import date

from msgspec import Struct

from kpitui.domain.metrics import Metric, Place
from kpitui.domain.plan import Strategy, live, target_on
from kpitui.domain.usual_places import usual_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.storage.readings import last_dates
from kpitui.views.usual_places import load_usual_places


class Unsorted(Struct, frozen=True):
    """A metric without a place; `usually` is where the catalogue says that it stands, empty where it does not know."""

    metric: Metric
    last_reading_on: date | None
    usually: str


class Sorting(Struct, frozen=True):
    """What is to be sorted, by name, and the strategies that a metric can be tied to."""

    metrics: list[Unsorted]
    strategies: list[Strategy]


def load_sorting(database: DatabaseFile, day: date) -> Sorting:
    """What has no place on a day."""
    with reading(database) as db:
        plan = load_plan(db)
        placed = {one.metric_id for one in live(plan.kpis, day)}
        placed |= {one.metric_id for one in plan.standards if target_on(one.levels, day)}
        free = [
            one
            for one in plan.metrics.values()
            if one.id not in placed and one.place is Place.UNSORTED and one.ends_on is None
        ]
        latest = last_dates(db, {one.id for one in free}, day)
    places = load_usual_places()
    found = []
    for metric in free:
        usual = usual_of(places, metric)
        found.append(Unsorted(metric, latest.get(metric.id), usual.place.value if usual else ""))
    return Sorting(found, live(plan.strategies, day))
