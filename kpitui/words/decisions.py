"""Decisions in words: what was decided, whether it is done, and what the KPI did since, which are
never one thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.periods import WEEK_OF
from kpitui.words.spans import Line, Span, line, muted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kpitui.views.decisions import DecisionLine
    from kpitui.words.speech import Speech

SINCE = "Since last time"
KPI_SINCE = "KPI since"
"""What the chart of the KPI did since a decision; whether it is done stands apart."""
JUDGED_AGAINST = "judged against"
HEADS = ("decision", "KPI", "who", "by", "done", KPI_SINCE, JUDGED_AGAINST)
"""The columns of a register."""

NOTHING = "Nothing is decided yet."
NONE_SINCE = "Nothing waits, and nothing was decided since last time."
ALL = "kpitui decisions lists all."
HOW = "a on a KPI of the review decides what is to be done, who does it and by when."
_VERDICTS = {
    "better": "better, real change", "worse": "worse, real change", "other": "real change",
}  # fmt: skip
_MARKS = {"better": "▲", "worse": "▼", "other": "±"}
_STYLES = {"better": "good", "worse": "status:not met", "unusual": "warning"}


def done(one: DecisionLine, speech: Speech) -> Span:
    """Whether it is done, and what came of it; overdue where its day has passed."""
    of = one.decision
    match one.state(speech.today):
        case "done":
            result = f": {of.result}" if of.result else ""
            return Span(f"done {speech.day(of.done_on)}{result}", "good")
        case "late":
            return Span("overdue", "status:not met")
    return Span("open", "muted")


def moved(one: DecisionLine, speech: Speech) -> Span:
    """What the chart did since the decision, against the limits of its day."""
    verdict, of = one.moved.verdict, one.moved
    style = _STYLES.get(verdict, "muted")
    if verdict == "untold":
        return Span("not known: no limits then", style)
    if verdict == "already":
        return Span("no real change since; one had begun before", style)
    if verdict == "unusual" and one.since is not None:
        since = speech.words(one.since.said(speech.today))
        return Span(f"no real change yet; {since} is unusual", style)
    if one.since is None:
        yet = f" yet ({of.count} of {of.enough} {one.by}s)" if of.early else ""
        return Span(f"no real change{yet}", style)
    return Span(f"{_VERDICTS[verdict]} since {_since(one, speech)}", style)


def held_against(one: DecisionLine, speech: Speech) -> str:
    """The limits of its day that a change is judged against, with their mean; empty where there
    were none.
    """
    if (locked := one.decision.locked) is None:
        return ""
    noun = speech.writing.calendar.on(one.review.date).noun(locked.periods)
    low = speech.value(locked.low, one.metric, unit=False)
    middle, high = (speech.value(each, one.metric) for each in (locked.middle, locked.high))
    said = f"{low}–{high} by {noun}, mean {middle}"
    if one.held is None:
        return said
    first, count = one.held
    since = speech.words(first.since(speech.today))
    return f"{said} of the {count} {noun}s since {since}"


def moved_briefly(one: DecisionLine, speech: Speech) -> Span:
    """The same in a column of a list."""
    verdict, of = one.moved.verdict, one.moved
    style = _STYLES.get(verdict, "muted")
    if verdict == "untold":
        return Span("no limits", style)
    if one.since is None or verdict == "unusual":
        return Span(
            f"no change yet, {of.count} of {of.enough}" if of.early else "no real change", style
        )
    word = verdict if verdict != "other" else "changed"
    week = one.since.said(speech.today).startswith(WEEK_OF)
    since = _in_column(one.since.first, speech) if week else _since(one, speech)
    return Span(f"{_MARKS[verdict]} {word} {since}", style)


def _in_column(day: date, speech: Speech) -> str:
    """A day in few cells, with its year where that is another."""
    return f"{day.day} {day:%b}" + (f" {day:%y}" if day.year != speech.today.year else "")


def _since(one: DecisionLine, speech: Speech) -> str:
    assert one.since is not None
    return speech.words(one.since.since(speech.today))


def decision(one: DecisionLine, speech: Speech) -> Line:
    """A decision in one line: what, who, by when; done; what the KPI did since."""
    return line(
        f"{_what(one, speech)}: ", done(one, speech), "; KPI: ", moved(one, speech),
    )  # fmt: skip


def dated(one: DecisionLine, speech: Speech) -> Line:
    """The same behind the day and the kind of its review."""
    kind = Span(one.review.decision.value, "strong")
    return line(f"{speech.day(one.review.date)} ", kind, ": ", decision(one, speech))


def of_kpi(found: Sequence[DecisionLine], speech: Speech, most: int) -> list[Line]:
    """What came back about a KPI: its decisions that wait, and those of its newest review."""
    waiting = [decision_line for decision_line in found if decision_line.decision.done_on is None]
    last = [
        decision_line
        for decision_line in found
        if decision_line.review.id == found[0].review.id and decision_line not in waiting
    ]
    return [decision(decision_line, speech) for decision_line in (*waiting, *last)[:most]]


def _what(one: DecisionLine, speech: Speech) -> str:
    of = one.decision
    by = f"by {speech.day(of.due_on)}" if of.due_on else ""
    told = " ".join(filter(None, (of.who, by)))
    return f"{' '.join(of.text.split())}" + (f" ({told})" if told else "")


def since_last_time(found: Sequence[DecisionLine], speech: Speech) -> Line:
    """How many decisions there are, are done, are overdue, and at how many the KPI changed."""
    states = [decision_line.state(speech.today) for decision_line in found]
    parts = [f"{len(found)} decided", f"{states.count('done')} done"]
    late, moved_on = (
        states.count("late"),
        sum(decision_line.moved.verdict in _VERDICTS for decision_line in found),
    )
    return line(
        f"{', '.join(parts)}, ", Span(f"{late} overdue", "status:not met" if late else ""),
        f"; {moved_on} with a real change",
    )  # fmt: skip


def listed(found: Sequence[DecisionLine], speech: Speech) -> Iterator[Line]:
    """Each decision with its number, by which it is marked as done, and its KPI."""
    for decision_line in found:
        yield line(muted(f"{decision_line.decision.id:>3}  "), decision_line.metric.name)
        yield line("     ", dated(decision_line, speech))
        if held := held_against(decision_line, speech):
            yield line(muted(f"     {JUDGED_AGAINST} {held}"))


def cells(one: DecisionLine, speech: Speech) -> list[Line]:
    """The cells of a line of the list."""
    of = one.decision
    due = _in_column(of.due_on, speech) if of.due_on else ""
    state = one.state(speech.today)
    shown = _in_column(of.done_on, speech) if of.done_on else state
    return [
        line(" ".join(of.text.split())), line(one.metric.name), line(of.who), line(due),
        line(Span(shown, done(one, speech).style)), line(moved_briefly(one, speech)),
    ]  # fmt: skip


def row(one: DecisionLine, speech: Speech) -> tuple[str, ...]:
    """The cells of a register, as plain text."""
    of = one.decision
    return (
        " ".join(of.text.split()), one.metric.name, of.who, speech.day(of.due_on),
        done(one, speech).text, moved(one, speech).text, held_against(one, speech),
    )  # fmt: skip
