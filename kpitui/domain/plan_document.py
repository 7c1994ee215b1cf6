"""The plan as a document: what `plan show` writes and `plan load` reads, every record named instead
of numbered.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from kpitui.domain.coaching_rhythm import LONGEST_RHYTHM
from kpitui.domain.errors import BadData
from kpitui.domain.file_rules import rule_text
from kpitui.domain.hours import MOST_HOURS
from kpitui.domain.records.document import (
    CleanLine,
    CleanName,
    CleanNote,
    Number,
    Part,
    of_record,
)
from kpitui.domain.records.goal import Goal, GoalDraft
from kpitui.domain.records.kpi import KpiTerms
from kpitui.domain.records.metric import Direction, Metric, Range, level_range
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.person import Person
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.text import name_key


class DatedPart(Part):
    """A part that holds from `starts_on` up to, not including, `ends_on`; a new one starts today if
    it does not say.
    """

    starts_on: date | None = None
    ends_on: date | None = None


PartsT = TypeVar("PartsT", bound="tuple[Part, ...]")


def _each_once(parts: PartsT) -> PartsT:
    # Of two that say different things of one record no one knows which is meant.
    seen = set()
    for part in parts:
        name = name_of(part)
        if name_key(name) in seen:
            raise ValueError(f"“{name}” is there twice")
        seen.add(name_key(name))
    return parts


def name_of(part: Part) -> str:
    """What a part is called in the document."""
    names = (getattr(part, key, None) for key in ("name", "title", "statement", "metric", "text"))
    return str(next(name for name in names if name))


def each_part(
    part: Part, place: tuple[int | str, ...] = ()
) -> Iterator[tuple[Part, tuple[int | str, ...]]]:
    """Every table below a part, with the way to it."""
    for key in type(part).model_fields:
        found = getattr(part, key)
        for number, below in enumerate(found if isinstance(found, tuple) else ()):
            if isinstance(below, Part):
                yield below, (*place, key, number)
                yield from each_part(below, (*place, key, number))


@of_record(MissionDraft)
class MissionPart(DatedPart):
    """One statement of the mission."""


class LevelPart(DatedPart):
    """A row of a target or a standard: `level` where one number says it all, else
    `low`, `high` or both.
    """

    level: Number | None = None
    low: Number | None = None
    high: Number | None = None
    why: CleanLine | None = None
    """Why a row that is there already was wrong; without it nothing that was judged changes."""

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


class TargetPart(LevelPart):
    """A row of a target: the level is reached by `due_on`, on a line from the level of before, or
    holds at once. One row alone leads to the KPI's own day if it does not say.
    """

    model_config = ConfigDict(populate_by_name=True)

    due_on: date | None = None
    from_level: Number | None = Field(None, alias="from")


@of_record(Metric, needs=("name",))
class MetricPart(Part):
    """The definition of one metric; of one that is there, what it does not name stays."""


class UnderPart(DatedPart):
    """The team that a team is under from a date on, and until when."""

    team: CleanName


def _under(said: object) -> object:
    """A team alone stands for a table that names it."""
    return ({"team": said},) if isinstance(said, str) else _one_or_several(said)


def _one_or_several(said: object) -> object:
    return (said,) if isinstance(said, dict) else said


@of_record(Team)
class TeamPart(DatedPart):
    """A team; `under` is the name of the team it is under, or rows that say so over time."""

    under: Annotated[tuple[UnderPart, ...], BeforeValidator(_under)] = ()


class RhythmPart(Part):
    """How often those of a role are coached from a date on, in days; 0 is not by a rhythm."""

    days: Annotated[int, Field(ge=0, le=LONGEST_RHYTHM)]
    starts_on: date | None = None


@of_record(JobRole)
class RolePart(Part):
    """A job role; `rhythm` rows say how often its people are coached over time."""

    rhythm: tuple[RhythmPart, ...] = ()


class MembershipPart(DatedPart):
    """The team, role and hours a week of a person from a date on."""

    team: CleanName | None = None
    role: CleanName | None = None
    hours: Annotated[Number, Field(gt=0, le=MOST_HOURS)] | None = None


@of_record(Person)
class PersonPart(DatedPart):
    """A person; `membership` rows say team and role over time."""

    membership: tuple[MembershipPart, ...] = ()


@of_record(KpiTerms, metric=CleanName)
class KpiPart(DatedPart):
    """A metric in the service of the strategy it stands under."""

    why: CleanLine | None = None
    """Why the baseline was wrong."""
    target: tuple[TargetPart, ...] = ()


class ActivityPart(Part):
    """More about one activity of a strategy; without teams it is everyone's."""

    text: CleanName
    starts_on: date | None = None
    ends_on: date | None = None
    teams: tuple[CleanName, ...] = ()


@of_record(GoalDraft)
class StrategyPart(DatedPart):
    """A strategy under its priority; one that ends tells what was learned."""

    activities: tuple[CleanName, ...] = ()
    """What people do for it, in their order."""
    activity: tuple[ActivityPart, ...] = ()
    """From when on and in which teams they do it, where that is known."""
    guards: tuple[CleanName, ...] = ()
    """Metrics that it must not harm."""
    verdict: CleanNote = ""
    moved: CleanNote = ""
    """How its KPIs moved."""
    kpi: tuple[KpiPart, ...] = ()


@of_record(Goal)
class PriorityPart(DatedPart):
    """A priority with its strategies."""

    strategy: Annotated[tuple[StrategyPart, ...], AfterValidator(_each_once)] = ()


class StandardPart(Part):
    """What is expected: of everyone, unless a team, a role or a person is named."""

    metric: CleanName
    team: CleanName | None = None
    role: CleanName | None = None
    person: CleanName | None = None
    level: tuple[LevelPart, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_scope(self) -> Self:
        if sum(scope is not None for scope in (self.team, self.role, self.person)) > 1:
            raise ValueError("a standard is for everyone, or for one team, one role or one person")
        return self


class RulesPart(Part):
    """Rules of the file that hold from `starts_on` on, from today if it does not say; every other
    key is one of them.
    """

    model_config = ConfigDict(extra="allow")

    starts_on: date | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        self.texts()
        return self

    def texts(self) -> dict[str, str]:
        """The rules by key, as the file keeps them."""
        try:
            return {key: rule_text(key, value) for key, value in (self.model_extra or {}).items()}
        except BadData as error:
            raise ValueError(error.sentence.rstrip(".")) from None


class PlanDocument(Part):
    """The whole plan; a part that is left out changes nothing."""

    kpitui: Literal[1] = 1
    rules: Annotated[tuple[RulesPart, ...], BeforeValidator(_one_or_several)] = ()
    mission: tuple[MissionPart, ...] = ()
    metric: Annotated[tuple[MetricPart, ...], AfterValidator(_each_once)] = ()
    team: Annotated[tuple[TeamPart, ...], AfterValidator(_each_once)] = ()
    role: Annotated[tuple[RolePart, ...], AfterValidator(_each_once)] = ()
    person: Annotated[tuple[PersonPart, ...], AfterValidator(_each_once)] = ()
    priority: Annotated[tuple[PriorityPart, ...], AfterValidator(_each_once)] = ()
    standard: tuple[StandardPart, ...] = ()
