"""The command `rhythm`: how often who is coached."""

from collections.abc import Sequence
from pathlib import Path

import click

from kpitui.actions.rhythms import set_rhythm
from kpitui.actions.rules import set_rule
from kpitui.cli.context import (
    Environment,
    answer_json,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.domain.coaching_rhythm import NEW, OF_RULES, every, read_rhythm
from kpitui.domain.errors import WrongUsage
from kpitui.views.lookup import find_role
from kpitui.views.rhythms import RhythmLine, load_rhythm_lines
from kpitui.words.rhythms import rhythm_line


@click.command()
@db_option
@json_option
@click.argument("whose", required=False)
@click.argument("days", required=False)
@click.option(
    "--from", "starts_on", metavar="DATE", help="The first day it applies; default: today."
)
@click.option("--why", default="", metavar="TEXT", help="Reason for the change.")
def rhythm(
    db: Path | None, whose: str | None, days: str | None, starts_on: str | None, why: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Say how often a role is coached, or list who is coached how often.

    WHOSE is a role, or everyone, new (agents), or below (clearly below a standard); alone it shows
    that rhythm. DAYS is such as 14d or 2w; none means not at fixed intervals.

    kpitui rhythm agent 14d --why "agreed with the team leaders"
    """
    env = open_environment(db)
    if whose is not None and days is not None:
        _set(env, whose, days, starts_on, why)
    elif starts_on is not None or why:
        raise WrongUsage("--from and --why go with a role and its rhythm, such as 14d.")
    found = load_rhythm_lines(env.database, env.today)
    if whose is not None and days is None:
        found = [_of(env, whose, found)]
    if as_json:
        answer_json([_for_programs(line) for line in found])
    elif days is None:
        say((rhythm_line(one, env.speech) for one in found), env)


def _of(env: Environment, whose: str, found: Sequence[RhythmLine]) -> RhythmLine:
    """The line of one role, or of those that a rule of the file is about."""
    rule = OF_RULES.get(whose.strip().lower())
    role = None if rule else find_role(env.database, whose)
    return next(
        line
        for line in found
        if (line.rule == rule if rule else role and line.role and line.role.id == role.id)
    )


def _set(env: Environment, whose: str, typed: str, starts_on: str | None, why: str) -> None:
    try:
        days = read_rhythm(typed)
    except ValueError as error:
        raise WrongUsage(f"“{typed[:60]}”: {error}.") from None
    if not why.strip():
        raise WrongUsage("Give a reason with --why TEXT.")
    first = env.moment(starts_on, "--from", future=True).day
    by = env.database, env.actor
    if rule := OF_RULES.get(whose.strip().lower()):
        set_rule(*by, rule, days, first, why)
        name = whose.strip().lower()
    else:
        role = find_role(env.database, whose)
        set_rhythm(*by, role, days, first, why)
        name = role.name
    talk(f"{name}: {every(days)} from {env.day(first)}; kpitui undo reverts it.")
    if days and rule == OF_RULES[NEW] and not env.database.rules.on(first).new_for:
        talk("No one is new yet; say for how long: kpitui rules set new_for 90 --why TEXT")


def _for_programs(one: RhythmLine) -> dict[str, object]:
    return {
        "whose": one.whose, "role": one.role.name if one.role else None, "rule": one.rule or None,
        "days": one.days, "own": one.own, "starts_on": one.starts_on,
        "by": one.by or None, "why": one.why or None,
        "coming": [{"starts_on": day, "days": days} for day, days in one.coming],
    }  # fmt: skip
