"""Repairing the day summaries."""

from kpitui.domain.access import Actor, Permission
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.summaries import rebuild_summaries


def rebuild(database: DatabaseFile, actor: Actor) -> None:
    """Work every day summary out again from the readings."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "rebuild summaries")) as db:
        rebuild_summaries(db)
