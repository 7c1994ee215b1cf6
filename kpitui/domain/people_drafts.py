"""What forms and files bring in about people: validated drafts."""

from datetime import date

from kpitui.domain.fields import FieldReader
from kpitui.domain.metrics import NAME_LIMIT
from kpitui.domain.plan_document import CleanName, Part


class PersonDraft(Part):
    """Somebody new, with the first team and role, named; those that are not there yet are made."""

    name: CleanName
    code: CleanName | None = None
    team: CleanName | None = None
    role: CleanName | None = None
    starts_on: date
    ends_on: date | None = None


def read_person(reader: FieldReader) -> PersonDraft:
    """Somebody new. Raises `FieldErrors`."""
    name, starts_on = reader.name("name"), reader.day("starts_on")
    code, team, role = (reader.optional(key, NAME_LIMIT) or None for key in ("code", "team", "role"))
    reader.done()
    return PersonDraft(name=name, code=code, team=team, role=role, starts_on=starts_on)
