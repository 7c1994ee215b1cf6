"""Accounts: what somebody who comes in may do, and by which keys they come in."""

from kpitui.domain.access import AccessRole
from kpitui.domain.errors import NothingFound
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, rows


def role_of(db: Database, name: str) -> AccessRole:
    """The role of an account; where no accounts are set up everybody is a leader, else an unknown name a viewer."""
    accounts = {row["name"]: row["role"] for row in live_accounts(db)}
    if not accounts:
        return AccessRole.LEADER
    return AccessRole(accounts.get(name, AccessRole.VIEWER))


def live_accounts(db: Database) -> list[Row]:
    """Every account that may do something, by name; where there is none, everybody is a leader."""
    return rows(db, "SELECT * FROM accounts WHERE ends_on IS NULL ORDER BY name")


def live_account(db: Database, name: str) -> Row:
    """The account of a name; raises `NothingFound` where there is none."""
    found = [one for one in live_accounts(db) if one["name"] == name]
    if not found:
        raise NothingFound(f"There is no account {name}; kpitui access list shows them.")
    return found[0]


def live_keys(db: Database) -> list[Row]:
    """Every key that was not taken back, expired ones too, with the name of its account."""
    return rows(
        db,
        "SELECT access_keys.*, name FROM access_keys JOIN accounts ON accounts.id = account_id "
        "WHERE access_keys.ends_on IS NULL AND accounts.ends_on IS NULL ORDER BY name, access_keys.id",
    )


def person_of(db: Database, name: str) -> int | None:
    """The person that an account is of, None where that is not known."""
    found = rows(db, "SELECT person_id FROM accounts WHERE name = :name AND ends_on IS NULL", {"name": name})
    return found[0]["person_id"] if found else None
