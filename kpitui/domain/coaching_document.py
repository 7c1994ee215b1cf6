"""Coaching sessions and annotations as a document: every person, metric and strategy named instead of numbered."""

from datetime import date as day
from typing import Self

from pydantic import model_validator

from kpitui.domain.coaching import SessionKind
from kpitui.domain.constraints import Minutes
from kpitui.domain.plan_document import CleanLine, CleanName, CleanNote, OptionalName, Part


class ActionPart(Part):
    """What somebody promised."""

    text: CleanLine
    who: OptionalName = ""
    due_on: day | None = None
    done_on: day | None = None


class SessionPart(Part):
    """One coaching session; `focus` names metrics."""

    coach: CleanName
    person: CleanName
    date: day
    kind: SessionKind
    minutes: Minutes | None = None
    focus: tuple[CleanName, ...] = ()
    behaviour: OptionalName = ""
    seen: CleanNote = ""
    agreed: CleanNote = ""
    follow_up_on: day | None = None
    followed_up_on: day | None = None
    action: tuple[ActionPart, ...] = ()


class AnnotationPart(Part):
    """A dated event on a metric or a strategy."""

    metric: CleanName | None = None
    strategy: CleanName | None = None
    date: day
    text: CleanLine
    new_limits: bool = False
    reason: CleanNote = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.metric is None) == (self.strategy is None):
            raise ValueError("name either a metric or a strategy")
        if self.new_limits and not self.reason:
            raise ValueError("new limits need a reason")
        return self


class CoachingDocument(Part):
    """Sessions and annotations, oldest first as they happened."""

    session: tuple[SessionPart, ...] = ()
    annotation: tuple[AnnotationPart, ...] = ()
