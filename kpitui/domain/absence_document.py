"""An absence as a row of a file."""

from datetime import date

from kpitui.domain.records.absence import REASON_LIMIT
from kpitui.domain.records.document import CleanName, Part, text


class EnteredAbsence(Part):
    """An absence as `kpitui export absences` writes it; without `back_on` no one knows yet when
    they are back.
    """

    person: CleanName
    starts_on: date
    back_on: date | None = None
    reason: text(REASON_LIMIT) = ""  # type: ignore[valid-type]  # known at run time only
