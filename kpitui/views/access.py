"""Who somebody is to this file."""

from dataclasses import dataclass

from kpitui.domain.access import Actor, Way
from kpitui.storage.accounts import role_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows


def actor_named(database: DatabaseFile, name: str, way: Way) -> Actor:
    """The person behind an account name, with the role that the file gives them."""
    with reading(database) as db:
        return Actor(name, role_of(db, name), way)


@dataclass(frozen=True, slots=True)
class Account:
    """An account with its role, and the person that it is of, where that is known."""

    name: str
    role: str
    person: str


def load_accounts(database: DatabaseFile) -> list[Account]:
    """Every account that may do something, by name; none where no accounts are set up."""
    with reading(database) as db:
        found = rows(
            db,
            "SELECT accounts.name, role, coalesce(people.name, '') AS person FROM accounts "
            "LEFT JOIN people ON people.id = person_id WHERE accounts.ends_on IS NULL ORDER BY accounts.name",
        )
    return [Account(**row) for row in found]


def load_closed_months(database: DatabaseFile) -> list[str]:
    """The closed months, newest first."""
    with reading(database) as db:
        return [row["month"] for row in rows(db, "SELECT month FROM closed_periods ORDER BY month DESC")]
