"""Changing the chain by hand: mission, priorities, strategies and what hangs below them; one
function a change.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.activity import require_activity
from kpitui.domain.records.goal import Goal, GoalDraft, Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.mission import Mission, MissionDraft
from kpitui.domain.text import name_key
from kpitui.storage.activities import activities_in_json
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.guards import keep_guards
from kpitui.storage.people import load_teams
from kpitui.storage.records import (
    Row,
    delete,
    find_row,
    find_rows,
    has_rows,
    insert,
    next_position,
    row_named,
    row_of,
    update,
    values_of,
)


class Learned(Struct, frozen=True):
    """What was learned from a strategy: in words, and how its KPIs moved as the file told it when
    it ended.
    """

    words: str
    moved: str = ""


def change_mission(
    database: DatabaseFile, actor: Actor, draft: MissionDraft, old: Mission | None
) -> int:
    """Put a new mission in place of the old one from a date on; its id. Raises
    `BadData` without a reason.
    """
    actor.require(Permission.PLAN)
    if old is not None and not draft.reason:
        raise BadData("Say why the mission changes; the reason stays in the history.")
    with writing(
        database, ChangeRecord(actor, "change mission" if old else "add mission", draft.reason)
    ) as db:
        if old is not None:
            if draft.starts_on < old.starts_on:
                raise BadData(
                    f"The current mission started on {old.starts_on}; a new one starts on that "
                    "day or later."
                )
            update(db, "missions", old.id, old.version, {"ends_on": draft.starts_on.isoformat()})
        return insert(db, "missions", values_of(draft, MissionDraft))


def fix_mission(
    database: DatabaseFile, actor: Actor, mission: Mission, reason: str, ends_on: date | None
) -> None:
    """Put right the reason of a mission, or the first day on which it holds no more."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "fix mission")) as db:
        require_after(mission.starts_on, ends_on)
        values = {"reason": reason, "ends_on": ends_on.isoformat() if ends_on else None}
        update(db, "missions", mission.id, mission.version, values)


def add_priority(database: DatabaseFile, actor: Actor, draft: Goal) -> int:
    """Add a priority below the others; its id. Raises `BadData` where its title is taken."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "add priority")) as db:
        _require_free_title(db, "priorities", draft.title)
        return insert(
            db, "priorities", _goal(draft, Goal) | {"position": next_position(db, "priorities")}
        )


def add_strategy(database: DatabaseFile, actor: Actor, priority: Priority, draft: GoalDraft) -> int:
    """Add a strategy to a priority, below its others; its id."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "add strategy")) as db:
        values = _strategy(db, draft) | _below(db, priority, draft.title)
        strategy_id = insert(db, "strategies", values)
        keep_guards(db, strategy_id, draft.guard_ids)
        return strategy_id


def edit_priority(database: DatabaseFile, actor: Actor, priority: Priority, draft: Goal) -> None:
    """Change a priority; raises `Conflict` where someone else changed it since it was read."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "edit priority")) as db:
        _require_free_title(db, "priorities", draft.title, priority.id)
        require_after(draft.starts_on, priority.ends_on)
        update(db, "priorities", priority.id, priority.version, _goal(draft, Goal))


def edit_strategy(
    database: DatabaseFile, actor: Actor, strategy: Strategy, draft: GoalDraft
) -> None:
    """Change a strategy; raises `Conflict` where someone else changed it since it was read."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "edit strategy")) as db:
        _require_free_title(
            db, "strategies", draft.title, strategy.id, priority_id=strategy.priority_id
        )
        require_after(draft.starts_on, strategy.ends_on)
        update(db, "strategies", strategy.id, strategy.version, _strategy(db, draft))
        if draft.guard_ids != strategy.guard_ids:
            _guard(db, strategy, draft.guard_ids)


def set_guards(
    database: DatabaseFile, actor: Actor, strategy: Strategy, metric_ids: Collection[int]
) -> None:
    """Have these metrics, and no others, guard a strategy; raises `BadData` for one of its KPIs."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "set guards")) as db:
        _guard(db, strategy, metric_ids)


def _guard(db: Database, strategy: Strategy, metric_ids: Collection[int]) -> None:
    for kpi in find_rows(db, "kpis", {"strategy_id": strategy.id, "ends_on": None}):
        if kpi["metric_id"] in metric_ids:
            name = row_of(db, "metrics", kpi["metric_id"])["name"]
            raise BadData(f"{name} is a KPI of this strategy; choose another metric as a guard.")
    keep_guards(db, strategy.id, metric_ids)


def reorder(
    database: DatabaseFile, actor: Actor, moved: Priority | Strategy | Kpi, order: Sequence[int]
) -> None:
    """Put a priority, or a strategy or KPI among those beside it, into the order given by the ids
    of all of them.
    """
    actor.require(Permission.PLAN)
    kind, table = _ORDERED[type(moved)]
    with writing(database, ChangeRecord(actor, f"move {kind}")) as db:
        for position, record_id in enumerate(order):
            row = row_of(db, table, record_id)
            if row["position"] != position:
                update(db, table, record_id, row["version"], {"position": position})


def move_strategy(database: DatabaseFile, actor: Actor, strategy: Strategy, to: Priority) -> None:
    """Give a strategy, with its KPIs, to another priority."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "move strategy")) as db:
        update(db, "strategies", strategy.id, strategy.version, _below(db, to, strategy.title))


