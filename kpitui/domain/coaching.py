"""Coaching: sessions, what somebody promised in them, and the dated events that charts show."""

from datetime import date as day
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from kpitui.domain.metrics import Id, Name, Note, Record

LINE_LIMIT = 500
"""The most characters of an action or an annotation."""

Line = Annotated[str, Field(min_length=1, max_length=LINE_LIMIT)]
Minutes = Annotated[int, Field(ge=1, le=1440)]


class SessionKind(StrEnum):
    """What a coach and a person did together."""

    ROLE_PLAY = "role-play"
    SIDE_BY_SIDE = "side-by-side"
    CALL_REVIEW = "call review"
    TRAINING = "training"
    ONE_TO_ONE = "one-to-one"


class Action(Record):
    """What somebody promised in a session; open while `done_on` is None."""

    id: Id
    session_id: Id
    text: Line
    who: Annotated[str, Field(max_length=120)] = ""
    due_on: day | None = None
    done_on: day | None = None
    version: int = 1

    def overdue(self, on: day) -> bool:
        """Whether it was due before that day and is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on


class CoachingSession(Record):
    """A coach with a person on a day: what it was about, what was seen, what was agreed."""

    id: Id
    coach: Name
    person_id: Id
    date: day
    kind: SessionKind
    minutes: Minutes | None = None
    focus: tuple[Id, ...] = ()
    """The metrics it was about, in the order they were named."""
    behaviour: Annotated[str, Field(max_length=120)] = ""
    """What it was about besides metrics: empathy, greeting."""
    seen: Note = ""
    agreed: Note = ""
    follow_up_on: day | None = None
    followed_up_on: day | None = None
    acknowledged_at: datetime | None = None
    """When the person confirmed what was agreed, or somebody noted that they did."""
    acknowledged_by: str | None = None
    actions: tuple[Action, ...] = ()
    version: int = 1

    def follow_up_overdue(self, on: day) -> bool:
        """Whether looking again was due before that day and has not happened."""
        return self.followed_up_on is None and self.follow_up_on is not None and self.follow_up_on < on


class Annotation(Record):
    """A dated event on a metric or on a strategy; with `new_limits` it starts new process limits, for a reason."""

    id: Id
    metric_id: Id | None = None
    strategy_id: Id | None = None
    date: day
    text: Line
    new_limits: bool = False
    reason: Note = ""
    version: int = 1

    @model_validator(mode="after")
    def _on_one_thing(self) -> Self:
        if (self.metric_id is None) == (self.strategy_id is None):
            raise ValueError("an annotation stands on a metric or on a strategy")
        return self
