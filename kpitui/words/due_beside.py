"""What is due of the one whose line is marked, beside a list of names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from kpitui.views.due import DueSubject
from kpitui.views.entry import EntryRow
from kpitui.words.sections import Section
from kpitui.words.spans import Line, line, muted, strong
from kpitui.words.speech import Speech

DUE = "Results due"
DUE_HEAD = "due"
LINES_SHOWN = 12
"""So many are told of."""
NOTHING_DUE = line(muted("nothing is due"))


def of_rows(rows: Sequence[EntryRow], speech: Speech) -> Iterator[Section]:
    """What is due of someone, and the last readings of their other metrics, newest first."""
    due = [_row(row, speech) for row in rows if row.due]
    yield _some(DUE, due or [NOTHING_DUE])
    read = [(row.last_on, row) for row in rows if not row.due and row.last_on is not None]
    if read:
        newest = sorted(read, key=lambda one: one[0], reverse=True)
        yield _some("Last readings", [_row(one, speech) for _, one in newest])


def of_everyone(found: Sequence[DueSubject], speech: Speech) -> Section:
    """What is due of several, by metric: of how many, and since when of the first of them."""
    days: dict[str, list[date | None]] = defaultdict(list)
    for subject in found:
        for due in subject.readings:
            days[due.metric.name].append(due.last_on)
    if not days:
        return _some(DUE, [NOTHING_DUE])
    wide = max(len(DUE_HEAD), *(len(str(len(last))) for last in days.values()))
    told = [
        line(strong(f"{len(last):>{wide}}"), f"  {name}", muted(f"  {_oldest(last, speech)}"))
        for name, last in sorted(days.items())
    ]
    return _some(DUE, [line(muted(f"{DUE_HEAD:>{wide}}  metric, last result")), *told])


def _oldest(last: Sequence[date | None], speech: Speech) -> str:
    read = [day for day in last if day is not None]
    return speech.day(min(read)) if read else "not yet"


def _row(one: EntryRow, speech: Speech) -> Line:
    value = speech.value(one.last_value, one.metric) if one.last_value is not None else ""
    day = speech.day(one.last_on) if one.last_on else "no readings yet"
    return line(one.metric.name, "  " if value else "", strong(value), muted(f"  {day}"))


def _some(head: str, told: Sequence[Line]) -> Section:
    more = len(told) - LINES_SHOWN
    shown = told if more <= 0 else [*told[:LINES_SHOWN], line(muted(f"and {more} more"))]
    return Section(head, tuple(shown))
