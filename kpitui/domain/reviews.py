"""Reviews: one dated look at one KPI, what was seen in it and what was decided."""

from collections.abc import Sequence
from datetime import date as day
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kpitui.domain.metrics import Id, Name, Note, Record
from kpitui.domain.plan_document import CleanNote, Part

ROUND_DAYS = 7
"""A KPI that was reviewed so many days ago or less counts as done in the review that goes on."""

Confidence = Annotated[int, Field(ge=0, le=10)]


class Decision(StrEnum):
    """What comes of a review."""

    KEEP = "keep"
    ADJUST = "adjust"
    STOP = "stop"


class Review(Record):
    """What was seen in a KPI on a day, what was decided, and how sure one is (0–10) that the target will be met."""

    id: Id
    kpi_id: Id
    date: day
    seen: Note = ""
    decision: Decision
    confidence: Confidence | None = None
    comment: Note = ""
    by: Name
    version: int = 1


class ReviewDraft(Part):
    """A review as it was decided."""

    kpi_id: Id
    decision: Decision
    confidence: Confidence | None = None
    comment: CleanNote = ""
    seen: CleanNote = ""


def done_lately(reviews: Sequence[Review], today: day) -> bool:
    """Whether a KPI needs no look any more in the review that goes on."""
    return any(today - timedelta(days=ROUND_DAYS) < one.date <= today for one in reviews)
