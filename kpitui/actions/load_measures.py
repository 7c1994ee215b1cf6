"""Loading the metrics, KPIs and standards of a document, by the changes that the screens make."""

from datetime import date

from kpitui.actions import measures, paths
from kpitui.actions.loading import Loading
from kpitui.actions.paths import PathEnd
from kpitui.domain.guessed_metric import lacks_range
from kpitui.domain.plan_document import (
    KpiPart,
    LevelPart,
    MetricPart,
    StandardPart,
    TargetPart,
    name_of,
)
from kpitui.domain.plan_parts import (
    definition_of,
    differing,
    kpi_draft,
    level_of,
    oldest_first,
    require_apart,
    require_level,
)
from kpitui.domain.records.dated import Target, target_on
from kpitui.domain.records.document import named
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric, Place
from kpitui.domain.records.standard import Standard, StandardDraft, StandardScope
from kpitui.domain.text import name_key
from kpitui.storage.plan import load_kpi, load_kpis_and_standards, load_metrics, targets_of


def load_metric(to: Loading, part: MetricPart) -> None:
    """Add or change a metric; it ends by `load_end_of_metric`, when what hangs on it has ended."""
    old = to.metrics.get(name_key(name_of(part)))
    changed = differing(part, old) if old else []
    place = named(part).get("place", old.place if old else Place.UNSORTED)
    if old is None:
        new = definition_of(part, None)
        measures.add_metric(*to.by, new, place)
        if lacks_range(new):
            to.without_range.append(new.name)
    elif changed:
        measures.edit_metric(*to.by, old, definition_of(part, old))
        if place is not old.place:
            measures.place_metric(*to.by, _metric(to, old.name), place)
    to.tell("metric", name_of(part), changed, new=old is None)


def load_end_of_metric(to: Loading, part: MetricPart) -> None:
    """End a metric where the document says so."""
    metric, ends_on = _metric(to, name_of(part)), named(part).get("ends_on")
    if ends_on is not None and ends_on != metric.ends_on:
        measures.end_metric(*to.by, metric, ends_on)
        to.tell("metric", name_of(part), ["ends_on"])


def _metric(to: Loading, name: str) -> Metric:
    metric_id = to.id_of("metrics", name)
    assert metric_id is not None
    return load_metrics(to.db, [metric_id])[0]


def load_kpi_of(to: Loading, part: KpiPart, strategy: Strategy) -> int:
    """Add, change or end a KPI of a strategy; its id."""
    metric = _metric(to, name_of(part))
    rows = oldest_first(part.target)
    require_apart(rows)
    old = to.kpi(strategy.id, metric.id, part)
    if old is None:
        earliest = part.starts_on or to.today
        kpi_id, changed = _add_kpi(to, part, strategy, metric, earliest), []
    else:
        earliest = max(to.today, old.starts_on)
        kpi_id, changed = old.id, differing(part, old)
        if changed:
            _edit_kpi(to, part, old, metric, earliest)

    loaded = [_load_target(to, part, row, kpi_id, earliest, new=old is None) for row in rows]
    changed += ["target"] if any(loaded) else []
    kpi = load_kpi(to.db, kpi_id)
    if part.ends_on is not None and part.ends_on != kpi.ends_on:
        measures.end_kpi(*to.by, kpi, part.ends_on)
        changed.append("ends_on")
    to.tell("KPI", name_of(part), changed, new=old is None)
    return kpi_id


def _add_kpi(to: Loading, part: KpiPart, strategy: Strategy, metric: Metric, start: date) -> int:
    first = next(
        (target_part for target_part in part.target if (target_part.starts_on or start) == start),
        None,
    )
    draft = kpi_draft(part, None, metric, level_of(first, metric) if first else None, start)
    require_level(draft.target, metric)
    return measures.tie_kpi(*to.by, strategy, draft)


def _edit_kpi(to: Loading, part: KpiPart, old: Kpi, metric: Metric, day: date) -> None:
    held = target_on(old.targets, day)
    draft = kpi_draft(part, old, metric, held.level if held else None, old.starts_on)
    if part.why and draft.baseline != old.baseline:
        paths.correct_baseline(*to.by, old, draft.baseline, part.why)
        old = load_kpi(to.db, old.id)
    measures.edit_kpi(*to.by, old, draft, to.today)


