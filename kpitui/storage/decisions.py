"""Decisions of reviews as they are kept."""

from collections import defaultdict
from datetime import date

from kpitui.domain.records.decision import DecisionDraft, LockedLimits, ReviewDecision
from kpitui.storage.driver import Database
from kpitui.storage.past import known_rows
from kpitui.storage.records import Row, insert, record_of, rows, values_of


def insert_decision(
    db: Database, review_id: int, draft: DecisionDraft, limits: LockedLimits | None
) -> int:
    """Add what was decided in a review, with the limits of its day, and give its id."""
    locked: Row = {}
    if limits is not None:
        locked = {
            "periods": limits.periods.value, "middle": limits.middle, "low": limits.low,
            "high": limits.high,
        }  # fmt: skip
    return insert(
        db, "decisions", {"review_id": review_id, **values_of(draft, DecisionDraft), **locked}
    )


def load_decisions(db: Database, known_on: date | None = None) -> dict[int, list[ReviewDecision]]:
    """The decisions of every review by its id, as they were known at the end of a day, or are."""
    found: dict[int, list[ReviewDecision]] = defaultdict(list)
    for row in known_rows(db, "decisions", known_on):
        found[row["review_id"]].append(record_of(ReviewDecision, row))
    return dict(found)


_OPEN = """
SELECT decisions.*, kpis.id AS kpi_id, metrics.name AS metric
FROM decisions CROSS JOIN reviews ON reviews.id = review_id CROSS JOIN kpis ON kpis.id = kpi_id
CROSS JOIN metrics ON metrics.id = metric_id
WHERE done_on IS NULL ORDER BY decisions.id
"""


def load_open_decisions(db: Database) -> list[tuple[ReviewDecision, int, str]]:
    """The decisions that are not done, oldest first, each with the id of its KPI and its name."""
    return [
        (record_of(ReviewDecision, row), int(row["kpi_id"]), str(row["metric"]))
        for row in rows(db, _OPEN)
    ]
