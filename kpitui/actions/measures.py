"""What is measured, and against what: metrics, KPIs, standards and their levels, annotations; one function a deed."""

from collections.abc import Iterable
from datetime import date

from kpitui.actions.plan import require_after
from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import DeedRecord
from kpitui.domain.metrics import Metric, Place, Range
from kpitui.domain.plan import Kpi, Standard, Strategy, Target, target_on
from kpitui.domain.plan_document import MetricPart
from kpitui.domain.plan_drafts import AnnotationDraft, KpiDraft, StandardDraft
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.metrics import metric_values
from kpitui.storage.plan import targets_of
from kpitui.storage.records import Row, conflict, insert, next_position, open_rows, row_of, rows, update
from kpitui.storage.summaries import EVERY_SUBJECT


def add_metric(database: DatabaseFile, actor: Actor, part: MetricPart) -> int:
    """Add a metric; its id. Raises `BadData` where its name or code is taken."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "add metric")) as db:
        return _metric_id(db, part)


def edit_metric(database: DatabaseFile, actor: Actor, metric: Metric, part: MetricPart) -> None:
    """Change a metric's definition; how its readings combine stays once there are readings."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "edit metric")) as db:
        _require_free_name(db, part, f"id <> {metric.id}")
        if part.aggregation != metric.aggregation and rows(
            db,
            f"SELECT 1 FROM {EVERY_SUBJECT} CROSS JOIN readings ON person_id IS subject "
            f"WHERE metric_id = {metric.id} LIMIT 1",
        ):
            raise Refused(f"{metric.name} has readings that combine by {metric.aggregation}; make another metric.")
        update(db, "metrics", metric.id, metric.version, metric_values(part) | {"place": metric.place.value})


def place_metric(database: DatabaseFile, actor: Actor, metric: Metric, place: Place) -> None:
    """Mark a metric as context, kept on purpose, or as not sorted yet."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, f"mark as {place}")) as db:
        update(db, "metrics", metric.id, metric.version, {"place": place.value})


def end_metric(database: DatabaseFile, actor: Actor, metric: Metric, on: date) -> None:
    """Take no readings of a metric from a date on; refused while it is a KPI or a standard."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "end metric")) as db:
        if open_rows(db, "kpis", f"metric_id = {metric.id}"):
            raise Refused(f"{metric.name} is a KPI; let it go first.")
        scope = f"standard_id IN (SELECT id FROM standards WHERE metric_id = {metric.id})"
        if open_rows(db, "targets", scope):
            raise Refused(f"{metric.name} is a standard; end that first.")
        update(db, "metrics", metric.id, metric.version, {"ends_on": on.isoformat()})


def tie_kpi(database: DatabaseFile, actor: Actor, strategy: Strategy, draft: KpiDraft) -> int:
    """Make a metric a KPI of a strategy; its id. Raises `Refused` where it is one of this strategy already."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "make KPI")) as db:
        metric_id = _metric_id(db, draft.metric)
        _require_not_tied(db, strategy, metric_id)
        if strategy.ends_on is not None and strategy.ends_on <= draft.starts_on:
            raise Refused(f"{strategy.title} ended on {strategy.ends_on}; tie the metric to a strategy that lives.")
        where = {"metric_id": metric_id, "strategy_id": strategy.id, "starts_on": draft.starts_on.isoformat()}
        place = {"position": next_position(db, "kpis", f"strategy_id = {strategy.id}")}
        kpi_id = insert(db, "kpis", _kpi(draft) | where | place)
        _insert_target(db, {"kpi_id": kpi_id}, draft.target, draft.starts_on)
        return kpi_id


def edit_kpi(database: DatabaseFile, actor: Actor, kpi: Kpi, draft: KpiDraft, today: date) -> None:
    """Change a KPI; another target holds from today on and judges no period that ended before."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "edit KPI")) as db:
        update(db, "kpis", kpi.id, kpi.version, _kpi(draft))
        _level_from(db, "kpi_id", kpi.id, kpi.targets, draft.target, max(today, kpi.starts_on))


def move_kpi(database: DatabaseFile, actor: Actor, kpi: Kpi, to: Strategy) -> None:
    """Put a KPI in the service of another strategy."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "move KPI")) as db:
        _require_not_tied(db, to, kpi.metric_id)
        position = next_position(db, "kpis", f"strategy_id = {to.id}")
        update(db, "kpis", kpi.id, kpi.version, {"strategy_id": to.id, "position": position})


def let_go(database: DatabaseFile, actor: Actor, kpi: Kpi, on: date, why: str = "") -> None:
    """End a KPI on a date: the metric, its readings and its standard stay."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "let KPI go", why)) as db:
        require_after(kpi.starts_on, on)
        update(db, "kpis", kpi.id, kpi.version, {"ends_on": on.isoformat()})


