"""Who may come in by which key, and which accounts and closed months there are."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.errors import Refused, nothing_saved
from kpitui.domain.records.dated import live
from kpitui.domain.ssh_keys import NAME, SshKey, stored_key
from kpitui.storage import closed_months
from kpitui.storage.account_teams import team_names
from kpitui.storage.accounts import given_in, live_accounts, live_keys, role_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_teams
from kpitui.storage.rules import clock_of
from kpitui.storage.within import of_some_teams


def admitted(database: DatabaseFile, name: str, fingerprint: str, today: date) -> Actor:
    """Who comes in by a key; raises `Refused` where the account or the key is not, or no more, good
    for it.

    Without a fingerprint the account alone is asked for. An account that no one made is never a
    leader here.
    """
    with reading(database) as db:
        return _admitted(db, name, fingerprint, today)


def still_admitted(actor: Actor, fingerprint: str) -> Callable[[Database], None]:
    """What is asked within each write of someone who came in by a key: whether they still may."""

    def require(db: Database) -> None:
        try:
            now = _admitted(db, actor.name, fingerprint, clock_of(db).today())
        except Refused as error:
            raise nothing_saved(error) from None
        _require_as_much(now, actor)

    return require


def still_in_role(actor: Actor) -> Callable[[Database], None]:
    """What is asked within each write of someone with an account of this machine: whether their
    role still allows.
    """
    return lambda db: _require_as_much(Actor(actor.name, role_of(db, actor.name)), actor)


def _require_as_much(now: Actor, before: Actor) -> None:
    """Raises `Refused` where the role of an account may do less now than it could before."""
    if not now.is_at_least(before):
        raise nothing_saved(Refused(f"You are a {now.role} now; start again."))


def _admitted(db: Database, name: str, fingerprint: str, today: date) -> Actor:
    roles = {row["name"]: AccessRole(row["role"]) for row in live_accounts(db)}
    keys = {row["fingerprint"]: row for row in live_keys(db) if row["name"] == name}
    if name not in roles:
        raise Refused(f"The account {name} was removed; ask a leader.")
    if fingerprint and fingerprint not in keys:
        raise Refused("Your key was revoked; ask a leader to run: kpitui access add")
    if fingerprint and expired(keys[fingerprint]["expires_on"], today):
        raise Refused(
            f"Your key expired on {keys[fingerprint]['expires_on']}; ask a leader to extend it."
        )
    return Actor(name, roles[name], Channel.GATE)


def expired(last_day: str | None, today: date) -> bool:
    """Whether a key that holds through a day holds no more."""
    return last_day is not None and last_day < today.isoformat()


def draft_owner(database: DatabaseFile, name: str) -> str:
    """By what name an account's draft is kept; not that of the one who had the name before
    and was removed.
    """
    with reading(database) as db:
        before = len(given_in(db, name)) - 1
    return f"{name}\n{before}" if before > 0 else name


def as_seen_by(database: DatabaseFile, actor: Actor) -> DatabaseFile:
    """The file with no more in it than the account sees; to a leader it is whole."""
    return replace(database, seen_by="" if actor.role is AccessRole.LEADER else actor.name)


def require_every_team(database: DatabaseFile) -> None:
    """Nothing for who sees every team; raises `Refused` for an account that is for some."""
    with reading(database) as db:
        if of_some_teams(db):
            raise Refused("A copy of the file holds every team; ask a leader for it.")


def live_team_names(database: DatabaseFile) -> list[str]:
    """The names of the teams that an account can be given."""
    with reading(database) as db:
        teams = live(load_teams(db), database.clock.today())
        return [team.name for team in teams]


class AccountKey(Struct, frozen=True):
    """A key with the name of its account, and the day through which it holds."""

    name: str
    key: SshKey
    expires_on: date | None


class Account(Struct, frozen=True):
    """An account with its role, the person that it is of, where that is known, the teams that it is
    for, none for every team, and its keys.
    """

    name: str
    role: str
    person: str
    teams: tuple[str, ...]
    keys: tuple[AccountKey, ...]


def load_accounts(database: DatabaseFile) -> list[Account]:
    """Every account that may do something, by name; none where no accounts are set up."""
    keys = load_keys(database)
    with reading(database) as db:
        return [
            Account(
                row["name"],
                row["role"],
                row["person"],
                team_names(db, row["id"]),
                tuple(key for key in keys if key.name == row["name"]),
            )
            for row in live_accounts(db)
        ]


def load_keys(database: DatabaseFile) -> list[AccountKey]:
    """Every good key that was not taken back, expired ones too."""
    with reading(database) as db:
        found = live_keys(db)
    return [
        AccountKey(
            row["name"], key, date.fromisoformat(row["expires_on"]) if row["expires_on"] else None
        )
        for row in found
        if NAME.fullmatch(row["name"])
        and (key := stored_key(row["kind"], row["blob"], row["comment"]))
    ]


def load_closed_months(database: DatabaseFile) -> list[str]:
    """The closed months, newest first."""
    with reading(database) as db:
        return closed_months.load_closed_months(db)
