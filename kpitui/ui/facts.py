"""The chosen line of the plan in words: what it is, how it stands by which rule, and why it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from kpitui.charts.marks import mark
from kpitui.domain.metrics import Metric
from kpitui.views.kpi_words import status_rule
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StandardLine, StrategyLine, tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpitui.domain.metric_chart import MetricChart
    from kpitui.ui.widgets.plan_tree import PlanLine
    from kpitui.ui.workplace import Workplace

STATUS_STYLES = {
    "on track": "$text-success", "met": "$text-success", "at risk": "$text-warning", "off track": "$text-error bold",
    "not met": "$text-error bold",
}  # fmt: skip


def facts(line: PlanLine, overview: Overview, workplace: Workplace, chart: MetricChart | None = None) -> Content:
    """The facts of a line, a paragraph each, with what its chart says and the notes that are drawn in it."""
    said = [Content(workplace.words(sentence)) for sentence in chart.words] if chart else []
    source = line.source
    if isinstance(source, KpiLine):
        parts = _kpi(source, overview, workplace, said)
    elif isinstance(source, StandardLine):
        parts = _standard(source, workplace, said)
    elif isinstance(source, (PriorityLine, StrategyLine)):
        parts = _goal(source, workplace)
    elif isinstance(source, Metric):
        parts = _metric(source, workplace, said)
    else:
        parts = _branch(line, overview, workplace)
    return Content("\n").join([*parts, *_notes(chart, workplace)])


def _notes(chart: MetricChart | None, workplace: Workplace) -> Iterator[Content]:
    if chart is None:
        return
    numbered = {id(note): number for number, note in enumerate(chart.marked, 1)}
    for note in reversed(chart.notes):
        number = f"({numbered[id(note)]}) " if id(note) in numbered else ""
        yield _muted(f"{number}{workplace.day(note.date)} {workplace.text(note.text)}")


def _title(text: str) -> Content:
    return Content.styled(text, "bold")


def _muted(text: str) -> Content:
    return Content.styled(text, "dim")


def _status(word: str, workplace: Workplace) -> Content:
    return Content.styled(f"{mark(word, workplace.charset)} {word}", STATUS_STYLES.get(word, "dim"))


def _kpi(line: KpiLine, overview: Overview, workplace: Workplace, said: list[Content]) -> Iterator[Content]:
    metric, standing = line.metric, line.standing
    yield _title(workplace.text(metric.name))
    status = standing.judgement.status.value
    if standing.judged is None:
        yield _status(status, workplace)
    else:
        value = workplace.value(standing.judged.value, metric)
        running = ", still running" if standing.judged.running else ""
        yield _status(status, workplace) + Content(
            f"  {value} in {workplace.words(standing.judged.period.said)}{running}"
        )
    if line.ended:
        yield Content(f"ended {workplace.day(line.kpi.ends_on)}; that is how it stood then")
    yield Content(workplace.words(status_rule(line, decimal_comma=workplace.config.decimal_comma)))
    yield from said[:1]
    due = f" by {workplace.day(line.kpi.due_on)}" if line.kpi.due_on else ""
    yield Content(f"target {workplace.range(standing.target_range, metric)}{due}")
    progress = "" if standing.progress is None else f", {standing.progress:.0%} of the way"
    yield Content(f"baseline {workplace.value(standing.baseline, metric)}{progress}")
    if standing.judged is not None and metric.unit == "%" and standing.judged.sums.unweighted:
        yield _muted("averaged without sample sizes")
    mission = overview.mission.statement if overview.mission else ""
    chain = [line.strategy.title, line.priority.title, mission]
    yield _muted("why: " + workplace.words(" › ").join(workplace.text(one) for one in chain if one))
    if line.kpi.owner:
        yield _muted(f"owner {workplace.text(line.kpi.owner)}")
    yield from said[1:]


def _standard(line: StandardLine, workplace: Workplace, said: list[Content]) -> Iterator[Content]:
    metric = line.metric
    yield _title(workplace.text(metric.name))
    if line.value is not None:
        period = workplace.words(line.value.period.said) + (", still running" if line.value.running else "")
        yield _status(line.status, workplace) + Content(
            f" with {workplace.value(line.value.value, metric)} in {period}"
        )
    else:
        yield _status(line.status, workplace)
    if line.level is not None:
        level = workplace.range(line.level.level, metric)
        yield Content(
            f"standard: {level} expected of {workplace.text(line.scope)} since {workplace.day(line.level.starts_on)}"
        )
    yield from said
    yield _muted(workplace.text(metric.definition))


def _goal(line: PriorityLine | StrategyLine, workplace: Workplace) -> Iterator[Content]:
    record = line.priority if isinstance(line, PriorityLine) else line.strategy
    yield _title(workplace.text(record.title))
    yield Content(
        ("Priority" if isinstance(line, PriorityLine) else "Strategy") + f" since {workplace.day(record.starts_on)}"
    )
    if record.planned_until:
        yield Content(f"planned until {workplace.day(record.planned_until)}")
    if line.ended:
        yield Content(f"ended {workplace.day(record.ends_on)}")
    if isinstance(line, StrategyLine) and line.verdict is not None:
        yield Content(f"what was learned: {workplace.text(line.verdict.words)}")
        for moved in line.verdict.moved.splitlines():
            yield _muted(workplace.text(moved))
    if not line.ended:
        yield Content(tally(line.kpis))
    if record.owner:
        yield _muted(f"owner {workplace.text(record.owner)}")
    if isinstance(line, StrategyLine):
        for activity in line.strategy.activities:
            yield Content(f"- {workplace.text(activity)}")
    if record.description:
        yield _muted(workplace.text(record.description))


def _metric(metric: Metric, workplace: Workplace, said: list[Content]) -> Iterator[Content]:
    yield _title(workplace.text(metric.name))
    yield Content(f"{metric.place} metric, {metric.cadence}, {metric.aggregation}")
    yield from said
    yield _muted(workplace.text(metric.definition))
    from kpitui.domain.usual_places import usual_of  # a file to read
    from kpitui.views.usual_places import load_usual_places

    usual = usual_of(load_usual_places(), metric)
    if usual is not None:
        yield _muted(f"The catalogue has it as {usual.place}, {workplace.words(usual.source)}.")


def _branch(line: PlanLine, overview: Overview, workplace: Workplace) -> Iterator[Content]:
    if line.key == "mission":
        yield _title("Mission")
        yield Content(line.name)
        if overview.mission is None:
            yield _muted("Press a to write it; First steps in the palette (ctrl+p) leads on")
        else:
            yield _muted(f"since {workplace.day(overview.mission.starts_on)}")
            if overview.mission.reason:
                yield _muted(f"changed because: {workplace.text(overview.mission.reason)}")
            yield Content(tally(overview.kpis))
        role = workplace.actor.role
        if overview.accounts:
            yield _muted(f"You are {workplace.text(workplace.actor.name)}, {role}.")
        else:
            yield _muted(f"No accounts are set up, so you are {role}, as is whoever opens this file (kpitui access).")
    elif line.key == "standards":
        yield _title("Standards")
        yield Content(
            "What is expected of everybody, every day. They stand apart from the plan and stay when it changes."
        )
    else:
        yield _title("Other metrics")
        yield Content("Neither KPI nor standard. Press o to give each its place.")
