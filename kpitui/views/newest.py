"""How far the file has come: what was read at the same point is the same when it is read again."""

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.watch import last_rows
from kpitui.storage.within import whole_of


def load_newest(database: DatabaseFile) -> tuple[object, ...]:
    """What tells one state of the file from all others; of all of it, also of what the one who
    sits there sees only the sums of.
    """
    with reading(database) as db:
        return last_rows(whole_of(db))
