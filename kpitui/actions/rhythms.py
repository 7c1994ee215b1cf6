"""Changing how often a role is coached."""

from datetime import date

from msgspec.structs import replace

from kpitui.actions.people import rename_role
from kpitui.actions.rules import require_unlocked_from
from kpitui.domain.access import Actor, Permission
from kpitui.domain.coaching_rhythm import LONGEST_RHYTHM
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.role import JobRole
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.rhythms import keep_rhythm, load_rhythms


def set_rhythm(
    database: DatabaseFile, actor: Actor, role: JobRole, days: int, starts_on: date, why: str
) -> None:
    """Have those of a role be coached every so many days from a day on; 0 is not by a rhythm.

    Raises `BadData` for a rhythm that it has already, without a reason, and for a day in or before
    a locked month.
    """
    actor.require(Permission.RULES)
    if not why.strip():
        raise BadData("Give a reason for the new rhythm; it stays in the history.")
    if not 0 <= days <= LONGEST_RHYTHM:
        raise BadData(f"A rhythm is a whole number of days from 0 to {LONGEST_RHYTHM}.")
    with writing(database, ChangeRecord(actor, "set rhythm", why)) as db:
        if not bring_rhythm(db, role.id, days, starts_on):
            raise BadData(f"{role.name} has that rhythm already.")


def edit_role(
    database: DatabaseFile, actor: Actor, role: JobRole, name: str, days: int | None, on: date,
    why: str,
) -> None:  # fmt: skip
    """Give a role another name, and another rhythm from a day on where one is named, in one
    change.
    """
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "edit role", why)) as db:
        by = replace(database, open_change=db), actor
        if name != role.name:
            rename_role(*by, role, name)
        if days is not None:
            set_rhythm(*by, role, days, on, why)


def bring_rhythm(db: Database, role_id: int, days: int, starts_on: date) -> bool:
    """Write a rhythm down that a role has from a day on; whether it was another one. Raises
    `BadData` where that day is in or before a locked month.
    """
    own = [rhythm for rhythm in load_rhythms(db) if rhythm.role_id == role_id]
    held = [rhythm for rhythm in own if rhythm.starts_on <= starts_on]
    if held and held[-1].days == days:
        return False
    require_unlocked_from(db, starts_on)
    keep_rhythm(db, role_id, days, starts_on)
    return True
