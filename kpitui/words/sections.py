"""What is to be said of a KPI, a standard or a goal, grouped under small heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from kpitui.domain.numbers import percent
from kpitui.domain.records.metric import Metric
from kpitui.lazy import Lazy
from kpitui.views.overview import KpiLine, PriorityLine, StrategyLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words import chart as chart_words
from kpitui.words.facts import described, facts
from kpitui.words.kpi import sizes_of, status_rule, target, why
from kpitui.words.meanwhile import below_a_head, briefly_below_a_head
from kpitui.words.rollout import HEAD, changes, rollouts
from kpitui.words.spans import Line, Span, line, muted
from kpitui.words.standards import evaluations, of_several, times

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from kpitui.domain.metric_chart import MetricChart
    from kpitui.views.meanwhile import Meanwhile
    from kpitui.views.overview import Overview
    from kpitui.views.reviews import ReviewStop
    from kpitui.words import decisions as decision_words
    from kpitui.words import review as review_words
    from kpitui.words.facts import Source
    from kpitui.words.speech import Speech
else:
    decision_words = Lazy("kpitui.words.decisions")
    review_words = Lazy("kpitui.words.review")

SAYS, MEANWHILE, WHY, EVENTS = "What the chart says", "Meanwhile", "Why it matters", "Events"
DECISIONS, METRIC, LAST_DECISION = "Decisions", "The metric", "Last decision"


class Section(Struct, frozen=True):
    """Lines below a small head; without a head they follow what stands above."""

    head: str
    lines: tuple[Line, ...]


def of_line(
    source: Source,
    overview: Overview,
    speech: Speech,
    chart: MetricChart | None,
    beside: Meanwhile | None,
) -> list[Section]:
    """All that is said of a line of the plan below its key figures."""
    if isinstance(source, PriorityLine | StrategyLine | Metric):
        told = [*facts(source, overview, speech, chart, beside)]
        # The name of a metric is the title; those of goals have no room there.
        return [Section("", tuple(told[isinstance(source, Metric) :]))]
    if isinstance(source, KpiLine):
        return _filled(_kpi(source, overview, speech, chart, beside))
    return _filled(_standard(source, speech, chart))


def _kpi(
    one: KpiLine,
    overview: Overview,
    speech: Speech,
    chart: MetricChart | None,
    beside: Meanwhile | None,
) -> Iterator[tuple[str, Iterable[Line]]]:
    yield "", [_sentence(line(status_rule(one, speech)))]
    if chart is not None:
        yield SAYS, _said(chart, speech, "L")
    yield MEANWHILE, below_a_head(beside, speech) if beside else ()
    yield HEAD, rollouts(beside.rollouts, speech) if beside else ()
    if beside and beside.decided:
        yield LAST_DECISION, [decision_words.dated(beside.decided, speech)]
    yield WHY, _why(one, overview, speech)
    if chart is not None:
        yield EVENTS, chart_words.notes(chart, speech)
    yield METRIC, _metric(one, speech)


def _why(one: KpiLine, overview: Overview, speech: Speech) -> Iterator[Line]:
    yield line(why(one, overview.mission))
    if one.kpi.owner:
        yield line(muted(f"owner {one.kpi.owner}"))
    if one.ended:
        yield line(f"ended {speech.day(one.kpi.ends_on)}; that is how it stood then")
    if one.standing.coming is not None:
        yield line(target(one, speech))


def _metric(one: KpiLine, speech: Speech) -> Iterator[Line]:
    standing = one.standing
    progress = "" if standing.progress is None else f", {percent(standing.progress)} of the way"
    yield line(muted(f"baseline {speech.value(standing.baseline, one.metric)}{progress}"))
    for sizes in (sizes_of(one.metric, standing.judged), evaluations(standing.judged, speech)):
        yield from [line(muted(sizes))] if sizes else ()
    yield from described(one.metric, briefly=True)


def _standard(
    one: StandardLine, speech: Speech, chart: MetricChart | None
) -> Iterator[tuple[str, Iterable[Line]]]:
    metric = one.metric
    if one.level is not None and not one.times.changed:
        level = speech.range(one.level.level, metric)
        since = speech.since(one.level.starts_on)
        yield "", [line(f"Standard {level} for {one.scope} {since}")]
    if several := of_several(one, speech):
        yield "", [line(several)]
    yield "", [line(said) for said in times(one.times, metric, speech)]
    if chart is not None:
        yield SAYS, _said(chart, speech, "L")
        yield EVENTS, chart_words.notes(chart, speech)
    sizes = filter(None, (sizes_of(metric, one.value), evaluations(one.value, speech)))
    yield METRIC, [*(line(muted(said)) for said in sizes), *described(metric)]


class ReviewSections(Struct, frozen=True):
    """What is said of a KPI under review."""

    says: list[Section]
    """Its chart."""
    more: list[Section]
    """Where its limits could start again, and how teams moved with an activity."""
    meanwhile: list[Section]
    meanwhile_briefly: list[Section]
    events: list[Section]
    decisions: list[Section]

    @property
    def columns(self) -> tuple[list[Section], list[Section], list[Section]]:
        """All of it, in three columns."""
        return [*self.says, *self.more], [*self.meanwhile, *self.events], self.decisions

    @property
    def below_the_chart(self) -> list[Section]:
        """All but the decisions, below each other; what has no room is at the end."""
        return [*self.says, *self.meanwhile_briefly, *self.more, *self.events]


def of_review(
    item: ReviewStop,
    speech: Speech,
    chart: MetricChart | None,
    beside: Meanwhile | None,
    drawn: Container[int],
) -> ReviewSections:
    """What is said of a KPI under review; `drawn` are the numbers of events that its chart
    shows.
    """
    says: Iterable[Line] = ()
    more: list[Line] = []
    events: Iterable[Line] = ()
    if chart is not None:
        says = _said(chart, speech)
        more += map(_sentence, chart_words.split_proposed(chart, speech, "l"))
        more += changes(beside.rollouts, speech) if beside is not None else ()
        events = chart_words.events(chart, speech, drawn)[-EVENTS_SHOWN:]
    around, briefly = (
        told(beside, speech) if beside is not None else ()
        for told in (below_a_head, briefly_below_a_head)
    )
    decided = review_words.decided(item, speech, DECISIONS_SHOWN)
    back = decision_words.of_kpi(getattr(item, "decisions", ()), speech, DECISIONS_SHOWN)
    return ReviewSections(
        says=_filled([(SAYS, says)]),
        more=_filled([("", more)]),
        meanwhile=_filled([(MEANWHILE, around)]),
        meanwhile_briefly=_filled([(MEANWHILE, briefly)]),
        events=_filled([(EVENTS, events)]),
        decisions=_filled([(decision_words.SINCE, back), (DECISIONS, decided)]),
    )


EVENTS_SHOWN, DECISIONS_SHOWN = 3, 2
"""So many of the newest are shown in a review."""


def _filled(told: Iterable[tuple[str, Iterable[Line]]]) -> list[Section]:
    sections = (Section(head, tuple(lines)) for head, lines in told)
    return [section for section in sections if section.lines]


def _said(chart: MetricChart, speech: Speech, key: str = "") -> list[Line]:
    """What a chart says, and with a `key` whether limits start again with a new call sheet."""
    asked = chart_words.new_version(chart, speech, key) if key else ()
    return [_sentence(said) for said in (*chart_words.said(chart, speech), *asked)]


def _sentence(said: Line) -> Line:
    """A sentence of ours on a line of its own."""
    first, *more = said
    return (Span(first.text[:1].upper() + first.text[1:], first.style), *more)
