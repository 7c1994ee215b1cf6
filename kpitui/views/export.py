"""Everything that is recorded, one row after the other."""

from collections.abc import Iterator
from typing import Any

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.readings import export_rows


def readings_for_export(database: DatabaseFile) -> Iterator[dict[str, Any]]:
    """Every kept reading with names in place of ids, oldest first; exhaust or close it."""
    with reading(database) as db:
        yield from export_rows(db)
