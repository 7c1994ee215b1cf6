"""What was recorded and changed since a moment."""

from collections.abc import Collection
from datetime import date, datetime

from msgspec import Struct

from kpitui.domain.clock import kept_moment
from kpitui.storage.driver import Database
from kpitui.storage.history import CHANGES
from kpitui.storage.records import Row, rows
from kpitui.storage.stands_undone import STANDS_UNDONE

MOST_LOOKED_THROUGH = 20_000
"""Of so many imported readings the days are looked up; more of them may be of any day."""

_LAST_BEFORE = "coalesce((SELECT id FROM deeds WHERE at < :since ORDER BY id DESC LIMIT 1), 0)"
# Two halves, each by an index of its own: what another program changed has no change record.
_SINCE = f"""
SELECT kind, coalesce(after, before) AS held FROM changes
    WHERE deed_id > {_LAST_BEFORE} AND table_name = 'readings'
UNION ALL
SELECT kind, coalesce(after, before) AS held FROM changes
    WHERE deed_id IS NULL AND at >= :since AND table_name = 'readings'
"""
_ONE_BY_ONE = f"""
SELECT held ->> 'metric_id' AS metric_id, held ->> 'team_id' AS team_id, min(held ->> 'date') AS day
FROM ({_SINCE}) WHERE kind <> 'bulk' GROUP BY 1, 2
"""
_COUNTED = f"""
SELECT coalesce(sum(held ->> 'last' - held ->> 'first' + 1), 0) FROM ({_SINCE}) WHERE kind = 'bulk'
"""
_TOGETHER = f"""
SELECT metric_id, team_id, min(date) AS day FROM ({_SINCE}) CROSS JOIN readings
ON readings.id BETWEEN held ->> 'first' AND held ->> 'last'
WHERE kind = 'bulk' GROUP BY metric_id, team_id
"""


class Touched(Struct, frozen=True):
    """The first day of the readings that were recorded or changed since a moment, by metric and the
    team that they are of; without any days it may be any of any metric.
    """

    days: dict[tuple[int, int | None], date] | None = None

    def first_day(self, metric_id: int, team_ids: Collection[int] | None = None) -> date | None:
        """Of a metric, of everyone or of some teams; None where nothing was touched."""
        if self.days is None:
            return date.min
        found = (
            day
            for (metric, team), day in self.days.items()
            if metric == metric_id and (team_ids is None or team in team_ids)
        )
        return min(found, default=None)


def touched_since(db: Database, since: datetime) -> Touched:
    """What became of readings since a moment, by anyone."""
    values = {"since": kept_moment(since)}
    if db.execute(_COUNTED, values).fetchone()[0] > MOST_LOOKED_THROUGH:
        return Touched()
    days: dict[tuple[int, int | None], date] = {}
    for row in (*rows(db, _ONE_BY_ONE, values), *rows(db, _TOGETHER, values)):
        key, day = (row["metric_id"], row["team_id"]), date.fromisoformat(row["day"])
        days[key] = min(day, days.get(key, day))
    return Touched(days)


ANSWERS = "answer session"
"""What is done where someone answers a session of theirs."""

_CORRECTS = (
    "(table_name = 'readings' AND kind = 'update') OR table_name IN ('standards', 'targets')"
)


def corrections_since(db: Database, since: datetime, *, besides: str, most: int) -> list[Row]:
    """The changes of the newest change records since a moment that corrected readings, changed
    what is expected or answered a session, oldest first, without those of one person and what was
    undone.
    """
    return rows(
        db,
        f"{CHANGES} WHERE deed_id IN (SELECT id FROM deeds WHERE id > {_LAST_BEFORE} "
        "AND by <> :besides AND undoes IS NULL "
        f"AND id NOT IN ({STANDS_UNDONE}) AND (action = :answers OR EXISTS (SELECT 1 FROM changes "
        f"WHERE deed_id = deeds.id AND ({_CORRECTS}))) ORDER BY id DESC LIMIT :most) "
        "ORDER BY changes.id",
        {"since": kept_moment(since), "besides": besides, "most": most, "answers": ANSWERS},
    )
