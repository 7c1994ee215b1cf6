"""Adding many metrics in one change, as from a catalogue."""

from collections.abc import Sequence

from kpitui.domain.access import Actor, Permission
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.metric import Definition
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.metrics import metric_in_the_way, metric_values
from kpitui.storage.records import insert


def add_metrics(
    database: DatabaseFile, actor: Actor, parts: Sequence[Definition], *, why: str = ""
) -> int:
    """Add the metrics whose name and code are both free, and leave those that are there alone; how
    many it added.
    """
    actor.require(Permission.PLAN)
    added = 0
    with writing(database, ChangeRecord(actor, "add metrics", why)) as db:
        for part in parts:
            if metric_in_the_way(db, part) is None:
                insert(db, "metrics", metric_values(part))
                added += 1
    return added
