"""The command `sheet weakest`: the questions that an agent or a team is weakest on."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kpitui.charts.share_bar import share_bar
from kpitui.charts.text import name_lines
from kpitui.cli.context import (
    Environment,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
    say,
)
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.within import not_shown
from kpitui.views.lookup import find_person, find_team
from kpitui.views.own_teams import is_hidden
from kpitui.views.person_answer import weak_question_answers
from kpitui.views.weakest import LAST, Weakest, load_weakest, load_weakest_of_teams
from kpitui.words import weakest as words
from kpitui.words.spans import Line, line, muted, title

WIDEST, NAME_LEAST, BAR = 120, 26, 10
"""Cells of a line at most, of a question at least, and of a bar; with less room for a question it
stands above its bar.
"""


@click.command()
@db_option
@json_option
@as_of_option
@click.option("--person", metavar="P", help="The questions of one agent.")
@click.option("--team", metavar="T", help="The questions of one team; without both, of each team.")
@click.option(
    "--last",
    type=click.IntRange(1, 500),
    default=LAST,
    show_default=True,
    help="Look at the newest N evaluations of each agent.",
)
def weakest(
    db: Path | None, person: str | None, team: str | None, last: int, as_of: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Show the questions that an agent or a team is weakest on, beside the others.

    Only what is weaker by more than chance is named so, among all questions of all who are
    compared.
    """
    env = open_environment(db)
    if person is not None and team is not None:
        raise WrongUsage("Use --person or --team, not both.")
    env, when = env.seen_on(as_of)
    found = _found(env, person, team, last, when)
    if as_json:
        answer_json([_for_programs(one) for one in found])
        return
    for place, one in enumerate(found):
        name = line(title(one.name), ": ", words.basis(one, of_team=person is None))
        drawn = () if one.not_shown else _lines(one, env)
        say([*([line()] if place else []), name, *drawn], env)


def _found(
    env: Environment, person: str | None, team: str | None, last: int, when: AsOf
) -> Sequence[Weakest]:
    if person is not None:
        someone = find_person(env.database, person)
        one = load_weakest(env.database, someone.id, when, last)
        if one is None:
            if is_hidden(env.database, SubjectFilter((someone.id,))):
                raise NothingFound(f"{not_shown('Evaluations', someone.name)}.")
            raise NothingFound(f"No contact of {someone.name} was scored yet.")
        return [one]
    of_teams = load_weakest_of_teams(env.database, when, last)
    if team is None:
        if not of_teams:
            raise NothingFound("No contact was scored yet; kpitui score scores one.")
        return [*of_teams.values()]
    wanted = find_team(env.database, team)
    if wanted.id not in of_teams:
        raise NothingFound(f"No contact of {wanted.name} was scored yet.")
    return [of_teams[wanted.id]]


def _lines(found: Weakest, env: Environment) -> Iterator[Line]:
    """Aligned columns; a question that is longer than its column goes on below."""
    rows, drawn_with = [*words.rows(found.questions)], charset(env.config)
    value, beside = (max(len(getattr(row, key)) for row in rows) for key in ("value", "beside"))
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    verdict = max(len(row.verdict.text) for row in rows)
    room = width - BAR - value - beside - verdict - 10
    is_above = room < NAME_LEAST
    names = [name_lines(row.name, width - 2 if is_above else room, drawn_with) for row in rows]
    name = 0 if is_above else max(len(cells) for lines in names for cells in lines)
    for lines, one in zip(names, rows, strict=True):
        called = ["".join(cells) for cells in lines]
        bar = share_bar(one.share, BAR, drawn_with, one.others)
        if is_above:
            yield from (line(f"  {each}") for each in called)
        first = "" if is_above else called[0] + " " * (name - len(lines[0]))
        said = f"  {first}  {bar}  {one.value:<{value}}  {one.beside:<{beside}}  "
        yield line(said if one.verdict.text else said.rstrip(), one.verdict)
        if not is_above:
            yield from (line(f"  {each}") for each in called[1:])
    if found.others:
        yield line(muted(f"  {words.EXPLAINED}"))


def _for_programs(found: Weakest) -> dict[str, object]:
    return {
        "name": found.name,
        "not_shown": found.not_shown or None,
        "evaluations": found.evaluations,
        "compared_with": found.others,
        "last": found.last,
        "questions": weak_question_answers(found),
    }
