"""Accounts: what somebody who comes in may do."""

from sqlite_utils import Database

from kpitui.domain.access import AccessRole
from kpitui.storage.records import rows


def role_of(db: Database, name: str) -> AccessRole:
    """The role of an account; where no accounts are set up everybody is a leader, else an unknown name a viewer."""
    accounts = {row["name"]: row["role"] for row in rows(db, "SELECT name, role FROM accounts WHERE ends_on IS NULL")}
    if not accounts:
        return AccessRole.LEADER
    return AccessRole(accounts.get(name, AccessRole.VIEWER))


def has_accounts(db: Database) -> bool:
    """Whether anybody has an account; where nobody has, everybody is a leader."""
    return bool(rows(db, "SELECT id FROM accounts WHERE ends_on IS NULL LIMIT 1"))


def person_of(db: Database, name: str) -> int | None:
    """The person that an account is of, None where that is not known."""
    found = rows(db, "SELECT person_id FROM accounts WHERE name = :name AND ends_on IS NULL", {"name": name})
    return found[0]["person_id"] if found else None
