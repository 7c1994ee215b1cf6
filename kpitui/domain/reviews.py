"""Reviews: one dated look at one KPI, what was seen in it and what was decided."""

from collections.abc import Sequence
from datetime import date as day
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

ROUND_DAYS = 7
"""A KPI that was reviewed so many days ago or less counts as done in the review that goes on."""


class Decision(StrEnum):
    """What comes of a review."""

    KEEP = "keep"
    ADJUST = "adjust"
    STOP = "stop"


class Review(Struct, frozen=True, kw_only=True):
    """What was seen in a KPI on a day, what was decided, and how sure one is (0–10) that the target will be met."""

    id: int
    kpi_id: int
    date: day
    seen: str = ""
    decision: Decision
    confidence: int | None = None
    comment: str = ""
    by: str
    version: int = 1


def done_lately(reviews: Sequence[Review], today: day) -> bool:
    """Whether a KPI needs no look any more in the review that goes on."""
    return any(today - timedelta(days=ROUND_DAYS) < one.date <= today for one in reviews)
