"""The plan as a document: what `plan show` writes and `plan load` reads, every record named instead of numbered."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kpitui.domain.constraints import Number
from kpitui.domain.metrics import (
    NAME_LIMIT,
    NOTE_LIMIT,
    Aggregation,
    Cadence,
    Direction,
    Metric,
    Place,
    Range,
    level_range,
)
from kpitui.domain.text import clean


def _clean_name(value: object) -> object:
    return clean(value, NAME_LIMIT) if isinstance(value, str) else value


def _clean_line(value: object) -> object:
    return clean(value, 500) if isinstance(value, str) else value


def _clean_note(value: object) -> object:
    return clean(value, NOTE_LIMIT, multiline=True) if isinstance(value, str) else value


CleanName = Annotated[str, BeforeValidator(_clean_name), Field(min_length=1)]
OptionalName = Annotated[str, BeforeValidator(_clean_name)]
CleanLine = Annotated[str, BeforeValidator(_clean_line), Field(min_length=1)]
CleanNote = Annotated[str, BeforeValidator(_clean_note)]


class Part(BaseModel):
    """A table of the document; keys that are not known are refused by name."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class DatedPart(Part):
    """A part that holds from `starts_on` up to, not including, `ends_on`; a new one starts today if it does not say."""

    starts_on: date | None = None
    ends_on: date | None = None


class MissionPart(DatedPart):
    """One statement of the mission."""

    statement: CleanLine
    reason: CleanNote = ""


class LevelPart(DatedPart):
    """A row of a target or a standard: `level` where one number says it all, else `low`, `high` or both."""

    level: Number | None = None
    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> Self:
        if (self.level is None) == (self.low is None and self.high is None):
            raise ValueError("give either level, or low and high")
        return self

    def range(self, direction: Direction) -> Range:
        """The range it stands for with a metric of this direction."""
        if self.level is not None:
            return level_range(direction, self.level)
        return Range(low=self.low, high=self.high)


class MetricPart(Part):
    """The definition of one metric."""

    name: CleanName
    code: CleanName
    unit: Annotated[str, Field(max_length=20), BeforeValidator(_clean_name)] = ""
    decimals: Annotated[int, Field(ge=0, le=6)] = 1
    direction: Direction
    aggregation: Aggregation
    cadence: Cadence
    plausible_low: Number | None = None
    plausible_high: Number | None = None
    definition: CleanNote = ""
    place: Place = Place.UNSORTED
    ends_on: date | None = None


def metric_part(metric: Metric) -> MetricPart:
    """The definition of a metric that is there."""
    return MetricPart.model_validate({name: getattr(metric, name) for name in MetricPart.model_fields})


class TeamPart(DatedPart):
    """A team."""

    name: CleanName


class RolePart(Part):
    """A job role."""

    name: CleanName


class MembershipPart(DatedPart):
    """The team and role of a person from a date on."""

    team: CleanName | None = None
    role: CleanName | None = None


class PersonPart(DatedPart):
    """A person; `membership` rows say team and role over time."""

    name: CleanName
    code: CleanName | None = None
    membership: tuple[MembershipPart, ...] = ()


class KpiPart(DatedPart):
    """A metric in the service of the strategy it stands under."""

    metric: CleanName
    baseline: Number | None = None
    due_on: date | None = None
    warn: Annotated[Number, Field(ge=0)] = 0.0
    owner: OptionalName = ""
    target: tuple[LevelPart, ...] = ()


class StrategyPart(DatedPart):
    """A strategy under its priority."""

    title: CleanName
    description: CleanNote = ""
    owner: OptionalName = ""
    planned_until: date | None = None
    activities: tuple[CleanName, ...] = ()
    kpi: tuple[KpiPart, ...] = ()


class PriorityPart(DatedPart):
    """A priority with its strategies."""

    title: CleanName
    description: CleanNote = ""
    owner: OptionalName = ""
    planned_until: date | None = None
    strategy: tuple[StrategyPart, ...] = ()


class StandardPart(Part):
    """What is expected: of everybody, unless a team, a role or a person is named."""

    metric: CleanName
    team: CleanName | None = None
    role: CleanName | None = None
    person: CleanName | None = None
    level: tuple[LevelPart, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_scope(self) -> Self:
        if sum(scope is not None for scope in (self.team, self.role, self.person)) > 1:
            raise ValueError("a standard is for everybody, or for one team, one role or one person")
        return self


class PlanDocument(Part):
    """The whole plan; a part that is left out changes nothing."""

    kpitui: Literal[1] = 1
    mission: tuple[MissionPart, ...] = ()
    metric: tuple[MetricPart, ...] = ()
    team: tuple[TeamPart, ...] = ()
    role: tuple[RolePart, ...] = ()
    person: tuple[PersonPart, ...] = ()
    priority: tuple[PriorityPart, ...] = ()
    standard: tuple[StandardPart, ...] = ()
