"""A change of the history in words: what it did to each record, alike records together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from kpitui.views.history import WAYS, ChangeInWords, ChangeLine
from kpitui.words.sections import Section
from kpitui.words.spans import SEPARATOR, Line, Span, line, muted, strong

LONG = 40
"""A text longer than this stands on a line of its own."""
LABEL = 16
"""So wide is the column of the names of fields, where one is not longer."""

AS_A_MATTER_OF_COURSE = ("counts", "not known", "not sorted yet")
"""What a new record holds where nothing was said."""

_MANY = {
    "person": "people", "priority": "priorities", "strategy": "strategies",
    "focus": "focus metrics", "locked limits": "locked limits",
}  # fmt: skip


NO_CHANGES = (
    line(strong("Nothing has been changed in this file yet.")),
    line(Span("1", "accent"), " opens the plan, where ", Span("a", "accent"), " adds a priority."),
)
NONE_FIT = (
    line(strong("No change fits that search.")),
    line(Span("esc", "accent"), " shows all again, ", Span("/", "accent"), " searches for others."),
)
"""What is said where there is no change to show."""


def sections(change: ChangeLine, most: int) -> Iterator[Section]:
    """A change below its title: who, when and how, why, and up to so many of its records, those of
    one kind that were changed in one way below one head.
    """
    way = WAYS.get(change.way)
    said = f"{change.when} by {change.by}" + (f", {way}" if way else "")
    undone = [line("It was undone since.")] if change.undone else []
    yield Section("", (line(muted(said)), *undone))
    if change.why:
        yield Section("Reason", (line(change.why),))
    if len(change.told) > most:
        kinds = Counter((one.what, one.kind) for one in change.told if one.kind != "many")
        counts = [_counted(what, count, kind) for (what, kind), count in kinds.items()]
        yield Section("In all", (line(", ".join(counts)),))
    for (what, kind), found in groupby(change.told[:most], lambda one: (one.what, one.kind)):
        records = list(found)
        if kind == "many":
            yield from _of_many(what, records)
            continue
        lines = (told for record in records for told in _record(record))
        yield Section(_head(what, len(records), kind), tuple(lines))
    if (more := len(change.told) - most) > 0:
        yield Section("", (line(muted(f"and {more} more")),))


def _of_many(what: str, records: Sequence[ChangeInWords]) -> Iterator[Section]:
    """How many readings were added, or voided, together."""
    for record in records:
        for verb, _, count in record.differences:
            yield Section(_head(what, int(count) if count.isdigit() else 0, verb), ())


def _head(what: str, count: int, verb: str) -> str:
    """As 6 metrics added, or Metric changed."""
    return f"{what[:1].upper()}{what[1:]} {verb}" if count == 1 else _counted(what, count, verb)


def _counted(what: str, count: int, verb: str) -> str:
    many = what if count == 1 else _MANY.get(what, f"{what}s")
    return f"{count:,} {many} {verb}"


def _record(one: ChangeInWords) -> Iterator[Line]:
    yield line(one.name)
    told = changed(one.differences) if one.kind == "changed" else _whole(one)
    yield from (line("  ", said) for said in told)


def changed(differences: Sequence[tuple[str, str, str]]) -> Iterator[Line]:
    """A line for each field, old and new beside each other."""
    wide = min(LABEL, max((len(name) for name, _, _ in differences), default=0))
    for name, before, after in differences:
        yield line(muted(f"{name:<{wide}}  {before or 'none'} → "), after or "none")


def _whole(one: ChangeInWords) -> Iterator[Line]:
    """All that a new record holds, or one that is gone held; not again what its name says."""
    told = [(name, " ".join((after or before).split())) for name, before, after in one.differences]
    told = [(name, text) for name, text in told if not _is_known(text, one.name)]
    parts: list[Span] = []
    for name, text in (one for one in told if len(one[1]) <= LONG):
        parts += [muted(SEPARATOR if parts else ""), muted(f"{name} "), Span(text)]
    if parts:
        yield line(*parts)
    yield from (line(muted(f"{name}: "), text) for name, text in told if len(text) > LONG)


def _is_known(text: str, name: str) -> bool:
    return text in AS_A_MATTER_OF_COURSE or f", {text}," in f", {name},"
