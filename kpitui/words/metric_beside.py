"""What is said beside the line of a sheet: last readings, what the metric is, the last session."""

from collections.abc import Iterator, Sequence

from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.domain.value_parsing import Cell
from kpitui.views.coaching import SessionLine, open_lines
from kpitui.views.metric_beside import LastSessions, MetricBeside
from kpitui.views.readings import ReadingLine
from kpitui.words.coaching import not_coached, taken
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.speech import Speech
from kpitui.words.standards import beside_chart


def sections(
    beside: MetricBeside, speech: Speech, verdict: PersonVerdict | None = None
) -> Iterator[Section]:
    """What there is to say of a metric, below its chart; `verdict` is how the page it belongs to
    says that someone stands to its standard.
    """
    metric = beside.chart.metric
    if both := beside_chart(verdict, beside.chart):
        yield Section("Verdict and chart", (line(both),))
    if beside.readings:
        read = tuple(_readings(beside, speech))
    else:
        read = (line(muted("no readings yet")),)
    yield Section("Last readings", read)
    if metric.definition:
        yield Section("What it measures", (line(metric.definition),))
    if beside.sessions.lines:
        yield last_sessions(beside.sessions, speech)


def last_sessions(sessions: LastSessions, speech: Speech) -> Section:
    """The last sessions with a person, newest first: what was seen, agreed, what came of it, and
    what is still open.
    """
    lines = sessions.lines
    if not lines:
        return Section("Last session", (line(muted(not_coached(speech))),))
    found = tuple(
        told
        for session_line in lines
        for told in _session(
            session_line, sessions.effects.get(session_line.session.id, ()), speech
        )
    )
    return Section("Last session" if len(lines) == 1 else "Last sessions", found)


def _readings(beside: MetricBeside, speech: Speech) -> Iterator[Line]:
    """The readings in columns: value, day, size and note."""
    found = [_cells(reading, beside, speech) for reading in beside.readings]
    value, day = (max(len(cells[at]) for cells in found) for at in (0, 1))
    for cells in found:
        behind = f"  {cells[1]:<{day}}{cells[2]}".rstrip()
        yield line(" " * (value - len(cells[0])), cells[0], muted(behind))


def _cells(one: ReadingLine, beside: MetricBeside, speech: Speech) -> tuple[str, str, str]:
    draft, metric = one.recorded.draft, beside.chart.metric
    cell = Cell(
        draft.value, draft.numerator, draft.denominator, draft.n, draft.note, draft.not_applicable
    )
    size = f"  n={draft.n}" if draft.n is not None else ""
    if draft.numerator is not None and draft.denominator is not None:
        size = f"  {draft.numerator:g}/{draft.denominator:g}"
    note = f"  {draft.note}" if draft.note else ""
    return taken(cell, metric, speech), speech.day(draft.date), f"{size}{note}"


def _session(one: SessionLine, effect: Sequence[str], speech: Speech) -> Iterator[Line]:
    session = one.session
    about = f" about {one.about}" if one.about else ""
    yield line(strong(f"{speech.day(session.date)} {session.kind.value}"), about)
    for what, said in (("observed", session.seen), ("agreed", session.agreed)):
        if said:
            yield line(muted(f"{what}: "), " ".join(said.split()))
    yield from (line(muted("effect: "), speech.words(sentence)) for sentence in effect)
    for still in open_lines(one):
        if still.action is not None:
            due = f", due {speech.day(still.due_on)}" if still.due_on else ""
            late = "warning" if speech.late(still.due_on) else ""
            yield line(muted("open: "), Span(f"{still.action.text}{due}", late))
