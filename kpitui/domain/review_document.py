"""Reviews as a document: every KPI named by its strategy and metric instead of numbered."""

from datetime import date

from kpitui.domain.records.document import CleanLine, CleanName, Part, of_record
from kpitui.domain.records.review import Review


@of_record(Review, strategy=CleanName, metric=CleanName)
class ReviewPart(Part):
    """One dated look at a KPI."""


class EnteredReview(ReviewPart):
    """A review as `kpitui export reviews` writes it."""

    priority: CleanLine | None = None
    strategy: CleanLine
    kpi_starts_on: date | None = None
    """Which KPI of strategy and metric it is, where it was one several times."""


class ReviewDocument(Part):
    """Reviews, oldest first as they happened."""

    review: tuple[ReviewPart, ...] = ()
