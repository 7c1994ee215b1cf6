"""Reviews, and the spans that lock process limits, as they are kept."""

from collections import defaultdict
from datetime import date

from msgspec import Struct

from kpitui.domain.reviews import Review
from kpitui.storage.driver import Database
from kpitui.storage.records import record_of, rows


class Baseline(Struct, frozen=True):
    """The days, both counted in, whose periods the limits of a metric rest on."""

    id: int
    first_on: date
    last_on: date
    reason: str
    version: int


def load_reviews(db: Database, until: date) -> dict[int, list[Review]]:
    """The reviews of every KPI by its id, newest first."""
    found: dict[int, list[Review]] = defaultdict(list)
    sql = "SELECT * FROM reviews WHERE date <= :until ORDER BY date DESC, id DESC"
    for row in rows(db, sql, {"until": until.isoformat()}):
        found[row["kpi_id"]].append(record_of(Review, row))
    return dict(found)


def load_baseline(db: Database, metric_id: int) -> Baseline | None:
    """The span that locks the limits of a metric, where there is one."""
    found = rows(db, "SELECT * FROM baselines WHERE metric_id = :metric", {"metric": metric_id})
    if not found:
        return None
    row = found[0]
    first, last = date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"])
    return Baseline(row["id"], first, last, row["reason"], row["version"])
