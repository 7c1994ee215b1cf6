"""The command `guard`: which metrics a strategy must not harm."""

from pathlib import Path

import click

from kpitui.actions.plan import set_guards
from kpitui.cli.context import answer_json, db_option, json_option, open_environment, talk
from kpitui.views.lookup import find_metric, find_strategy


@click.command()
@db_option
@json_option
@click.option("--remove", is_flag=True, help="Remove the metric as a guard of the strategy.")
@click.argument("strategy")
@click.argument("metric")
def guard(db: Path | None, as_json: bool, remove: bool, strategy: str, metric: str) -> None:
    """Give STRATEGY a guard, METRIC: the plan says first if it gets worse while the strategy
    runs.
    """
    env = open_environment(db)
    guarded = find_strategy(env.database, strategy, env.today)
    found = find_metric(env.database, metric)
    others = tuple(id_ for id_ in guarded.guard_ids if id_ != found.id)
    set_guards(env.database, env.actor, guarded, others if remove else (*others, found.id))
    if as_json:
        answer_json({"strategy": guarded.title, "metric": found.code, "guard": not remove})
        return
    no_more = "is no guard" if remove else "is a guard"
    talk(f"{found.name} {no_more} of {guarded.title}{' any more' if remove else ''}.")
