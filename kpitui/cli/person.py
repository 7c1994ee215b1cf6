"""The command about one person: person."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import click

from kpitui.charts.marks import mark
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
)
from kpitui.domain.cells import Cell, format_range, format_value
from kpitui.domain.metrics import Metric
from kpitui.domain.writing import Writing
from kpitui.views.actors import only_person
from kpitui.views.coaching import OpenLine, SessionLine
from kpitui.views.lookup import find_person
from kpitui.views.person import Expectation, PersonPage, load_person_page
from kpitui.views.person_answer import person_answer

SPARKLINE_WIDTH = 12


@click.command()
@db_option
@json_option
@as_of_option
@click.argument("name", nargs=-1, required=True)
def person(db: Path | None, as_of: str | None, name: tuple[str, ...], as_json: bool) -> None:
    """What is expected of the person NAME and how it stands, worst first; coaching; what is open of it."""
    desk = open_desk(db)
    when = desk.moment(as_of)
    somebody = find_person(desk.database, " ".join(name), only=only_person(desk.database, desk.actor))
    page = load_person_page(desk.database, somebody.id, when, desk.config, team=desk.actor.sees_everybody)
    if as_json:
        answer_json(person_answer(page))
        return
    drawn_with, day = charset(desk.config), desk.config.writing.day
    for line in (*_who(page, day), *_expected(page, desk, drawn_with), *_coached(page, desk), *_context(page, desk)):
        answer(line, drawn_with)


def _who(page: PersonPage, day: Callable[[date], str]) -> Iterator[str]:
    place = ", ".join(one.name for one in (page.role, page.team) if one) or "no team"
    left = f", left {day(page.left_on)}; that is how it stood then" if page.left_on else ""
    yield f"{page.person.name}: {place} since {day(page.since)}{left}"


def _expected(page: PersonPage, desk: Desk, drawn_with: Charset) -> Iterator[str]:
    from kpitui.charts.sparkline import sparklines  # brings plotext, which --json need not pay for

    if not page.expectations:
        yield "nothing is expected of them yet"
        return
    sparks = sparklines([[one.value for one in each.series] for each in page.expectations], SPARKLINE_WIDTH, drawn_with)
    width = max(len(one.metric.name) for one in page.expectations)
    for one, spark in zip(page.expectations, sparks, strict=True):
        yield _line(one, spark, width, desk, drawn_with)


def _line(one: Expectation, spark: str, width: int, desk: Desk, drawn_with: Charset) -> str:
    comma, day = desk.config.decimal_comma, desk.config.writing.day
    value = format_value(one.value, one.metric, decimal_comma=comma, unit=False)
    level = format_range(one.shown_level, one.metric, decimal_comma=comma, unit=False)
    period = desk.config.writing.words(one.judged.period.label) if one.judged else "-"
    running = " (running)" if one.judged and one.judged.running else ""
    sizes = " (no sample sizes)" if one.without_sizes else ""
    last = (
        f"last {format_value(one.latest.value, one.metric, decimal_comma=comma)} on {day(one.latest.day)}"
        if one.latest
        else "no reading"
    )
    return (
        f"{mark(one.status, drawn_with)} {one.status:<8} {one.metric.name:<{width}}  {value:>9}  {level:>11}  "
        f"{spark}  {period}{running}{sizes}  {last}  {desk.config.writing.words(one.why)}"
    )


def _coached(page: PersonPage, desk: Desk) -> Iterator[str]:
    writing = desk.config.writing
    yield from (_open(one, writing) for one in page.open)
    for line in page.sessions:
        yield from _session(line, desk)
        yield from (f"  effect: {writing.words(sentence)}" for sentence in page.effects.get(line.session.id, ()))
    if not page.sessions:
        yield "not coached yet"


def _open(line: OpenLine, writing: Writing) -> str:
    due = f", due {writing.day(line.due_on)}" if line.due_on else ""
    if line.action is None:
        return f"open: follow up the {line.of.session.kind.value} of {writing.day(line.of.session.date)}{due}"
    return f"open: {line.action.text} ({line.action.who}){due}"


def _session(line: SessionLine, desk: Desk) -> Iterator[str]:
    session = line.session
    length = f", {session.minutes} min" if session.minutes else ""
    about = f" about {line.about}" if line.about else ""
    agreed = f": {session.agreed}" if session.agreed else ""
    yield f"coached {desk.day(session.date)}, {session.kind.value}{length}{about}, by {session.coach}{agreed}"
    readings = ", ".join(f"{metric.name} {_taken(cell, metric, desk)}" for metric, cell in line.readings)
    done = "; ".join(f"{one.text} ({desk.day(one.done_on)})" for one in session.actions if one.done_on)
    followed = desk.day(session.followed_up_on) if session.followed_up_on else ""
    confirmed = desk.day(desk.database.clock.here(session.acknowledged_at).date()) if session.acknowledged_at else ""
    said = (
        ("seen", session.seen), ("readings", readings), ("done", done), ("followed up", followed),
        ("acknowledged", confirmed),
    )  # fmt: skip
    yield from (f"  {what}: {' '.join(words.split())}" for what, words in said if words)


def _taken(cell: Cell, metric: Metric, desk: Desk) -> str:
    return "does not apply" if cell.not_applicable else desk.value(cell.shown(metric), metric)


def _context(page: PersonPage, desk: Desk) -> Iterator[str]:
    for one in page.kpis:
        standing, metric = one.line.standing, one.line.metric
        value = desk.value(standing.judged.value if standing.judged else None, metric)
        theirs = f"; theirs {desk.value(one.latest.value, metric)} on {desk.day(one.latest.day)}" if one.latest else ""
        yield f"KPI of the organisation: {metric.name} {value} for {desk.range(standing.target_range, metric)}{theirs}"
