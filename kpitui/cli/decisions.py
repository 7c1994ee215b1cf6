"""What was decided in reviews, and what became of it: decisions."""

from datetime import date
from pathlib import Path

import click

from kpitui.actions.reviews import finish_decision
from kpitui.cli.context import (
    RECORD_NUMBER,
    Environment,
    answer_json,
    as_of_option,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.domain.errors import NothingFound
from kpitui.views.decisions import DecisionLine, load_every_decision
from kpitui.views.lookup import find_metric
from kpitui.words.decisions import NOTHING, listed, since_last_time


@click.command()
@db_option
@as_of_option
@json_option
@click.option("--open", "only_open", is_flag=True, help="Only what is not done yet.")
@click.option("--kpi", metavar="METRIC", help="Only those about this KPI.")
@click.option(
    "--done", "done", nargs=2, type=(RECORD_NUMBER, str), metavar="N RESULT",
    help="Mark the decision of this number as done, with a word of what came of it.",
)  # fmt: skip
def decisions(
    db: Path | None, as_of: str | None, only_open: bool, kpi: str | None,
    done: tuple[int, str] | None, as_json: bool
) -> None:  # fmt: skip
    """List what was decided in reviews: what, who, by when; whether it is done; and what the chart
    did since, against the limits of the day it was decided.
    """
    env, when = open_environment(db).seen_on(as_of)
    if done is not None:
        _finish(env, *done)
    found = load_every_decision(env.database, when)
    if done is not None:
        found = [line for line in found if line.decision.id == done[0]]
    if only_open:
        found = [line for line in found if line.decision.done_on is None]
    if kpi is not None:
        metric = find_metric(env.database, kpi)
        found = [line for line in found if line.metric.id == metric.id]
    speech = env.speech
    if as_json:
        answer_json([_for_programs(line, when.day) for line in found])
        return
    if not found:
        raise NothingFound(NOTHING if not (only_open or kpi) else "No such decision is on record.")
    if len(found) > 1:
        say([since_last_time(found, speech)], env)
    say(listed(found, speech), env)


def _finish(env: Environment, number: int, result: str) -> None:
    found = [
        line.decision
        for line in load_every_decision(env.database, env.moment(None))
        if line.decision.id == number
    ]
    if not found:
        raise NothingFound(f"There is no decision {number}; kpitui decisions lists them.")
    by = env.database, env.actor
    finish_decision(*by, number, found[0].version, result, env.today)
    talk(f"“{found[0].text}” is done.")


def _for_programs(one: DecisionLine, day: date) -> dict[str, object]:
    of, review = one.decision, one.review
    return {
        "decision": of.id, "kpi": one.kpi.id, "metric": one.metric.name,
        "strategy": one.strategy.title, "review": review.decision.value, "date": review.date,
        "by": review.by, "text": of.text, "who": of.who or None, "due_on": of.due_on,
        "done_on": of.done_on, "result": of.result or None,
        "late": of.late(day),
        "moved": one.moved.verdict, "since": one.since.first if one.since else None,
        "periods": one.moved.count, "enough": one.moved.enough,
        "limits": _limits(one),
    }  # fmt: skip


def _limits(one: DecisionLine) -> dict[str, object] | None:
    of = one.decision
    if of.locked is None:
        return None
    since, count = (one.held[0].first, one.held[1]) if one.held else (None, None)
    return {
        "by": of.periods, "mean": of.middle, "lower": of.low, "upper": of.high,
        "from": since, "periods": count,
    }  # fmt: skip
