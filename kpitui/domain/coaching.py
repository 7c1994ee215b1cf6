"""Coaching: sessions, what somebody promised in them, and the dated events that charts show."""

from datetime import date as day
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

LINE_LIMIT = 500
"""The most characters of an action or an annotation."""


class SessionKind(StrEnum):
    """What a coach and a person did together."""

    ROLE_PLAY = "role-play"
    SIDE_BY_SIDE = "side-by-side"
    CALL_REVIEW = "call review"
    TRAINING = "training"
    ONE_TO_ONE = "one-to-one"


class Action(Struct, frozen=True, kw_only=True):
    """What somebody promised in a session; open while `done_on` is None."""

    id: int
    session_id: int
    text: str
    who: str = ""
    due_on: day | None = None
    done_on: day | None = None
    version: int = 1

    def overdue(self, on: day) -> bool:
        """Whether it was due before that day and is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on


class CoachingSession(Struct, frozen=True, kw_only=True):
    """A coach with a person on a day: what it was about, what was seen, what was agreed."""

    id: int
    coach: str
    person_id: int
    date: day
    kind: SessionKind
    minutes: int | None = None
    focus: tuple[int, ...] = ()
    """The metrics it was about, in the order they were named."""
    behaviour: str = ""
    """What it was about besides metrics: empathy, greeting."""
    seen: str = ""
    agreed: str = ""
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


class Annotation(Struct, frozen=True, kw_only=True):
    """A dated event on a metric or on a strategy; with `new_limits` it starts new process limits, for a reason."""

    id: int
    metric_id: int | None = None
    strategy_id: int | None = None
    date: day
    text: str
    new_limits: bool = False
    reason: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if (self.metric_id is None) == (self.strategy_id is None):
            raise ValueError("an annotation stands on a metric or on a strategy")
