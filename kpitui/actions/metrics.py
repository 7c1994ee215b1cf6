"""Adding many metrics in one deed, as from a catalogue."""

from collections.abc import Sequence

from kpitui.domain.access import Actor, Deed
from kpitui.domain.history import DeedRecord
from kpitui.domain.plan_document import MetricPart
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.metrics import metric_values
from kpitui.storage.records import insert, rows


def add_metrics(database: DatabaseFile, actor: Actor, parts: Sequence[MetricPart], *, why: str = "") -> int:
    """Add the metrics whose name and code are both free, and leave those that are there alone; how many it added."""
    actor.require(Deed.PLAN)
    added = 0
    with writing(database, DeedRecord(actor, "add metrics", why)) as db:
        # Metrics are called by name or code alike, so a name must not be the code of another either.
        taken = {key for row in rows(db, "SELECT name_key, code_key FROM metrics") for key in row.values()}
        for part in parts:
            values = metric_values(part)
            keys = {values["name_key"], values["code_key"]}
            if taken.isdisjoint(keys):
                insert(db, "metrics", values)
                taken |= keys
                added += 1
    return added
