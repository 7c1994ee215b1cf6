"""Since when none recorded means none happened."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.records.metric import Metric
from kpitui.storage.driver import Database
from kpitui.storage.records import listed
from kpitui.storage.summaries import EVERYBODY_ID
from kpitui.storage.within import whole_of


def recording_began(
    db: Database, metrics: Iterable[Metric], person_ids: Iterable[int] = ()
) -> dict[int, date]:
    """From which day on none recorded means none happened, by the metrics of which that can be
    said: since the first reading, and of people only since they are here.
    """
    zero_filled = [metric.id for metric in metrics if metric.zero_filled]
    here = None
    if zero_filled and person_ids:
        (here,) = (
            whole_of(db)
            .execute(f"SELECT min(starts_on) FROM people WHERE id IN {listed(person_ids)}")
            .fetchone()
        )
    found = {}
    for metric_id in zero_filled:
        (begun,) = db.execute(
            "SELECT min(date) FROM day_summaries WHERE metric_id = ? AND team_id = ?",
            [metric_id, EVERYBODY_ID],
        ).fetchone()
        if begun:
            found[metric_id] = date.fromisoformat(max(begun, here or begun))
    return found
