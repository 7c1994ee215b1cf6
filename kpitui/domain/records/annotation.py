"""Annotations: dated events on a metric or a strategy."""

from datetime import date as day
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import PAST_DATES, Detail
from kpitui.domain.text import LINE_LIMIT

RESET_NEEDS_REASON = "give a reason for the reset: without one it may hide a signal"


class EventScope(Struct, frozen=True, kw_only=True):
    """Who an event concerns: one team, one person, or with neither the whole organisation."""

    team_id: int | None = None
    person_id: int | None = None

    def __post_init__(self) -> None:
        if self.team_id is not None and self.person_id is not None:
            raise ValueError("an event is for the organisation, or for one team or one person")

    @property
    def whole(self) -> bool:
        """Whether it is the whole organisation's."""
        return self.team_id is None and self.person_id is None


ORGANISATION = EventScope()


class AnnotationDraft(EventScope, frozen=True, kw_only=True):
    """A dated event on a metric or on a strategy; with `new_limits` it starts new process limits,
    for a reason.
    """

    metric_id: int | None = None
    strategy_id: int | None = None
    text: Annotated[str, Detail("What happened", "such as: new phone menu", limit=LINE_LIMIT)]
    date: Annotated[day, Detail("On", PAST_DATES, begins="today", past=True)]
    new_limits: Annotated[
        bool, Detail("Reset limits", "yes if the process changed here", begins="no")
    ] = False
    reason: Annotated[
        str, Detail("Reason for reset", "why the limits are reset: what changed in the process")
    ] = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.metric_id is None) == (self.strategy_id is None):
            raise ValueError("an event belongs to a metric or a strategy")


class Annotation(AnnotationDraft, frozen=True, kw_only=True):
    """An event that is on record."""

    id: int
    version: int = 1


def new_version_said(sheet: str) -> str:
    """The text of the event that a new version of a call sheet is."""
    return f"New version of the call sheet “{sheet}”"


def event_said(text: str, *whose: str) -> str:
    """The text of an event with the name of who it concerns, where that is not everyone."""
    return " · ".join(part for part in (text, *whose) if part)
