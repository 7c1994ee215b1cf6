"""Taking a deed back: every change of it reversed in one transaction, or refused with what depends on it."""

from typing import Any

from msgspec import Struct

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.history import DeedRecord
from kpitui.storage.accounts import given_in
from kpitui.storage.database import DatabaseFile, current_deed_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.history import about, deed_label, referring, table_words
from kpitui.storage.readings import readings_in_bulk
from kpitui.storage.records import LARGEST_NUMBER, Row, from_json, insert, log_bulk, rows, update
from kpitui.storage.rules import load_time_zone
from kpitui.storage.summaries import void_between

_NEEDS = {
    "readings": Deed.READINGS, "sessions": Deed.COACHING, "session_metrics": Deed.COACHING, "actions": Deed.COACHING,
    "annotations": Deed.ANNOTATIONS, "baselines": Deed.ANNOTATIONS, "reviews": Deed.REVIEWS, "teams": Deed.PEOPLE,
    "roles": Deed.PEOPLE, "people": Deed.PEOPLE, "memberships": Deed.PEOPLE, "accounts": Deed.ACCOUNTS,
    "access_keys": Deed.ACCOUNTS, "rules": Deed.RULES,
}  # fmt: skip
"""Who may take a change of a table back; those not named belong to the plan."""

_CORRECTED = """
SELECT 1 FROM changes JOIN readings ON readings.id = record_id LEFT JOIN deeds ON deeds.id = changes.deed_id
WHERE table_name = 'readings' AND kind = 'update' AND record_id BETWEEN :first AND :last AND deeds.undoes IS NULL
AND coalesce(changes.deed_id, 0) NOT IN (SELECT undoes FROM deeds WHERE undoes IS NOT NULL)
"""
"""A correction, of a reading that a deed brought, which stands."""


class Undone(Struct, frozen=True):
    """A deed that was taken back, in words, with the record it was about and what of it had to stay."""

    deed_id: int
    label: str
    table: str
    record_id: int
    stays: tuple[str, ...] = ()


def undo(database: DatabaseFile, actor: Actor, deed_id: int | None = None) -> Undone:
    """Take back one deed of the actor, the last that was not taken back yet if none is named.

    Raises `NothingFound` where there is none, `Refused` where it is somebody else's, was taken back, or where
    something later depends on it; then nothing is changed.
    """
    with reading(database) as db:
        deed = _deed(db, actor, deed_id)
        many = rows(db, "SELECT 1 FROM changes WHERE deed_id = :id AND kind = 'bulk'", {"id": deed["id"]})
    record = DeedRecord(actor, f"undo: {deed['action']}", undoes=deed["id"])
    with writing(database, record, bulk=bool(many)) as db:
        _deed(db, actor, deed["id"])
        label = deed_label(db, deed["id"])
        changes = rows(db, "SELECT * FROM changes WHERE deed_id = :id ORDER BY id DESC", {"id": deed["id"]})
        for table in {change["table_name"] for change in changes}:
            actor.require(_NEEDS.get(table, Deed.PLAN))
        reverser = _Reverser(db)
        for change in changes:
            reverser.reverse(change)
    if any(change["table_name"] == "rules" for change in changes):
        with reading(database) as db:
            database.clock.use(load_time_zone(db))
    return Undone(deed["id"], label, *about(changes), tuple(reverser.stays))


def _deed(db: Database, actor: Actor, deed_id: int | None) -> Row:
    # The deed that takes back is in the file already, and is none of those that did.
    undone = "SELECT undoes FROM deeds WHERE undoes IS NOT NULL AND id NOT IN (SELECT deed_id FROM current_deed)"
    if deed_id is None:
        found = rows(
            db,
            f"SELECT * FROM deeds WHERE by = :by AND undoes IS NULL AND id NOT IN ({undone}) "
            "AND id IN (SELECT deed_id FROM changes) AND id > :began ORDER BY id DESC LIMIT 1",
            {"by": actor.name, "began": _began(db, actor)},
        )
        if not found:
            raise NothingFound("There is nothing of yours to take back.")
        return found[0]
    found = []
    if abs(deed_id) <= LARGEST_NUMBER:
        found = rows(db, f"SELECT *, id IN ({undone}) AS undone FROM deeds WHERE id = :id", {"id": deed_id})
    if not found:
        raise NothingFound(f"There is no deed {deed_id}; kpitui history lists them.")
    if found[0]["by"] != actor.name or deed_id <= _began(db, actor):
        raise Refused(f"{found[0]['by']} did that; only they can take it back.")
    if found[0]["undone"] or found[0]["undoes"]:
        raise Refused("That was taken back already, or takes something back itself.")
    return found[0]


