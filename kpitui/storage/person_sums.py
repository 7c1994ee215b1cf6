"""The sums of what was read of people over a span of days, grouped by the database: they are asked
for of everyone at once, who may be thousands.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.readings import Sums
from kpitui.storage.driver import Database
from kpitui.storage.records import listed
from kpitui.storage.summaries import COUNTED


class PersonSums(Struct, frozen=True):
    """The readings of one person and metric: their sums, and the day of the newest.

    `shares` says whether each is so many of a whole number, none of them more than all.
    """

    person_id: int
    metric_id: int
    sums: Sums
    shares: bool
    last_on: date


def load_sized_sums(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], *, since: date, until: date
) -> list[PersonSums]:
    """Of each person and metric the readings with parts or a sample size between two days, both
    counted in.
    """
    sql = (
        f"SELECT person_id, metric_id, {COUNTED}, coalesce(min(numerator BETWEEN 0 AND denominator "
        "AND denominator = round(denominator)), 0), max(date) FROM readings "
        f"WHERE person_id IN {listed(person_ids)} AND metric_id IN {listed(metric_ids)} "
        "AND date BETWEEN ? AND ? AND state = 'kept' AND (n IS NOT NULL OR denominator IS NOT NULL)"
        " GROUP BY person_id, metric_id"
    )
    found = db.execute(sql, [since.isoformat(), until.isoformat()]).fetchall()
    return [
        PersonSums(row[0], row[1], Sums(*row[2:9]), bool(row[9]), date.fromisoformat(row[10]))
        for row in found
    ]
