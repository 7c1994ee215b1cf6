"""Reviews, and the spans that lock process limits, as they are kept."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from msgspec import Struct

from kpitui.domain.records.review import Review
from kpitui.storage.driver import Database
from kpitui.storage.past import known_rows
from kpitui.storage.records import record_of


class Baseline(Struct, frozen=True):
    """The days, both counted in, whose periods the limits of a metric rest on."""

    id: int
    first_on: date
    last_on: date
    reason: str
    version: int


def load_reviews(
    db: Database, until: date, known_on: date | None = None
) -> dict[int, list[Review]]:
    """The reviews of every KPI by its id, newest first, as they were known on a day, or are now."""
    found: dict[int, list[Review]] = defaultdict(list)
    for row in reversed(known_rows(db, "reviews", known_on, "date, id")):
        if row["date"] <= until.isoformat():
            found[row["kpi_id"]].append(record_of(Review, row))
    return dict(found)


def load_baselines(
    db: Database, metric_ids: Collection[int], known_on: date | None = None
) -> dict[int, Baseline]:
    """The spans that lock the limits of metrics, by metric, where there is one, as they were known
    at the end of a day, or are now.
    """
    return {
        row["metric_id"]: record_of(Baseline, row)
        for row in known_rows(db, "baselines", known_on)
        if row["metric_id"] in metric_ids
    }
