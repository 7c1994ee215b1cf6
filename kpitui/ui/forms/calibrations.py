"""Forms of calibrations: opening one, scoring one in a line of answers."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.errors import KpituiError
from kpitui.domain.fields import Texts
from kpitui.domain.naming import Names, Several
from kpitui.domain.records.calibration import CalibrationDraft, CalibrationTerms
from kpitui.domain.records.evaluation import Answer
from kpitui.domain.records.person import Person
from kpitui.domain.records.sheet import Sheet, SheetVersion
from kpitui.domain.records.typed import read_draft
from kpitui.domain.score_phrase import answers_of
from kpitui.domain.sheet_score import key_of, keys_of, read_answer
from kpitui.domain.text import LINE_LIMIT
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help, fields_of
from kpitui.views.calibrations import CalibrationPage
from kpitui.views.sheets import SheetBook
from kpitui.words.calibrations import BLIND, contact


class BlindScore(Struct, frozen=True):
    """What somebody answered, and their note."""

    answers: tuple[Answer, ...]
    note: str


def opening_form(
    everyone: Sequence[Person], book: SheetBook, context: AppContext
) -> Form[CalibrationDraft]:
    """Which contact is scored by several; the sheet is asked for where there are more than one."""
    sheets, people = book.on(context.entry_day), Names(everyone)
    one = sheets[0].name if len(sheets) == 1 else ""

    def who(text: str) -> Person | None:
        try:
            found = people.meant(text)
        except Several as several:
            raise ValueError(str(several)) from None
        if found is None:
            near = people.near(text)
            raise ValueError(f"there is no such person{f'; did you mean {near}?' if near else ''}")
        return found

    def sheet(text: str) -> Sheet | None:
        try:
            return book.named(text)
        except KpituiError as error:
            raise ValueError(error.sentence.rstrip(".")) from None

    def version(sheet: Sheet, day: date) -> SheetVersion:
        found = sheet.on(day)
        if found is None:
            raise ValueError(f"{sheet.name} has no questions on {day}")
        return found

    def read(texts: Texts) -> CalibrationDraft:
        reader = context.reader(texts)
        person = reader.read("person", who, None)
        chosen = reader.read("sheet", sheet, None)
        terms = read_draft(CalibrationTerms, reader)
        if chosen is not None:
            reader.check("date", version, chosen, terms.date)
        reader.name("reference")
        reader.done()
        assert person is not None
        assert chosen is not None
        return CalibrationDraft(
            date=terms.date, reference=terms.reference, channel=terms.channel, note=terms.note,
            sheet_version_id=version(chosen, terms.date).id, person_id=person.id,
        )  # fmt: skip

    names = tuple(sorted((person.name for person in everyone), key=str.casefold))
    fields = (
        Field("person", "Agent", "", "whose contact it is", names),
        *fields_of(CalibrationTerms, None, context),
        Field("sheet", "Call sheet", one, "", tuple(one.name for one in sheets)),
    )
    return Form(
        "calibration-new", "New calibration", fields, read,
        ("Several score the same contact, each without seeing the others'.",),
    )  # fmt: skip


def scoring_form(page: CalibrationPage, context: AppContext) -> Form[BlindScore]:
    """The answers of one, a letter or digit each; as they were where they are corrected."""
    version, own = page.line.version, page.own
    given = {one.question_id: one.value for one in own.answers} if own else {}
    begins = "".join(key_of(one, given[one.id]) for one in version.questions if one.id in given)

    def answers(text: str) -> tuple[Answer, ...]:
        try:
            return answers_of(version, "".join(text.split()))
        except KpituiError as error:
            raise ValueError(error.sentence.rstrip(".")) from None

    def read(texts: Texts) -> BlindScore:
        reader = context.reader(texts)
        nothing: tuple[Answer, ...] = ()
        found = BlindScore(
            reader.read("answers", answers, nothing), reader.optional("note", LINE_LIMIT)
        )
        reader.done()
        return found

    fields = (
        Field("answers", "Answers", begins, "y n - or a digit for each question"),
        Field("note", "Note", own.note if own else "", "optional"),
    )
    return Form(
        f"calibration-{page.line.calibration.id}",
        f"{'Correct' if own else 'Score'} {contact(page.line)}",
        fields,
        read,
        (page.line.calibration.note, BLIND) if page.line.calibration.note else (BLIND,),
        help=lambda texts: Help(advice=_next(version, "".join(texts["answers"].split()))),
    )


def _next(version: SheetVersion, typed: Sequence[str]) -> str:
    """The question that the next key answers, or what is wrong with one that was typed."""
    asked = version.questions
    for number, (question, key) in enumerate(zip(asked, typed, strict=False), 1):
        try:
            read_answer(question, key)
        except ValueError as error:
            return f"{number} of {len(asked)}: {error}"
    if len(typed) > len(asked):
        return f"{len(typed)} answers for {len(asked)} questions"
    if len(typed) == len(asked):
        return "All questions are answered; Ctrl+S saves"
    question = asked[len(typed)]
    anchors = "; ".join(f"{answer}: {said}" for answer, said in question.anchors)
    more = f" ({anchors})" if anchors else ""
    return f"{len(typed) + 1} of {len(asked)}: {question.text}: {keys_of(question)}{more}"
