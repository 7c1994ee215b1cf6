"""Who someone is to this file, and whose pages they may see."""

from kpitui.domain.access import Actor, Channel
from kpitui.domain.errors import Refused
from kpitui.storage.accounts import person_of, role_of
from kpitui.storage.database import DatabaseFile, reading


def actor_named(database: DatabaseFile, name: str, channel: Channel) -> Actor:
    """The person behind an account name, with the role that the file gives them."""
    with reading(database) as db:
        return Actor(name, role_of(db, name), channel)


def only_person(database: DatabaseFile, actor: Actor) -> int | None:
    """The one person that a member may look at, None for those who may look at everyone.

    Raises `Refused` for a member whose account is of no person, and says how to fix it.
    """
    return None if actor.sees_everybody else required_person(database, actor)


def required_person(database: DatabaseFile, actor: Actor) -> int:
    """The person that an account is of; raises `Refused` where that is not known, and says how to
    fix it.
    """
    person_id = own_person(database, actor)
    if person_id is None:
        raise Refused(f"The account {not_linked(actor).removeprefix('the account ')}")
    return person_id


def not_linked(actor: Actor) -> str:
    """That it is not known whose an account is, and how to fix it."""
    return (
        f"the account {actor.name} is not linked to a person yet; ask a leader to run: kpitui "
        f"access add {actor.name} --person NAME"
    )


def own_person(database: DatabaseFile, actor: Actor) -> int | None:
    """The person that an account is of, whatever its role; None where that is not known."""
    with reading(database) as db:
        return person_of(db, actor.name)
