"""The Plan screen as text: show."""

from collections.abc import Iterator
from pathlib import Path

import click

from kpitui.charts.marks import mark
from kpitui.cli.context import Desk, answer, as_of_option, charset, db_option, open_desk, talk
from kpitui.domain.errors import NothingFound
from kpitui.domain.metrics import Metric
from kpitui.domain.typography import folded
from kpitui.views.kpi_words import status_rule
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StandardLine, StrategyLine, load_overview, tally
from kpitui.views.series import PeriodValue
from kpitui.views.sorting import load_sorting

INDENT = "  "
Line = KpiLine | StandardLine | PriorityLine | StrategyLine | Metric


@click.command()
@db_option
@as_of_option
@click.option("--ended", is_flag=True, help="What ended by then too.")
@click.option("--unsorted", is_flag=True, help="Only metrics without a place, with what the catalogue takes them for.")
@click.argument("name", nargs=-1)
@click.pass_context
def show(
    context: click.Context, db: Path | None, as_of: str | None, ended: bool, unsorted: bool, name: tuple[str, ...]
) -> None:
    """The plan as a tree with how everything stands, or all facts of the lines with NAME in their name."""
    desk = open_desk(db)
    when = desk.moment(as_of)
    drawn_with = charset(desk.config)
    if unsorted:
        found = load_sorting(desk.database, when.day).metrics
        for one in found:
            read = f"last read {desk.day(one.last_reading_on)}" if one.last_reading_on else "never read"
            usually = f", usually {one.usually}" if one.usually else ""
            answer(f"{one.metric.name}: {read}{usually}", drawn_with)
        if not found:
            talk("Every metric has its place.")
        context.exit(0 if found else 1)
    overview = load_overview(desk.database, when, desk.config, ended=ended)
    lines = list(_facts_of(" ".join(name), overview, desk)) if name else list(_tree(overview, desk))
    for line in lines:
        answer(line, drawn_with)


# the tree -------------------------------------------------------------------------------------------------------


def _tree(overview: Overview, desk: Desk) -> Iterator[str]:
    mission = overview.mission
    yield f"Mission: {mission.statement} (since {desk.day(mission.starts_on)})" if mission else "Mission: none yet"
    for priority in overview.priorities:
        yield f"{INDENT}Priority: {priority.priority.title} ({_how(priority, desk)})"
        for strategy in priority.strategies:
            yield f"{INDENT * 2}Strategy: {strategy.strategy.title} ({_how(strategy, desk)})"
            yield from (f"{INDENT * 3}KPI: {_kpi_in_brief(one, desk)}" for one in strategy.kpis)
    yield "Standards, expected every day"
    yield from (f"{INDENT}{_standard_in_brief(one, desk)}" for one in overview.standards)
    others = [*overview.context, *overview.unsorted]
    if others:
        yield "Other metrics"
        yield from (f"{INDENT}{one.name} ({one.place})" for one in others)


def _how(line: PriorityLine | StrategyLine, desk: Desk) -> str:
    record = line.priority if isinstance(line, PriorityLine) else line.strategy
    return f"ended {desk.day(record.ends_on)}" if record.ends_on and line.ended else tally(line.kpis)


def _status(word: str, desk: Desk) -> str:
    return f"{mark(word, charset(desk.config))} {word}"


def _kpi_in_brief(line: KpiLine, desk: Desk) -> str:
    value = desk.value(line.standing.judged.value if line.standing.judged else None, line.metric)
    target = desk.range(line.standing.target_range, line.metric)
    status = _status(line.standing.judgement.status.value, desk)
    over = f", ended {desk.day(line.kpi.ends_on)}" if line.ended and line.kpi.ends_on else ""
    return f"{line.metric.name}: {status}, {value} for {target}{over}"


def _standard_in_brief(line: StandardLine, desk: Desk) -> str:
    value = desk.value(line.value.value if line.value else None, line.metric)
    level = desk.range(line.level.level if line.level else None, line.metric)
    return f"{line.metric.name} of {line.scope}: {_status(line.status, desk)}, {value} for {level}"


