"""What becomes of an understood entry: the reading it makes, what is said of it, and what to ask
about it first.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from kpitui.domain.entry_phrase import Understood
from kpitui.domain.errors import BadData
from kpitui.domain.readings import ReadingDraft, RecordedReading, reading_of
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.same_day import Placed, kept_and_dropped, standing_said
from kpitui.domain.sanity import UsualRange, question
from kpitui.domain.text import NOTE_LIMIT, clean
from kpitui.domain.value_parsing import Cell, format_value, size_text
from kpitui.domain.writing import WRITING, Writing


def reading_draft(entry: Understood) -> ReadingDraft:
    """The reading that an entry makes; raises `BadData` where its note is too long."""
    try:
        note = clean(entry.note, NOTE_LIMIT)
    except ValueError as error:
        raise BadData(f"The note: {error}.") from None
    cell, subject = replace(entry.cell, note=note), entry.subject
    return reading_of(
        cell, entry.metric.id, entry.date, person_id=subject.person_id, team_id=subject.team_id
    )


def entry_in_words(entry: Understood, writing: Writing = WRITING) -> str:
    """Metric, value, size, who, day and note, as a person reads them."""
    value = format_value(
        entry.cell.shown(entry.metric), entry.metric, decimal_comma=writing.decimal_comma
    )
    value = "not applicable" if entry.cell.not_applicable else value
    size = _size(entry, writing.decimal_comma)
    note = f" “{entry.note}”" if entry.note else ""
    return (
        f"{entry.metric.name} {value}{size} for {entry.subject.name} on {entry.date:%a} "
        f"{writing.day(entry.date)}{note}"
    )


def _size(entry: Understood, decimal_comma: bool) -> str:
    """Of how many it is, or that a ratio does not say so; of counted parts the value says
    enough.
    """
    cell, metric = entry.cell, entry.metric
    if cell.numerator is None or cell.denominator is None:
        if metric.aggregation is Aggregation.RATIO and cell.value is not None:
            return " (without parts)"
        return f" (n={cell.n})" if cell.n else ""
    size = size_text(metric, cell.numerator, cell.denominator, decimal_comma=decimal_comma)
    return f" ({size})" if size.startswith("n=") else ""


def already_in_words(
    entry: Understood, others: Sequence[RecordedReading], *, decimal_comma: bool = False
) -> str:
    """That its subject has readings of its metric and day already, and which."""
    shown = standing_said([_shown(other.draft, entry.metric, decimal_comma) for other in others])
    return f"{entry.subject.name} already has {entry.metric.name} {shown} on {entry.date}"


def twice_in_words(entry: Understood) -> str:
    """That another entry of the same line is of its metric, subject and day."""
    return f"{entry.metric.name} for {entry.subject.name} on {entry.date} is entered twice"


def saved_in_words(entry: Understood, reading: Placed, writing: Writing = WRITING) -> str:
    """What became of an entry that is saved: recorded, or put in place of what stood there."""
    if reading.over is not None:
        return changed_in_words(entry, reading, writing)
    return f"recorded {entry_in_words(entry, writing)}"


def changed_in_words(entry: Understood, reading: Placed, writing: Writing = WRITING) -> str:
    """What became of the reading that stood there: before and after, and what of it was kept."""
    assert reading.over is not None
    draft, old, comma = reading.draft, reading.over.draft, writing.decimal_comma
    before, after = (_shown(value, entry.metric, comma) for value in (old, draft))
    sizes = kept_and_dropped(old, draft, reading_draft(entry), entry.metric, decimal_comma=comma)
    others = len(reading.voids)
    voided = (
        f"; {'1 other reading' if others == 1 else f'{others} other readings'} of that day voided"
        if others
        else ""
    )
    on = f"{entry.date:%a} {writing.day(entry.date)}"
    return (
        f"changed {entry.metric.name} {before} → {after}{sizes} for {entry.subject.name} on "
        f"{on}{voided}"
    )


def _shown(draft: ReadingDraft, metric: Metric, decimal_comma: bool) -> str:
    cell = Cell(draft.value, draft.numerator, draft.denominator)
    value = format_value(cell.shown(metric), metric, decimal_comma=decimal_comma)
    return "not applicable" if draft.not_applicable else value


def doubt(
    entry: Understood, usual: UsualRange | None = None, *, decimal_comma: bool = False
) -> str:
    """What is to be asked before it is kept, with its metric; empty where there is nothing."""
    asked = question_about(entry, usual, decimal_comma=decimal_comma)
    return f"{entry.metric.name}: {asked}" if asked else ""


def question_about(
    entry: Understood, usual: UsualRange | None = None, *, decimal_comma: bool = False
) -> str:
    """What is to be asked before it is kept; empty where there is nothing."""
    return question(
        entry.cell.shown(entry.metric),
        entry.metric,
        usual,
        size=entry.cell.denominator,
        whose=entry.subject.name,
        decimal_comma=decimal_comma,
    )
