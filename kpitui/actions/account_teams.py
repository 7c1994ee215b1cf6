"""Of which teams an account sees the people: given, set, and told in a sentence."""

from collections.abc import Sequence

from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.near import or_near
from kpitui.storage.account_teams import add_teams, set_teams, team_names
from kpitui.storage.accounts import live_account
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.named import id_named, near_name
from kpitui.storage.records import Row, row_of

NARROWED = "set teams of account"


def set_account_teams(database: DatabaseFile, actor: Actor, name: str, teams: Sequence[str]) -> str:
    """Have an account see the people of exactly these teams and of those below them, of every team
    where none is named; what was done.
    """
    actor.require(Permission.ACCOUNTS)
    with writing(database, ChangeRecord(actor, NARROWED)) as db:
        account = live_account(db, name)
        set_teams(db, account["id"], _ids(db, account, teams) if teams else ())
        return teams_told(db, account)


def give_teams(db: Database, account: Row, teams: Sequence[str]) -> list[str]:
    """Have an account see the people of these teams, besides those that it has; what was done."""
    if not teams:
        return []
    add_teams(db, account["id"], _ids(db, account, teams))
    return [teams_told(db, account)]


def require_narrow(db: Database, name: str, role: AccessRole) -> None:
    """Raise `Refused` where an account that is for some teams would lead."""
    account = live_account(db, name)
    teams = team_names(db, account["id"])
    if role is AccessRole.LEADER and teams:
        raise Refused(
            f"{name} is for {', '.join(teams)}, and a leader sees every team; first run: kpitui "
            f"access teams {name} --every"
        )


def teams_told(db: Database, account: Row) -> str:
    """Of which teams an account sees the people, in words."""
    return f"{account['name']} sees {', '.join(team_names(db, account['id'])) or 'every team'}"


def _ids(db: Database, account: Row, teams: Sequence[str]) -> set[int]:
    name, role = account["name"], AccessRole(account["role"])
    if role is AccessRole.LEADER:
        raise Refused(f"{name} is a leader, and leaders see every team; leave --team out.")
    if role is AccessRole.MEMBER:
        raise Refused(f"{name} is a member, who sees only their own page; leave --team out.")
    return {_team(db, team) for team in teams}


def _team(db: Database, name: str) -> int:
    found = id_named(db, "teams", name) if name else None
    if found is None:
        near = near_name(db, "teams", name) if name else ""
        missing = f"There is no team “{name}”"
        raise NothingFound(or_near(missing, near, "kpitui plan show lists them."))
    ended = row_of(db, "teams", found)["ends_on"]
    if ended is not None:
        raise Refused(f"The team {row_of(db, 'teams', found)['name']} ended on {ended}.")
    return found
