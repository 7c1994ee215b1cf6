"""Reviews and their decisions as a document: every KPI named by its strategy and metric instead of
numbered.
"""

from datetime import date
from typing import Self

from pydantic import model_validator

from kpitui.domain.records.decision import ReviewDecision
from kpitui.domain.records.document import CleanLine, CleanName, Part, named, of_record
from kpitui.domain.records.review import Decision, Review


@of_record(Review, strategy=CleanName, metric=CleanName)
class ReviewPart(Part):
    """One dated look at a KPI."""


class OfKpi(Part):
    """What names a KPI."""

    priority: CleanLine | None = None
    strategy: CleanLine
    kpi_starts_on: date | None = None
    """Which KPI of strategy and metric it is, where it was one several times."""


class EnteredReview(ReviewPart, OfKpi):
    """A review as `kpitui export reviews` writes it."""

    strategy: CleanLine


@of_record(ReviewDecision)
class EnteredDecision(OfKpi):
    """What was decided in a review, as `kpitui export decisions` writes it."""

    metric: CleanName
    date: date
    by: CleanName
    decision: Decision

    @model_validator(mode="after")
    def _whole(self) -> Self:
        said = named(self)
        limits = [said.get(key) for key in ("periods", "middle", "low", "high")]
        if None in limits and limits != [None] * 4:
            raise ValueError("limits need their periods, their middle, the low and the high one")
        if None not in limits and said["low"] > said["high"]:
            raise ValueError("the lower limit is above the upper one")
        if said.get("result") and not said.get("done_on"):
            raise ValueError("a result needs the day it was done")
        return self


class ReviewDocument(Part):
    """Reviews, oldest first as they happened, and what was decided in them."""

    review: tuple[ReviewPart, ...] = ()
    decision: tuple[EnteredDecision, ...] = ()
