"""Everything that is recorded, one row after the other."""

from collections.abc import Iterator
from typing import Any

from kpitui.storage.bulk import next_reading_id
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.readings import export_block

BLOCK = 10_000
"""So many readings are read at once."""


def readings_for_export(database: DatabaseFile) -> Iterator[dict[str, Any]]:
    """Every kept reading with names in place of ids, in the order in which they were recorded.

    Whoever takes them slowly holds nobody up: each block is a read of its own. What is recorded after the start is left
    out; what is corrected meanwhile stands as it was when its block was read.
    """
    with reading(database) as db:
        last = next_reading_id(db) - 1
    after = 0
    while after < last:
        with reading(database) as db:
            block = export_block(db, after, last, BLOCK)
        yield from block
        after = block[-1]["reading"] if len(block) == BLOCK else last
