"""Accounts: what someone who comes in may do, and by which keys they come in."""

from collections import defaultdict

from kpitui.domain.access import AccessRole
from kpitui.domain.errors import NothingFound
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, find_row, rows


def role_of(db: Database, name: str) -> AccessRole:
    """The role of an account; where no accounts are set up everyone is a leader, else an unknown
    name a viewer.
    """
    accounts = {row["name"]: row["role"] for row in live_accounts(db)}
    if not accounts:
        return AccessRole.LEADER
    return AccessRole(accounts.get(name, AccessRole.VIEWER))


def live_accounts(db: Database) -> list[Row]:
    """Every account that may do something, by name, with the name of its `person`; where there is
    none, everyone is a leader.
    """
    return rows(
        db,
        "SELECT accounts.*, coalesce(people.name, '') AS person FROM accounts "
        "LEFT JOIN people ON people.id = person_id WHERE accounts.ends_on IS NULL "
        "ORDER BY accounts.name",
    )


def has_accounts(db: Database) -> bool:
    """Whether it is set up who may do what."""
    found = db.execute("SELECT 1 FROM accounts WHERE ends_on IS NULL LIMIT 1").fetchone()
    return found is not None


def account_named(db: Database, name: str) -> Row | None:
    """The account of a name, be it removed."""
    return find_row(db, "accounts", {"name": name})


def live_account(db: Database, name: str) -> Row:
    """The account of a name; raises `NothingFound` where there is none."""
    found = [account for account in live_accounts(db) if account["name"] == name]
    if not found:
        raise NothingFound(f"There is no account {name}; kpitui access list shows them.")
    return found[0]


def live_keys(db: Database) -> list[Row]:
    """Every key that was not taken back, expired ones too, with the name of its account."""
    return rows(
        db,
        "SELECT access_keys.*, name FROM access_keys JOIN accounts ON accounts.id = account_id "
        "WHERE access_keys.ends_on IS NULL AND accounts.ends_on IS NULL ORDER BY name, "
        "access_keys.id",
    )


def person_of(db: Database, name: str) -> int | None:
    """The person that an account is of, None where that is not known."""
    found = account_named(db, name)
    return found["person_id"] if found and found["ends_on"] is None else None


def name_behind(db: Database, account: str) -> str:
    """How others know who sits at an account: the name of its person, else that of the account."""
    person_id = person_of(db, account)
    person = find_row(db, "people", {"id": person_id}) if person_id is not None else None
    return str(person["name"]) if person is not None else account


GIVEN, GIVEN_AGAIN, RESTORED = "set account", "let account in again", "restore"
"""What is done where a name is given to someone, where the one who had it before is let in again,
and after a restore.
"""


def given_in(db: Database, name: str) -> list[int]:
    """The changes that gave the name to someone new, oldest first; several where it
    was removed in between.
    """
    found = rows(
        db,
        "SELECT deed_id FROM changes JOIN deeds ON deeds.id = deed_id "
        "WHERE table_name = 'accounts' AND action IN (:given, :restored) AND json_extract(after, "
        "'$.name') = :name "
        "AND json_extract(after, '$.ends_on') IS NULL "
        "AND (before IS NULL OR json_extract(before, '$.ends_on') IS NOT NULL) ORDER BY changes.id",
        {"given": GIVEN, "restored": RESTORED, "name": name},
    )
    return [row["deed_id"] for row in found]


def account_names(db: Database) -> dict[int, set[str]]:
    """The names of every account that is or was of a person, by the person."""
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, name in db.execute(
        "SELECT person_id, name FROM accounts WHERE person_id IS NOT NULL"
    ).fetchall():
        found[person_id].add(name)
    return dict(found)


def accounts_of(db: Database, person_id: int) -> set[str]:
    """The names of the accounts that are of a person."""
    return {row["name"] for row in live_accounts(db) if row["person_id"] == person_id}
