"""Health on the command line: check."""

from datetime import date
from operator import attrgetter
from pathlib import Path

import click

from kpitui.actions.health import accept_finding
from kpitui.cli.context import (
    Environment,
    answer,
    answer_json,
    as_of_option,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.cli.teams import all_option, nothing, say_whose, team_option, teams_shown
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.health import RULES
from kpitui.domain.health.rule import Finding
from kpitui.domain.naming import Names
from kpitui.domain.numbers import counted
from kpitui.domain.periods import AsOf
from kpitui.views.health import Health, load_health
from kpitui.views.own_teams import TeamsShown
from kpitui.words.health import accepted_until, finding, heading
from kpitui.words.spans import line


@click.command()
@db_option
@as_of_option
@json_option
@click.option(
    "--explain", metavar="CODE", help="Explain a rule, with an example and how to fix it."
)
@click.option(
    "--accept", nargs=2, metavar="CODE RECORD", help="Dismiss an issue; needs --why and --until."
)
@click.option("--accepted", is_flag=True, help="Show dismissed issues too.")
@click.option("--why", metavar="TEXT", help="Reason.")
@click.option("--until", metavar="DATE", help="The day it comes back.")
@team_option
@all_option
@click.pass_context
def check(
    context: click.Context, db: Path | None, as_of: str | None, as_json: bool, explain: str | None,
    accept: tuple[str, str] | None, accepted: bool, why: str | None, until: str | None,
    team: str | None, every_team: bool,
) -> None:  # fmt: skip
    """Check how KPIs are used: issues by rule, of the plan and of your own team; exit code 1 if
    there are any.
    """
    if explain is not None:
        _explain(explain)
        return
    env, when = open_environment(db).seen_on(as_of)
    if accept is not None:
        _accept(env, load_health(env.database, when), accept, why, until, when)
        return
    shown = teams_shown(env, team, every_team, when)
    health = load_health(env.database, when, shown)
    say_whose(shown, team)
    if as_json:
        answer_json(
            [
                *map(_for_programs, health.open),
                *(_for_programs(accepted.finding, accepted.reason) for accepted in health.accepted),
            ]
        )
    else:
        _print(health, env, shown, accepted=accepted)
    context.exit(1 if health.open else 0)


def _print(health: Health, env: Environment, shown: TeamsShown, *, accepted: bool) -> None:
    speech = env.speech
    for group in health.groups:
        found = (line("  ", finding(one, speech)) for one in group.findings)
        say([heading(group.rule, len(group.findings)), *found], env)
    for one in health.accepted if accepted else ():
        said = line(f"{one.finding.rule.code} ", finding(one.finding, speech, accepted=True))
        say([line(said, f"  {accepted_until(one, speech)}")], env)
    if health.accepted and not accepted:
        count = len(health.accepted)
        talk(f"{count} {'issue is' if count == 1 else 'issues are'} dismissed for now.")
    if not health.open:
        talk(nothing("No issues", shown))


def _explain(code: str) -> None:
    rule = RULES.get(code.upper())
    if rule is None:
        raise NothingFound(f"There is no rule {code}; the rules are {', '.join(RULES)}.")
    for paragraph in rule.page:
        answer(paragraph)


def _accept(
    env: Environment,
    health: Health,
    accept: tuple[str, str],
    why: str | None,
    until: str | None,
    when: AsOf,
) -> None:
    code = accept[0].upper()
    if not why or not until:
        raise WrongUsage("--accept needs --why TEXT and --until DATE.")
    try:
        day: date = env.writing.read_day(until, when.today, future=True)
    except NotADate as error:
        raise WrongUsage(f"--until: {error}.") from None
    everything = [*health.open, *(accepted.finding for accepted in health.accepted)]
    of_rule = [one for one in everything if one.rule.code == code]
    _, found = Names(of_rule, attrgetter("found.record")).fits(accept[1])
    if len(found) != 1:
        many = counted(len(found), "issue") if found else "no issue"
        raise NothingFound(
            f"{many} of {code} with “{accept[1]}” in the name of the record; kpitui check lists "
            "them."
        )
    one = found[0]
    accept_finding(env.database, env.actor, one, why, day, when.today)
    talk(f"Dismissed until {env.writing.day(day)}: {one.rule.code} {one.found.record}.")


def _for_programs(one: Finding, accepted: str | None = None) -> dict[str, object]:
    return {
        "code": one.rule.code, "severity": one.rule.severity.value, "record": one.found.record,
        "title": f"{one.rule.title}, {one.found.detail}", "why": one.rule.reason,
        "mend": one.rule.fix, "accepted": accepted,
    }  # fmt: skip
