"""Changing the rules of the organisation."""

from kpitui.domain.access import Actor, Deed
from kpitui.domain.clock import zone_named
from kpitui.domain.errors import BadData
from kpitui.domain.history import DeedRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.records import insert, rows, update
from kpitui.storage.rules import TIME_ZONE


def set_time_zone(database: DatabaseFile, actor: Actor, zone: str) -> None:
    """Say in which time zone the organisation's days begin; raises `BadData` for one that is not known."""
    actor.require(Deed.RULES)
    zone_named(zone)
    today = database.clock.today().isoformat()
    with writing(database, DeedRecord(actor, "set rule")) as db:
        old = rows(db, "SELECT * FROM rules WHERE name = :name ORDER BY starts_on DESC LIMIT 1", {"name": TIME_ZONE})
        if old and old[0]["value"] == zone:
            raise BadData(f"The time zone is {zone} already.")
        # Where it was tomorrow already when the last one was set, the new one does not begin before it.
        if old and old[0]["starts_on"] >= today:
            update(db, "rules", old[0]["id"], old[0]["version"], {"value": zone})
        else:
            insert(db, "rules", {"name": TIME_ZONE, "value": zone, "starts_on": today})
    database.clock.use(zone)