def set_standard(database: DatabaseFile, actor: Actor, draft: StandardDraft, seen: Standard | None = None) -> int:
    """Say what is expected from a date on; what was expected before stays on record until then. The standard's id.

    Raises `Conflict` where the levels of the standard that was `seen` are others now.
    """
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "set standard")) as db:
        scope = {"metric_id": _metric_id(db, draft.metric)} | draft.scope.model_dump()
        same = " AND ".join(f"{name} IS :{name}" for name in scope)
        found = rows(db, f"SELECT id FROM standards WHERE {same}", scope)
        standard_id = int(found[0]["id"]) if found else insert(db, "standards", scope)
        levels = targets_of(db, "standard_id", standard_id)
        if seen is not None and {one.id: one for one in levels} != {one.id: one for one in seen.levels}:
            raise conflict(db, "targets", max((one.id for one in levels), default=0))
        later = [level.starts_on for level in levels if level.starts_on > draft.starts_on]
        if later:
            raise BadData(f"Another level holds from {min(later)}; start this one on that day or later.")
        _level_from(db, "standard_id", standard_id, levels, draft.level, draft.starts_on)
        return standard_id


def end_standard(database: DatabaseFile, actor: Actor, standard: Standard, on: date, why: str = "") -> None:
    """Expect nothing of a metric any more from a date on, within the scope of the standard."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "end standard", why)) as db:
        for row in open_rows(db, "targets", f"standard_id = {standard.id}"):
            if on <= date.fromisoformat(row["starts_on"]):
                raise BadData(f"It holds since {row['starts_on']}; it can end on a later day, or be undone with u.")
            update(db, "targets", row["id"], row["version"], {"ends_on": on.isoformat()})


def annotate(database: DatabaseFile, actor: Actor, draft: AnnotationDraft) -> int:
    """Note an event on a metric or a strategy; its id."""
    actor.require(Deed.ANNOTATIONS)
    with writing(database, DeedRecord(actor, "annotate")) as db:
        values = draft.model_dump(mode="json") | {"new_limits": int(draft.new_limits)}
        return insert(db, "annotations", values)


def _metric_id(db: Database, metric: int | MetricPart) -> int:
    if isinstance(metric, int):
        return metric
    _require_free_name(db, metric)
    return insert(db, "metrics", metric_values(metric))


def _require_free_name(db: Database, part: MetricPart, where: str = "true") -> None:
    keys = {"name": name_key(part.name), "code": name_key(part.code)}
    found = rows(
        db,
        "SELECT name FROM metrics WHERE (name_key IN (:name, :code) OR code_key IN (:name, :code)) AND " + where,
        keys,
    )
    if found:
        raise BadData(f"There is the metric “{found[0]['name']}” of that name or code; choose another.")


def _require_not_tied(db: Database, strategy: Strategy, metric_id: int) -> None:
    if open_rows(db, "kpis", f"strategy_id = {strategy.id} AND metric_id = {metric_id}"):
        raise Refused(f"That metric is a KPI of “{strategy.title}” already; edit it there.")


def _kpi(draft: KpiDraft) -> Row:
    return {
        "baseline": draft.baseline,
        "due_on": draft.due_on.isoformat(),
        "warn": draft.warn,
        "owner": draft.owner,
    }


def _insert_target(db: Database, owner: Row, good: Range, starts_on: date) -> None:
    insert(db, "targets", owner | {"low": good.low, "high": good.high, "starts_on": starts_on.isoformat()})


def _level_from(
    db: Database, column: str, owner_id: int, levels: Iterable[Target], good: Range, starts_on: date
) -> None:
    """A new dated row where the level changes; one that starts on the very day is mended instead."""
    held = target_on(list(levels), starts_on)
    if held is not None and held.level == good:
        return
    if held is not None:
        row = row_of(db, "targets", held.id)
        if held.starts_on == starts_on:
            update(db, "targets", held.id, row["version"], {"low": good.low, "high": good.high})
            return
        update(db, "targets", held.id, row["version"], {"ends_on": starts_on.isoformat()})
    _insert_target(db, {column: owner_id}, good, starts_on)
