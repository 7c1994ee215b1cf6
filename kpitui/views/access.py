"""Who somebody is to this file."""

from dataclasses import dataclass

from kpitui.domain.access import AccessRole, Actor, Way
from kpitui.domain.errors import Refused
from kpitui.storage.accounts import person_of, role_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows


def actor_named(database: DatabaseFile, name: str, way: Way) -> Actor:
    """The person behind an account name, with the role that the file gives them."""
    with reading(database) as db:
        return Actor(name, role_of(db, name), way)


def only_person(database: DatabaseFile, actor: Actor) -> int | None:
    """The one person that a member may look at, None for whoever may look at everybody.

    Raises `Refused` for a member whose account is of no person, and says how to mend it.
    """
    if actor.role is not AccessRole.MEMBER:
        return None
    with reading(database) as db:
        person_id = person_of(db, actor.name)
    if person_id is None:
        raise Refused(
            f"The account {actor.name} is not tied to a person yet; ask a leader for: "
            f"kpitui access add {actor.name} member --person NAME"
        )
    return person_id


def require_page_of(database: DatabaseFile, actor: Actor, person_id: int) -> None:
    """Nothing where the actor may see the page of a person; raises `Refused` otherwise."""
    if only_person(database, actor) not in (None, person_id):
        raise Refused("A member sees only their own page; ask a supervisor or a leader about other people.")


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
