"""Coaching sessions and annotations as a document: every person, metric and strategy named instead
of numbered.
"""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from kpitui.domain.records.action import Action
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.document import (
    CleanLine,
    CleanName,
    Moment,
    Number,
    Part,
    named,
    of_record,
)
from kpitui.domain.records.seen_level import SeenLevel
from kpitui.domain.records.session import CoachingSession


@of_record(Action)
class ActionPart(Part):
    """What someone promised."""


@of_record(CoachingSession, coach=CleanName, person=CleanName)
class SessionPart(Part):
    """One coaching session; `focus` names metrics, `together` whose session it was held with."""

    together: CleanName | None = None
    focus: tuple[CleanName, ...] = ()
    action: tuple[ActionPart, ...] = ()


def _listed(value: object) -> object:
    """A cell holds the names of a list behind each other."""
    if isinstance(value, str):
        return [one for one in (part.strip() for part in value.split(";")) if one]
    return value


class EnteredSession(SessionPart):
    """A session as `kpitui export sessions` writes it; `session` is what it is called there."""

    session: CleanLine | None = None
    focus: Annotated[tuple[CleanName, ...], BeforeValidator(_listed)] = ()
    evaluations: Annotated[tuple[CleanLine, ...], BeforeValidator(_listed)] = ()
    acknowledged_at: Moment | None = None
    acknowledged_by: CleanName | None = None
    together: CleanLine | None = None
    """The first session of those held at once, as `NAME: SESSION`."""
    actions: tuple[ActionPart, ...] = ()


class EnteredAction(ActionPart):
    """An action as `kpitui export actions` writes it: of a session of a person."""

    person: CleanName
    session: CleanLine


@of_record(SeenLevel, person=CleanName, metric=CleanName)
class EnteredLevel(Part):
    """A level that someone has seen, as `kpitui export levels` writes it."""

    low: Number | None = None
    high: Number | None = None
    seen_at: Moment
    seen_by: CleanName
    answered_at: Moment | None = None
    answered_by: CleanName | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        said = named(self)
        if self.low is None and self.high is None:
            raise ValueError("a level needs a lowest value, a highest value, or both")
        if said.get("answer") and not (said.get("question") and self.answered_by):
            raise ValueError("an answer needs its question, and who gave it")
        if bool(said.get("answer")) is not (self.answered_at is not None):
            raise ValueError("an answer needs the moment it was given")
        return self


def said_of(row: dict[str, Any]) -> dict[str, Any]:
    """What a row of a file says: what is empty there is not said."""
    return {key: value for key, value in row.items() if key and value not in ("", None)}


@of_record(AnnotationDraft)
class AnnotationPart(Part):
    """A dated event on a metric or a strategy, of the organisation, one team or one person."""

    metric: CleanName | None = None
    strategy: CleanName | None = None
    team: CleanName | None = None
    person: CleanName | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.metric is None) == (self.strategy is None):
            raise ValueError("name either a metric or a strategy")
        if self.team is not None and self.person is not None:
            raise ValueError("name a team or a person, not both")
        said = named(self)
        if said.get("new_limits") and not said.get("reason"):
            raise ValueError("new limits need a reason")
        return self


class EnteredEvent(AnnotationPart):
    """An event as `kpitui export events` writes it."""

    priority: CleanLine | None = None
    strategy: CleanLine | None = None


class CoachingDocument(Part):
    """Sessions, annotations and seen levels, oldest first as they happened."""

    session: tuple[SessionPart, ...] = ()
    annotation: tuple[AnnotationPart, ...] = ()
    level: tuple[EnteredLevel, ...] = ()
