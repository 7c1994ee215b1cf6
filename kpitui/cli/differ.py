"""The command `differ`: which teams and people really differ on a metric."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from kpitui.charts.text import name_cells, plain_text
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
from kpitui.domain.natural_limits import FEWEST
from kpitui.views.differ import PERIODS, Differ, DifferGroup, load_differ
from kpitui.views.lookup import find_metric, find_team
from kpitui.words import differ as words
from kpitui.words.spans import Line, line, muted, title

WIDEST, NAME_MOST, ROWS = 100, 30, 12
"""Cells of a chart and of a name; the lines of a chart."""


@click.command()
@db_option
@json_option
@as_of_option
@click.argument("metric")
@click.option("--team", metavar="T", help="Compare the people of one team only.")
@click.option(
    "--last",
    type=click.IntRange(FEWEST, 500),
    default=PERIODS,
    show_default=True,
    help="Compare the newest N full periods.",
)
def differ(
    db: Path | None, metric: str, team: str | None, last: int, as_of: str | None, as_json: bool
) -> None:
    """Show who really differs on a METRIC: the teams first, then the people within each team.

    Differences that chance alone makes are not named.
    """
    env, when = open_environment(db).seen_on(as_of)
    found = find_metric(env.database, metric)
    team_id = find_team(env.database, team).id if team else None
    compared = load_differ(env.database, found.id, when, team_id=team_id, last=last)
    if as_json:
        from kpitui.views.differ_answer import differ_answer  # most answers are for people

        answer_json(differ_answer(compared))
        return
    say([words.heading(compared, env.speech)], env)
    for group in compared.groups:
        name = words.group_name(group, compared, env.speech)
        say([line(), line(title(name), ": ", words.group_state(group))], env)
        _draw(compared, group, env)
        say(_rows(compared, group, env), env)
        say(words.limits(compared, group, env.speech), env)
    say([line(), line(muted(words.notes(compared)))], env)


def _draw(differ: Differ, group: DifferGroup, env: Environment) -> None:
    from kpitui.charts.compared import compared_chart  # brings plotext
    from kpitui.charts.compared_spec import spec_of

    if group.comparison is None:
        return
    of = words.who(group)
    counted = words.counted(differ)
    spec = spec_of(
        group.comparison, group.marks, differ.metric, env.writing, of=of, counted=counted
    )
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    answer_document(plain_text(compared_chart(spec, width, ROWS, charset(env.config))) + "\n")


def _rows(differ: Differ, group: DifferGroup, env: Environment) -> Iterator[Line]:
    """The rows of a group below their heads, in aligned columns."""
    value_head, size_head, _ = words.heads(differ)
    rows = words.rows(differ, group, env.speech)
    names = [name_cells(row.name, NAME_MOST, charset(env.config)) for row in rows]
    name = max(map(len, names))
    value = max(len(value_head), *(len(row.value) for row in rows))
    size = max(len(size_head), *(len(row.size) for row in rows))
    yield line(muted(f"  {'':{name}}  {value_head:>{value}}  {size_head:>{size}}"))
    for cells, one in zip(names, rows, strict=True):
        called = "".join(cells) + " " * (name - len(cells))
        yield line(f"  {called}  {one.value:>{value}}  {one.size:>{size}}  ", one.verdict)
