"""What is measured, and against what: metrics, KPIs, standards and their levels, annotations; one
function a change.
"""

import contextlib
from collections.abc import Iterable
from datetime import date

from msgspec.structs import asdict

from kpitui.actions.events import typed_event_row
from kpitui.actions.paths import (
    PathEnd,
    lead_from,
    level_from,
    require_baseline_free,
    require_not_before_now,
)
from kpitui.actions.plan import require_after
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.dated import Target, target_on
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.kpi import Kpi, KpiDraft, KpiTerms
from kpitui.domain.records.metric import Definition, Metric, Place
from kpitui.domain.records.standard import Standard, StandardDraft
from kpitui.storage.database import AlreadyDone, DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import has_readings
from kpitui.storage.metrics import metric_in_the_way, metric_values
from kpitui.storage.plan import load_kpi, load_kpis_and_standards, targets_of
from kpitui.storage.records import (
    Row,
    conflict,
    find_row,
    find_rows,
    has_rows,
    in_json,
    insert,
    next_position,
    row_of,
    update,
    values_of,
)


def add_metric(
    database: DatabaseFile, actor: Actor, metric: Definition, place: Place = Place.UNSORTED,
    *, assumed: Iterable[str] = (),
) -> int:  # fmt: skip
    """Add a metric, of which some fields may be assumed; its id. Raises `BadData` where its name or
    code is taken.
    """
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "add metric")) as db:
        _require_free_name(db, metric)
        values = metric_values(metric) | {"place": place.value, "assumed": in_json(assumed)}
        return insert(db, "metrics", values)


def edit_metric(database: DatabaseFile, actor: Actor, metric: Metric, new: Definition) -> None:
    """Give a metric another definition; how its readings combine stays once there are some."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "edit metric")) as db:
        _require_free_name(db, new, metric.id)
        if new.aggregation != metric.aggregation and has_readings(db, metric.id):
            raise Refused(
                f"{metric.name} has readings that combine by {metric.aggregation.word}; make "
                "another metric."
            )
        left = [key for key in metric.assumed if getattr(new, key) == getattr(metric, key)]
        values = metric_values(new) | {"assumed": in_json(left)}
        update(db, "metrics", metric.id, metric.version, values)


def place_metric(database: DatabaseFile, actor: Actor, metric: Metric, place: Place) -> None:
    """Mark a metric as context, kept on purpose, or as not sorted yet."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, f"mark as {place}")) as db:
        update(db, "metrics", metric.id, metric.version, {"place": place.value})


def end_metric(database: DatabaseFile, actor: Actor, metric: Metric, on: date) -> None:
    """Take no readings of a metric from a date on; refused while it is a KPI or a standard."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "end metric")) as db:
        kpis, standards = load_kpis_and_standards(db, metric.id)
        if any(kpi.ends_on is None for kpi in kpis):
            raise Refused(f"{metric.name} is a KPI; end the KPI first.")
        if any(level.ends_on is None for standard in standards for level in standard.levels):
            raise Refused(f"{metric.name} is a standard; end the standard first.")
        update(db, "metrics", metric.id, metric.version, {"ends_on": on.isoformat()})


def tie_kpi(database: DatabaseFile, actor: Actor, strategy: Strategy, draft: KpiDraft) -> int:
    """Make a metric a KPI of a strategy; its id. Raises `Refused` where it is one of
    this strategy already, or was one from the same day on.
    """
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "make KPI")) as db:
        metric_id = _metric_id(db, draft.metric)
        _require_not_tied(db, strategy, metric_id)
        if strategy.ends_on is not None and strategy.ends_on <= draft.starts_on:
            raise Refused(
                f"{strategy.title} ended on {strategy.ends_on}; choose a current strategy."
            )
        where: Row = {
            "metric_id": metric_id,
            "strategy_id": strategy.id,
            "starts_on": draft.starts_on.isoformat(),
        }
        ended, aim = find_row(db, "kpis", where), PathEnd(draft.target, draft.due_on)
        if ended is not None:
            _require_never_held(ended, strategy)
            update(db, "kpis", ended["id"], ended["version"], _kpi(draft) | {"ends_on": None})
            lead_from(db, load_kpi(db, ended["id"]), aim, draft.starts_on)
            return int(ended["id"])
        place = {"position": next_position(db, "kpis", strategy_id=strategy.id)}
        kpi_id = insert(db, "kpis", _kpi(draft) | where | place)
        lead_from(db, load_kpi(db, kpi_id), aim, draft.starts_on)
        return kpi_id


def edit_kpi(database: DatabaseFile, actor: Actor, kpi: Kpi, draft: KpiDraft, today: date) -> None:
    """Change a KPI; another target, or another day for it, holds from today or a later day on and
    judges no period that ended before.

    Raises `Refused` for another baseline once a period was judged by it; that is a correction.
    """
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "edit KPI")) as db:
        if draft.baseline != kpi.baseline:
            require_baseline_free(db, kpi, today, database.rules.on(today).calendar)
        update(db, "kpis", kpi.id, kpi.version, _kpi(draft))
        day = max(draft.target_from or today, kpi.starts_on)
        require_not_before_now(day, max(today, kpi.starts_on))
        held = target_on(kpi.targets, day)
        if held is None or held.level != draft.target or draft.due_on != kpi.due_on:
            lead_from(db, load_kpi(db, kpi.id), PathEnd(draft.target, draft.due_on), day)


def move_kpi(database: DatabaseFile, actor: Actor, kpi: Kpi, to: Strategy) -> None:
    """Put a KPI in the service of another strategy."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "move KPI")) as db:
        _require_not_tied(db, to, kpi.metric_id)
        start: Row = {"metric_id": kpi.metric_id, "starts_on": kpi.starts_on.isoformat()}
        if has_rows(db, "kpis", start | {"strategy_id": to.id}):
            raise Refused(
                f"That metric was a KPI of “{to.title}” from the same day; end it here, and make "
                "it a KPI there again."
            )
        position = next_position(db, "kpis", strategy_id=to.id)
        update(db, "kpis", kpi.id, kpi.version, {"strategy_id": to.id, "position": position})


