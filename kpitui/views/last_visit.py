"""When someone was here last."""

from datetime import datetime

from kpitui.domain.access import Actor
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.visits import last_here


def load_last_visit(database: DatabaseFile, actor: Actor, now: datetime) -> datetime | None:
    """When someone was here before now; None where they never were."""
    with reading(database) as db:
        return last_here(db, actor.name, now)
