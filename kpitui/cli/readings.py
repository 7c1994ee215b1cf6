"""What was recorded, reading by reading, and of a whole team: readings, team."""

from collections.abc import Iterator
from pathlib import Path

import click

from kpitui.cli.chart import chosen_subject
from kpitui.cli.context import (
    Environment,
    answer,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.periods import AsOf
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import Cell, size_text
from kpitui.domain.within import not_shown
from kpitui.views.grid import GridCell, load_grid
from kpitui.views.lookup import find_metric, find_team
from kpitui.views.own_teams import is_hidden
from kpitui.views.person_answer import team_answer
from kpitui.views.readings import ReadingLine, load_readings
from kpitui.views.team import TeamPage, TeamRow, load_team_page
from kpitui.words import team as words
from kpitui.words import weakest
from kpitui.words.coaching import taken
from kpitui.words.person import expected_in_brief
from kpitui.words.spans import text_of, texts_of
from kpitui.words.team import people_there, seen_as


@click.command()
@db_option
@json_option
@click.argument("metric")
@click.option("--person", metavar="P", help="Readings of one person only.")
@click.option("--team", metavar="T", help="Readings of one team only.")
@click.option(
    "--last",
    type=click.IntRange(1, 500),
    default=100,
    show_default=True,
    help="Show only the latest N.",
)
def readings(
    db: Path | None, metric: str, person: str | None, team: str | None, last: int, as_json: bool
) -> None:
    """List the readings of a METRIC, newest first, with void and not applicable ones."""
    env = open_environment(db)
    found = find_metric(env.database, metric)
    name, subject = chosen_subject(env, person, team)
    lines = load_readings(env.database, found.id, subject)[:last]
    if as_json:
        answer_json([_for_programs(line) for line in lines])
        return
    if not lines:
        nothing = f"{found.name} has no readings of {name}"
        if is_hidden(env.database, subject):
            nothing = not_shown("Readings", name)
        raise NothingFound(f"{nothing}.")
    for line in lines:
        answer(_reading(line, found, env), charset(env.config))


def _reading(line: ReadingLine, metric: Metric, env: Environment) -> str:
    draft = line.recorded.draft
    cell = Cell(
        draft.value, draft.numerator, draft.denominator, draft.n, draft.note, draft.not_applicable
    )
    voided = "" if line.kept else "  voided"
    return (
        f"{env.day(draft.date)}  {_cell(cell, metric, env)}  {line.subject}{voided}  by {line.who}"
    )


def _cell(cell: Cell, metric: Metric, env: Environment) -> str:
    size = f" n={cell.n}" if cell.n else ""
    if cell.numerator is not None and cell.denominator is not None:
        comma = env.config.decimal_comma
        said = size_text(metric, cell.numerator, cell.denominator, decimal_comma=comma)
        size = f" {said}" if said.startswith("n=") else f" ({said})"
    note = f' "{cell.note}"' if cell.note else ""
    return f"{taken(cell, metric, env.speech)}{size}{note}"


def _for_programs(line: ReadingLine) -> dict[str, object]:
    draft = line.recorded.draft
    return {
        "id": line.recorded.id, "date": draft.date, "subject": line.subject, "value": draft.value,
        "n": draft.n, "numerator": draft.numerator, "denominator": draft.denominator,
        "note": draft.note or None, "not_applicable": draft.not_applicable, "voided": not line.kept,
        "by": line.by, "changed_by": line.changed_by or None,
    }  # fmt: skip


@click.command()
@db_option
@json_option
@as_of_option
@click.argument("name", nargs=-1, required=True)
@click.option(
    "--day",
    is_flag=True,
    help="Show what was recorded on the day and what is due, instead of the status.",
)
@click.option("--deep", is_flag=True, help="Show the people of the teams below it too.")
def team(
    db: Path | None, as_of: str | None, name: tuple[str, ...], day: bool, deep: bool, as_json: bool
) -> None:
    """Show the people of the team NAME against their standards, one line each, clearly below
    first.
    """
    if day and as_json:
        raise WrongUsage("--json is for the status; leave out --day.")
    if day and deep:
        raise WrongUsage("--day is for one team; leave out --deep.")
    env, when = open_environment(db).seen_on(as_of)
    group = find_team(env.database, " ".join(name))
    page = None if day else load_team_page(env.database, group.id, when, deep=deep)
    if page and as_json:
        answer_json(team_answer(page))
        return
    lines = _status_lines(page, env, deep=deep) if page else _day_lines(env, group.id, when)
    if page is None and not lines:
        page = load_team_page(env.database, group.id, when)
    if page and page.not_seen and not page.rows:
        lines.insert(0, f"{group.name}: {people_there(0, page.not_seen, page.fewest)}")
        talk(f"{seen_as(page)} See: kpitui board --team “{group.name}”")
    if not lines:
        raise NothingFound(f"No standards apply in {group.name} on {env.day(when.day)}.")
    for line in lines:
        answer(line, charset(env.config))


def _day_lines(env: Environment, team_id: int, when: AsOf) -> list[str]:
    """What was recorded of each of a team on a day, and what is due."""
    grid = load_grid(env.database, team_id, when.day, when)
    return [
        f"{person.name}  {metric.name}: {_of_day(grid.cells[person.id, metric.id], env)}"
        for person in grid.people
        for metric in grid.metrics
    ]


def _status_lines(page: TeamPage, env: Environment, *, deep: bool) -> list[str]:
    """How each of a team stands, and what it is weakest on."""
    lines = [
        f"{_whose(row)}  {text_of(expected_in_brief(cell, env.speech))}"
        for row in page.rows
        for cell in row.cells
        if cell is not None
    ]
    lines += [] if deep else texts_of(words.below(page))
    return lines + texts_of(weakest.told(page.weakest, of_team=True))


def _whose(row: TeamRow) -> str:
    return f"{row.team}: {row.person.name}" if row.team else row.person.name


def _of_day(cell: GridCell, env: Environment) -> str:
    return "; ".join(_told(cell, env))


def _told(cell: GridCell, env: Environment) -> Iterator[str]:
    for reading in cell.readings:
        draft = reading.recorded.draft
        read = Cell(
            draft.value,
            draft.numerator,
            draft.denominator,
            draft.n,
            draft.note,
            draft.not_applicable,
        )
        yield f"{_cell(read, cell.metric, env)} by {reading.who}"
    if not cell.readings and cell.last is not None:
        yield f"last {env.value(cell.last[1], cell.metric)} on {env.day(cell.last[0])}"
    if cell.due:
        yield "due"
    if cell.expected is not None:
        yield f"{env.range(cell.expected, cell.metric)} expected"
    elif not cell.readings and cell.last is None:
        yield "no standard"
