"""The guards of strategies: metrics that a strategy must not harm."""

from collections.abc import Collection
from datetime import date, timedelta

from kpitui.storage.driver import Database
from kpitui.storage.records import delete, find_rows, from_json, insert, rows
from kpitui.storage.rules import clock_of


def load_guards(db: Database, known_on: date | None = None) -> dict[int, tuple[int, ...]]:
    """The ids of the metrics that guard each strategy, by its id; with `known_on` those it had at
    the end of that day.
    """
    kept = {row["id"]: row for row in find_rows(db, "guards", {})}
    if known_on is not None:
        changes = rows(
            db,
            "SELECT record_id, kind, before FROM changes LEFT JOIN deeds ON deeds.id = deed_id "
            "WHERE table_name = 'guards' AND coalesce(deeds.at, changes.at) >= :since "
            "ORDER BY changes.id DESC",
            {"since": clock_of(db).start_of(known_on + timedelta(days=1))},
        )
        for row in changes:
            kept.pop(row["record_id"], None)
            if row["kind"] == "delete":
                kept[row["record_id"]] = from_json(row["before"])
    found: dict[int, tuple[int, ...]] = {}
    for _, row in sorted(kept.items()):
        strategy_id = row["strategy_id"]
        found[strategy_id] = (*found.get(strategy_id, ()), row["metric_id"])
    return found


def keep_guards(db: Database, strategy_id: int, metric_ids: Collection[int]) -> None:
    """Have these metrics, and no others, guard a strategy."""
    kept = {row["metric_id"]: row["id"] for row in find_rows(db, "guards", _of(strategy_id))}
    for metric_id in kept.keys() - set(metric_ids):
        delete(db, "guards", kept[metric_id])
    for metric_id in dict.fromkeys(metric_ids):
        if metric_id not in kept:
            insert(db, "guards", _of(strategy_id) | {"metric_id": metric_id})


def _of(strategy_id: int) -> dict[str, int]:
    return {"strategy_id": strategy_id}
