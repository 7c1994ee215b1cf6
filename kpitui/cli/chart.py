"""The command `chart`: one metric with its process limits, and what the chart says."""

import shutil
from pathlib import Path

import click
from msgspec.structs import replace

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.text import plain_text
from kpitui.charts.value_table import value_lines
from kpitui.cli.context import (
    Desk,
    answer,
    answer_document,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_desk,
)
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import PeriodKind
from kpitui.domain.text import printable
from kpitui.views import Subject
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.lookup import find_metric, find_person, find_team
from kpitui.views.status import chart_answer


@click.command()
@db_option
@json_option
@as_of_option
@click.argument("metric")
@click.option("--person", metavar="P", help="Readings of one person only.")
@click.option("--team", metavar="T", help="Readings of one team only.")
@click.option("--by", type=click.Choice([kind.value for kind in PeriodKind]), help="How long a period is.")
@click.option("--last", type=click.IntRange(1, 5000), help="Only so many of the newest periods.")
@click.option("--rules", type=click.Choice(["wheeler", "nhs"]), help="Whose rules say what a signal is.")
@click.option("--baseline", type=click.IntRange(1, 5000), help="Lock the limits to the first so many periods.")
@click.option("--screen", is_flag=True, help="Leave out, once, moving ranges at or beyond their limit.")
@click.option("--values", is_flag=True, help="The values as a table in place of the chart.")
@click.option("--why", is_flag=True, help="The rule behind each sentence.")
def chart(
    db: Path | None, metric: str, person: str | None, team: str | None, by: str | None, last: int | None,
    rules: str | None, baseline: int | None, screen: bool, values: bool, why: bool, as_of: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The chart of a metric, its process limits, and what it says in words."""
    desk = open_desk(db)
    when = desk.moment(as_of)
    found = find_metric(desk.database, metric)
    question = ChartQuestion(found.id, by=PeriodKind(by) if by else None, last=last, baseline=baseline, screen=screen)
    if person or team:
        name, subject = chosen_subject(desk, person, team)
        question = replace(question, subject=subject, subject_name=name)
    config = replace(desk.config, rules="nhs" if rules == "nhs" else "wheeler") if rules else desk.config
    drawn = load_chart(desk.database, question, when, config)
    if as_json:
        answer_json(chart_answer(drawn))
        return
    if not drawn.periods:
        raise NothingFound(f"{found.name} has no readings of {drawn.subject} up to {when.day}.")
    _print_chart(drawn, desk, values=values, why=why)


def chosen_subject(desk: Desk, person: str | None, team: str | None) -> tuple[str, Subject]:
    """Whose readings --person or --team mean, those of everybody without either."""
    if person and team:
        raise WrongUsage("Give either --person or --team, not both.")
    if person:
        somebody = find_person(desk.database, person)
        return somebody.name, Subject(person_ids=(somebody.id,))
    if team:
        group = find_team(desk.database, team)
        return group.name, Subject(team_id=group.id)
    return "everybody", Subject()


def _print_chart(drawn: MetricChart, desk: Desk, *, values: bool, why: bool) -> None:
    drawn_with = charset(desk.config)
    if values:
        for line in value_lines(drawn, decimal_comma=desk.config.decimal_comma):
            answer(desk.config.writing.words(line), drawn_with)
    else:
        _draw(drawn, desk)
    for number, note in enumerate(drawn.marked, 1):
        answer(f"({number}) {desk.day(note.date)} {note.text}", drawn_with)
    for said in drawn.said:
        answer(desk.config.writing.words(said.sentence), drawn_with)
        if why:
            answer(f"  {said.rule}", drawn_with)


def _draw(drawn: MetricChart, desk: Desk) -> None:
    from kpitui.charts.trend import trend_chart  # brings plotext

    spec = spec_of(
        drawn,
        desk.config.writing,
        title=f"{printable(drawn.metric.name)}, {printable(drawn.subject)}, by {drawn.by}",
    )
    width = min(shutil.get_terminal_size((80, 24)).columns, 160)
    answer_document(plain_text(trend_chart(spec, width, 20, charset(desk.config))) + "\n")
