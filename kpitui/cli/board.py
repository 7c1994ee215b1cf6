"""The command `board`: every KPI and standard as a tile, worst first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpitui.charts.text import Charset, Chart, cells_of, fit, plain
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
from kpitui.cli.teams import all_option, nothing, say_whose, team_option, teams_shown
from kpitui.views.board import Board, TileChart, load_board, load_tile_charts
from kpitui.views.own_teams import TeamsShown
from kpitui.words.board import TileWords, board_title, tile_words
from kpitui.words.spans import Line, text_of

if TYPE_CHECKING:
    pass

NARROWEST, GAP, ROWS = 38, 2, 4
"""The least width of a tile, the blanks between two, and the rows of a chart."""


@click.command()
@db_option
@json_option
@as_of_option
@team_option
@all_option
@click.pass_context
def board(
    context: click.Context, db: Path | None, team: str | None, every_team: bool,
    as_of: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show every KPI and standard as a tile, worst first, by the readings of your own team, or of
    everyone: status, latest value, target, and a chart of the last 26 periods.
    """
    env, when = open_environment(db).seen_on(as_of)
    shown = teams_shown(env, team, every_team, when)
    team_id = shown.teams[0].id if shown else None
    _say_which(shown, team)
    found = load_board(env.database, when, team_id)
    _say_left_out(found)
    charts = load_tile_charts(env.database, found, found.tiles)
    if as_json:
        from kpitui.views.board_answer import board_answer  # no one else asks for it

        answer_json(board_answer(found, charts))
    elif found.tiles:
        for line in _lines(found, charts, env):
            answer(line, charset(env.config))
    else:
        talk(nothing(f"No KPIs and no standards on {when.day}", shown))
    context.exit(0 if found.tiles else 1)


def _say_which(shown: TeamsShown, team: str | None) -> None:
    """Which team it is; where there are several of one's own, how to see the others."""
    if team is None and len(shown.teams) > 1:
        first, *others = [team.name for team in shown.teams]
        talk(f"Of {first}; --team shows {' or '.join(others)}, --all every team.")
    else:
        say_whose(shown, team)


def _say_left_out(found: Board) -> None:
    """That the figures of the team are not shown."""
    if found.team and found.not_shown:
        talk(f"{found.team.name}: {found.not_shown}.")


def _lines(found: Board, charts: Mapping[str, TileChart], env: Environment) -> Iterator[str]:
    """As many tiles beside one another as the terminal has room for."""
    from kpitui.charts.metric_chart import spec_of
    from kpitui.charts.tiles import tile_charts, tile_legend, tile_of  # brings plotext

    across = shutil.get_terminal_size((80, 24)).columns
    columns = max(1, (across + GAP) // (NARROWEST + GAP))
    width = max(1, (across - GAP * (columns - 1)) // columns)
    drawn_with, speech = charset(env.config), env.speech
    specs = {key: tile_of(spec_of(of.chart, env.writing), of.marks) for key, of in charts.items()}
    drawn = dict(zip(specs, tile_charts([*specs.values()], width, ROWS, drawn_with), strict=True))
    yield text_of(board_title(found))
    legend = tile_legend([*specs.values()], drawn_with)
    yield "  ".join(f"{sample} {said}" for sample, _, said in legend)
    tiles = [
        _tile(
            tile_words(tile, charts.get(tile.key), speech), drawn.get(tile.key), width, drawn_with
        )
        for tile in found.tiles
    ]
    for first in range(0, len(tiles), columns):
        yield ""
        for parts in zip(*tiles[first : first + columns], strict=True):
            yield (" " * GAP).join(parts).rstrip()


def _tile(words: TileWords, chart: Chart | None, width: int, drawn_with: Charset) -> list[str]:
    """The lines of a tile, each of the width."""
    across = "-" if drawn_with is Charset.ASCII else "─"
    figures = (*words.latest, *((*words.wanted,) if words.wanted else ()))
    said = "   ".join(text_of((figure,)) for figure in figures)
    plot = chart.text_lines if chart else (" " * width,) * ROWS
    return [
        _ends(text_of(words.head), words.status, width, drawn_with, across),
        _ends(said, words.period, width, drawn_with),
        *plot,
        _ends(text_of(words.changes[0] if words.changes else ()), words.whose, width, drawn_with),
    ]


def _ends(left: str, right: Line, width: int, drawn_with: Charset, fill: str = " ") -> str:
    """Words at both ends of a line; what has no room is cut on the left, and those on the right go
    where they alone would take all of it.
    """
    ending = cells_of(plain(text_of(right), drawn_with))
    if 2 * len(ending) > width:
        ending = []
    begun = fit(left, width - len(ending) - 2, drawn_with)
    gap = width - len(begun) - len(ending) - 2
    return "".join([*begun, " ", *fill * gap, " ", *ending])[:width]
