"""What someone may change because it is about themselves, whatever their role."""

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused, nothing_saved
from kpitui.domain.text import LINE_LIMIT, clean
from kpitui.storage.accounts import person_of
from kpitui.storage.driver import Database


def is_own(db: Database, actor: Actor, person_id: int) -> bool:
    """Whether the actor's account is that of the person."""
    return person_of(db, actor.name) == person_id


def require_own(db: Database, actor: Actor, person_id: int, what: str) -> None:
    """Nothing where the actor is the person; raises `Refused` otherwise, no matter who it is."""
    if not is_own(db, actor, person_id):
        raise Refused(f"Only the person themselves can {what}.")


def require_own_or(db: Database, actor: Actor, person_id: int, permission: Permission) -> None:
    """Nothing where the actor is the person or the role allows it; raises `Refused` otherwise."""
    if not is_own(db, actor, person_id):
        actor.require(permission)


def one_sentence(text: str, what: str) -> str:
    """A text on one line; raises `BadData` where it is empty or too long."""
    try:
        found = clean(text, LINE_LIMIT)
    except ValueError as error:
        raise nothing_saved(BadData(f"{str(error).capitalize()}.")) from None
    if not found:
        raise nothing_saved(BadData(f"Type {what} in a sentence."))
    return found
