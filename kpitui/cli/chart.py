"""The command `chart`: one metric with its process limits, and what the chart says."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
from msgspec.structs import replace

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.text import plain_text
from kpitui.cli.context import (
    Environment,
    answer_document,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
    say,
)
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.natural_limits import RULE_SETS
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.text import printable
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.lookup import find_metric, find_person, find_team
from kpitui.views.status import chart_answer
from kpitui.words import chart as words
from kpitui.words.spans import Line, line
from kpitui.words.value_table import value_lines


@click.command()
@db_option
@json_option
@as_of_option
@click.argument("metric")
@click.option("--person", metavar="P", help="Readings of one person only.")
@click.option("--team", metavar="T", help="Readings of one team only.")
@click.option(
    "--by", type=click.Choice([kind.value for kind in PeriodKind]), help="Length of a period."
)
@click.option("--last", type=click.IntRange(1, 5000), help="Show only the last N periods.")
@click.option("--rules", type=click.Choice(RULE_SETS), help="Rules for signals.")
@click.option(
    "--baseline", type=click.IntRange(1, 5000), help="Lock the limits to the first N periods."
)
@click.option(
    "--screen", is_flag=True, help="Leave out moving ranges at or beyond their limit, once."
)
@click.option("--values", is_flag=True, help="Show the values as a table instead of the chart.")
@click.option("--why", is_flag=True, help="Show which rule applied.")
def chart(
    db: Path | None, metric: str, person: str | None, team: str | None, by: str | None,
    last: int | None, rules: str | None, baseline: int | None, screen: bool, values: bool,
    why: bool, as_of: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show the chart of a metric, its limits, and what they mean."""
    env, when = open_environment(db).seen_on(as_of)
    found = find_metric(env.database, metric)
    question = ChartQuestion(
        found.id, by=PeriodKind(by) if by else None, last=last, baseline=baseline, screen=screen
    )
    if person or team:
        name, subject = chosen_subject(env, person, team)
        question = replace(question, subject=subject, subject_name=name)
    chosen = next((one for one in RULE_SETS if one == rules), None)
    drawn = load_chart(env.database, replace(question, rule_set=chosen), when, env.config)
    if as_json:
        answer_json(chart_answer(drawn))
        return
    if not drawn.periods and drawn.not_shown:
        raise NothingFound(f"{found.name} of {drawn.subject}: {drawn.not_shown}.")
    if not drawn.periods:
        raise NothingFound(f"{found.name} has no readings of {drawn.subject} up to {when.day}.")
    _print_chart(drawn, env, values=values, why=why)
    for person_id in question.subject.person_ids:
        say(_beside_verdict(env, person_id, drawn, when), env)


def _beside_verdict(
    env: Environment, person_id: int, drawn: MetricChart, when: AsOf
) -> Iterator[Line]:
    """Why a chart of one person does not contradict how they stand to the standard."""
    from kpitui.views.person import load_person_page  # most charts are of no one person
    from kpitui.words.standards import beside_chart

    page = load_person_page(env.database, person_id, when, env.config, team=False)
    of_metric = (
        expectation for expectation in page.expectations if expectation.metric.id == drawn.metric.id
    )
    verdict = next((expectation.verdict for expectation in of_metric), None)
    if both := beside_chart(verdict, drawn):
        yield line(both)


def chosen_subject(
    env: Environment, person: str | None, team: str | None
) -> tuple[str, SubjectFilter]:
    """Whose readings --person or --team mean, those of everyone without either."""
    if person and team:
        raise WrongUsage("Use --person or --team, not both.")
    if person:
        found = find_person(env.database, person)
        return found.name, SubjectFilter(person_ids=(found.id,))
    if team:
        group = find_team(env.database, team)
        return group.name, SubjectFilter(team_id=group.id)
    return "everyone", SubjectFilter()


def _print_chart(drawn: MetricChart, env: Environment, *, values: bool, why: bool) -> None:
    speech = env.speech
    if values:
        say(value_lines(drawn, speech), env)
    else:
        _draw(drawn, env)
    say(words.events(drawn, speech), env)
    say(words.said_by_rules(drawn, speech) if why else words.said(drawn, speech), env)
    say(words.split_proposed(drawn, speech), env)


def _draw(drawn: MetricChart, env: Environment) -> None:
    from kpitui.charts.trend import trend_chart  # brings plotext

    spec = spec_of(
        drawn,
        env.writing,
        title=f"{printable(drawn.metric.name)}, {printable(drawn.subject)}, by {drawn.by}",
    )
    width = min(shutil.get_terminal_size((80, 24)).columns, 160)
    answer_document(plain_text(trend_chart(spec, width, 20, charset(env.config))) + "\n")
