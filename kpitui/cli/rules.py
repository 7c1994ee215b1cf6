"""The commands `rules`: what the organisation agreed on for everyone who opens its file."""

from pathlib import Path

import click

from kpitui.actions.rules import set_rule, set_time_zone
from kpitui.cli.context import (
    Environment,
    answer,
    answer_json,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.cli.server_zone import server_zone
from kpitui.domain.errors import WrongUsage
from kpitui.views.rules import load_rule_lines
from kpitui.words.rules import rule


@click.group(invoke_without_command=True)
@db_option
@json_option
@click.option(
    "--time-zone",
    "zone",
    metavar="NAME",
    help="The time zone of its days, such as Europe/Berlin.",
)
@click.pass_context
def rules(context: click.Context, db: Path | None, zone: str | None, as_json: bool) -> None:
    """The organisation's rules, with who set them and when: signal rules, start of weeks and
    years, limits of health rules, time zone.
    """
    if context.invoked_subcommand is not None:
        return
    env = open_environment(db)
    if zone is not None:
        set_time_zone(env.database, env.actor, zone)
        talk(f"The organisation's time zone is {zone} now; kpitui undo reverts it.")
    if as_json:
        answer_json(_for_programs(env))
        return
    clock = env.database.clock
    held = (
        clock.zone
        or f"that of the server ({server_zone()}); set one with: kpitui rules --time-zone NAME"
    )
    answer(f"time zone: {held}")
    answer(f"today: {env.day(clock.today())}")
    if zone is None:
        say((rule(line, env.speech) for line in load_rule_lines(env.database, env.today)), env)


def _for_programs(env: Environment) -> dict[str, object]:
    clock = env.database.clock
    return {
        "time_zone": clock.zone or None,
        "server_time_zone": server_zone(),
        "today": clock.today(),
        "rules": load_rule_lines(env.database, env.today),
    }


@rules.command("set")
@db_option
@json_option
@click.argument("key")
@click.argument("value")
@click.option(
    "--from", "starts_on", metavar="DATE", help="The first day it applies; default: today."
)
@click.option("--why", default="", metavar="TEXT", help="Reason for the change.")
def set_(
    db: Path | None, key: str, value: str, starts_on: str | None, why: str, as_json: bool
) -> None:
    """Set the rule KEY to VALUE from a day; earlier verdicts stay."""
    if not why.strip():
        raise WrongUsage("Give a reason with --why TEXT.")
    env = open_environment(db)
    key = key.replace("-", "_")
    if key == "time_zone":
        if starts_on is not None:
            raise WrongUsage("A time zone applies from today; leave --from out.")
        set_time_zone(env.database, env.actor, value, why)
        talk(f"The organisation's time zone is {value} now; kpitui undo reverts it.")
    else:
        first = env.moment(starts_on, "--from", future=True).day
        set_rule(env.database, env.actor, key, value, first, why)
        talk(f"{key} is {value} from {env.day(first)}; kpitui undo reverts it.")
    if as_json:
        answer_json(_for_programs(env))
