"""The options --team and --all: which teams the answer of a command is about."""

import click

from kpitui.cli.context import Environment, talk
from kpitui.domain.errors import WrongUsage
from kpitui.domain.periods import AsOf
from kpitui.domain.records.team import Team
from kpitui.domain.within import not_shown
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown, load_own_teams, load_teams_under

team_option = click.option("--team", metavar="NAME", help="Only that team and those below it.")
all_option = click.option(
    "--all", "every_team", is_flag=True, help="Every team, where you have a team of your own."
)


def teams_shown(env: Environment, team: str | None, every_team: bool, when: AsOf) -> TeamsShown:
    """The team that was asked for with all below it, or every team, else one's own; raises
    `WrongUsage` where both are asked for, and `NothingFound`.
    """
    asked = team_asked_for(env, team, every_team)
    if asked is not None:
        return load_teams_under(env.database, asked.id, when.day)
    return EVERY_TEAM if every_team else load_own_teams(env.database, env.actor, when.day)


def team_asked_for(env: Environment, team: str | None, every_team: bool) -> Team | None:
    """The team of --team; raises `WrongUsage` where every team is asked for too."""
    if team is None:
        return None
    if every_team:
        raise WrongUsage("Use --team or --all, not both.")
    from kpitui.views.lookup import find_team  # not at each login

    return find_team(env.database, team)


def say_whose(shown: TeamsShown, team: str | None) -> None:
    """That the answer is about one's own teams alone, where no one asked for that."""
    if team is None and shown.over:
        talk(f"{shown.over}.")
    elif team is None and shown:
        talk(f"Of {shown.said}; --all is every team.")


def nothing(said: str, shown: TeamsShown) -> str:
    """That there is nothing, and of which teams that is said; or that their people are not shown to
    who asks.
    """
    if shown.over:
        return f"{said}."
    if shown.hidden:
        return f"{not_shown('People', shown.said)}."
    if shown.unseen:
        return f"{said} of what you see in {shown.said}."
    return f"{said} in {shown.said}." if shown else f"{said}."
