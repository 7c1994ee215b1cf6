"""The command about one person: person."""

from collections.abc import Iterator
from pathlib import Path

import click

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
from kpitui.views.actors import only_person, own_person
from kpitui.views.lookup import find_person
from kpitui.views.person import PersonPage, load_person_page
from kpitui.views.person_answer import person_answer
from kpitui.words import coaching, own_page, weakest
from kpitui.words import person as words
from kpitui.words.spans import Line, line, status_in_column

SPARKLINE_WIDTH = 12


@click.command()
@db_option
@json_option
@as_of_option
@click.argument("name", nargs=-1)
def person(db: Path | None, as_of: str | None, name: tuple[str, ...], as_json: bool) -> None:
    """Show the standards of the person NAME, or your own, with their status, clearly below first;
    coaching; open actions.
    """
    env, when = open_environment(db).seen_on(as_of)
    only, own = only_person(env.database, env.actor), own_person(env.database, env.actor)
    if name:
        person_id = find_person(env.database, " ".join(name), only=only).id
    elif own is None:
        raise click.UsageError("Say whose page: kpitui person NAME.")
    else:
        person_id = own
    page = load_person_page(
        env.database, person_id, when, env.config, team=env.actor.sees_everybody,
        own=own == person_id,
    )  # fmt: skip
    if as_json:
        answer_json(person_answer(page))
        return
    say(_lines(page, env), env)


def _lines(page: PersonPage, env: Environment) -> Iterator[Line]:
    speech = env.speech
    name, *who = words.who(page, speech)
    yield line(name, ": ", *who[:1])
    yield from who[1:]
    yield from _expected(page, env)
    if not page.own:
        yield from words.remarks(page.expectations, speech)
        yield from own_page.news(page, speech)
    yield from (line("open: ", coaching.still_open(open_line, speech)) for open_line in page.open)
    for session in page.sessions:
        head, *rest = coaching.session(
            session, speech, page.effects.get(session.session.id, ()), own=page.own
        )
        yield line("coached ", head)
        yield from rest
    if not page.sessions:
        yield line(coaching.not_coached(speech, went_on=page.went_on))
    yield from words.evaluated(page, speech)
    yield from weakest.told(page.weakest)
    yield from (words.kpi_beside(kpi, speech, you=page.own) for kpi in page.kpis)


def _expected(page: PersonPage, env: Environment) -> Iterator[Line]:
    from kpitui.charts.sparkline import sparklines  # brings plotext, which --json need not pay for

    if not page.expectations:
        yield line("no standard yet")
        return
    series = [[point.value for point in each.series] for each in page.expectations]
    sparks = sparklines(series, SPARKLINE_WIDTH, charset(env.config))
    speech = env.speech
    width = max(len(expectation.metric.name) for expectation in page.expectations)
    status = max(len(expectation.status) for expectation in page.expectations)
    for one, spark in zip(page.expectations, sparks, strict=True):
        value = speech.value(one.value, one.metric, unit=False)
        level = speech.range(one.shown_level, one.metric, unit=False)
        yield line(
            status_in_column(one.status, status),
            f"  {one.metric.name:<{width}}  {value:>9}  {level:>11}  {spark}  "
            f"{words.reason(one, speech, latest_value=True)}",
        )
        for said in own_page.about(one, page, speech) if page.own else ():
            yield line("  ", said)