def end_kpi(database: DatabaseFile, actor: Actor, kpi: Kpi, on: date, why: str = "") -> None:
    """End a KPI on a date: the metric, its readings and its standard stay."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "end KPI", why)) as db:
        require_after(kpi.starts_on, on)
        update(db, "kpis", kpi.id, kpi.version, {"ends_on": on.isoformat()})


def set_standard(
    database: DatabaseFile,
    actor: Actor,
    draft: StandardDraft,
    seen: Standard | None = None,
    *,
    earliest: date,
) -> int:
    """Say what is expected from a date on; what was expected before stays on record until then. The
    standard's id.

    Another level of a standard that has one judges no day before the `earliest`. Raises `Conflict`
    where the levels of the standard that was `seen` are others now.
    """
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "set standard")) as db:
        scope = {"metric_id": _metric_id(db, draft.metric)} | asdict(draft.scope)
        found = find_row(db, "standards", scope)
        standard_id = int(found["id"]) if found else insert(db, "standards", scope)
        levels = targets_of(db, "standard_id", standard_id)
        if seen is not None and {level.id: level for level in levels} != {
            level.id: level for level in seen.levels
        }:
            raise conflict(db, "targets", max((level.id for level in levels), default=0))
        level_from(db, standard_id, levels, draft, earliest)
        return standard_id


def end_standard(
    database: DatabaseFile, actor: Actor, standard: Standard, on: date, why: str = ""
) -> None:
    """Expect nothing of a metric any more from a date on, within the scope of the standard."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "end standard", why)) as db:
        for row in find_rows(db, "targets", {"standard_id": standard.id, "ends_on": None}):
            _end_level(db, row, on)


def end_level(database: DatabaseFile, actor: Actor, level: Target, on: date) -> None:
    """End one level of a standard, or one target of a KPI, on a date."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "end level")) as db:
        _end_level(db, row_of(db, "targets", level.id), on)


def annotate(
    database: DatabaseFile,
    actor: Actor,
    draft: AnnotationDraft,
    *,
    change: ChangeRecord | None = None,
) -> int:
    """Note an event on a metric or a strategy, of everyone or of one team or person; its id, 0
    where it is there already.

    Give the same `change` again to retry after an unknown outcome.
    """
    actor.require(Permission.ANNOTATIONS)
    with (
        contextlib.suppress(AlreadyDone),
        writing(database, change or ChangeRecord(actor, "add event")) as db,
    ):
        return insert(db, "annotations", typed_event_row(db, draft))
    return 0


def _metric_id(db: Database, metric: int | Definition) -> int:
    if isinstance(metric, int):
        return metric
    _require_free_name(db, metric)
    return insert(db, "metrics", metric_values(metric))


def name_taken(name: str) -> BadData:
    """That a new metric has the name or code of one that is there."""
    return BadData(f"The metric “{name}” has that name or code already; choose another.")


def _require_free_name(db: Database, metric: Definition, besides: int = 0) -> None:
    found = metric_in_the_way(db, metric, besides)
    if found:
        raise name_taken(found["name"])


def _require_not_tied(db: Database, strategy: Strategy, metric_id: int) -> None:
    tied = {"strategy_id": strategy.id, "metric_id": metric_id, "ends_on": None}
    if has_rows(db, "kpis", tied):
        raise Refused(f"That metric is a KPI of “{strategy.title}” already; edit it there.")


def _require_never_held(ended: Row, strategy: Strategy) -> None:
    if ended["ends_on"] > ended["starts_on"]:
        raise Refused(
            f"That metric was a KPI of “{strategy.title}” from {ended['starts_on']} to "
            f"{ended['ends_on']}; start it again on {ended['ends_on']} or later."
        )


def _kpi(draft: KpiDraft) -> Row:
    values = values_of(draft, KpiTerms)
    del values["starts_on"]  # it stays
    return values


def _end_level(db: Database, row: Row, on: date) -> None:
    if on <= date.fromisoformat(row["starts_on"]):
        raise BadData(
            f"It applies from {row['starts_on']}; end it on a later day, or press u to undo it."
        )
    update(db, "targets", row["id"], row["version"], {"ends_on": on.isoformat()})
