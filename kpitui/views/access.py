"""Who may come in by which key, and which accounts and closed months there are."""

from datetime import date

from msgspec import Struct

from kpitui.domain.access import AccessRole, Actor, Way
from kpitui.domain.errors import Refused
from kpitui.domain.ssh_keys import NAME, SshKey, stored_key
from kpitui.storage.accounts import live_accounts, live_keys
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows


def admitted(database: DatabaseFile, name: str, fingerprint: str, today: date) -> Actor:
    """Who comes in by a key; raises `Refused` where the account or the key is not, or no more, good for it.

    Without a fingerprint the account alone is asked for. An account that nobody made is never a leader here.
    """
    with reading(database) as db:
        roles = {row["name"]: AccessRole(row["role"]) for row in live_accounts(db)}
        keys = {row["fingerprint"]: row for row in live_keys(db) if row["name"] == name}
    if name not in roles:
        raise Refused(f"There is no account {name} here any more; ask a leader.")
    if fingerprint and fingerprint not in keys:
        raise Refused("Your key was taken back; ask a leader for: kpitui access add")
    if fingerprint and expired(keys[fingerprint]["expires_on"], today):
        raise Refused(f"Your key held until {keys[fingerprint]['expires_on']}; ask a leader to prolong it.")
    return Actor(name, roles[name], Way.GATE)


def expired(last_day: str | None, today: date) -> bool:
    """Whether a key that holds through a day holds no more."""
    return last_day is not None and last_day < today.isoformat()


class HeldKey(Struct, frozen=True):
    """A key with the name of its account, and the day through which it holds."""

    name: str
    key: SshKey
    expires_on: date | None


class Account(Struct, frozen=True):
    """An account with its role, the person that it is of, where that is known, and its keys."""

    name: str
    role: str
    person: str
    keys: tuple[HeldKey, ...]


def load_accounts(database: DatabaseFile) -> list[Account]:
    """Every account that may do something, by name; none where no accounts are set up."""
    keys = load_keys(database)
    with reading(database) as db:
        found = rows(
            db,
            "SELECT accounts.name, role, coalesce(people.name, '') AS person FROM accounts "
            "LEFT JOIN people ON people.id = person_id WHERE accounts.ends_on IS NULL ORDER BY accounts.name",
        )
    return [Account(**row, keys=tuple(one for one in keys if one.name == row["name"])) for row in found]


def load_keys(database: DatabaseFile) -> list[HeldKey]:
    """Every good key that was not taken back, expired ones too."""
    with reading(database) as db:
        found = live_keys(db)
    return [
        HeldKey(row["name"], key, date.fromisoformat(row["expires_on"]) if row["expires_on"] else None)
        for row in found
        if NAME.fullmatch(row["name"]) and (key := stored_key(row["kind"], row["blob"], row["comment"]))
    ]


def load_closed_months(database: DatabaseFile) -> list[str]:
    """The closed months, newest first."""
    with reading(database) as db:
        return [row["month"] for row in rows(db, "SELECT month FROM closed_periods ORDER BY month DESC")]
