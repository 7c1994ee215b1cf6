"""What was recorded, reading by reading, and of a whole team: readings, team."""

from collections.abc import Iterator
from pathlib import Path

import click

from kpitui.charts.marks import mark
from kpitui.cli.chart import chosen_subject
from kpitui.cli.context import (
    Desk,
    answer,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_desk,
)
from kpitui.domain.cells import Cell
from kpitui.domain.errors import NothingFound
from kpitui.domain.metrics import Metric
from kpitui.domain.numbers import plain_number
from kpitui.views.grid import GridCell, load_grid
from kpitui.views.lookup import find_metric, find_team
from kpitui.views.person import Expectation, load_team_page
from kpitui.views.readings import ReadingLine, load_readings


@click.command()
@db_option
@json_option
@click.argument("metric")
@click.option("--person", metavar="P", help="Readings of one person only.")
@click.option("--team", metavar="T", help="Readings of one team only.")
@click.option("--last", type=click.IntRange(1, 500), default=100, show_default=True, help="So many of the newest.")
def readings(db: Path | None, metric: str, person: str | None, team: str | None, last: int, as_json: bool) -> None:
    """The readings behind a METRIC, newest first: voided ones too, and where it does not apply."""
    desk = open_desk(db)
    found = find_metric(desk.database, metric)
    name, subject = chosen_subject(desk, person, team)
    lines = load_readings(desk.database, found.id, subject)[:last]
    if as_json:
        answer_json([_for_programs(one) for one in lines])
        return
    if not lines:
        raise NothingFound(f"{found.name} has no readings of {name}.")
    for one in lines:
        answer(_reading(one, found, desk), charset(desk.config))


def _reading(line: ReadingLine, metric: Metric, desk: Desk) -> str:
    draft = line.recorded.draft
    cell = Cell(draft.value, draft.numerator, draft.denominator, draft.n, draft.note, draft.not_applicable)
    voided = "" if line.kept else "  voided"
    return f"{desk.day(draft.date)}  {_cell(cell, metric, desk)}  {line.subject}{voided}  by {line.who}"


def _cell(cell: Cell, metric: Metric, desk: Desk) -> str:
    value = "does not apply" if cell.not_applicable else desk.value(cell.shown(metric), metric)
    size = f" n={cell.n}" if cell.n else ""
    if cell.numerator is not None and cell.denominator is not None:
        comma = desk.config.decimal_comma
        whole = "/".join(plain_number(one, decimal_comma=comma) for one in (cell.numerator, cell.denominator))
        size = f" ({whole})"
    note = f' "{cell.note}"' if cell.note else ""
    return f"{value}{size}{note}"


def _for_programs(line: ReadingLine) -> dict[str, object]:
    draft = line.recorded.draft
    return {
        "id": line.recorded.id, "date": draft.date, "subject": line.subject, "value": draft.value, "n": draft.n,
        "numerator": draft.numerator, "denominator": draft.denominator, "note": draft.note or None,
        "not_applicable": draft.not_applicable, "voided": not line.kept, "by": line.by,
        "changed_by": line.changed_by or None,
    }  # fmt: skip


@click.command()
@db_option
@as_of_option
@click.argument("name", nargs=-1, required=True)
@click.option("--day", is_flag=True, help="What was recorded for them on the day, and what is due, in place of status.")
def team(db: Path | None, as_of: str | None, name: tuple[str, ...], day: bool) -> None:
    """How the people of the team NAME stand to what is expected of them, a line each, worst first."""
    desk = open_desk(db)
    when = desk.moment(as_of)
    group = find_team(desk.database, " ".join(name))
    drawn_with = charset(desk.config)
    if day:
        grid = load_grid(desk.database, group.id, when.day, when, desk.config)
        lines = [
            f"{person.name}  {metric.name}: {_of_day(grid.cells[person.id, metric.id], desk)}"
            for person in grid.people
            for metric in grid.metrics
        ]
    else:
        page = load_team_page(desk.database, group.id, when, desk.config)
        lines = [
            f"{row.person.name}  {_standing(cell, desk)}" for row in page.rows for cell in row.cells if cell is not None
        ]
    if not lines:
        raise NothingFound(f"Nothing is expected of anybody in {group.name} on {desk.day(when.day)}.")
    for line in lines:
        answer(line, drawn_with)


def _standing(cell: Expectation, desk: Desk) -> str:
    value, level = desk.value(cell.value, cell.metric), desk.range(cell.shown_level, cell.metric)
    return f"{mark(cell.status, charset(desk.config))} {cell.status}  {cell.metric.name}  {value} for {level}"


def _of_day(cell: GridCell, desk: Desk) -> str:
    return "; ".join(_told(cell, desk))


def _told(cell: GridCell, desk: Desk) -> Iterator[str]:
    for one in cell.readings:
        draft = one.recorded.draft
        read = Cell(draft.value, draft.numerator, draft.denominator, draft.n, draft.note, draft.not_applicable)
        yield f"{_cell(read, cell.metric, desk)} by {one.who}"
    if not cell.readings and cell.last is not None:
        yield f"last {desk.value(cell.last[1], cell.metric)} on {desk.day(cell.last[0])}"
    if cell.due:
        yield "due"
    if cell.expected is not None:
        yield f"{desk.range(cell.expected, cell.metric)} expected"
    elif not cell.readings and cell.last is None:
        yield "not expected"
