"""Someone leaves: from which day on, and who takes over what is theirs, in one change."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from msgspec.structs import replace

from kpitui.actions.people import person_left
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.owned import TAKES_OVER, Duty, Owned
from kpitui.domain.records.action import Promise
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.person import Person
from kpitui.domain.retention import require_not_forgotten
from kpitui.storage.coaching import has_follow_up, insert_action
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.owned import load_owned
from kpitui.storage.people import load_person
from kpitui.storage.records import update

_COLUMN = {
    Duty.PRIORITY: "owner", Duty.STRATEGY: "owner", Duty.KPI: "owner", Duty.ACTION: "who",
    Duty.DECISION: "who",
}  # fmt: skip
"""Where a record names whose it is."""


def leave(
    database: DatabaseFile, actor: Actor, person: Person, on: date, takes: Mapping[str, int],
    today: date, *, dry_run: bool = False,
) -> list[Owned]:  # fmt: skip
    """Say from which day on someone is gone, and hand over what is theirs: `takes` names who takes
    over each thing by its key; what is still theirs afterwards. With `dry_run` nothing is kept.

    Raises as `person_left` does, and `BadData` where who takes over is not here then.
    """
    actor.require(Permission.PEOPLE)
    days = database.rules.on(today).health.days_of_coaching
    kept: list[Owned] = []
    with suppress(_DryRun), writing(database, ChangeRecord(actor, "person left")) as db:
        if person.ends_on != on:
            person_left(replace(database, open_change=db), actor, person, on)
        for owned in load_owned(db, person, today, days):
            if owned.key not in takes:
                kept.append(owned)
                continue
            taker = load_person(db, takes[owned.key])
            name = require_taker(taker, person, max(on, today)).name
            if owned.duty is Duty.COACHING:
                _hand_over_coaching(db, owned, name, on, today)
            else:
                update(db, owned.duty.value, owned.id, owned.version, {_COLUMN[owned.duty]: name})
        if dry_run:
            raise _DryRun
    return kept


class _DryRun(Exception):
    pass


def require_taker(taker: Person | None, leaver: Person, day: date) -> Person:
    """Who takes over, where they are someone else and here on a day; raises `BadData` otherwise."""
    if taker is not None:
        require_not_forgotten(taker.name, taker.forgotten_on)
    if taker is None or taker.id == leaver.id or not live_on(taker, day):
        name = taker.name if taker else "That person"
        raise BadData(f"{name} is not here on {day}; name someone else to take over.")
    return taker


def _hand_over_coaching(db: Database, one: Owned, name: str, on: date, today: date) -> None:
    """Who coached stays on the sessions that they held. Follow-ups that are planned are held by who
    takes over; where there is none it is an action for them to begin.
    """
    planned = has_follow_up(db, one.id)
    promise = Promise(text=TAKES_OVER, who=name, due_on=None if planned else on)
    insert_action(db, one.id, promise, done_on=today if planned else None)
