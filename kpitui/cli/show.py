"""The Plan screen as text: show."""

from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import click

from kpitui.cli.context import (
    Environment,
    answer_json,
    as_of_option,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.domain.errors import NothingFound
from kpitui.domain.naming import Names
from kpitui.views.decisions import load_last_decision
from kpitui.views.meanwhile import Meanwhile, load_meanwhile
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StrategyLine, load_overview
from kpitui.views.sorting import load_sorting
from kpitui.words.facts import Source, described, facts, kind_of
from kpitui.words.facts import unsorted as without_place
from kpitui.words.kpi import how_it_goes, kpi_ended, kpi_in_brief, standard_in_brief
from kpitui.words.spans import Line, line
from kpitui.words.speech import Speech

INDENT = "  "


@click.command()
@db_option
@json_option
@as_of_option
@click.option("--ended", is_flag=True, help="Include what has ended.")
@click.option(
    "--unsorted",
    is_flag=True,
    help="Only unsorted metrics, with what the catalogue suggests.",
)
@click.argument("name", nargs=-1)
@click.pass_context
def show(
    context: click.Context,
    db: Path | None,
    as_of: str | None,
    as_json: bool,
    ended: bool,
    unsorted: bool,
    name: tuple[str, ...],
) -> None:
    """Show the plan as a tree with statuses, or the details of items with NAME in their name."""
    env, when = open_environment(db).seen_on(as_of)
    if unsorted and as_json:
        raise click.UsageError("--unsorted has no answer for programs; leave out --json.")
    if unsorted:
        found = load_sorting(env.database, when.day).metrics
        say((without_place(unsorted, env.speech) for unsorted in found), env)
        if not found:
            talk("All metrics are sorted.")
        context.exit(0 if found else 1)
    overview = load_overview(env.database, when, ended=ended)
    typed = " ".join(name)
    if as_json:
        from kpitui.views.show_answer import line_answer, tree_answer  # no one else asks for it

        named = [line_answer(*one) for one in _found(typed, overview, env)] if name else None
        answer_json(tree_answer(overview) if named is None else named)
    else:
        say(_facts_of(typed, overview, env) if name else _tree(overview, env.speech), env)


# the tree -----------------------------------------------------------------------------------------


def _tree(overview: Overview, speech: Speech) -> Iterator[Line]:
    mission = overview.mission
    yield line(
        f"Mission: {mission.statement} (since {speech.day(mission.starts_on)})"
        if mission
        else "Mission: none yet"
    )
    for priority in overview.priorities:
        yield _goal(INDENT, priority, speech)
        for strategy in priority.strategies:
            yield _goal(INDENT * 2, strategy, speech)
            yield from (line(INDENT * 3, "KPI: ", _kpi(kpi, speech)) for kpi in strategy.kpis)
    yield line("Standards, expected every day")
    yield from (
        line(INDENT, standard_in_brief(standard, speech)) for standard in overview.standards
    )
    others = [*overview.context, *overview.unsorted]
    if others:
        yield line("Other metrics")
        yield from (line(f"{INDENT}{other.name} ({other.place})") for other in others)


def _goal(indent: str, one: PriorityLine | StrategyLine, speech: Speech) -> Line:
    record = one.priority if isinstance(one, PriorityLine) else one.strategy
    return line(f"{indent}{kind_of(one)}: {record.title} ({how_it_goes(one, speech)})")


def _kpi(one: KpiLine, speech: Speech) -> Line:
    if one.ended:
        return line(f"{one.metric.name}  {kpi_ended(one, speech)}")
    return kpi_in_brief(one, speech)


# the facts of a line ------------------------------------------------------------------------------


def _facts_of(typed: str, overview: Overview, env: Environment) -> Iterator[Line]:
    for place, (source, beside) in enumerate(_found(typed, overview, env)):
        if place:
            yield line()
        name, *rest = facts(source, overview, env.speech, beside=beside)
        yield line(f"{kind_of(source)}: ", name)
        yield from rest
        if isinstance(source, KpiLine):  # a screen leaves the room to the chart
            yield from described(source.metric)


def _found(
    typed: str, overview: Overview, env: Environment
) -> Iterator[tuple[Source, Meanwhile | None]]:
    """What has it in its name, a strategy with what stood beside it, a KPI with its last
    decision.
    """
    named = Names(_named(overview), itemgetter(0), itemgetter(1))
    _, found = named.fits(typed)
    if not found:
        raise NothingFound(
            f"Nothing in the plan of {env.day(overview.as_of.day)} has “{typed}” in its name."
        )
    for _, _, source in found:
        beside = None
        if isinstance(source, StrategyLine):
            beside = load_meanwhile(env.database, source.strategy, overview.as_of)
        elif isinstance(source, KpiLine):
            last = load_last_decision(env.database, source.kpi.id, overview.as_of)
            beside = Meanwhile(decided=last) if last else None
        yield source, beside


def _named(overview: Overview) -> Iterator[tuple[str, str, Source]]:
    """Each line with its name and code."""
    for priority in overview.priorities:
        yield priority.priority.title, "", priority
        for strategy in priority.strategies:
            yield strategy.strategy.title, "", strategy
            for kpi in strategy.kpis:
                yield kpi.metric.name, kpi.metric.code, kpi
    for standard in overview.standards:
        yield standard.metric.name, standard.metric.code, standard
    for metric in (*overview.context, *overview.unsorted):
        yield metric.name, metric.code, metric
