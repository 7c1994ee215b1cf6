"""Changing the chain by hand: mission, priorities, strategies and what hangs below them; one function a deed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData
from kpitui.domain.history import DeedRecord
from kpitui.domain.plan import Mission, Priority, Strategy
from kpitui.domain.plan_drafts import GoalDraft, MissionDraft
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, insert, next_position, open_rows, row_of, rows, update


class Learned(Struct, frozen=True):
    """What was learned from a strategy: in words, and how its KPIs moved as the file told it when it ended."""

    words: str
    moved: str = ""


def change_mission(database: DatabaseFile, actor: Actor, draft: MissionDraft, old: Mission | None) -> int:
    """Put a new mission in place of the old one from a date on; its id. Raises `BadData` without a reason."""
    actor.require(Deed.PLAN)
    if old is not None and not draft.reason:
        raise BadData("Say why the mission changes; the reason stays in the history.")
    with writing(database, DeedRecord(actor, "change mission" if old else "add mission", draft.reason)) as db:
        if old is not None:
            if draft.starts_on < old.starts_on:
                raise BadData(f"The mission of now holds since {old.starts_on}; a new one starts on that day or later.")
            update(db, "missions", old.id, old.version, {"ends_on": draft.starts_on.isoformat()})
        values = {"statement": draft.statement, "reason": draft.reason, "starts_on": draft.starts_on.isoformat()}
        return insert(db, "missions", values)


def add_priority(database: DatabaseFile, actor: Actor, draft: GoalDraft) -> int:
    """Add a priority below the others; its id. Raises `BadData` where its title is taken."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "add priority")) as db:
        _require_free_title(db, "priorities", draft.title)
        return insert(db, "priorities", _goal(draft) | {"position": next_position(db, "priorities")})


def add_strategy(database: DatabaseFile, actor: Actor, priority: Priority, draft: GoalDraft) -> int:
    """Add a strategy to a priority, below its others; its id."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "add strategy")) as db:
        return insert(db, "strategies", _goal(draft) | _activities(draft) | _below(db, priority, draft.title))


def edit_priority(database: DatabaseFile, actor: Actor, priority: Priority, draft: GoalDraft) -> None:
    """Change a priority; raises `Conflict` where somebody else changed it since it was read."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "edit priority")) as db:
        _require_free_title(db, "priorities", draft.title, f"id <> {priority.id}")
        update(db, "priorities", priority.id, priority.version, _goal(draft))


def edit_strategy(database: DatabaseFile, actor: Actor, strategy: Strategy, draft: GoalDraft) -> None:
    """Change a strategy; raises `Conflict` where somebody else changed it since it was read."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "edit strategy")) as db:
        where = f"id <> {strategy.id} AND priority_id = {strategy.priority_id}"
        _require_free_title(db, "strategies", draft.title, where)
        update(db, "strategies", strategy.id, strategy.version, _goal(draft) | _activities(draft))


def reorder(database: DatabaseFile, actor: Actor, goal: Priority | Strategy, order: Sequence[int]) -> None:
    """Put a priority, or a strategy among those of its priority, into the order given by the ids of all of them."""
    actor.require(Deed.PLAN)
    table = "priorities" if isinstance(goal, Priority) else "strategies"
    with writing(database, DeedRecord(actor, f"move {_kind(goal)}")) as db:
        for position, record_id in enumerate(order):
            row = row_of(db, table, record_id)
            if row["position"] != position:
                update(db, table, record_id, row["version"], {"position": position})


def move_strategy(database: DatabaseFile, actor: Actor, strategy: Strategy, to: Priority) -> None:
    """Give a strategy, with its KPIs, to another priority."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "move strategy")) as db:
        update(db, "strategies", strategy.id, strategy.version, _below(db, to, strategy.title))


