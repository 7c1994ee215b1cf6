"""The form of an absence."""

from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.records.absence import Absence, AbsenceDraft, require_back_later
from kpitui.domain.records.person import Person
from kpitui.domain.records.typed import read_draft
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Form, fields_of

INTRO = "Nothing is due meanwhile. The reason is read by everyone who may see this person."


def absence_form(
    person: Person, absence: Absence | None, context: AppContext
) -> Form[AbsenceDraft]:
    """When someone is away: a new absence, or another version of one."""

    def read(texts: Texts) -> AbsenceDraft:
        return _read(context.reader(texts))

    key = f"absence-{absence.id}" if absence else f"absence-of-{person.id}"
    fields = fields_of(AbsenceDraft, absence, context)
    return Form(key, f"Away: {person.name}", fields, read, (INTRO,))


def _read(reader: FieldReader) -> AbsenceDraft:
    starts_on, ends_on = reader.day("starts_on"), reader.optional_day("ends_on")
    reader.check("ends_on", require_back_later, starts_on, ends_on)
    if reader.errors:
        reader.done()
    draft = read_draft(AbsenceDraft, reader, starts_on=starts_on, ends_on=ends_on)
    reader.done()
    return draft
