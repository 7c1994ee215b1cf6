"""Many readings that one deed brings: no row of the history each, and their days counted once."""

from kpitui.storage.database import current_deed_id
from kpitui.storage.driver import Database
from kpitui.storage.records import log_bulk
from kpitui.storage.summaries import count_in


def next_reading_id(db: Database) -> int:
    """The id that the next new reading gets; no reading is ever deleted."""
    return int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM readings").fetchone()[0])


def added_in_bulk(db: Database, first: int) -> int:
    """Count and note the readings from an id on, which a `writing()` block in bulk has just added; how many."""
    # Ids go up one by one while the file is held, and no reading is ever deleted.
    added = next_reading_id(db) - first
    if added:
        last = first + added - 1
        count_in(db, first, last)
        log_bulk(db, "readings", current_deed_id(db), {"added": added, "first": first, "last": last})
    return added
