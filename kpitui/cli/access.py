"""Commands about who may do what: access add, role, list, remove, keys, setup."""

import sys
from pathlib import Path

import click

from kpitui.actions.accounts import end_account, end_key, set_account
from kpitui.cli.context import (
    account_name,
    answer,
    answer_json,
    database_path,
    db_option,
    json_option,
    open_desk,
    talk,
)
from kpitui.domain.access import AccessRole
from kpitui.domain.errors import WrongUsage
from kpitui.domain.ssh_keys import authorized_line
from kpitui.exchange.key_files import read_keys, write_block
from kpitui.views import DatabaseFile
from kpitui.views.access import expired, load_accounts, load_keys

role_option = click.option("--role", type=click.Choice([role.value for role in AccessRole]), help="What it may do.")


@click.group()
def access() -> None:
    """Who may do what: leader, supervisor, member or viewer; and who comes in by which key."""


@access.command()
@db_option
@click.argument("account")
@role_option
@click.option("--person", default="", metavar="NAME", help="The person that this account is of.")
@click.option("--key", "files", multiple=True, type=click.Path(readable=False, path_type=Path, allow_dash=True),
              help="A file of public SSH keys, or - for standard input; several times for several.")  # fmt: skip
@click.option("--expires", metavar="DATE", help="The last day on which these keys hold.")
@click.option("--same-person", is_flag=True,
              help="The removed ACCOUNT is back, with what they were typing; another gets none of it.")  # fmt: skip
def add(
    db: Path | None, account: str, role: str | None, person: str, files: tuple[Path, ...], expires: str | None,
    same_person: bool,
) -> None:  # fmt: skip
    """Give ACCOUNT a role, keys, or both; the first one makes you a leader."""
    if expires and not files:
        raise WrongUsage("--expires is about keys; give them with --key FILE.")
    if not (role or person or files or same_person):
        raise WrongUsage("Say what to give the account: --role, --person or --key.")
    keys = [key for file in files for key in read_keys(file)]
    desk = open_desk(db)
    last = desk.moment(expires, "--expires", future=True).day if expires else None
    given = AccessRole(role) if role else None
    for line in set_account(desk.database, desk.actor, account, given, person, keys, last, same_person=same_person):
        answer(desk.config.writing.words(line))


@access.command("role")
@db_option
@click.argument("account")
@click.argument("role", type=click.Choice([role.value for role in AccessRole]))
def set_role(db: Path | None, account: str, role: str) -> None:
    """Give ACCOUNT another ROLE; an open session of it ends where it may do less now."""
    desk = open_desk(db)
    for line in set_account(desk.database, desk.actor, account, AccessRole(role)):
        answer(desk.config.writing.words(line))


@access.command("list")
@db_option
@json_option
def list_accounts(db: Path | None, as_json: bool) -> None:
    """Every account with its role and its keys."""
    desk = open_desk(db)
    accounts = load_accounts(desk.database)
    if as_json:
        answer_json(
            [
                {
                    "account": one.name,
                    "role": one.role,
                    "person": one.person or None,
                    "keys": [
                        {
                            "fingerprint": held.key.fingerprint,
                            "kind": held.key.kind,
                            "comment": held.key.comment,
                            "expires_on": held.expires_on,
                        }
                        for held in one.keys
                    ],
                }
                for one in accounts
            ]
        )
        return
    today = desk.today
    for one in accounts:
        answer(f"{one.name}  {one.role}" + (f"  {one.person}" if one.person else ""))
        for held in one.keys:
            last = held.expires_on
            until = f"  until {desk.day(last)}" if last else ""
            until += " (expired)" if last and expired(last.isoformat(), today) else ""
            answer(f"  {held.key.kind} {held.key.fingerprint}  {held.key.comment}{until}".rstrip())
    if not accounts:
        talk("No accounts are set up: whoever can open the file is a leader.")


@access.command()
@db_option
@click.argument("account")
@click.option("--key", "fingerprint", metavar="FINGERPRINT", help="Take this key of it back, and nothing else.")
def remove(db: Path | None, account: str, fingerprint: str | None) -> None:
    """Let ACCOUNT do nothing any more, or take one of its keys back; its open sessions end."""
    desk = open_desk(db)
    if fingerprint:
        end_key(desk.database, desk.actor, account, fingerprint, desk.today)
        answer(f"{account} comes in by {fingerprint} no more")
        return
    end_account(desk.database, desk.actor, account, desk.today)
    answer(f"{account} may only look now")


@access.command()
@db_option
@click.option("--user", metavar="NAME", help="The account that sshd asks for (%u); of another than this one: nothing.")
@click.option("--fingerprint", metavar="TEXT", help="The key that sshd asks for (%f); all of them if not said.")
@click.option("--into", type=click.Path(readable=False, path_type=Path), metavar="FILE",
              help="Write them into this authorized_keys, in a block of its own; the rest of it stays.")  # fmt: skip
@click.option("--home", type=click.Path(readable=False, path_type=Path), metavar="FOLDER",
              help="Where the gate has settings and what is typed; else the home and beside the file.")  # fmt: skip
def keys(db: Path | None, user: str | None, fingerprint: str | None, into: Path | None, home: Path | None) -> None:
    """What sshd asks AuthorizedKeysCommand for: a line a key, which opens the gate and nothing else."""
    if user is not None and user != account_name():
        return
    lines = _lines(open_desk(db).database, fingerprint, home)
    if into is None:
        for line in lines:
            answer(line)
        return
    write_block(into, lines)
    talk(f"{into} holds {len(lines)} {'key' if len(lines) == 1 else 'keys'} of kpitui now.")


@access.command()
@db_option
@click.option("--account", default="kpi", show_default=True, help="The account of this machine that owns the file.")
def setup(db: Path | None, account: str) -> None:
    """Print what root does to open the gate: an account, the lines of sshd; nothing of it is done."""
    from kpitui.cli.gate_setup import setup_lines

    for line in setup_lines(account, database_path(db).absolute()):
        answer(line)


def _lines(database: DatabaseFile, fingerprint: str | None, home: Path | None) -> list[str]:
    today = database.clock.today()
    program = [sys.executable, "-I", "-m", "kpitui", "--db", str(database.path), "gate"]
    program += ["--home", str(home.absolute())] if home else []
    return [
        authorized_line(one.key, [*program, "--as", one.name, "--key", one.key.fingerprint], one.expires_on)
        for one in load_keys(database)
        if fingerprint in (None, one.key.fingerprint)
        and not expired(one.expires_on.isoformat() if one.expires_on else None, today)
    ]
