"""Health on the command line: check."""

from datetime import date
from pathlib import Path

import click

from kpitui.actions.health import accept_finding
from kpitui.cli.context import (
    Desk,
    answer,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_desk,
    talk,
)
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.health import RULES, Finding
from kpitui.domain.periods import AsOf
from kpitui.domain.typography import folded
from kpitui.views.health import Health, load_health


@click.command()
@db_option
@as_of_option
@json_option
@click.option("--explain", metavar="CODE", help="What a rule means, with an example, and how to mend it.")
@click.option("--accept", nargs=2, metavar="CODE RECORD", help="Accept a finding; with --why and --until.")
@click.option("--accepted", is_flag=True, help="What is accepted for now, too.")
@click.option("--why", metavar="TEXT", help="Why it may stay as it is.")
@click.option("--until", metavar="DATE", help="When it is looked at again.")
@click.pass_context
def check(
    context: click.Context, db: Path | None, as_of: str | None, as_json: bool, explain: str | None,
    accept: tuple[str, str] | None, accepted: bool, why: str | None, until: str | None,
) -> None:  # fmt: skip
    """Look at how KPIs are used: a line a finding, exit code 1 where there is any."""
    if explain is not None:
        _explain(explain)
        return
    desk = open_desk(db)
    when = desk.moment(as_of)
    health = load_health(desk.database, when, desk.config)
    if accept is not None:
        _accept(desk, health, accept, why, until, when)
        return
    if as_json:
        answer_json(
            [*map(_for_programs, health.open), *(_for_programs(one.finding, one.reason) for one in health.accepted)]
        )
    else:
        _print(health, desk, accepted=accepted)
    context.exit(1 if health.open else 0)


def _print(health: Health, desk: Desk, *, accepted: bool) -> None:
    drawn_with = charset(desk.config)
    for one in health.open:
        answer(
            f"{one.rule.code} {one.found.record}: {one.rule.title} ({desk.config.writing.words(one.found.detail)})",
            drawn_with,
        )
    for each in health.accepted if accepted else ():
        rule, found, until = each.finding.rule, each.finding.found, desk.day(each.until)
        answer(f"accepted until {until}: {rule.code} {found.record}: {rule.title} ({each.reason})", drawn_with)
    if health.accepted and not accepted:
        count = len(health.accepted)
        talk(f"{count} {'finding is' if count == 1 else 'findings are'} accepted for now.")
    if not health.open:
        talk("Nothing is found.")


def _explain(code: str) -> None:
    rule = RULES.get(code.upper())
    if rule is None:
        raise NothingFound(f"There is no rule {code}; there are {', '.join(RULES)}.")
    for paragraph in rule.page:
        answer(paragraph)


def _accept(
    desk: Desk, health: Health, accept: tuple[str, str], why: str | None, until: str | None, when: AsOf
) -> None:
    code, record = accept[0].upper(), folded(accept[1])
    if not why or not until:
        raise WrongUsage("--accept needs --why TEXT and --until DATE.")
    try:
        day: date = desk.config.writing.read_day(until, when.today, future=True)
    except NotADate as error:
        raise WrongUsage(f"--until: {error}.") from None
    everything = [*health.open, *(one.finding for one in health.accepted)]
    found = [one for one in everything if one.rule.code == code and record in folded(one.found.record)]
    exact = [one for one in found if folded(one.found.record) == record]
    if len(exact or found) != 1:
        many = f"{len(found)} findings" if found else "no finding"
        raise NothingFound(f"{many} of {code} with “{accept[1]}” in the name of the record; kpitui check lists them.")
    one = (exact or found)[0]
    accept_finding(desk.database, desk.actor, one, why, day, when.today)
    talk(f"Accepted until {desk.config.writing.day(day)}: {one.rule.code} {one.found.record}.")


def _for_programs(one: Finding, accepted: str | None = None) -> dict[str, object]:
    return {
        "code": one.rule.code, "severity": one.rule.severity.value, "record": one.found.record,
        "title": f"{one.rule.title}, {one.found.detail}", "why": one.rule.reason, "mend": one.rule.mend,
        "accepted": accepted,
    }  # fmt: skip
