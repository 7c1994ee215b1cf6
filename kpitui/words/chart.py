"""What a chart says: its sentences with their rules, and the events that stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.words.spans import Line, line, muted

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from kpitui.domain.metric_chart import ChartNote, MetricChart
    from kpitui.words.speech import Speech


def said(chart: MetricChart, speech: Speech) -> list[Line]:
    """What a chart says, a sentence a line."""
    return [line(speech.words(sentence)) for sentence in chart.words]


def said_by_rules(chart: MetricChart, speech: Speech) -> Iterator[Line]:
    """Each sentence, and below it the rule that made it."""
    for one in chart.said:
        yield line(speech.words(one.sentence))
        yield line(muted(f"  {speech.words(one.rule)}"))


def event(number: int, note: ChartNote, speech: Speech) -> Line:
    """An event with its number in the chart, where that is not 0, and whether the limits start
    again at it.
    """
    reset = "; limits reset" if note.splits else ""
    shown = f"({number}) " if number else ""
    return line(muted(f"{shown}{speech.day(note.date)} {note.said}{reset}"))


def events(chart: MetricChart, speech: Speech, drawn: Container[int] | None = None) -> list[Line]:
    """The events that stand in a chart; those in `drawn` with their numbers, by default all."""
    return [
        event(number if drawn is None or number in drawn else 0, note, speech)
        for number, note in enumerate(chart.marked, 1)
    ]


IN_THE_SHELL = "l on Review or L on Plan resets the limits there"


def split_proposed(chart: MetricChart, speech: Speech, key: str = "") -> Iterator[Line]:
    """Why the limits could start again at an event, and the key that asks; without one, where."""
    proposed = chart.proposed_split
    if proposed is None:
        return
    why = f"the change begins at “{proposed.said}”"
    if proposed.rescored:
        since = speech.since(proposed.date)
        why = f"another version of the call sheet {since}"
    does = f"press {key} to reset the limits there" if key else IN_THE_SHELL
    yield line(muted(f"{why}; {does}"))


def new_version(chart: MetricChart, speech: Speech, key: str) -> Iterator[Line]:
    """The same where scores come from another version of a call sheet, which no signal says."""
    proposed = chart.proposed_split
    if proposed is not None and proposed.rescored:
        yield from split_proposed(chart, speech, key)


def notes(chart: MetricChart, speech: Speech) -> Iterator[Line]:
    """The events and notes of a chart, newest first."""
    numbers = {id(note): number for number, note in enumerate(chart.marked, 1)}
    for note in reversed(chart.notes):
        if number := numbers.get(id(note)):
            yield event(number, note, speech)
        else:
            yield line(muted(f"{speech.day(note.date)} {note.said}"))
