"""The readings behind a number: a line of the list, and all there is to say of one."""

from collections.abc import Iterator, Sequence

from kpitui.domain.numbers import unit_name
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import Cell, size_text
from kpitui.views.history import WAYS, ChangeLine
from kpitui.views.readings import ReadingLine
from kpitui.words.figures import Figure
from kpitui.words.history import changed
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.speech import Speech

NO_READINGS = (
    line(strong("No readings yet.")),
    line(Span("2", "accent"), " opens Record, ", Span(":", "accent"), " records one in words, ",
         Span("esc", "accent"), " goes back."),
)  # fmt: skip
"""What is said where there are no readings."""


def value_head(metric: Metric) -> str:
    """The head of the values, with their unit where they stand without it."""
    unit = "" if metric.unit == "%" else unit_name(metric.unit)
    return f"value {unit}".rstrip()


def value(one: ReadingLine, metric: Metric, speech: Speech, *, unit: bool = False) -> str:
    """The value in its unit, or without it for a column that has the unit in its head."""
    draft = one.recorded.draft
    cell = Cell(draft.value, draft.numerator, draft.denominator, draft.n)
    return "n/a" if draft.not_applicable else speech.value(cell.shown(metric), metric, unit=unit)


def size(one: ReadingLine, metric: Metric, speech: Speech) -> str:
    """Of how many, or which part of which whole."""
    draft = one.recorded.draft
    if draft.n:
        return f"n={draft.n}"
    if draft.numerator is None or draft.denominator is None:
        return ""
    comma = speech.writing.decimal_comma
    return size_text(metric, draft.numerator, draft.denominator, decimal_comma=comma)


def status(one: ReadingLine) -> str:
    """What sets it apart from a reading as it was recorded."""
    if not one.kept:
        return "void"
    return "corrected" if one.changed_by else ""


def figures(one: ReadingLine, metric: Metric, speech: Speech) -> list[Figure]:
    """Its value, of how many that is, and whether it still is what was recorded."""
    found = [Figure(strong(value(one, metric, speech, unit=True)), "result")]
    if of := size(one, metric, speech):
        count = of.removeprefix("n=")
        found.append(Figure(strong(count), "part/whole" if count == of else "sample size"))
    if not one.kept:
        found.append(Figure(strong("void"), "does not count"))
    elif one.changed_by:
        found.append(Figure(strong("corrected"), f"by {one.changed_by}"))
    return found


def sections(
    one: ReadingLine, past: Sequence[ChangeLine], metric: Metric, speech: Speech
) -> Iterator[Section]:
    """A reading below its figures: its note, and what was done to it, newest first."""
    if note := one.recorded.draft.note:
        yield Section("Note", (line(note),))
    steps = [said for step in past for said in _step(step)]
    yield Section("History of this reading", tuple(steps or [line(muted(f"by {one.who}"))]))


def _step(step: ChangeLine) -> Iterator[Line]:
    """A change of the reading: what, when, by whom and how, from what to what, and why."""
    way = WAYS.get(step.way)
    said = f"  {step.when} by {step.by}" + (f", {way}" if way else "")
    yield line(step.action, muted(said))
    if step.why:
        yield line(muted("reason  "), step.why)
    for one in step.told:
        if one.kind == "changed":
            yield from changed(one.differences)
