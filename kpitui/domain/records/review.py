"""Reviews: one dated look at one KPI, what was seen in it and what was decided."""

from datetime import date as day
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import Detail
from kpitui.domain.text import NAME_LIMIT


class Decision(StrEnum):
    """What comes of a review."""

    KEEP = "keep"
    ADJUST = "adjust"
    STOP = "stop"


class ReviewDraft(Struct, frozen=True, kw_only=True):
    """What was seen in a KPI, what was decided, and how sure one is (0-10) that the target will be
    met.
    """

    kpi_id: int
    comment: Annotated[str, Detail("Comment", "what you see, and what to do")] = ""
    confidence: Annotated[
        int | None,
        Detail("Confidence", "0 to 10 that the target will be met", least=0, most=10),
    ] = None
    decision: Annotated[Decision, Detail("Decision", "keep, adjust or stop")]
    seen: Annotated[str, Detail("Seen", asked=False)] = ""


class Review(ReviewDraft, frozen=True, kw_only=True):
    """A review on record."""

    id: int
    date: Annotated[day, Detail("Date", asked=False, past=True)]
    by: Annotated[str, Detail("By", asked=False, limit=NAME_LIMIT)]
    version: int = 1
