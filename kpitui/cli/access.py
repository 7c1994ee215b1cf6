"""Commands about who may do what: access add, role, list, remove, keys, setup."""

import sys
from pathlib import Path

import click

from kpitui.actions.account_teams import set_account_teams
from kpitui.actions.accounts import end_account, end_key, set_account
from kpitui.cli.context import (
    account_name,
    answer,
    answer_json,
    database_path,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.domain.access import AccessRole
from kpitui.domain.errors import KpituiError, WrongUsage
from kpitui.domain.ssh_keys import authorized_line
from kpitui.exchange.key_files import read_keys, write_block
from kpitui.storage.database import DatabaseFile
from kpitui.views.access import expired, live_team_names, load_accounts, load_keys


def _team_names(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The live teams whose names go on as what is typed."""
    path = context.params.get("db") or context.find_root().params.get("db")
    try:
        with context.scope():
            found = live_team_names(open_environment(path).database)
    except KpituiError:
        return []
    return [name for name in found if name.casefold().startswith(begun.casefold())]


team_option = click.option(
    "--team", "teams", multiple=True, metavar="TEAM", shell_complete=_team_names,
    help="See and record the people of this team only; repeat it for several.",
)  # fmt: skip
role_option = click.option(
    "--role", type=click.Choice([role.value for role in AccessRole]), help="Its role."
)


@click.group()
def access() -> None:
    """Manage roles (leader, supervisor, member, viewer) and SSH keys."""


@access.command()
@db_option
@click.argument("account")
@role_option
@click.option("--person", default="", metavar="NAME", help="The person this account belongs to.")
@team_option
@click.option("--key", "files", multiple=True,
    type=click.Path(readable=False, allow_dash=True),
              help="A file of public SSH keys, - for standard input, or the line of a key in "
              "quotes; repeat it for several.",
)  # fmt: skip
@click.option("--expires", metavar="DATE", help="The last day these keys are valid.")
@click.option("--same-person", is_flag=True,
              help="The person of a removed ACCOUNT is back and gets their drafts; without it, "
              "none are kept.")  # fmt: skip
def add(
    db: Path | None, account: str, role: str | None, person: str, teams: tuple[str, ...],
    files: tuple[str, ...], expires: str | None, same_person: bool,
) -> None:  # fmt: skip
    """Give ACCOUNT a role, teams, keys; the first account makes you a leader."""
    if expires and not files:
        raise WrongUsage("--expires needs keys; give them with --key FILE.")
    if not (role or person or teams or files or same_person):
        raise WrongUsage("Give the account a --role, a --person, a --team or a --key.")
    keys = [key for file in files for key in read_keys(file)]
    env = open_environment(db)
    last = env.moment(expires, "--expires", future=True).day if expires else None
    given = AccessRole(role) if role else None
    for line in set_account(
        env.database, env.actor, account, given, person, keys, last,
        teams=teams, same_person=same_person,
    ):  # fmt: skip
        answer(env.writing.words(line))


@access.command("role")
@db_option
@click.argument("account")
@click.argument("role", type=click.Choice([role.value for role in AccessRole]))
def set_role(db: Path | None, account: str, role: str) -> None:
    """Give ACCOUNT another ROLE; its open sessions end if the new role may do less."""
    env = open_environment(db)
    for line in set_account(env.database, env.actor, account, AccessRole(role)):
        answer(env.writing.words(line))


@access.command("teams")
@db_option
@click.argument("account")
@team_option
@click.option("--every", is_flag=True, help="Every team again.")
def set_teams(db: Path | None, account: str, teams: tuple[str, ...], every: bool) -> None:
    """Have ACCOUNT see the people of these teams only, and of the teams below them."""
    if every == bool(teams):
        raise WrongUsage("Name each team with --team, or say --every.")
    env = open_environment(db)
    answer(set_account_teams(env.database, env.actor, account, teams))


@access.command("list")
@db_option
@json_option
def list_accounts(db: Path | None, as_json: bool) -> None:
    """List accounts with their roles, teams and keys."""
    env = open_environment(db)
    accounts = load_accounts(env.database)
    if as_json:
        answer_json(
            [
                {
                    "account": account.name,
                    "role": account.role,
                    "person": account.person or None,
                    "teams": account.teams or None,
                    "keys": [
                        {
                            "fingerprint": held.key.fingerprint,
                            "kind": held.key.kind,
                            "comment": held.key.comment,
                            "expires_on": held.expires_on,
                        }
                        for held in account.keys
                    ],
                }
                for account in accounts
            ]
        )
        return
    today = env.today
    for account in accounts:
        teams = ", ".join(account.teams)
        answer("  ".join(filter(None, (account.name, account.role, account.person, teams))))
        for held in account.keys:
            last = held.expires_on
            until = f"  until {env.day(last)}" if last else ""
            until += " (expired)" if last and expired(last.isoformat(), today) else ""
            answer(f"  {held.key.kind} {held.key.fingerprint}  {held.key.comment}{until}".rstrip())
    if not accounts:
        talk("No roles set up: anyone who can open the file is a leader.")


@access.command()
@db_option
@click.argument("account")
@click.option(
    "--key",
    "fingerprint",
    metavar="FINGERPRINT",
    help="Revoke only this key.",
)
def remove(db: Path | None, account: str, fingerprint: str | None) -> None:
    """Remove ACCOUNT, or revoke one of its keys; its open sessions end."""
    env = open_environment(db)
    if fingerprint:
        end_key(env.database, env.actor, account, fingerprint, env.today)
        answer(f"{account} can no longer log in with {fingerprint}")
        return
    end_account(env.database, env.actor, account, env.today)
    answer(f"{account} can only look now")


@access.command()
@db_option
@click.option(
    "--user",
    metavar="NAME",
    help="The account that sshd asks for (%u); prints nothing for other accounts.",
)
@click.option(
    "--fingerprint",
    metavar="TEXT",
    help="The key that sshd asks for (%f); default: all.",
)
@click.option("--into", type=click.Path(readable=False, path_type=Path), metavar="FILE",
              help="Write them into this authorized_keys, in a block of their own; other lines "
              "stay.")  # fmt: skip
@click.option("--home", type=click.Path(readable=False, path_type=Path), metavar="FOLDER",
              help="Location of the gate's settings and drafts; default: its home, and next to "
              "the file.")  # fmt: skip
def keys(
    db: Path | None, user: str | None, fingerprint: str | None, into: Path | None, home: Path | None
) -> None:
    """Print the lines for AuthorizedKeysCommand of sshd: one per key, for the gate only."""
    if user is not None and user != account_name():
        return
    lines = _lines(open_environment(db).database, fingerprint, home)
    if into is None:
        for line in lines:
            answer(line)
        return
    write_block(into, lines)
    talk(f"{into} has {len(lines)} {'key' if len(lines) == 1 else 'keys'} of kpitui now.")


@access.command()
@db_option
@click.option(
    "--account",
    default="kpi",
    show_default=True,
    help="The system account that owns the file.",
)
@click.option(
    "--systemd",
    is_flag=True,
    help="Instead the units for a nightly copy and a daily check, and the log's rotation.",
)
def setup(db: Path | None, account: str, systemd: bool) -> None:
    """Print the steps for root to set up the gate: account, sshd settings. Runs none of them."""
    from kpitui.gate.setup import closed_to_the_gate, setup_lines
    from kpitui.gate.units import unit_script

    steps = unit_script if systemd else setup_lines
    lines = list(steps(account, database_path(db).absolute()))
    for warning in closed_to_the_gate() if account != "root" else ():
        talk(f"{warning}.")
    for line in lines:
        answer(line)


def _lines(database: DatabaseFile, fingerprint: str | None, home: Path | None) -> list[str]:
    today = database.clock.today()
    program = [sys.executable, "-I", "-m", "kpitui", "--db", str(database.path), "gate"]
    program += ["--home", str(home.absolute())] if home else []
    return [
        authorized_line(
            key.key, [*program, "--as", key.name, "--key", key.key.fingerprint], key.expires_on
        )
        for key in load_keys(database)
        if fingerprint in (None, key.key.fingerprint)
        and not expired(key.expires_on.isoformat() if key.expires_on else None, today)
    ]
