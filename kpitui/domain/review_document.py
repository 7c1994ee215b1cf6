"""Reviews and verdicts as a document: every KPI named by its strategy and metric instead of numbered."""

from datetime import date as day
from typing import Annotated, Literal

from pydantic import Field

from kpitui.domain.plan_document import CleanName, CleanNote, Part


class ReviewPart(Part):
    """One dated look at a KPI."""

    strategy: CleanName
    metric: CleanName
    date: day
    by: CleanName
    decision: Literal["keep", "adjust", "stop"]
    confidence: Annotated[int, Field(ge=0, le=10)] | None = None
    seen: CleanNote = ""
    comment: CleanNote = ""


class VerdictPart(Part):
    """What was learned when a strategy ended."""

    strategy: CleanName
    date: day
    moved: CleanNote = ""
    words: Annotated[CleanNote, Field(min_length=1)]


class ReviewDocument(Part):
    """Reviews and verdicts, oldest first as they happened."""

    review: tuple[ReviewPart, ...] = ()
    verdict: tuple[VerdictPart, ...] = ()
