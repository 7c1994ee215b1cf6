"""Undo and redo: every change of a change record reversed in one transaction, or refused."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from kpitui.actions.absences import require_unlocked, span_of
from kpitui.actions.blind_scores import require_unseen
from kpitui.actions.kept_limits import keeping_limits
from kpitui.actions.moved_readings import readings_go_back
from kpitui.actions.own import is_own
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import NothingFound, ReasonNeeded, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.within import OUTSIDE
from kpitui.storage.accounts import given_in
from kpitui.storage.bulk import EVALUATED, one_by_one, take_away_in_bulk
from kpitui.storage.change_labels import change_label
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.database import DatabaseFile, current_change_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.erasures import erased_in
from kpitui.storage.history import (
    about,
    changes_of,
    corrected_since,
    find_change_record,
    is_as_told,
    next_to_redo,
    next_to_undo,
    referring,
    table_words,
)
from kpitui.storage.readings import imported_again, months_of, readings_in_bulk
from kpitui.storage.records import (
    Row,
    delete,
    find_row,
    find_rows,
    from_json,
    in_the_way_of,
    insert,
    last_change,
    log_bulk,
    making_room_for,
    row_of,
    update,
)
from kpitui.storage.rules import follow_rules
from kpitui.storage.summaries import keep_between, void_between
from kpitui.storage.teams_of_readings import went_along
from kpitui.storage.undone_readings import bring_back, set_aside
from kpitui.storage.within import whole_of

_NEEDS = {
    "readings": Permission.READINGS, "sessions": Permission.COACHING,
    "session_metrics": Permission.COACHING, "actions": Permission.COACHING,
    "annotations": Permission.ANNOTATIONS, "baselines": Permission.ANNOTATIONS,
    "reviews": Permission.REVIEWS, "decisions": Permission.REVIEWS, "teams": Permission.PEOPLE,
    "people": Permission.PEOPLE, "memberships": Permission.PEOPLE, "accounts": Permission.ACCOUNTS,
    "access_keys": Permission.ACCOUNTS, "account_teams": Permission.ACCOUNTS,
    "rules": Permission.RULES, "rhythms": Permission.RULES, "contacts": Permission.READINGS,
    "seen_levels": Permission.COACHING, "evaluations": Permission.READINGS,
    "answers": Permission.READINGS, "calibrations": Permission.READINGS,
    "disputes": Permission.READINGS, "session_evaluations": Permission.COACHING,
    "absences": Permission.ABSENCES, "team_parents": Permission.PEOPLE, "roles": Permission.PEOPLE,
}  # fmt: skip
"""Who may take a change of a table back; those not named belong to the plan."""

_OWN = ("sessions", "actions", "seen_levels", "evaluations", "disputes")
"""Tables of which someone takes back what they changed of their own, whatever their role."""
_OF = {"actions": ("sessions", "session_id"), "disputes": ("evaluations", "evaluation_id")}
"""Those of them whose record of another table says whose they are, and the column that names it."""


class Undone(Struct, frozen=True):
    """A change that was undone, or done again, in words, with the record it was about and what of
    it had to stay.
    """

    change_id: int
    label: str
    table: str
    record_id: int
    stays: tuple[str, ...] = ()


class Upcoming(Struct, frozen=True):
    """What would be undone: in words, when it was done, and how many readings would be void."""

    change_id: int
    label: str
    at: str
    readings: int


def upcoming(database: DatabaseFile, actor: Actor, change_id: int | None = None) -> Upcoming:
    """What `undo` would undo. Raises as it does, but for what depends on the change."""
    with reading(database) as db:
        change = _change(db, actor, change_id)
        return Upcoming(
            change["id"],
            change_label(db, change["id"]),
            change["at"],
            sum(_voided(db, one) for one in changes_of(db, change["id"])),
        )


def _voided(db: Database, change: Row) -> int:
    if change["table_name"] != "readings" or change["before"]:
        return 0
    if change["kind"] != "bulk":
        return 1
    return len(readings_in_bulk(db, change["deed_id"], from_json(change["after"])))


def undo(
    database: DatabaseFile, actor: Actor, change_id: int | None = None, why: str = ""
) -> Undone:
    """Undo one change of the actor, the last that stands if none is named; a closed month asks for
    the reason.

    Raises `NothingFound` where there is none, `Refused` where it is someone else's, was undone, or
    where something later depends on it; then nothing is changed.
    """
    with reading(database) as db:
        change = _change(db, actor, change_id)
    record = _record_of(actor, change, "undo", why)
    require = partial(_change, actor=actor, change_id=change["id"])
    return _reversed(database, change, record, require)


def redo(
    database: DatabaseFile, actor: Actor, change_id: int | None = None, why: str = ""
) -> Undone:
    """Do again what the actor undid last, if nothing was done since; or what the undo of that
    number undid. Its reason is the one that it had, if no other is given.

    Raises as `undo` does.
    """
    with reading(database) as db:
        change = _undo_change(db, actor, change_id)
        had = row_of(db, "deeds", change["undoes"])["why"] or ""
    record = _record_of(actor, change, "redo", why if why.strip() else had)
    require = partial(_undo_change, actor=actor, change_id=change["id"])
    return _reversed(database, change, record, require)


def _record_of(actor: Actor, change: Row, what: str, why: str) -> ChangeRecord:
    action = f"{what}: {change['action'].removeprefix('undo: ')}"
    return ChangeRecord(actor, action, why.strip(), undoes=change["id"])


def _reversed(
    database: DatabaseFile,
    change_record: Row,
    record: ChangeRecord,
    require: Callable[[Database], object],
) -> Undone:
    actor = record.actor
    with reading(database) as db:
        seen = changes_of(db, change_record["id"])
    with writing(database, record, bulk=any(one["kind"] == "bulk" for one in seen)) as db:
        found = changes_of(whole_of(db), change_record["id"])[::-1]
        if len(found) > len(seen):
            raise Refused(OUTSIDE)
        changes = [one for one in found if not went_along(one)]
        require(db)
        label = change_label(db, change_record["undoes"] or change_record["id"])
        for change in changes:
            _require_may_reverse(db, actor, change)
        reverser = _Reverser(db, actor.name, record.why, changes)
        with keeping_limits(db), readings_go_back(db, changes, reverser.closed):
            for change in changes:
                with making_room_for(table_words(change["table_name"])):
                    reverser.reverse(change)
        _require_one_kpi_each(db, changes)
    if any(change["table_name"] == "rules" for change in changes):
        with reading(database) as db:
            follow_rules(db, database.clock, database.rules)
    return Undone(change_record["id"], label, *about(changes), tuple(reverser.stays))


def _require_not_erased(db: Database, change_id: int) -> None:
    """Raise `Refused` where someone was forgotten by a change, or with what it held."""
    stands, itself = erased_in(db, change_id)
    if itself:
        raise Refused(f"{stands} was forgotten by that, which cannot be undone.")
    if stands:
        raise Refused(
            f"What that change held of {stands} was erased when they were forgotten; it cannot be "
            "undone."
        )


def _require_may_reverse(db: Database, actor: Actor, change: Row) -> None:
    table = change["table_name"]
    content = from_json(change["after"] or change["before"])
    require_unseen(db, table, content)
    needed = _NEEDS.get(table, Permission.PLAN)
    if actor.may(needed):
        return
    if table in _OF:
        owner, column = _OF[table]
        content = find_row(db, owner, {"id": content[column]}) or {}
    if table not in _OWN or not is_own(db, actor, content.get("person_id", 0)):
        actor.require(needed)


def _require_one_kpi_each(db: Database, changes: Sequence[Row]) -> None:
    for change in changes:
        kpi = change["table_name"] == "kpis" and find_row(db, "kpis", {"id": change["record_id"]})
        if kpi and kpi["ends_on"] is None:
            same = {name: kpi[name] for name in ("strategy_id", "metric_id", "ends_on")}
            if len(find_rows(db, "kpis", same)) > 1:
                raise in_the_way_of("KPI")


def _change(db: Database, actor: Actor, change_id: int | None) -> Row:
    if change_id is None:
        found = next_to_undo(db, actor.name, _began(db, actor))
        if found is None:
            raise NothingFound("Nothing to undo.")
        _require_not_erased(db, found["id"])
        return found
    change = _own_change(db, actor, change_id)
    if change["undone"] or change["undoes"]:
        raise Refused("That was undone already, or is an undo itself.")
    _require_not_erased(db, change["id"])
    return change


def _undo_change(db: Database, actor: Actor, change_id: int | None) -> Row:
    if change_id is None:
        found = next_to_redo(db, actor.name, _began(db, actor))
        if found is None:
            raise NothingFound("Nothing to redo: the last thing you did was not an undo.")
        return found
    change = _own_change(db, actor, change_id)
    done = change["undoes"] and row_of(db, "deeds", change["undoes"])
    if not done or done["undoes"] or change["undone"]:
        raise Refused("Only an undo can be redone, and only once.")
    return change


def _own_change(db: Database, actor: Actor, change_id: int) -> Row:
    found = find_change_record(db, change_id)
    if found is None:
        raise NothingFound(f"There is no change {change_id}; kpitui history lists them.")
    if found["by"] != actor.name and not changes_of(db, change_id):
        raise NothingFound(f"There is no change {change_id}; kpitui history lists them.")
    if found["by"] != actor.name or change_id <= _began(db, actor):
        raise Refused(f"{found['by']} did that; only they can undo it.")
    return found


def _began(db: Database, actor: Actor) -> int:
    """The change after which the name is this actor's; the one who was removed had it before."""
    return [0, *given_in(db, actor.name)[1:]][-1]


class _Reverser:
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
