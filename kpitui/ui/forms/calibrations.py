"""The form that opens a calibration."""

from datetime import date
from functools import partial

from kpitui.domain.errors import KpituiError
from kpitui.domain.fields import Texts
from kpitui.domain.naming import Names
from kpitui.domain.near import or_near
from kpitui.domain.records.calibration import CalibrationDraft, CalibrationTerms
from kpitui.domain.records.person import Person
from kpitui.domain.records.sheet import Sheet, SheetVersion
from kpitui.domain.records.typed import read_draft
from kpitui.domain.text import name_order
from kpitui.domain.within import not_called
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, fields_of
from kpitui.views.sheets import SheetBook


def opening_form(
    people: Names[Person], book: SheetBook, context: AppContext
) -> Form[CalibrationDraft]:
    """Which contact is scored by several; the sheet is asked for where there are more than one."""
    sheets = book.on(context.entry_day)
    one = sheets[0].name if len(sheets) == 1 else ""

    def read(texts: Texts) -> CalibrationDraft:
        reader = context.reader(texts)
        person = reader.read("person", partial(_person, people), None)
        chosen = reader.read("sheet", partial(_sheet, book), None)
        terms = read_draft(CalibrationTerms, reader)
        if chosen is not None:
            reader.check("date", _version, chosen, terms.date)
        reader.name("reference")
        reader.done()
        assert person is not None
        assert chosen is not None
        return CalibrationDraft(
            date=terms.date, reference=terms.reference, channel=terms.channel, note=terms.note,
            sheet_version_id=_version(chosen, terms.date).id, person_id=person.id,
        )  # fmt: skip

    names = tuple(sorted((person.name for person in people.offered("")), key=name_order))
    fields = (
        Field("person", "Agent", "", "whose contact it is", names),
        *fields_of(CalibrationTerms, None, context),
        Field("sheet", "Call sheet", one, "", tuple(sheet.name for sheet in sheets)),
    )
    return Form(
        "calibration-new", "New calibration", fields, read,
        ("Several score the same contact, each without seeing the others'.",),
    )  # fmt: skip


def _person(people: Names[Person], text: str) -> Person | None:
    found = people.meant(text)
    if found is None:
        missing = not_called("person", text, of_teams=people.of_teams)
        raise ValueError(or_near(missing, people.near(text)))
    return found


def _sheet(book: SheetBook, text: str) -> Sheet | None:
    try:
        return book.named(text)
    except KpituiError as error:
        raise ValueError(error.sentence.rstrip(".")) from None


def _version(sheet: Sheet, day: date) -> SheetVersion:
    found = sheet.on(day)
    if found is None:
        raise ValueError(f"{sheet.name} has no questions on {day}")
    return found
