"""The facts of one line of the plan, a line each: what it is, how it stands by which rule, and why
it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kpitui.domain.access import Actor
from kpitui.domain.numbers import percent, unit_name
from kpitui.domain.records.activity import activity_said
from kpitui.domain.records.detail import told as facts_of_fields
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StrategyLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words.chart import new_version, notes, said
from kpitui.words.decisions import dated
from kpitui.words.kpi import in_period, sizes_of, status_of, status_rule, tally, target, why
from kpitui.words.meanwhile import meanwhile
from kpitui.words.rollout import rollouts
from kpitui.words.spans import Line, Span, line, muted, status, title
from kpitui.words.speech import Speech
from kpitui.words.standards import clearly, evaluations, of_several, sample, times

if TYPE_CHECKING:
    from kpitui.domain.metric_chart import MetricChart
    from kpitui.views.meanwhile import Meanwhile
    from kpitui.views.sorting import Unsorted

Source = KpiLine | StandardLine | PriorityLine | StrategyLine | Metric
"""A record of the plan that has facts."""

NO_MISSION = "No mission yet"


def facts(
    source: Source,
    overview: Overview,
    speech: Speech,
    chart: MetricChart | None = None,
    beside: Meanwhile | None = None,
) -> Iterator[Line]:
    """Everything about a line of the plan, its name first, what its chart says, and what got worse
    beside it.
    """
    told = [*said(chart, speech), *new_version(chart, speech, "L")] if chart else []
    worse = [*meanwhile(beside, speech)] if beside else []
    if beside is not None and beside.decided is not None:
        worse.append(line("last decision: ", dated(beside.decided, speech)))
    if isinstance(source, KpiLine):
        yield from _kpi(source, overview, speech, told, worse)
    elif isinstance(source, StandardLine):
        yield from _standard(source, speech, told)
    elif isinstance(source, Metric):
        yield from _metric(source, speech, told)
    else:
        yield from _goal(source, speech, worse)
        yield from rollouts(beside.rollouts, speech) if beside else ()
    if chart is not None:
        yield from notes(chart, speech)


def kind_of(source: Source) -> str:
    """What a line of the plan is."""
    match source:
        case KpiLine():
            return "KPI"
        case StandardLine():
            return "Standard"
        case Metric():
            return "Metric"
        case PriorityLine():
            return "Priority"
    return "Strategy"


def _kpi(
    one: KpiLine, overview: Overview, speech: Speech, told: Sequence[Line], worse: Sequence[Line]
) -> Iterator[Line]:
    metric, standing = one.metric, one.standing
    yield line(title(metric.name))
    judged = f"  {in_period(standing.judged, metric, speech)}" if standing.judged else ""
    size = evaluations(standing.judged, speech)
    yield line(status(status_of(one)), judged, size and f", {size}")
    if one.ended:
        yield line(f"ended {speech.day(one.kpi.ends_on)}; shown as it was then")
    yield line(status_rule(one, speech))
    yield from told[:1]
    yield line(target(one, speech))
    progress = "" if standing.progress is None else f", {percent(standing.progress)} of the way"
    yield line(f"baseline {speech.value(standing.baseline, metric)}{progress}")
    if sizes := sizes_of(metric, standing.judged):
        yield line(muted(sizes))
    yield from worse
    yield line(muted(f"why: {why(one, overview.mission)}"))
    if one.kpi.owner:
        yield line(muted(f"owner {one.kpi.owner}"))
    yield from told[1:]
    yield from described(metric, briefly=True)


def _standard(one: StandardLine, speech: Speech, told: Sequence[Line]) -> Iterator[Line]:
    metric = one.metric
    yield line(title(metric.name))
    judged = f" with {in_period(one.value, metric, speech)}" if one.value else ""
    size = evaluations(one.value, speech)
    if one.verdict and one.value:
        size = sample(one.value, metric, speech)
    said = "; ".join(filter(None, (size, clearly(one, speech))))
    yield line(status(one.status), judged, f", {said}" if said else "")
    if one.level is not None and not one.times.changed:
        yield line(
            f"standard: {speech.range(one.level.level, metric)} for {one.scope} since "
            f"{speech.day(one.level.starts_on)}"
        )
    if several := of_several(one, speech):
        yield line(several)
    yield from (line(said) for said in times(one.times, metric, speech))
    if metric.aggregation is Aggregation.RATIO and (sizes := sizes_of(metric, one.value)):
        yield line(muted(sizes))
    yield from told
    yield from described(metric)


def _metric(metric: Metric, speech: Speech, told: Sequence[Line]) -> Iterator[Line]:
    yield line(title(metric.name))
    yield line(f"{metric.place} metric, {metric.cadence}, {metric.aggregation.word}")
    yield from told
    yield from described(metric)
    from kpitui.domain.usual_places import usual_of  # a file to read
    from kpitui.views.usual_places import load_usual_places

    usual = usual_of(load_usual_places(), metric)
    if usual is not None:
        source = speech.words(usual.source)
        yield line(muted(f"In the catalogue: {usual.place}, {source}."))


def described(metric: Metric, *, briefly: bool = False) -> Iterator[Line]:
    """What the description of a metric's fields tells; `briefly` without what takes several
    lines.
    """
    yield from (line(muted(fact)) for fact in facts_of_fields(metric, briefly=briefly))


def unsorted(one: Unsorted, speech: Speech) -> Line:
    """A metric without a place: how it is recorded, and where the catalogue says that it stands."""
    metric, last = one.metric, one.last_reading_on
    read = f"last {speech.day(last)}" if last else "no reading yet"
    detail = [unit_name(metric.unit), metric.cadence.value, read]
    usually = Span(f"  usually {one.usually}" if one.usually else "", "accent")
    return line(metric.name, muted("  " + ", ".join(filter(None, detail))), usually)


def _goal(
    one: PriorityLine | StrategyLine, speech: Speech, worse: Sequence[Line]
) -> Iterator[Line]:
    record = one.priority if isinstance(one, PriorityLine) else one.strategy
    yield line(title(record.title))
    yield line(f"{kind_of(one)} {speech.since(record.starts_on)}")
    if record.planned_until:
        yield line(f"planned until {speech.day(record.planned_until)}")
    if one.ended:
        yield line(f"ended {speech.day(record.ends_on)}")
    if isinstance(one, StrategyLine) and one.verdict is not None:
        yield line(f"what was learned: {one.verdict.words}")
        yield from (line(muted(moved)) for moved in one.verdict.moved.splitlines())
    if not one.ended:
        yield line(tally(one.kpis))
    yield from worse
    if record.owner:
        yield line(muted(f"owner {record.owner}"))
    if isinstance(one, StrategyLine):
        for activity in one.strategy.activities:
            yield line(f"- {activity_said(activity, one.teams, speech.day)}")
    if record.description:
        yield line(muted(record.description))


def branch_facts(key: str, overview: Overview, actor: Actor, speech: Speech) -> Iterator[Line]:
    """What stands at a branch of the plan: at `mission`, `standards` or `others`."""
    if key == "mission":
        yield from _mission(overview, actor, speech)
    elif key == "standards":
        yield line(title("Standards"))
        yield line(
            "What is expected of everyone, every day. Standards are separate from the plan and "
            "stay when it changes."
        )
    else:
        yield line(title("Other metrics"))
        to_sort = " Press o to sort them." if overview.unsorted else ""
        yield line(f"Neither KPI nor standard: recorded for information.{to_sort}")
        yield line(muted("right shows them, left folds them"))


def _mission(overview: Overview, actor: Actor, speech: Speech) -> Iterator[Line]:
    mission = overview.mission
    yield line(title("Mission"))
    yield line(mission.statement if mission else NO_MISSION)
    if mission is None:
        yield line(muted("Press a to write it; First steps in the palette (ctrl+p) shows how"))
    else:
        yield line(muted(f"since {speech.day(mission.starts_on)}"))
        if mission.reason:
            yield line(muted(f"changed because: {mission.reason}"))
        yield line(tally(overview.kpis))
    if overview.accounts:
        yield line(muted(f"You are {actor.name}, {actor.role}."))
    else:
        yield line(
            muted(
                f"No roles set up: you are {actor.role}, and anyone who opens this file has full "
                "rights (kpitui access)."
            )
        )
