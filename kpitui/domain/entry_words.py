"""What becomes of an understood entry: the reading it makes, what is said of it, and what to ask about it first."""

from kpitui.domain.cells import format_range, format_value
from kpitui.domain.entry import Understood
from kpitui.domain.errors import BadData
from kpitui.domain.metrics import NOTE_LIMIT, Range
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.text import clean


def reading_draft(entry: Understood) -> ReadingDraft:
    """The reading that an entry makes; raises `BadData` where its note is too long."""
    try:
        note = clean(entry.note, NOTE_LIMIT)
    except ValueError as error:
        raise BadData(f"The note: {error}.") from None
    cell, subject = entry.cell, entry.subject
    return ReadingDraft(
        metric_id=entry.metric.id, person_id=subject.person_id, team_id=subject.team_id, date=entry.date,
        value=cell.value, numerator=cell.numerator, denominator=cell.denominator, n=cell.n, note=note,
    )  # fmt: skip


def entry_in_words(entry: Understood, *, decimal_comma: bool = False) -> str:
    """Metric, value, size, whom, day and note, as a person reads them."""
    value = format_value(entry.cell.shown(entry.metric), entry.metric, decimal_comma=decimal_comma)
    size = f" (n={entry.cell.n})" if entry.cell.n else ""
    note = f" “{entry.note}”" if entry.note else ""
    return f"{entry.metric.name} {value}{size} for {entry.subject.name} on {entry.date:%a} {entry.date}{note}"


def doubt(entry: Understood, *, decimal_comma: bool = False) -> str:
    """What is to be asked before it is kept: a value outside the plausible range; empty where there is nothing."""
    value, metric = entry.cell.shown(entry.metric), entry.metric
    if metric.plausible(value):
        return ""
    shown = format_value(value, metric, decimal_comma=decimal_comma)
    plausible = Range(low=metric.plausible_low, high=metric.plausible_high)
    return f"{metric.name}: {shown} lies outside {format_range(plausible, metric, decimal_comma=decimal_comma)}"
