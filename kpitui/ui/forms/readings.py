"""Forms of readings: correcting one, voiding one."""

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.fields import Texts
from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.domain.records.metric import Metric
from kpitui.domain.sanity import Doubt, UsualRange, doubt_about
from kpitui.domain.value_parsing import NOT_APPLICABLE, Cell, parse_cell
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help


class Correction(Struct, frozen=True):
    """What a reading should say, and why it is corrected."""

    draft: ReadingDraft
    why: str


def correction_form(
    old: RecordedReading,
    metric: Metric,
    subject: str,
    context: AppContext,
    usual: UsualRange | None = None,
) -> Form[Correction]:
    """A reading as it is; what is changed takes its place, and what stood there stays in the
    history.

    Another value has to be one that the metric can have; one that is unusual is told of and taken.
    """
    draft, writing = old.draft, context.writing
    stands = _typed(draft, metric, context)

    def doubt(text: str, usual: UsualRange | None = None) -> Doubt | None:
        # What stands there was confirmed once; who fixes its note or size is not asked about it
        # again.
        found = doubt_about(text, metric, usual, whose=subject, decimal_comma=writing.decimal_comma)
        if found is None or found.refused or text.strip() == stands:
            return None
        was = Cell(draft.value, draft.numerator, draft.denominator).shown(metric)
        return (
            None
            if parse_cell(text, metric, decimal_comma=writing.comma).shown(metric) == was
            else found
        )

    def value(text: str) -> Cell:
        cell = parse_cell(text, metric, decimal_comma=writing.comma)
        if implausible := doubt(text):
            raise ValueError(implausible.sentence)
        return cell

    def read(texts: Texts) -> Correction:
        reader = context.reader(texts)
        cell = reader.read("value", value, Cell(value=0.0))
        day = reader.past_day("date")
        note, why = reader.optional("note"), reader.optional("why")
        reader.done()
        new = replace(
            draft, value=cell.value, numerator=cell.numerator, denominator=cell.denominator,
            n=cell.n, date=day, note=cell.note or note, not_applicable=cell.not_applicable,
        )  # fmt: skip
        return Correction(new, why)

    def helped(texts: Texts) -> Help:
        said = doubt(texts["value"], usual)
        return Help(advice=said.sentence if said else "")

    fields = (
        Field("value", "Value", stands, "92, 85 n=31, 45/50, 6:30, or - if not applicable"),
        Field("date", "Date", context.day(draft.date), "fri, -3d, 2026-11-03"),
        Field("note", "Note", draft.note),
        Field("why", "Why", "", "required in a locked month"),
    )
    return Form(
        f"correct-{old.id}", f"Correct: {metric.name}, {subject}", fields, read, help=helped
    )


def void_form(old: RecordedReading, what: str, context: AppContext) -> Form[str]:
    """Why a reading should count no more."""

    def read(texts: Texts) -> str:
        reader = context.reader(texts)
        why = reader.optional("why")
        reader.done()
        return why

    fields = (Field("why", "Why", "", "optional; required in a locked month"),)
    return Form(
        f"void-{old.id}",
        f"Void: {what}, {context.day(old.draft.date)}",
        fields,
        read,
        ("It stays on record.",),
    )


def _typed(draft: ReadingDraft, metric: Metric, context: AppContext) -> str:
    if draft.numerator is not None and draft.denominator is not None:
        return context.ratio(draft.numerator, draft.denominator, metric)
    if draft.not_applicable:
        return NOT_APPLICABLE
    size = f" n={draft.n}" if draft.n else ""
    return context.typed(draft.value, metric) + size
