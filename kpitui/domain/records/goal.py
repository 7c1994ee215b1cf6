"""Priorities and strategies."""

from datetime import date
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.activity import Activity
from kpitui.domain.records.dated import Dated
from kpitui.domain.records.detail import Detail
from kpitui.domain.text import NAME_LIMIT


class Goal(Dated, frozen=True, kw_only=True):
    """What a priority and a strategy say. `planned_until` is when it is meant to be reached;
    `ends_on` when it really ended.
    """

    title: Annotated[str, Detail("Title", limit=NAME_LIMIT)]
    owner: Annotated[str, Detail("Owner", "who is responsible", limit=NAME_LIMIT)] = ""
    planned_until: Annotated[
        date | None,
        Detail("Planned until", "optional", column="planned_until_on", order=5),
    ] = None
    description: Annotated[str, Detail("Description", order=7)] = ""


class Priority(Goal, frozen=True, kw_only=True):
    """What matters now."""

    id: int
    position: int = 0
    version: int = 1


class GoalDraft(Goal, frozen=True, kw_only=True):
    """What a strategy says; a priority says all of it but the activities and the guards, the
    metrics that it must not harm.
    """

    activities: tuple[Activity, ...] = ()
    guard_ids: tuple[int, ...] = ()


class Strategy(GoalDraft, frozen=True, kw_only=True):
    """What senior leaders chose to do about one priority."""

    id: int
    priority_id: int
    position: int = 0
    version: int = 1


class Verdict(Struct, frozen=True, kw_only=True):
    """What was learned when a strategy ended: how its KPIs moved, and in words."""

    strategy_id: int
    date: date
    moved: str = ""
    words: str
