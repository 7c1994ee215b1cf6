"""Loading a plan document: the changes that bring a file to what it says, made in one transaction
by the same functions as on the screens, which refuse the same.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from kpitui.actions import plan
from kpitui.actions.load_measures import (
    load_end_of_metric,
    load_kpi_of,
    load_metric,
    load_standard,
)
from kpitui.actions.load_teams import load_teams_of
from kpitui.actions.loading import Loading
from kpitui.actions.plan import Learned
from kpitui.actions.rules import follow, keep_rule
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.plan_document import (
    KpiPart,
    MissionPart,
    PlanDocument,
    PriorityPart,
    StrategyPart,
    each_part,
    name_of,
)
from kpitui.domain.plan_parts import activities_of, differing, goal_draft, oldest_first
from kpitui.domain.records.document import merged, named
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.mission import Mission, MissionDraft
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.plan import (
    load_kpi,
    load_missions,
    load_priority,
    load_strategy,
)
from kpitui.storage.records import find_rows


class LoadReport(Struct, frozen=True):
    """What loading did, one line a record that was added or changed, and which new metrics in
    percent have no valid range.
    """

    lines: tuple[str, ...]
    without_range: tuple[str, ...] = ()


class _PlanDryRun(Exception):
    pass


def load_plan_document(
    database: DatabaseFile,
    actor: Actor,
    document: PlanDocument,
    *,
    today: date,
    dry_run: bool = False,
) -> LoadReport:
    """Bring the plan to what the document says, or nothing of it; what the document leaves out
    stays as it is.

    Raises `BadData` or `Refused`, naming the record, for what the screens would refuse, and where
    it names a metric, team, role or person that neither the file nor the document has.
    """
    actor.require(Permission.PLAN)
    if document.rules:
        actor.require(Permission.RULES)
    lines: list[str] = []
    without_range: list[str] = []
    try:
        why = "; ".join(_reasons(document))
        with writing(database, ChangeRecord(actor, "load plan", why)) as db:
            to = Loading(database, actor, db, document, today)
            _load(to, document)
            lines, without_range = to.lines, to.without_range
            if dry_run:
                raise _PlanDryRun
    except _PlanDryRun:
        pass
    if document.rules:
        follow(database)
    return LoadReport(tuple(lines), tuple(without_range))


def _reasons(document: PlanDocument) -> Iterator[str]:
    """Why parts of a document correct what is in the file, each reason once."""
    return iter(
        dict.fromkeys(why for part, _ in each_part(document) if (why := getattr(part, "why", None)))
    )


def _load(to: Loading, document: PlanDocument) -> None:
    for rules in document.rules:
        for key, text in rules.texts().items():
            if keep_rule(to.db, key, text, rules.starts_on or to.today):
                to.lines.append(f"set rule {key}: {text}")
    for bring in (_mission, _end_mission):
        for mission in oldest_first(document.mission):
            with to.at("mission", mission):
                bring(to, mission)
    for metric in document.metric:
        with to.at("metric", metric):
            load_metric(to, metric)
    load_teams_of(to, document)
    priorities = [_priority(to, priority) for priority in document.priority]
    _put_in_order(to, load_priority, "priorities", priorities)
    for standard in document.standard:
        with to.at("standard", standard):
            load_standard(to, standard)
    for metric in document.metric:
        with to.at("metric", metric):
            load_end_of_metric(to, metric)


def _mission(to: Loading, part: MissionPart) -> None:
    missions = load_missions(to.db)
    same = _same(missions, part)
    if same is None:
        now = next((mission for mission in missions if mission.ends_on is None), None)
        start = part.starts_on or to.today
        draft = merged(MissionDraft, part, None, starts_on=start, ends_on=None)
        plan.change_mission(*to.by, draft, now)
    elif changed := differing(part, same):
        whole = merged(Mission, part, same, ends_on=same.ends_on)
        plan.fix_mission(*to.by, same, whole.reason, same.ends_on)
        to.tell("mission", same.statement, changed)
    to.tell("mission", name_of(part), (), new=same is None)


def _end_mission(to: Loading, part: MissionPart) -> None:
    # The next mission ends the one before it, which may only then end on another day.
    same = _same(load_missions(to.db), part)
    if same is not None and part.ends_on is not None and part.ends_on != same.ends_on:
        plan.fix_mission(*to.by, same, same.reason, part.ends_on)
        to.tell("mission", same.statement, ["ends_on"])


def _same(missions: Sequence[Mission], part: MissionPart) -> Mission | None:
    """The mission of a part, which without a date is that of now."""
    for mission in missions:
        of_that_day = (
            mission.starts_on == part.starts_on if part.starts_on else mission.ends_on is None
        )
        if mission.statement == name_of(part) and of_that_day:
            return mission
    return None


def _priority(to: Loading, part: PriorityPart) -> int:
    old = to.priorities.get(name_key(name_of(part)))
    changed = differing(part, old) if old else []
    with to.at("priority", part):
        if old is None:
            priority_id = plan.add_priority(*to.by, goal_draft(part, None, to.today))
        else:
            priority_id = old.id
            if changed:
                plan.edit_priority(*to.by, old, goal_draft(part, old, to.today))
    to.tell("priority", name_of(part), changed, new=old is None)
    priority = load_priority(to.db, priority_id)
    strategies = {
        _strategy(to, strategy, priority, part.ends_on): strategy for strategy in part.strategy
    }
    _put_in_order(to, load_strategy, "strategies", [*strategies], priority_id=priority_id)
    if part.ends_on is not None and part.ends_on != priority.ends_on:
        learned = {found: _learned(to, strategy, found) for found, strategy in strategies.items()}
        with to.at("priority", part):
            plan.end_priority(*to.by, priority, part.ends_on, learned)
        to.tell("priority", name_of(part), ["ends_on"])
    return priority_id


def _strategy(to: Loading, part: StrategyPart, priority: Priority, all_end: date | None) -> int:
    old = to.strategies.get((priority.id, name_key(name_of(part))))
    changed = differing(part, old) if old else []
    with to.at("strategy", part):
        activities = activities_of(part, old.activities if old else (), to.team_id)
        draft = goal_draft(part, old, to.today, activities)
        if old is None:
            strategy_id = plan.add_strategy(*to.by, priority, draft)
        else:
            strategy_id = old.id
            if activities != old.activities:
                changed.append("activities")
            if changed:
                plan.edit_strategy(*to.by, old, draft)
    to.tell("strategy", name_of(part), changed, new=old is None)
    strategy = load_strategy(to.db, strategy_id)
    with to.at("strategy", part):
        _guards(to, part, strategy)
    kpis = {id(kpi): _kpi(to, kpi, strategy) for kpi in oldest_first(part.kpi)}
    in_order = [kpis[id(kpi)] for kpi in part.kpi]
    _put_in_order(to, load_kpi, "kpis", in_order, strategy_id=strategy_id)
    with to.at("strategy", part):
        _end_strategy(to, part, strategy, all_end)
    return strategy_id


def _guards(to: Loading, part: StrategyPart, strategy: Strategy) -> None:
    if "guards" not in named(part):
        return
    guards = [id_ for name in part.guards if (id_ := to.id_of("metrics", name)) is not None]
    if set(guards) != set(strategy.guard_ids):
        plan.set_guards(*to.by, strategy, guards)
        to.tell("strategy", name_of(part), ["guards"])


def _kpi(to: Loading, part: KpiPart, strategy: Strategy) -> int:
    with to.at("KPI", part):
        return load_kpi_of(to, part, strategy)


def _end_strategy(
    to: Loading, part: StrategyPart, strategy: Strategy, all_end: date | None
) -> None:
    learned, kept = _learned(to, part, strategy.id), to.verdicts.get(strategy.id)
    told = bool(part.verdict or part.moved) and (
        kept is None or learned != Learned(kept.words, kept.moved)
    )
    ends_on = part.ends_on or strategy.ends_on
    if ends_on is None:
        if told and all_end is None:
            raise BadData("verdict: it belongs to a strategy that ended; add ends_on.")
    elif told or ends_on != strategy.ends_on:
        plan.end_strategy(*to.by, strategy, ends_on, learned)
        ended = ["ends_on"] if ends_on != strategy.ends_on else []
        to.tell("strategy", name_of(part), [*ended, *(["verdict"] if told else [])])


def _learned(to: Loading, part: StrategyPart, strategy_id: int) -> Learned:
    kept = to.verdicts.get(strategy_id)
    words, moved = (kept.words, kept.moved) if kept else ("", "")
    return Learned(part.verdict or words, part.moved or moved)


def _put_in_order(
    to: Loading, load: Callable[..., Priority | Strategy | Kpi], table: str, named: Sequence[int],
    **parent: int,
) -> None:  # fmt: skip
    """Put those that the document names into its order; the others keep their places."""
    order = [row["id"] for row in find_rows(to.db, table, parent, "position, id")]
    following = iter(dict.fromkeys(named))
    wanted = [next(following) if one in named else one for one in order]
    if wanted != order:
        plan.reorder(*to.by, load(to.db, named[0]), wanted)
        to.lines.append(f"changed the order of {table}")
