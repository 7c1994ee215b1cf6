"""What a form brings in about a person."""

from kpitui.domain.fields import FieldReader
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.typed import read_draft


def read_person(reader: FieldReader) -> PersonDraft:
    """Someone new. Raises `FieldErrors`."""
    found = read_draft(PersonDraft, reader)
    reader.done()
    return found
