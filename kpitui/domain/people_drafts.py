"""What a form brings in about a person."""

from kpitui.domain.fields import FieldReader
from kpitui.domain.hours import read_hours
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.typed import read_draft


def read_person(reader: FieldReader) -> PersonDraft:
    """Someone new. Raises `FieldErrors`."""
    found = read_draft(PersonDraft, reader, hours=hours_in(reader))
    reader.done()
    return found


def hours_in(reader: FieldReader) -> float | None:
    """The hours a week that someone typed; None where that is empty."""
    nothing: float | None = None
    return reader.read(
        "hours", lambda text: read_hours(text, decimal_comma=reader.writing.comma), nothing
    )
