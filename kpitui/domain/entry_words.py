"""What becomes of an understood entry: the reading it makes, what is said of it, and what to ask about it first."""

from msgspec.structs import replace

from kpitui.domain.cells import format_value
from kpitui.domain.entry import Understood
from kpitui.domain.errors import BadData
from kpitui.domain.metrics import NOTE_LIMIT
from kpitui.domain.readings import ReadingDraft, reading_of
from kpitui.domain.sanity import UsualRange, question
from kpitui.domain.text import clean
from kpitui.domain.writing import WRITING, Writing


def reading_draft(entry: Understood) -> ReadingDraft:
    """The reading that an entry makes; raises `BadData` where its note is too long."""
    try:
        note = clean(entry.note, NOTE_LIMIT)
    except ValueError as error:
        raise BadData(f"The note: {error}.") from None
    cell, subject = replace(entry.cell, note=note), entry.subject
    return reading_of(cell, entry.metric.id, entry.date, person_id=subject.person_id, team_id=subject.team_id)


def entry_in_words(entry: Understood, writing: Writing = WRITING) -> str:
    """Metric, value, size, whom, day and note, as a person reads them."""
    value = format_value(entry.cell.shown(entry.metric), entry.metric, decimal_comma=writing.decimal_comma)
    value = "not applicable" if entry.cell.not_applicable else value
    size = f" (n={entry.cell.n})" if entry.cell.n else ""
    note = f" “{entry.note}”" if entry.note else ""
    return (
        f"{entry.metric.name} {value}{size} for {entry.subject.name} on {entry.date:%a} {writing.day(entry.date)}{note}"
    )


def doubt(entry: Understood, usual: UsualRange | None = None, *, decimal_comma: bool = False) -> str:
    """What is to be asked before it is kept; empty where there is nothing."""
    value, whose = entry.cell.shown(entry.metric), entry.subject.name
    asked = question(value, entry.metric, usual, whose=whose, decimal_comma=decimal_comma)
    return f"{entry.metric.name}: {asked}" if asked else ""
