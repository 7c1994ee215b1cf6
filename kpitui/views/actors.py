"""Who somebody is to this file, and whose pages they may see."""

from kpitui.domain.access import Actor, Channel
from kpitui.domain.errors import Refused
from kpitui.storage.accounts import person_of, role_of
from kpitui.storage.database import DatabaseFile, reading


def actor_named(database: DatabaseFile, name: str, channel: Channel) -> Actor:
    """The person behind an account name, with the role that the file gives them."""
    with reading(database) as db:
        return Actor(name, role_of(db, name), channel)


def only_person(database: DatabaseFile, actor: Actor) -> int | None:
    """The one person that a member may look at, None for whoever may look at everybody.

    Raises `Refused` for a member whose account is of no person, and says how to fix it.
    """
    if actor.sees_everybody:
        return None
    with reading(database) as db:
        person_id = person_of(db, actor.name)
    if person_id is None:
        raise Refused(
            f"The account {actor.name} is not linked to a person yet; ask a leader to run: kpitui "
            f"access add {actor.name} --person NAME"
        )
    return person_id