def end_priority(
    database: DatabaseFile, actor: Actor, priority: Priority, on: date, learned: Mapping[int, Learned]
) -> None:
    """End a priority with its strategies and KPIs on a date; `learned`: the verdict on each strategy, by its id."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "end priority")) as db:
        for row in open_rows(db, "strategies", f"priority_id = {priority.id}"):
            _end_strategy(db, row, on, learned.get(row["id"], Learned("")))
        require_after(priority.starts_on, on)
        update(db, "priorities", priority.id, priority.version, {"ends_on": on.isoformat()})


def end_strategy(database: DatabaseFile, actor: Actor, strategy: Strategy, on: date, learned: Learned) -> None:
    """End a strategy with its KPIs on a date; metrics, readings and standards stay."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "end strategy")) as db:
        row = row_of(db, "strategies", strategy.id)
        _end_strategy(db, row | {"version": strategy.version}, on, learned)


def close_month(database: DatabaseFile, actor: Actor, month: str, today: date) -> None:
    """Close a month that is over, given as 2026-10: a reading in it is then corrected with a reason only."""
    actor.require(Deed.CLOSING)
    if month >= f"{today:%Y-%m}":
        raise BadData(f"{month} is not over yet; close it when it is.")
    with writing(database, DeedRecord(actor, "close month")) as db:
        if rows(db, "SELECT id FROM closed_periods WHERE month = :month", {"month": month}):
            raise BadData(f"{month} is closed already.")
        insert(db, "closed_periods", {"month": month})


def open_month(database: DatabaseFile, actor: Actor, month: str, why: str) -> None:
    """Open a closed month again, with the reason for it."""
    actor.require(Deed.CLOSING)
    if not why:
        raise BadData(f"Say why {month} is opened again; the reason stays in the history.")
    with writing(database, DeedRecord(actor, "open month", why)) as db:
        found = rows(db, "SELECT id FROM closed_periods WHERE month = :month", {"month": month})
        if not found:
            raise BadData(f"{month} is not closed.")
        db.execute("DELETE FROM closed_periods WHERE id = ?", [found[0]["id"]])


def require_after(start: date, end: date) -> None:
    """Nothing where the end does not lie before the start; raises `BadData` otherwise."""
    if end < start:
        raise BadData(f"It holds since {start}; it can end on that day or later.")


def _kind(goal: Priority | Strategy) -> str:
    return "priority" if isinstance(goal, Priority) else "strategy"


def _goal(draft: GoalDraft) -> Row:
    return {
        "title": draft.title,
        "name_key": name_key(draft.title),
        "description": draft.description,
        "owner": draft.owner,
        "starts_on": draft.starts_on.isoformat(),
        "planned_until_on": draft.planned_until.isoformat() if draft.planned_until else None,
    }


def _activities(draft: GoalDraft) -> Row:
    return {"activities": json.dumps(draft.activities, ensure_ascii=False)}


def _below(db: Database, priority: Priority, title: str) -> Row:
    where = f"priority_id = {priority.id}"
    _require_free_title(db, "strategies", title, where)
    return {"priority_id": priority.id, "position": next_position(db, "strategies", where)}


def _require_free_title(db: Database, table: str, title: str, where: str = "true") -> None:
    if rows(db, f"SELECT id FROM {table} WHERE name_key = :key AND {where}", {"key": name_key(title)}):
        raise BadData(f"There is “{title}” already, or there was once; choose another title.")


def _end_strategy(db: Database, row: Row, on: date, learned: Learned) -> None:
    if not learned.words:
        raise BadData(f"Say what was learned from “{row['title']}”; the verdict stays with the strategy.")
    for kpi in open_rows(db, "kpis", f"strategy_id = {row['id']}"):
        require_after(date.fromisoformat(kpi["starts_on"]), on)
        update(db, "kpis", kpi["id"], kpi["version"], {"ends_on": on.isoformat()})
    require_after(date.fromisoformat(row["starts_on"]), on)
    update(db, "strategies", row["id"], row["version"], {"ends_on": on.isoformat()})
    verdict = {"strategy_id": row["id"], "date": on.isoformat(), "moved": learned.moved, "words": learned.words}
    insert(db, "verdicts", verdict)
