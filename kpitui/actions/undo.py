"""Undo and redo: every change of a deed reversed in one transaction, or refused with what depends on it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.history import DeedRecord
from kpitui.storage.accounts import given_in
from kpitui.storage.database import DatabaseFile, current_deed_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.history import STANDS_UNDONE, about, deed_label, referring, table_words
from kpitui.storage.readings import readings_in_bulk
from kpitui.storage.records import LARGEST_NUMBER, Row, from_json, insert, log_bulk, rows, update
from kpitui.storage.rules import load_time_zone
from kpitui.storage.summaries import keep_between, void_between

_NEEDS = {
    "readings": Deed.READINGS, "sessions": Deed.COACHING, "session_metrics": Deed.COACHING, "actions": Deed.COACHING,
    "annotations": Deed.ANNOTATIONS, "baselines": Deed.ANNOTATIONS, "reviews": Deed.REVIEWS, "teams": Deed.PEOPLE,
    "roles": Deed.PEOPLE, "people": Deed.PEOPLE, "memberships": Deed.PEOPLE, "accounts": Deed.ACCOUNTS,
    "access_keys": Deed.ACCOUNTS, "rules": Deed.RULES,
}  # fmt: skip
"""Who may take a change of a table back; those not named belong to the plan."""

_CORRECTED = f"""
SELECT 1 FROM changes JOIN readings ON readings.id = record_id LEFT JOIN deeds ON deeds.id = changes.deed_id
WHERE table_name = 'readings' AND kind = 'update' AND record_id BETWEEN :first AND :last AND deeds.undoes IS NULL
AND coalesce(changes.deed_id, 0) NOT IN ({STANDS_UNDONE})
"""
"""A correction, of a reading that a deed brought, which stands."""


_BROUGHT_AGAIN = """
SELECT 1 FROM readings AS mine JOIN readings AS theirs ON theirs.external_id = mine.external_id
AND theirs.state = 'kept' AND theirs.id <> mine.id
WHERE mine.id BETWEEN :first AND :last AND mine.external_id IS NOT NULL
"""
"""A voided reading whose id another that is kept has now."""


class Undone(Struct, frozen=True):
    """A deed that was undone, or done again, in words, with the record it was about and what of it had to stay."""

    deed_id: int
    label: str
    table: str
    record_id: int
    stays: tuple[str, ...] = ()


class Upcoming(Struct, frozen=True):
    """What would be undone: in words, when it was done, and how many readings would be void."""

    deed_id: int
    label: str
    at: str
    readings: int


def upcoming(database: DatabaseFile, actor: Actor, deed_id: int | None = None) -> Upcoming:
    """What `undo` would undo. Raises as it does, but for what depends on the deed."""
    with reading(database) as db:
        deed = _deed(db, actor, deed_id)
        changes = rows(db, "SELECT * FROM changes WHERE deed_id = :id", {"id": deed["id"]})
        return Upcoming(deed["id"], deed_label(db, deed["id"]), deed["at"], sum(_voided(db, one) for one in changes))


def _voided(db: Database, change: Row) -> int:
    if change["table_name"] != "readings" or change["before"]:
        return 0
    if change["kind"] != "bulk":
        return 1
    return len(readings_in_bulk(db, change["deed_id"], from_json(change["after"])))


def undo(database: DatabaseFile, actor: Actor, deed_id: int | None = None) -> Undone:
    """Undo one deed of the actor, the last that stands if none is named.

    Raises `NothingFound` where there is none, `Refused` where it is somebody else's, was undone, or where
    something later depends on it; then nothing is changed.
    """
    with reading(database) as db:
        deed = _deed(db, actor, deed_id)
    return _reversed(database, actor, deed, "undo", partial(_deed, actor=actor, deed_id=deed["id"]))


def redo(database: DatabaseFile, actor: Actor, deed_id: int | None = None) -> Undone:
    """Do again what the actor undid last, if nothing was done since; or what the undo of that number undid.

    Raises as `undo` does.
    """
    with reading(database) as db:
        deed = _undo_deed(db, actor, deed_id)
    return _reversed(database, actor, deed, "redo", partial(_undo_deed, actor=actor, deed_id=deed["id"]))


def _reversed(
    database: DatabaseFile, actor: Actor, deed: Row, what: str, require: Callable[[Database], object]
) -> Undone:
    with reading(database) as db:
        many = rows(db, "SELECT 1 FROM changes WHERE deed_id = :id AND kind = 'bulk'", {"id": deed["id"]})
    record = DeedRecord(actor, f"{what}: {deed['action'].removeprefix('undo: ')}", undoes=deed["id"])
    with writing(database, record, bulk=bool(many)) as db:
        require(db)
        label = deed_label(db, deed["undoes"] or deed["id"])
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
    if deed_id is None:
        found = rows(
            db,
            f"SELECT * FROM deeds WHERE by = :by AND undoes IS NULL AND id NOT IN ({STANDS_UNDONE}) "
            "AND id IN (SELECT deed_id FROM changes) AND id > :began ORDER BY id DESC LIMIT 1",
            {"by": actor.name, "began": _began(db, actor)},
        )
        if not found:
            raise NothingFound("There is nothing of yours to take back.")
        return found[0]
    deed = _own_deed(db, actor, deed_id)
    if deed["undone"] or deed["undoes"]:
        raise Refused("That was taken back already, or takes something back itself.")
    return deed


def _undo_deed(db: Database, actor: Actor, deed_id: int | None) -> Row:
    if deed_id is None:
        # What was undone by an undo, and not by a redo.
        found = rows(
            db,
            f"SELECT deeds.* FROM deeds JOIN deeds AS done ON done.id = deeds.undoes AND done.undoes IS NULL "
            f"WHERE deeds.by = :by AND deeds.id NOT IN ({STANDS_UNDONE}) AND deeds.id > coalesce((SELECT max(id) "
            "FROM deeds WHERE by = :by AND undoes IS NULL AND id IN (SELECT deed_id FROM changes)), 0) "
            "AND deeds.id > :began ORDER BY deeds.id DESC LIMIT 1",
            {"by": actor.name, "began": _began(db, actor)},
        )
        if not found:
            raise NothingFound("Nothing to redo: the last thing you did was not an undo.")
        return found[0]
    deed = _own_deed(db, actor, deed_id)
    done = deed["undoes"] and rows(db, "SELECT undoes FROM deeds WHERE id = :id", {"id": deed["undoes"]})[0]
    if not done or done["undoes"] or deed["undone"]:
        raise Refused("Only an undo can be redone, and only once.")
    return deed


def _own_deed(db: Database, actor: Actor, deed_id: int) -> Row:
    found = []
    if abs(deed_id) <= LARGEST_NUMBER:
        sql = f"SELECT *, id IN ({STANDS_UNDONE}) AS undone FROM deeds WHERE id = :id"
        found = rows(db, sql, {"id": deed_id})
    if not found:
        raise NothingFound(f"There is no deed {deed_id}; kpitui history lists them.")
    if found[0]["by"] != actor.name or deed_id <= _began(db, actor):
        raise Refused(f"{found[0]['by']} did that; only they can take it back.")
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
            ids = readings_in_bulk(self.db, change["deed_id"], after or {})
            if "voided" in (after or {}):
                self._keep_all(ids)
            else:
                self._void_all(ids)
        elif before is None and after is not None:
            self._take_away(table, record_id, self._unchanged(table, record_id, after))
        elif after is None and before is not None:
            insert(self.db, table, before)
        elif before is not None and after is not None:
            row = self._unchanged(table, record_id, after)
            self._require_open(table, row, before)
            if table == "readings" and before["state"] == "kept":
                self._require_single({"first": record_id, "last": record_id})
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
        self._require_open_months(values)
        void_between(self.db, ids.start, ids.stop - 1)
        log_bulk(self.db, "readings", current_deed_id(self.db), {"voided": len(ids), **values})

    def _keep_all(self, ids: range) -> None:
        values = {"first": ids.start, "last": ids.stop - 1}
        self._require_open_months(values)
        self._require_single(values)
        keep_between(self.db, ids.start, ids.stop - 1)
        log_bulk(self.db, "readings", current_deed_id(self.db), {"kept": len(ids), **values})

    def _require_single(self, span: dict[str, int]) -> None:
        if rows(self.db, f"{_BROUGHT_AGAIN} LIMIT 1", span):
            raise Refused("A reading of that was imported again since; it would be there twice.")

    def _require_open_months(self, span: dict[str, int]) -> None:
        found = "SELECT DISTINCT substr(date, 1, 7) AS date FROM readings WHERE id BETWEEN :first AND :last"
        for row in rows(self.db, found, span):
            self._require_open("readings", row)

    def _require_open(self, table: str, *states: Row) -> None:
        for row in states if table == "readings" else ():
            if row["date"][:7] in self.closed:
                raise Refused(f"{row['date'][:7]} is closed; a reading in it is corrected with a reason only.")
