"""The command `status`: a line a KPI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpitui.charts.sparkline import sparklines
from kpitui.cli.context import (
    Environment,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.cli.teams import team_asked_for, team_option
from kpitui.domain.errors import WrongUsage
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.views.overview import Overview, load_overview
from kpitui.words.kpi import corrected, kpi_target, kpi_value, sizes_of, status_of, why
from kpitui.words.spans import Line, line, status_in_column

if TYPE_CHECKING:
    from kpitui.views.meanwhile import Meanwhile

SPARKLINE_WIDTH = 12
INDENT = " " * 12


@click.command()
@db_option
@json_option
@as_of_option
@click.option(
    "--guards", is_flag=True, help="Below each KPI, show what got worse at the same time."
)
@team_option
@click.option("--all", "every_team", is_flag=True, help="Readings of everyone, the default.")
@click.pass_context
def status(
    context: click.Context, db: Path | None, as_of: str | None, as_json: bool, guards: bool,
    team: str | None, every_team: bool,
) -> None:  # fmt: skip
    """One line per KPI: status, name, value, target, trend, and the strategy it serves; by the
    readings of everyone, or with --team of one team.
    """
    if guards and team:
        raise WrongUsage("--guards looks at everyone; use it without --team.")
    env, when = open_environment(db).seen_on(as_of)
    asked = team_asked_for(env, team, every_team)
    of = SubjectFilter(team_id=asked.id) if asked else EVERYBODY
    overview = load_overview(env.database, when, with_standards=False, of=of)
    beside = _beside(overview, env) if guards else {}
    if asked and overview.not_shown:
        talk(f"{asked.name}: {overview.not_shown}.")
    if as_json:
        from kpitui.views.status import load_status, with_guards  # no one else asks for it

        answers = load_status(env.database, overview)
        answer_json(with_guards(answers, beside) if guards else answers)
    elif overview.kpis:
        say(_lines(overview, env, beside), env)
        if when.known_on is not None:
            _say_corrected(overview, env)
    else:
        talk(f"No KPIs on {when.day}.")
    context.exit(0 if overview.kpis else 1)


def _say_corrected(overview: Overview, env: Environment) -> None:
    from kpitui.views.corrected import load_corrected  # only a day of the past asks for it

    said = corrected(
        load_corrected(
            env.database, overview.as_of, overview.kpis, of_team=overview.of != EVERYBODY
        )
    )
    if said:
        say([line(said)], env)


def _beside(overview: Overview, env: Environment) -> dict[int, Meanwhile]:
    from kpitui.views.meanwhile import load_beside_each  # only some ask for it

    kpis = [(kpi.kpi, kpi.strategy) for kpi in overview.kpis]
    return load_beside_each(env.database, kpis, overview.as_of)


def _lines(overview: Overview, env: Environment, beside: Mapping[int, Meanwhile]) -> Iterator[Line]:
    speech, kpis = env.speech, overview.kpis
    series = [[point.value for point in kpi.series[-SPARKLINE_WIDTH:]] for kpi in kpis]
    sparks = sparklines(series, SPARKLINE_WIDTH, charset(env.config))
    width = max(len(kpi.metric.name) for kpi in kpis)
    longest = max(len("off track"), *(len(status_of(kpi)) for kpi in kpis))
    for one, spark in zip(kpis, sparks, strict=True):
        judged = one.standing.judged
        period = speech.words(judged.period.label) if judged else "-"
        so_far = " so far" if judged and judged.running else ""
        said = sizes_of(one.metric, judged).replace("averaged without", "no")
        sizes = f" ({said})" if said else ""
        yield line(
            status_in_column(status_of(one), longest),
            f" {one.metric.name:<{width}}  {kpi_value(one, speech):>9}  "
            f"{kpi_target(one, speech):>9}  {spark}  {period}{so_far}{sizes}  "
            f"{why(one, overview.mission)}",
        )
        if one.kpi.id in beside:
            from kpitui.words.meanwhile import meanwhile  # only some ask for it

            yield from (line(INDENT, told) for told in meanwhile(beside[one.kpi.id], speech))
