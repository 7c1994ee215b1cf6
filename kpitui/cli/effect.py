"""The command `effect`: what coaching did over all sessions."""

from collections.abc import Iterator
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
)
from kpitui.domain.records.session import SessionKind
from kpitui.views.lookup import find_metric, find_strategy
from kpitui.views.pooled_effect import PooledEffect, PoolFilter, load_results
from kpitui.words import pooled_effect as words
from kpitui.words.spans import Line, line, muted, title


@click.command()
@db_option
@json_option
@as_of_option
@click.option(
    "--kind", type=click.Choice([kind.value for kind in SessionKind]), help="One session type only."
)
@click.option("--metric", metavar="M", help="One metric only.")
@click.option("--strategy", metavar="S", help="Only KPIs of this strategy.")
@click.pass_context
def effect(
    context: click.Context, db: Path | None, kind: str | None, metric: str | None,
    strategy: str | None, as_of: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show whether coached agents changed more than those not coached, over all sessions."""
    env, when = open_environment(db).seen_on(as_of)
    only = PoolFilter(
        SessionKind(kind) if kind else None,
        find_metric(env.database, metric).id if metric else None,
        find_strategy(env.database, strategy).id if strategy else None,
    )
    found = load_results(env.database, when, only).pooled(only)
    if as_json:
        answer_json(found.answer())
    else:
        say(_lines(found, env), env)
    context.exit(0 if found.overall.results else 1)


def _lines(found: PooledEffect, env: Environment) -> Iterator[Line]:
    yield from words.overall(found, env.speech)
    if not found.overall.results:
        return
    tables = [
        [(head, *words.HEADS), *((pool.name, *words.cells(pool, env.speech)) for pool in pools)]
        for head, pools in words.groups(found)
    ]
    widths = [
        max(len(row[at]) for table in tables for row in table) for at in range(len(tables[0][0]))
    ]
    for table in tables:
        yield line()
        for place, (name, *cells) in enumerate(table):
            parts = (f"{cell:>{width}}" for cell, width in zip(cells, widths[1:], strict=True))
            text = "  ".join((f"{name:<{widths[0]}}", *parts)).rstrip()
            yield line(title(text) if place == 0 else text)
    yield line()
    yield from (line(muted(said)) for said in words.EXPLAINED)