# the facts of a line --------------------------------------------------------------------------------------------


def _facts_of(typed: str, overview: Overview, desk: Desk) -> Iterator[str]:
    wanted = folded(typed)
    named = list(_named(overview))
    found = [line for name, line in named if folded(name) == wanted] or [
        line for name, line in named if wanted in folded(name)
    ]
    if not found:
        raise NothingFound(f"Nothing in the plan of {desk.day(overview.as_of.day)} has “{typed}” in its name.")
    for place, line in enumerate(found):
        if place:
            yield ""
        yield from _facts(line, overview, desk)


def _named(overview: Overview) -> Iterator[tuple[str, Line]]:
    for priority in overview.priorities:
        yield priority.priority.title, priority
        for strategy in priority.strategies:
            yield strategy.strategy.title, strategy
            for kpi in strategy.kpis:
                yield kpi.metric.name, kpi
                yield kpi.metric.code, kpi
    for standard in overview.standards:
        yield standard.metric.name, standard
        yield standard.metric.code, standard
    for metric in (*overview.context, *overview.unsorted):
        yield metric.name, metric
        yield metric.code, metric


def _facts(line: Line, overview: Overview, desk: Desk) -> Iterator[str]:
    if isinstance(line, KpiLine):
        yield from _kpi(line, overview, desk)
    elif isinstance(line, StandardLine):
        yield f"Standard: {_standard_in_brief(line, desk)}"
        if line.value is not None:
            yield _period(line.value, desk)
        if line.level is not None:
            level = desk.range(line.level.level, line.metric)
            yield f"{level} expected of {line.scope} since {desk.day(line.level.starts_on)}"
        yield from filter(None, (line.metric.definition,))
    elif isinstance(line, Metric):
        yield f"Metric: {line.name}, {line.place}, {line.cadence}, {line.aggregation}"
        yield from filter(None, (line.definition,))
    else:
        yield from _goal(line, desk)


def _period(judged: PeriodValue, desk: Desk) -> str:
    running = ", still running" if judged.running else ""
    return f"in {desk.config.writing.words(judged.period.said)}{running}"


def _kpi(line: KpiLine, overview: Overview, desk: Desk) -> Iterator[str]:
    standing = line.standing
    yield f"KPI: {_kpi_in_brief(line, desk)}"
    if standing.judged is not None:
        yield _period(standing.judged, desk)
    yield status_rule(line, decimal_comma=desk.config.decimal_comma)
    due = f" by {desk.day(line.kpi.due_on)}" if line.kpi.due_on else ""
    yield f"target {desk.range(standing.target_range, line.metric)}{due}"
    progress = "" if standing.progress is None else f", {standing.progress:.0%} of the way"
    yield f"baseline {desk.value(standing.baseline, line.metric)}{progress}"
    chain = (line.strategy.title, line.priority.title, overview.mission.statement if overview.mission else "")
    yield f"why: {' › '.join(one for one in chain if one)}"
    yield from filter(None, (f"owner {line.kpi.owner}" if line.kpi.owner else "", line.metric.definition))


def _goal(line: PriorityLine | StrategyLine, desk: Desk) -> Iterator[str]:
    record = line.priority if isinstance(line, PriorityLine) else line.strategy
    kind = "Priority" if isinstance(line, PriorityLine) else "Strategy"
    yield f"{kind}: {record.title} ({_how(line, desk)})"
    until = f", planned until {desk.day(record.planned_until)}" if record.planned_until else ""
    yield f"since {desk.day(record.starts_on)}{until}"
    yield from filter(None, (f"owner {record.owner}" if record.owner else "", record.description))
    if isinstance(line, StrategyLine):
        yield from (f"- {one}" for one in line.strategy.activities)
        if line.verdict is not None:
            yield f"what was learned: {line.verdict.words}"
            yield from line.verdict.moved.splitlines()
