"""The command `status`: a line a KPI."""

from pathlib import Path

import click

from kpitui.charts.marks import mark
from kpitui.charts.sparkline import sparklines
from kpitui.charts.text import Charset
from kpitui.cli.context import (
    Desk,
    answer,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_desk,
    talk,
)
from kpitui.domain.cells import format_range, format_value
from kpitui.views.overview import KpiLine, Overview, load_overview

SPARKLINE_WIDTH = 12


@click.command()
@db_option
@json_option
@as_of_option
@click.pass_context
def status(context: click.Context, db: Path | None, as_of: str | None, as_json: bool) -> None:
    """A line a KPI: mark, status, name, value, target, sparkline, and why it is there."""
    desk = open_desk(db)
    when = desk.moment(as_of)
    overview = load_overview(desk.database, when, desk.config, with_standards=False)
    if as_json:
        from kpitui.views.status import kpi_status  # whom nobody else asks for

        answer_json([kpi_status(line, desk.config) for line in overview.kpis])
    elif overview.kpis:
        _print_lines(overview, desk)
    else:
        talk(f"There is no KPI on {when.day}.")
    context.exit(0 if overview.kpis else 1)


def _print_lines(overview: Overview, desk: Desk) -> None:
    drawn_with = charset(desk.config)
    lines = overview.kpis
    sparks = sparklines(
        [[one.value for one in line.series[-SPARKLINE_WIDTH:]] for line in lines], SPARKLINE_WIDTH, drawn_with
    )
    width = max(len(line.metric.name) for line in lines)
    for line, spark in zip(lines, sparks, strict=True):
        answer(_line(line, spark, width, overview, desk, drawn_with), drawn_with)


def _line(line: KpiLine, spark: str, width: int, overview: Overview, desk: Desk, drawn_with: Charset) -> str:
    standing, comma = line.standing, desk.config.decimal_comma
    word = standing.judgement.status.value
    value = format_value(standing.judged.value if standing.judged else None, line.metric, decimal_comma=comma)
    target = format_range(standing.target_range, line.metric, decimal_comma=comma)
    period = desk.config.writing.words(standing.judged.period.label) if standing.judged else "-"
    running = " (running)" if standing.judged and standing.judged.running else ""
    unweighted = (
        " (no sample sizes)" if standing.judged and standing.judged.sums.unweighted and line.metric.unit == "%" else ""
    )
    why = " › ".join(
        [line.strategy.title, line.priority.title, overview.mission.statement if overview.mission else "no mission"]
    )
    return (
        f"{mark(word, drawn_with)} {word:<9} {line.metric.name:<{width}}  {value:>9}  {target:>9}  "
        f"{spark}  {period}{running}{unweighted}  {why}"
    )
