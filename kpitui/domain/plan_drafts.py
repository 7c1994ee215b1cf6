"""What forms of the plan bring in: validated drafts, read from the text of their fields."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, InstanceOf

from kpitui.domain.constraints import Id, Number
from kpitui.domain.fields import FieldReader, Measured
from kpitui.domain.metrics import NAME_LIMIT, Aggregation, Cadence, Direction, Metric, Range
from kpitui.domain.plan_document import CleanLine, CleanName, CleanNote, MetricPart, OptionalName, Part


class YesNo(StrEnum):
    """The answer to a question of a form."""

    YES = "yes"
    NO = "no"


class MissionDraft(Part):
    """A new statement of the mission, with the reason for it."""

    statement: CleanLine
    reason: CleanNote = ""
    starts_on: date


class GoalDraft(Part):
    """A priority or a strategy."""

    title: CleanName
    description: CleanNote = ""
    owner: OptionalName = ""
    starts_on: date
    planned_until: date | None = None
    activities: tuple[CleanName, ...] = ()


class KpiDraft(Part):
    """A metric, there already or new, in the service of a strategy, with one target."""

    metric: Id | MetricPart
    baseline: Number | None
    target: InstanceOf[Range]
    starts_on: date
    due_on: date
    warn: Annotated[Number, Field(ge=0)] = 0.0
    owner: OptionalName = ""


class Scope(Part):
    """Whom a standard is for: one of the three, or everybody."""

    team_id: Id | None = None
    role_id: Id | None = None
    person_id: Id | None = None


class StandardDraft(Part):
    """What is expected from a date on: of everybody, or of one team, role or person."""

    metric: Id | MetricPart
    scope: Scope = Scope()
    level: InstanceOf[Range]
    starts_on: date


class AnnotationDraft(Part):
    """A dated event on a metric or a strategy."""

    metric_id: Id | None = None
    strategy_id: Id | None = None
    date: date
    text: CleanLine
    new_limits: bool = False
    reason: CleanNote = ""
    """Why limits start anew."""


def read_mission(reader: FieldReader, *, first: bool) -> MissionDraft:
    """A new mission; every one but the first needs a reason. Raises `FieldErrors`."""
    statement, starts_on = reader.name("statement", 500), reader.day("starts_on")
    reason = reader.optional("reason")
    if not first and not reason:
        reader.errors.setdefault("reason", "say why the mission changes; the reason stays in the history")
    reader.done()
    return MissionDraft(statement=statement, reason=reason, starts_on=starts_on)


def read_goal(reader: FieldReader) -> GoalDraft:
    """A priority or a strategy; activities stand apart by semicolons. Raises `FieldErrors`."""
    title, activities = reader.name("title"), reader.several("activities")
    starts_on, until = reader.day("starts_on"), reader.optional_day("planned_until")
    reader.not_before("planned_until", until, starts_on)
    owner, description = reader.optional("owner", NAME_LIMIT), reader.optional("description")
    reader.done()
    return GoalDraft(
        title=title, description=description, owner=owner, starts_on=starts_on, planned_until=until,
        activities=activities,
    )  # fmt: skip


def read_metric(reader: FieldReader) -> MetricPart:
    """The definition of a metric; errors are left with the reader."""
    name = reader.name("metric")
    code = reader.optional("code", NAME_LIMIT) or name.lower()
    unit = reader.optional("unit", 20)
    direction, aggregation = reader.one_of("direction", Direction), reader.one_of("aggregation", Aggregation)
    low = reader.optional_number("plausible_low", unit)
    high = reader.optional_number("plausible_high", unit)
    if low is not None and high is not None and high < low:
        reader.errors.setdefault("plausible_high", "it lies below the lowest plausible value")
    return MetricPart(
        name=name, code=code, unit="" if "unit" in reader.errors else unit, direction=direction,
        decimals=reader.read("decimals", _decimals, 1), aggregation=aggregation,
        cadence=reader.one_of("cadence", Cadence), plausible_low=low, plausible_high=high,
        definition=reader.optional("definition"),
    )  # fmt: skip


def read_kpi(reader: FieldReader, metric: Measured) -> KpiDraft:
    """A metric as a KPI: never without a target and a date. Raises `FieldErrors`."""
    baseline, target = reader.optional_level("baseline", metric), reader.level("target", metric)
    starts_on, due_on = reader.day("starts_on"), reader.day("due_on")
    reader.not_before("due_on", due_on, starts_on)
    warn = reader.distance("warn", metric)
    owner = reader.optional("owner", NAME_LIMIT)
    reader.done()
    return KpiDraft(
        metric=metric.id if isinstance(metric, Metric) else metric, baseline=baseline, target=target,
        starts_on=starts_on, due_on=due_on, warn=warn, owner=owner,
    )  # fmt: skip


def _decimals(text: str) -> int:
    if text not in tuple("0123456"):
        raise ValueError("type 0 to 6")
    return int(text)


def read_standard(reader: FieldReader, metric: Measured, scope: Scope) -> StandardDraft:
    """What is expected from a date on. Raises `FieldErrors`."""
    level, starts_on = reader.level("level", metric), reader.day("starts_on")
    reader.done()
    return StandardDraft(
        metric=metric.id if isinstance(metric, Metric) else metric, scope=scope, level=level, starts_on=starts_on
    )


def read_annotation(reader: FieldReader, metric_id: int | None, strategy_id: int | None) -> AnnotationDraft:
    """An event of today or earlier. Raises `FieldErrors`."""
    text = reader.name("text", 500)
    day = reader.past_day("date")
    new_limits = reader.one_of("new_limits", YesNo) is YesNo.YES
    reason = reader.optional("reason")
    if new_limits and not reason:
        reader.errors.setdefault("reason", "say why the limits start anew; a split without a reason hides a signal")
    reader.done()
    return AnnotationDraft(
        metric_id=metric_id, strategy_id=strategy_id, date=day, text=text, new_limits=new_limits, reason=reason
    )
