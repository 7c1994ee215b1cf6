"""What a review brings in: a validated draft."""

from kpitui.domain.constraints import Confidence, Id
from kpitui.domain.plan_document import CleanNote, Part
from kpitui.domain.reviews import Decision


class ReviewDraft(Part):
    """A review as it was decided."""

    kpi_id: Id
    decision: Decision
    confidence: Confidence | None = None
    comment: CleanNote = ""
    seen: CleanNote = ""
