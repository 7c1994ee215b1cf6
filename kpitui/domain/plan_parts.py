"""From parts of a plan document to drafts, by the rules that forms keep to; what a part does not
name stays as the file has it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.errors import BadData
from kpitui.domain.fields import (
    require_distance,
    require_not_before,
    require_order,
    require_possible,
)
from kpitui.domain.plan_document import (
    ActivityPart,
    DatedPart,
    KpiPart,
    LevelPart,
    MetricPart,
    PriorityPart,
    RhythmPart,
    StrategyPart,
)
from kpitui.domain.records.activity import Activity
from kpitui.domain.records.detail import details
from kpitui.domain.records.document import Part, merged, named
from kpitui.domain.records.goal import GoalDraft, Priority, Strategy
from kpitui.domain.records.kpi import Kpi, KpiDraft
from kpitui.domain.records.metric import Definition, Metric, Range
from kpitui.domain.text import name_key

DatedT = TypeVar("DatedT", bound=DatedPart | RhythmPart)


_APART = ("ends_on", "activities")


def differing(part: Part, old: Struct) -> list[str]:
    """The keys that a part names with another value than the file has, but for its end and for
    activities, which are loaded apart.
    """
    return [
        name
        for name, value in named(part).items()
        if name not in _APART and hasattr(old, name) and value != getattr(old, name)
    ]


def oldest_first(parts: Iterable[DatedT]) -> list[DatedT]:
    """Dated parts in the order in which they came about; one without a date is the newest."""
    return sorted(parts, key=lambda part: part.starts_on or date.max)


def definition_of(part: MetricPart, old: Metric | None) -> Definition:
    """What a metric is to be; raises `BadData` where it does not hold together.

    A new one without a code is called by its name alone, as in forms.
    """
    new = {} if old else _of_new_metric(part)
    whole = merged(Definition, part, old, **new)
    _held("plausible_high", require_order, whole.plausible_low, whole.plausible_high)
    return whole


def _of_new_metric(part: MetricPart) -> dict[str, object]:
    said = named(part)
    needed = [
        detail.key for detail in details(Definition) if detail.required and detail.key != "code"
    ]
    missing = [key for key in needed if key not in said]
    if missing:
        raise BadData(f"A new metric needs {', '.join(missing)} too.")
    return {} if "code" in said else {"code": said["name"].lower()}


def goal_draft(
    part: PriorityPart | StrategyPart,
    old: Priority | Strategy | None,
    today: date,
    activities: tuple[Activity, ...] = (),
) -> GoalDraft:
    """What a priority or strategy is to be, with its activities; raises `BadData`."""
    start = part.starts_on or (old.starts_on if old else today)
    whole = merged(GoalDraft, part, old, starts_on=start, ends_on=None, activities=activities)
    _held("planned_until", require_not_before, whole.planned_until, start)
    return whole


def activities_of(
    part: StrategyPart, kept: Sequence[Activity], team_id: Callable[[str], int]
) -> tuple[Activity, ...]:
    """What the activities of a strategy are to be: the texts that `activities` lists, or those of
    before, then those that only a table names. Of several of one text the tables are in their
    order; what nothing is said of stays.
    """
    texts = (
        list(part.activities)
        if "activities" in named(part)
        else [activity.text for activity in kept]
    )
    old, said = _by_text(kept), _by_text(part.activity)
    found: list[Activity] = []
    for text in [*texts, *(activity_part.text for activity_part in part.activity)]:
        before = next(old[name_key(text)], None)
        told = next(said[name_key(text)], None)
        if told is None and len(found) >= len(texts):
            continue  # it stands above already
        found.append(_activity(text, before, told, team_id))
    return tuple(found)


AboutT = TypeVar("AboutT", Activity, ActivityPart)


def _by_text(all_of: Sequence[AboutT]) -> dict[str, Iterator[AboutT]]:
    grouped: dict[str, list[AboutT]] = defaultdict(list)
    for one in all_of:
        grouped[name_key(one.text)].append(one)
    return defaultdict(lambda: iter(()), {key: iter(found) for key, found in grouped.items()})


def _activity(
    text: str, old: Activity | None, part: ActivityPart | None, team_id: Callable[[str], int]
) -> Activity:
    known = replace(old, text=text) if old else Activity(text=text)
    if part is None:
        return known
    said = named(part)
    if "teams" in said:
        said["team_ids"] = tuple(dict.fromkeys(team_id(name) for name in said.pop("teams")))
    return replace(known, **said | {"text": text})


def kpi_draft(
    part: KpiPart, old: Kpi | None, metric: Metric, target: Range | None, start: date
) -> KpiDraft:
    """What a KPI is to be, with the target that it starts with or has now; raises `BadData`."""
    if target is None:
        raise BadData("target: a KPI needs one from its start.")
    if named(part).get("due_on", old.due_on if old else None) is None:
        raise BadData("due_on: a KPI needs a target date.")
    whole = merged(
        KpiDraft, part, old, metric=metric.id, target=target, starts_on=start, ends_on=None
    )
    _held("due_on", require_not_before, whole.due_on, start)
    if whole.baseline is not None:
        _held("baseline", require_possible, Range(low=whole.baseline), metric)
    _held("warn", require_distance, whole.warn, metric)
    return whole


def level_of(part: LevelPart, metric: Metric) -> Range:
    """The range that a level stands for; raises `BadData`."""
    try:
        return part.range(metric.direction)
    except ValueError as error:
        raise BadData(f"level: {error}.") from None


def require_level(level: Range, metric: Metric) -> None:
    """Nothing where the metric can have the level; raises `BadData` otherwise."""
    _held("level", require_possible, level, metric)


def require_apart(parts: Sequence[DatedPart]) -> None:
    """Nothing where no two parts of one record hold on the same day; raises `BadData` otherwise."""
    for part, following in pairwise(parts):
        if part.ends_on and following.starts_on and following.starts_on < part.ends_on:
            raise BadData(
                f"What starts on {following.starts_on} would apply on the same day as what ends "
                f"on {part.ends_on}."
            )


def _held(key: str, rule: Callable[..., object], *values: object) -> None:
    try:
        rule(*values)
    except ValueError as error:
        raise BadData(f"{key}: {error}.") from None
