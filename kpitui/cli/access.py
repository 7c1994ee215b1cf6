"""Commands about who may do what: access add, list, remove."""

from datetime import date
from pathlib import Path

import click

from kpitui.actions.accounts import end_account, set_account
from kpitui.cli.context import answer, answer_json, db_option, json_option, open_desk, talk
from kpitui.domain.access import AccessRole
from kpitui.views.access import load_accounts


@click.group()
def access() -> None:
    """Who may do what: leader, supervisor, member or viewer."""


@access.command()
@db_option
@click.argument("account")
@click.argument("role", type=click.Choice([role.value for role in AccessRole]))
@click.option("--person", default="", metavar="NAME", help="The person that this account is of.")
def add(db: Path | None, account: str, role: str, person: str) -> None:
    """Give ACCOUNT, the name it has on this machine, a ROLE; the first one makes you a leader."""
    desk = open_desk(db)
    for line in set_account(desk.database, desk.actor, account, AccessRole(role), person):
        answer(line)


@access.command("list")
@db_option
@json_option
def list_accounts(db: Path | None, as_json: bool) -> None:
    """Every account with its role."""
    accounts = load_accounts(open_desk(db).database)
    if as_json:
        answer_json([{"account": one.name, "role": one.role, "person": one.person or None} for one in accounts])
        return
    for one in accounts:
        answer(f"{one.name}  {one.role}" + (f"  {one.person}" if one.person else ""))
    if not accounts:
        talk("No accounts are set up: whoever can open the file is a leader.")


@access.command()
@db_option
@click.argument("account")
def remove(db: Path | None, account: str) -> None:
    """Let ACCOUNT do nothing any more."""
    desk = open_desk(db)
    end_account(desk.database, desk.actor, account, date.today())
    answer(f"{account} may only look now")
