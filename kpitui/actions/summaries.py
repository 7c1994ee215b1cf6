"""Mending the day summaries."""

from kpitui.domain.access import Actor, Deed
from kpitui.domain.history import DeedRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.summaries import rebuild_summaries


def rebuild(database: DatabaseFile, actor: Actor) -> None:
    """Work every day summary out anew from the readings."""
    actor.require(Deed.PLAN)
    with writing(database, DeedRecord(actor, "rebuild summaries")) as db:
        rebuild_summaries(db)
