"""What people decided about the limits of metrics: splits at events, a locked baseline."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.storage.driver import Database
from kpitui.storage.records import rows


class LimitMarks(Struct, frozen=True):
    """The days on which limits start anew, and the days, both counted in, that they are locked to."""

    splits: tuple[date, ...] = ()
    locked: tuple[date, date] | None = None


UNMARKED = LimitMarks()


def load_limit_marks(db: Database, metric_ids: Iterable[int], until: date) -> dict[int, LimitMarks]:
    """What was decided about the limits of metrics; those of which nothing was are left out.

    An event on a strategy counts for every metric that is a KPI of it.
    """
    wanted = ", ".join(str(int(one)) for one in metric_ids)
    splits: dict[int, list[date]] = defaultdict(list)
    sql = (
        f"SELECT metric_id, date FROM annotations WHERE new_limits AND date <= :until AND metric_id IN ({wanted}) "
        "UNION SELECT kpis.metric_id, date FROM annotations JOIN kpis ON kpis.strategy_id = annotations.strategy_id "
        f"WHERE new_limits AND date <= :until AND kpis.metric_id IN ({wanted}) ORDER BY 1, 2"
    )
    for row in rows(db, sql, {"until": until.isoformat()}):
        splits[row["metric_id"]].append(date.fromisoformat(row["date"]))
    locked = {
        row["metric_id"]: (date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"]))
        for row in rows(db, f"SELECT * FROM baselines WHERE metric_id IN ({wanted})")
    }
    return {one: LimitMarks(tuple(splits.get(one, ())), locked.get(one)) for one in splits.keys() | locked.keys()}
