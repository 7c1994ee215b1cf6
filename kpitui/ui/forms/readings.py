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
    value, draft = _CorrectedValue(old.draft, metric, subject, context), old.draft

    def read(texts: Texts) -> Correction:
        reader = context.reader(texts)
        cell = reader.read("value", value.read, Cell(value=0.0))
        day = reader.past_day("date")
        note, why = reader.optional("note"), reader.optional("why")
        reader.done()
        new = replace(
            draft, value=cell.value, numerator=cell.numerator, denominator=cell.denominator,
            n=cell.n, date=day, note=cell.note or note, not_applicable=cell.not_applicable,
        )  # fmt: skip
        return Correction(new, why)

    def helped(texts: Texts) -> Help:
        said = value.doubt(texts["value"], usual)
        return Help(advice=said.sentence if said else "")

    fields = (
        Field("value", "Value", value.stands, "92, 85 n=31, 45/50, 6:30, or - if not applicable"),
        Field("date", "Date", context.typed_day(draft.date), "fri, -3d, 2026-11-03"),
        Field("note", "Note", draft.note),
        Field("why", "Why", "", "required in a locked month"),
    )
    return Form(
        f"correct-{old.id}", f"Correct: {metric.name}, {subject}", fields, read, help=helped
    )


class _CorrectedValue(Struct, frozen=True):
    """The value of a reading in a form, and what is typed in its place."""

    draft: ReadingDraft
    metric: Metric
    subject: str
    context: AppContext

    @property
    def stands(self) -> str:
        """What stands there, as it is typed."""
        draft, metric, context = self.draft, self.metric, self.context
        if draft.numerator is not None and draft.denominator is not None:
            return context.ratio(draft.numerator, draft.denominator, metric)
        if draft.not_applicable:
            return NOT_APPLICABLE
        size = f" n={draft.n}" if draft.n else ""
        return context.typed(draft.value, metric) + size

    def read(self, text: str) -> Cell:
        """What is typed; raises ValueError for a value that the metric cannot have."""
        cell = parse_cell(text, self.metric, decimal_comma=self.context.writing.comma)
        if implausible := self.doubt(text):
            raise ValueError(implausible.sentence)
        return cell

    def doubt(self, text: str, usual: UsualRange | None = None) -> Doubt | None:
        """What is doubtful about another value. What stands there was confirmed once; who fixes its
        note or size is not asked about it again.
        """
        draft, metric, writing = self.draft, self.metric, self.context.writing
        comma = writing.decimal_comma
        found = doubt_about(text, metric, usual, whose=self.subject, decimal_comma=comma)
        if found is None or found.refused or text.strip() == self.stands:
            return None
        was = Cell(draft.value, draft.numerator, draft.denominator).shown(metric)
        now = parse_cell(text, metric, decimal_comma=writing.comma).shown(metric)
        return None if now == was else found


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
