"""Undo and redo: every change of a change record reversed in one transaction, or refused."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from kpitui.actions.blind_scores import require_unseen
from kpitui.actions.kept_limits import keeping_limits
from kpitui.actions.moved_readings import readings_go_back
from kpitui.actions.own import is_own
from kpitui.actions.reversing import Reverser
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.within import OUTSIDE
from kpitui.storage.accounts import given_in
from kpitui.storage.change_labels import change_label
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.erasures import erased_in
from kpitui.storage.history import about, changes_of, find_change_record, next_to_redo, next_to_undo
from kpitui.storage.readings import readings_in_bulk
from kpitui.storage.record_labels import table_words
from kpitui.storage.records import (
    Row,
    find_row,
    find_rows,
    from_json,
    in_the_way_of,
    making_room_for,
    row_of,
)
from kpitui.storage.rules import follow_rules
from kpitui.storage.teams_of_readings import went_along
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
            sum(_voided(db, part) for part in changes_of(db, change["id"])),
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
        reverser = Reverser(db, actor.name, record.why, changes)
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