def _load_target(
    to: Loading, part: KpiPart, row: TargetPart, kpi_id: int, earliest: date, *, new: bool
) -> bool:
    """Whether a row of a target was another way. One without a date is that of now, or else begins
    on the earliest day; one that is there already is corrected where it says why.
    """
    kpi, metric = load_kpi(to.db, kpi_id), _metric(to, name_of(part))
    due_on = kpi.due_on if len(part.target) == 1 and row.due_on is None else row.due_on
    aim = PathEnd(level_of(row, metric), due_on, row.from_level)
    now = next((target for target in kpi.targets if target.ends_on is None), None)
    begins = row.starts_on or (now.starts_on if now and now.level == aim.level else earliest)

    def holds(target: Target | None) -> bool:
        """Whether the file says the same already."""
        return (
            target is not None
            and target.level == aim.level
            and (
                (row.due_on is None and not new) or aim.due_after(target.starts_on) == target.due_on
            )
            and row.from_level in (None, target.from_level)
        )

    held, changed = target_on(kpi.targets, begins), False
    if not holds(held):
        require_level(aim.level, metric)
        if held is not None and held.starts_on == begins and row.why:
            paths.correct_level(*to.by, kpi, held, aim, row.why)
        else:
            paths.set_target(*to.by, kpi, aim, begins, earliest=earliest)
        held, changed = target_on(targets_of(to.db, "kpi_id", kpi_id), begins), True
    return _end(to, held, row) or changed


def _end(to: Loading, held: Target | None, part: LevelPart) -> bool:
    """Whether a row ended where a part says so."""
    if held is None or part.ends_on is None or held.ends_on == part.ends_on:
        return False
    measures.end_level(*to.by, held, part.ends_on)
    return True


def load_standard(to: Loading, part: StandardPart) -> None:
    """Add a standard, or change or end levels of it."""
    metric = _metric(to, part.metric)
    scope = StandardScope(
        team_id=to.id_of("teams", part.team), role_id=to.id_of("roles", part.role),
        person_id=to.id_of("people", part.person),
    )  # fmt: skip
    old = to.standards.get((metric.id, scope.team_id, scope.role_id, scope.person_id))
    parts = oldest_first(part.level)
    require_apart(parts)
    # The past of a new standard is as the document tells it.
    earliest = to.today if old else date.min
    changed = [_load_level(to, metric, scope, row, earliest) for row in parts]
    to.tell("standard", part.metric, ["level"] if any(changed) else [], new=old is None)


def _load_level(
    to: Loading, metric: Metric, scope: StandardScope, part: LevelPart, earliest: date
) -> bool:
    """Whether a level of a standard was another. One without a date is that of now, or else holds
    from today on.
    """
    good, standard = level_of(part, metric), _standard(to, metric, scope)
    levels = standard.levels if standard else ()
    now = next((level for level in levels if level.ends_on is None), None)
    begins = part.starts_on or (now.starts_on if now and now.level == good else to.today)
    held, changed = target_on(levels, begins), False
    if held is None or held.level != good:
        require_level(good, metric)
        if standard and held and held.starts_on == begins and part.why:
            paths.correct_level(*to.by, standard, held, PathEnd(good), part.why)
        else:
            draft = StandardDraft(metric=metric.id, scope=scope, level=good, starts_on=begins)
            measures.set_standard(*to.by, draft, earliest=earliest)
        standard, changed = _standard(to, metric, scope), True
        held = target_on(standard.levels, begins) if standard else None
    return _end(to, held, part) or changed


def _standard(to: Loading, metric: Metric, scope: StandardScope) -> Standard | None:
    """The standard of some people, as the file has it by now."""
    of_metric = load_kpis_and_standards(to.db, metric.id)[1]
    ids = scope.team_id, scope.role_id, scope.person_id
    return next(
        (
            standard
            for standard in of_metric
            if (standard.team_id, standard.role_id, standard.person_id) == ids
        ),
        None,
    )
