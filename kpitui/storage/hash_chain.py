"""The chain over the history: each row is sealed with a hash over itself, its change
and the seal before.

What a row says of a person is not hashed as it stands: the chain goes over its digest, made with a
salt of that person (`sealed_text`). When someone is forgotten their texts and their salts go, the
digests stay in `erased`, and every seal still holds.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import starmap
from typing import Any

from msgspec import Struct

from kpitui.domain.errors import Refused, nothing_saved
from kpitui.domain.retention import about_forgotten
from kpitui.storage.driver import Database
from kpitui.storage.sealed_text import HistoryRow, Salts, as_sealed, to_json

# Every column by name: those that a later version adds are no part of what was sealed before.
COLUMNS = (
    "changes.id, changes.deed_id, changes.at, changes.table_name, changes.record_id, changes.kind, "
    "changes.before, changes.after, deeds.uuid, deeds.at, deeds.by, deeds.way, deeds.action, "
    "deeds.why, deeds.undoes"
)
# By the schema, as what a reader of some teams may see lies over tables of the same name.
FROM = "FROM main.changes LEFT JOIN main.deeds ON deeds.id = changes.deed_id"
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

    Runs inside a transaction of the caller. Raises `Refused` where this change says something of
    someone who was forgotten, no matter who still names them: it could never be taken out again.
    """
    last = db.execute(
        "SELECT change_id, hash FROM main.seals ORDER BY change_id DESC LIMIT 1"
    ).fetchone()
    at, before = last or (0, "")
    salts = Salts(db)
    sql = f"SELECT {COLUMNS} {FROM} WHERE changes.id > ? ORDER BY changes.id LIMIT {_AT_ONCE}"
    while found := [HistoryRow(*row) for row in db.execute(sql, [at])]:
        if change_id is not None:
            # Row by row, which a save of one row feels less than a look through all people.
            told = _told_of_forgotten(salts, (row for row in found if row.deed_id == change_id))
            if told and not _forgets(db, change_id):
                raise nothing_saved(Refused(f"{told}."))
        at, before = _seal_rows(db, salts, found, change_id, before)
        if len(found) < _AT_ONCE:
            break


class GuardedParts:
    """The parts of an open change, such as the lines of a file: one that says something about a
    forgotten person is undone alone.
    """

    def __init__(self, db: Database, change_id: int) -> None:
        self._db, self._change_id, self._salts = db, change_id, Salts(db)
        self._guarded = _anyone_was_forgotten(db) and not _forgets(db, change_id)

    @contextmanager
    def part(self) -> Iterator[None]:
        """A block that does one part; raises `Refused` where the part was undone."""
        if not self._guarded:
            yield
            return
        before = self._db.execute("SELECT coalesce(max(id), 0) FROM main.changes").fetchone()[0]
        self._db.execute("SAVEPOINT part")
        try:
            yield
            sql = f"SELECT {COLUMNS} {FROM} WHERE changes.id > ? AND changes.deed_id = ?"
            found = self._db.execute(sql, [before, self._change_id]).fetchall()
            if told := _told_of_forgotten(self._salts, starmap(HistoryRow, found)):
                raise Refused(f"{told}.")
        except BaseException:
            self._db.execute("ROLLBACK TO part")
            raise
        finally:
            self._db.execute("RELEASE part")


def _told_of_forgotten(salts: Salts, rows: Iterable[HistoryRow]) -> str:
    """What is told where a row of a change says something about a forgotten person; empty where
    none does.
    """
    for row in rows:
        if (name := salts.forgotten(row)) is not None:
            return about_forgotten(name)
    return ""


def _forgets(db: Database, change_id: int) -> bool:
    """Whether a change forgets someone."""
    sql = "SELECT EXISTS (SELECT 1 FROM main.forgetting WHERE deed_id = ?)"
    return bool(db.execute(sql, [change_id]).fetchone()[0])


def _anyone_was_forgotten(db: Database) -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM main.people WHERE forgotten_on IS NOT NULL)"
    return bool(db.execute(sql).fetchone()[0])


def _seal_rows(
    db: Database, salts: Salts, rows: Iterable[HistoryRow], change_id: int | None, before: str
) -> tuple[int, str]:
    sealed, at = [], 0
    for row in rows:
        # What stood there before there were seals is taken as it was.
        outside = int(row.deed_id is None if change_id is None else row.deed_id != change_id)
        salt_id = salts.owner(row)
        at, before = row.id, _hash(before, as_sealed(row, salts, salt_id), outside, salt_id)
        sealed.append((at, before, outside, salt_id))
    db.executemany(
        "INSERT INTO main.seals (change_id, hash, outside, salt_id) VALUES (?, ?, ?, ?)", sealed
    )
    return at, before


def look_along(db: Database) -> Chain:
    """Work every seal out again; rows that are not sealed yet were made by another program since
    the last change.
    """
    count = outside = 0
    before = ""
    broken: int | None = None
    salts = Salts(db, new=False)
    salts.load_all()
    for values, kept, from_outside, salt_id in _with_seals(db):
        count += 1
        if kept is None:
            outside += 1
            continue
        outside += from_outside
        row = HistoryRow(*values)
        parts = as_sealed(row, salts, salt_id)
        before = _hash(before, parts, from_outside, salt_id)
        if before != kept or parts is None:
            broken = row.id if broken is None else broken
            before = kept  # one altered row is one finding, not all that follow
    lost = db.execute(
        "SELECT min(change_id) FROM main.seals WHERE change_id NOT IN (SELECT id FROM main.changes)"
    ).fetchone()[0]
    if lost is not None:
        broken = min(lost, broken or lost)
    return Chain(count, outside, broken, before)


def _with_seals(db: Database) -> Iterator[tuple[tuple[Any, ...], str | None, int, int | None]]:
    sql = (
        f"SELECT {COLUMNS}, seals.hash, seals.outside, seals.salt_id {FROM} "
        "LEFT JOIN main.seals ON seals.change_id = changes.id ORDER BY changes.id"
    )
    for row in db.execute(sql):
        yield row[:-3], row[-3], row[-2] or 0, row[-1]


def _hash(before: str, parts: list[Any] | None, outside: int, salt_id: int | None) -> str:
    import hashlib  # what only reads seals nothing, and it takes a while to load

    return hashlib.sha256(to_json()([before, outside, salt_id, parts]).encode()).hexdigest()