def end_priority(
    database: DatabaseFile,
    actor: Actor,
    priority: Priority,
    on: date,
    learned: Mapping[int, Learned],
) -> None:
    """End a priority with its strategies and KPIs on a date; `learned`: the verdict on each
    strategy, by its id.
    """
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "end priority")) as db:
        for row in find_rows(db, "strategies", {"priority_id": priority.id, "ends_on": None}):
            _end_strategy(db, row, on, learned.get(row["id"], Learned("")))
        require_after(priority.starts_on, on)
        update(db, "priorities", priority.id, priority.version, {"ends_on": on.isoformat()})


def end_strategy(
    database: DatabaseFile, actor: Actor, strategy: Strategy, on: date, learned: Learned
) -> None:
    """End a strategy with its KPIs on a date; metrics, readings and standards stay."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "end strategy")) as db:
        row = row_of(db, "strategies", strategy.id)
        _end_strategy(db, row | {"version": strategy.version}, on, learned)


def close_month(database: DatabaseFile, actor: Actor, month: str, today: date) -> None:
    """Close a month that is over, given as 2026-10: a reading in it is then corrected
    with a reason only.
    """
    actor.require(Permission.CLOSING)
    if month >= f"{today:%Y-%m}":
        raise BadData(f"{month} is not over yet; lock it when it is.")
    with writing(database, ChangeRecord(actor, "lock month")) as db:
        if has_rows(db, "closed_periods", {"month": month}):
            raise BadData(f"{month} is locked already.")
        insert(db, "closed_periods", {"month": month})


def open_month(database: DatabaseFile, actor: Actor, month: str, why: str) -> None:
    """Open a closed month again, with the reason for it."""
    actor.require(Permission.CLOSING)
    if not why:
        raise BadData(f"Give a reason to unlock {month}; it stays in the history.")
    with writing(database, ChangeRecord(actor, "unlock month", why)) as db:
        found = find_row(db, "closed_periods", {"month": month})
        if found is None:
            raise BadData(f"{month} is not locked.")
        delete(db, "closed_periods", found["id"])


_ORDERED: dict[type, tuple[str, str]] = {
    Priority: ("priority", "priorities"),
    Strategy: ("strategy", "strategies"),
    Kpi: ("KPI", "kpis"),
}


def require_after(start: date, end: date | None) -> None:
    """Nothing where the end does not lie before the start; raises `BadData` otherwise."""
    if end is not None and end < start:
        raise BadData(f"It started on {start}; it can end on that day or later.")


def _goal(draft: Goal, kind: type[Goal]) -> Row:
    return values_of(draft, kind) | {"name_key": name_key(draft.title)}


def _strategy(db: Database, draft: GoalDraft) -> Row:
    teams = {team.id: team for team in load_teams(db)} if draft.activities else {}
    for activity in draft.activities:
        try:
            require_activity(activity, teams)
        except ValueError as error:
            raise BadData(f"Activities: {error}.") from None
    return _goal(draft, GoalDraft) | {"activities": activities_in_json(draft.activities)}


def _below(db: Database, priority: Priority, title: str) -> Row:
    owner = {"priority_id": priority.id}
    _require_free_title(db, "strategies", title, **owner)
    return {**owner, "position": next_position(db, "strategies", **owner)}


def _require_free_title(
    db: Database, table: str, title: str, besides: int = 0, **owner: int
) -> None:
    found = row_named(db, table, title, **owner)
    if found is not None and found["id"] != besides:
        raise BadData(f"There is or was a “{title}” already; choose another title.")


def _end_strategy(db: Database, row: Row, on: date, learned: Learned) -> None:
    if not learned.words:
        raise BadData(f"Type what you learned from “{row['title']}”; it stays with the strategy.")
    for kpi in find_rows(db, "kpis", {"strategy_id": row["id"], "ends_on": None}):
        require_after(date.fromisoformat(kpi["starts_on"]), on)
        update(db, "kpis", kpi["id"], kpi["version"], {"ends_on": on.isoformat()})
    require_after(date.fromisoformat(row["starts_on"]), on)
    update(db, "strategies", row["id"], row["version"], {"ends_on": on.isoformat()})
    verdict = {
        "strategy_id": row["id"],
        "date": on.isoformat(),
        "moved": learned.moved,
        "words": learned.words,
    }
    told = find_row(db, "verdicts", {"strategy_id": row["id"]})
    if told is not None:  # its day or its words are put right
        update(db, "verdicts", told["id"], told["version"], verdict)
    else:
        insert(db, "verdicts", verdict)
