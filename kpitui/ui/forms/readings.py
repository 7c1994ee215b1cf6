"""Forms of readings: correcting one, voiding one."""

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.cells import NOT_APPLICABLE, Cell, parse_cell
from kpitui.domain.fields import Texts
from kpitui.domain.metrics import Metric
from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.ui.forms.form import Field, Form
from kpitui.ui.workplace import Workplace


class Correction(Struct, frozen=True):
    """What a reading should say, and why it is corrected."""

    draft: ReadingDraft
    why: str


def correction_form(old: RecordedReading, metric: Metric, subject: str, workplace: Workplace) -> Form[Correction]:
    """A reading as it is; what is changed takes its place, and what stood there stays in the history."""
    draft = old.draft

    def read(texts: Texts) -> Correction:
        reader = workplace.reader(texts)
        comma = workplace.config.writing.comma
        cell = reader.read("value", lambda text: parse_cell(text, metric, decimal_comma=comma), Cell(value=0.0))
        day = reader.past_day("date")
        note, why = reader.optional("note"), reader.optional("why")
        reader.done()
        new = replace(
            draft, value=cell.value, numerator=cell.numerator, denominator=cell.denominator, n=cell.n, date=day,
            note=cell.note or note, not_applicable=cell.not_applicable,
        )  # fmt: skip
        return Correction(new, why)

    fields = (
        Field(
            "value",
            "Value",
            _typed(draft, metric, workplace),
            "92, 85 n=31, 45/50, 6:30, or - where it does not apply",
        ),
        Field("date", "Date", workplace.day(draft.date), "fri, -3d, 2026-11-03"),
        Field("note", "Note", draft.note),
        Field("why", "Why", "", "a closed month asks for it"),
    )
    return Form(f"correct-{old.id}", f"Correct: {metric.name}, {subject}", fields, read)


def void_form(old: RecordedReading, what: str, workplace: Workplace) -> Form[str]:
    """Why a reading shall count no more."""

    def read(texts: Texts) -> str:
        reader = workplace.reader(texts)
        why = reader.optional("why")
        reader.done()
        return why

    fields = (Field("why", "Why", "", "may stay empty; a closed month asks for it"),)
    return Form(
        f"void-{old.id}", f"Void: {what}, {workplace.day(old.draft.date)}", fields, read, ("It stays on record.",)
    )


def _typed(draft: ReadingDraft, metric: Metric, workplace: Workplace) -> str:
    if draft.numerator is not None and draft.denominator is not None:
        return workplace.ratio(draft.numerator, draft.denominator)
    if draft.not_applicable:
        return NOT_APPLICABLE
    size = f" n={draft.n}" if draft.n else ""
    return workplace.typed(draft.value, metric) + size