def _began(db: Database, actor: Actor) -> int:
    """The change after which the name is this actor's; whoever was removed had it before."""
    return [0, *given_in(db, actor.name)[1:]][-1]


class _Reverser:
    def __init__(self, db: Database) -> None:
        self.db = db
        self.stays: list[str] = []
        self.closed = frozenset(row["month"] for row in rows(db, "SELECT month FROM closed_periods"))

    def reverse(self, change: Row) -> None:
        """Bring the record of one change back to what it was before."""
        table, record_id = change["table_name"], change["record_id"]
        before = from_json(change["before"]) if change["before"] else None
        after = from_json(change["after"]) if change["after"] else None
        if change["kind"] == "bulk":
            self._void_all(readings_in_bulk(self.db, change["deed_id"], after or {}))
        elif before is None and after is not None:
            self._take_away(table, record_id, self._unchanged(table, record_id, after))
        elif after is None and before is not None:
            insert(self.db, table, before)
        elif before is not None and after is not None:
            row = self._unchanged(table, record_id, after)
            self._require_open(table, row, before)
            wanted = {name: value for name, value in before.items() if name not in ("id", "version")}
            update(self.db, table, record_id, row["version"], wanted)

    def _unchanged(self, table: str, record_id: int, after: dict[str, Any]) -> Row:
        found = rows(self.db, f"SELECT * FROM {table} WHERE id = :id", {"id": record_id})
        if found and all(found[0][name] == value for name, value in after.items() if name != "version"):
            return found[0]
        raise Refused(f"{self._later(table, record_id)} Take that back first.")

    def _later(self, table: str, record_id: int) -> str:
        found = rows(
            self.db,
            "SELECT deeds.at, deeds.by, deeds.id FROM changes JOIN deeds ON deeds.id = deed_id "
            "WHERE table_name = :table AND record_id = :id ORDER BY changes.id DESC LIMIT 1",
            {"table": table, "id": record_id},
        )
        if not found:
            return f"That {table_words(table)} was changed since by another program."
        return f"{found[0]['by']} changed that {table_words(table)} since ({deed_label(self.db, found[0]['id'])})."

    def _take_away(self, table: str, record_id: int, row: Row) -> None:
        if table == "readings":
            self._require_open(table, row, row)
            if row["state"] != "void":
                # It lets go of its session, which can then be taken away too.
                update(self.db, table, record_id, row["version"], {"state": "void", "session_id": None})
            return
        dependent = referring(self.db, table, record_id)
        if dependent is not None and dependent.only_voided:
            # A reading is voided, never deleted, so what it is of has to stay.
            self.stays.append(f"{table_words(table)} {dependent.of}")
        elif dependent is not None:
            raise Refused(f"{dependent.sentence} Take that back first.")
        else:
            self.db.execute(f"DELETE FROM {table} WHERE id = ?", [record_id])

    def _void_all(self, ids: range) -> None:
        # In the file and not in memory, and one row of the history for all: an import may have brought a million.
        values = {"first": ids.start, "last": ids.stop - 1}
        if rows(self.db, f"{_CORRECTED} LIMIT 1", values):
            raise Refused("Some of those readings were corrected since; take that back first.")
        span = "id BETWEEN :first AND :last"
        for row in rows(self.db, f"SELECT DISTINCT substr(date, 1, 7) AS date FROM readings WHERE {span}", values):
            self._require_open("readings", row)
        void_between(self.db, ids.start, ids.stop - 1)
        log_bulk(self.db, "readings", current_deed_id(self.db), {"voided": len(ids), **values})

    def _require_open(self, table: str, *states: Row) -> None:
        for row in states if table == "readings" else ():
            if row["date"][:7] in self.closed:
                raise Refused(f"{row['date'][:7]} is closed; a reading in it is corrected with a reason only.")
