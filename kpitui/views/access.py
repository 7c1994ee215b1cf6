"""Who somebody is to this file."""

from kpitui.domain.access import Actor, Way
from kpitui.storage.accounts import role_of
from kpitui.storage.database import DatabaseFile, reading


def actor_named(database: DatabaseFile, name: str, way: Way) -> Actor:
    """The person behind an account name, with the role that the file gives them."""
    with reading(database) as db:
        return Actor(name, role_of(db, name), way)
