"""The chain over the history: each row is sealed with a hash over itself, its change
and the seal before.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from kpitui.storage.driver import Database

# Every column by name: those that a later version adds are no part of what was sealed before.
_COLUMNS = (
    "changes.id, changes.deed_id, changes.at, changes.table_name, changes.record_id, changes.kind, "
    "changes.before, changes.after, deeds.uuid, deeds.at, deeds.by, deeds.way, deeds.action, "
    "deeds.why, deeds.undoes"
)
_ROWS = (
    f"SELECT {_COLUMNS} FROM changes LEFT JOIN deeds ON deeds.id = changes.deed_id "
    "WHERE changes.id > ?"
)
_AT_ONCE = 1000


class Chain(Struct, frozen=True):
    """What a look along the chain found: rows, those that another program made, and the first that
    does not hold.
    """

    rows: int
    outside: int
    broken_at: int | None
    head: str


def seal(db: Database, change_id: int | None) -> None:
    """Seal every row of the history that is not sealed; those of another change came from outside.

    Runs inside a transaction of the caller.
    """
    last = db.execute(
        "SELECT change_id, hash FROM seals ORDER BY change_id DESC LIMIT 1"
    ).fetchone()
    at, before = last or (0, "")
    while found := db.execute(f"{_ROWS} ORDER BY changes.id LIMIT {_AT_ONCE}", [at]).fetchall():
        sealed = []
        for row in found:
            at, before = row[0], _hash(before, row)
            # What stood there before there were seals is taken as it was.
            outside = row[1] is None if change_id is None else row[1] != change_id
            sealed.append((at, before, int(outside)))
        db.executemany("INSERT INTO seals VALUES (?, ?, ?)", sealed)


def look_along(db: Database) -> Chain:
    """Work every seal out again; rows that are not sealed yet were made by another program since
    the last change.
    """
    count = outside = 0
    before = ""
    broken: int | None = None
    for row, kept, from_outside in _with_seals(db):
        count += 1
        if kept is None:
            outside += 1
            continue
        outside += from_outside
        before = _hash(before, row)
        if before != kept:
            broken = int(row[0]) if broken is None else broken
            before = kept  # one altered row is one finding, not all that follow
    lost = db.execute(
        "SELECT min(change_id) FROM seals WHERE change_id NOT IN (SELECT id FROM changes)"
    ).fetchone()[0]
    if lost is not None:
        broken = min(lost, broken or lost)
    return Chain(count, outside, broken, before)


def _with_seals(db: Database) -> Iterator[tuple[tuple[Any, ...], str | None, int]]:
    sql = (
        f"SELECT {_COLUMNS}, seals.hash, seals.outside FROM changes LEFT "
        "JOIN deeds ON deeds.id = changes.deed_id LEFT JOIN seals ON seals.change_id = changes.id "
        "ORDER BY changes.id"
    )
    for row in db.execute(sql):
        yield row[:-2], row[-2], row[-1] or 0


def _hash(before: str, row: tuple[Any, ...]) -> str:
    import hashlib  # what only reads seals nothing, and these two take 5 ms to load
    import json

    return hashlib.sha256(json.dumps([before, *row]).encode()).hexdigest()
