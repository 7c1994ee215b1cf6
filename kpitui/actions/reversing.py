"""What was changed brought back to what it was before, record by record; or refused."""

from collections.abc import Sequence
from typing import Any

from kpitui.actions.absences import require_unlocked, span_of
from kpitui.domain.errors import ReasonNeeded, Refused
from kpitui.storage.bulk import EVALUATED, one_by_one, take_away_in_bulk
from kpitui.storage.change_labels import change_label
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.database import current_change_id
from kpitui.storage.driver import Database
from kpitui.storage.history import corrected_since, is_as_told, referring
from kpitui.storage.readings import imported_again, months_of, readings_in_bulk
from kpitui.storage.record_labels import table_words
from kpitui.storage.records import (
    Row,
    delete,
    find_row,
    from_json,
    insert,
    last_change,
    log_bulk,
    update,
)
from kpitui.storage.summaries import keep_between, void_between
from kpitui.storage.undone_readings import bring_back, set_aside


class Reverser:
    """Reverses the changes of one change record, within the change that is open."""

    def __init__(self, db: Database, by: str, why: str, changes: Sequence[Row]) -> None:
        self.db = db
        self._by = by
        self._imported = any(change["kind"] == "bulk" for change in changes)
        self._people_made = {
            change["record_id"]
            for change in changes
            if self._imported and change["table_name"] == "people" and not change["before"]
        }
        self.stays: list[str] = []
        """What had to stay, as other records need it."""
        self.closed = frozenset(() if why else load_closed_months(db))
        """The months of which no reading is changed, as no reason is given."""

    def reverse(self, change: Row) -> None:
        """Bring the record of one change back to what it was before."""
        table, record_id = change["table_name"], change["record_id"]
        before = from_json(change["before"]) if change["before"] else None
        after = from_json(change["after"]) if change["after"] else None
        if table == "absences":
            require_unlocked(self.db, span_of(after), span_of(before))
        if change["kind"] == "bulk" and table in EVALUATED:
            take_away_in_bulk(self.db, table, after or {})
        elif change["kind"] == "bulk":
            ids = readings_in_bulk(self.db, change["deed_id"], after or {})
            if "voided" in (after or {}):
                self._keep_all(ids)
            else:
                self._void_all(ids)
                set_aside(self.db, change["deed_id"], ids)
        elif table in ("readings", *EVALUATED):
            with one_by_one(self.db):
                self._reverse_one(table, record_id, before, after)
        else:
            self._reverse_one(table, record_id, before, after)

    def _reverse_one(
        self, table: str, record_id: int, before: Row | None, after: Row | None
    ) -> None:
        if before is None and after is not None:
            self._take_away(table, record_id, self._unchanged(table, record_id, after))
        elif after is None and before is not None:
            insert(self.db, table, before)
        elif before is not None and after is not None:
            row = self._unchanged(table, record_id, after)
            self._require_open(table, row, before)
            if table == "readings" and before["state"] == "kept":
                self._require_single(range(record_id, record_id + 1))
            wanted = {
                name: value for name, value in before.items() if name not in ("id", "version")
            }
            update(self.db, table, record_id, row["version"], wanted)

    def _unchanged(self, table: str, record_id: int, after: dict[str, Any]) -> Row:
        found = find_row(self.db, table, {"id": record_id})
        if found and all(
            is_as_told(found[name], value) for name, value in after.items() if name != "version"
        ):
            return found
        raise Refused(self._later(table, record_id))

    def _later(self, table: str, record_id: int) -> str:
        found = last_change(self.db, table, record_id)
        if found is None or found["deed_id"] is None:
            return f"That {table_words(table)} was changed since then by another program."
        first = "Undo that first" if found["by"] == self._by else "Only they can undo that"
        return (
            f"{found['by']} has changed that {table_words(table)} since then "
            f"({change_label(self.db, found['deed_id'])}). {first}."
        )

    def _take_away(self, table: str, record_id: int, row: Row) -> None:
        if table == "readings":
            self._require_open(table, row, row)
            if row["state"] != "void":
                # It lets go of its session, which can then be taken away too.
                update(
                    self.db, table, record_id, row["version"], {"state": "void", "session_id": None}
                )
            return
        if table == "memberships" and self._stays_in_team(row["person_id"]):
            return
        dependent = referring(self.db, table, record_id)
        if dependent is not None and dependent.only_voided:
            # A reading is voided, never deleted, so what it is of has to stay.
            self.stays.append(f"{table_words(table)} {dependent.of}")
        elif dependent is not None and self._imported:
            self.stays.append(f"{table_words(table)} {dependent.of}, which is in use now")
        elif dependent is not None:
            raise Refused(f"{dependent.sentence} Undo that first.")
        else:
            delete(self.db, table, record_id)

    def _stays_in_team(self, person_id: int) -> bool:
        """Whether it put into a team a person it made, who is used since."""
        if person_id not in self._people_made:
            return False
        return referring(self.db, "people", person_id, besides="memberships") is not None

    def _void_all(self, ids: range) -> None:
        # In the file and not in memory, and one row of the history for all: an import may have
        # brought a million.
        if corrected_since(self.db, ids):
            raise Refused("Some of those readings were corrected since; undo that first.")
        self._require_open_months(ids)
        void_between(self.db, ids.start, ids.stop - 1)
        self._log("voided", ids)

    def _keep_all(self, ids: range) -> None:
        bring_back(self.db, ids)
        self._require_open_months(ids)
        self._require_single(ids)
        keep_between(self.db, ids.start, ids.stop - 1)
        self._log("kept", ids)

    def _log(self, what: str, ids: range) -> None:
        after = {what: len(ids), "first": ids.start, "last": ids.stop - 1}
        log_bulk(self.db, "readings", current_change_id(self.db), after)

    def _require_single(self, ids: range) -> None:
        if imported_again(self.db, ids):
            raise Refused(
                "One of those readings was imported again since; it would be there twice."
            )

    def _require_open_months(self, ids: range) -> None:
        for month in months_of(self.db, ids):
            self._require_open("readings", {"date": month})

    def _require_open(self, table: str, *states: Row) -> None:
        for row in states if table == "readings" else ():
            if row["date"][:7] in self.closed:
                raise ReasonNeeded(row["date"][:7])
