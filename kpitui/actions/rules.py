"""Changing the rules of the organisation."""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date

from kpitui.actions.kept_limits import keeping_limits
from kpitui.domain.access import Actor, Permission
from kpitui.domain.clock import zone_named
from kpitui.domain.errors import BadData
from kpitui.domain.file_rules import rule_text
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.dated import ALWAYS
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.records import has_rows, insert, update
from kpitui.storage.rules import TIME_ZONE, follow_rules, load_file_rules, newest_rule

TAKEN_OVER = "adopt settings"


def set_time_zone(database: DatabaseFile, actor: Actor, zone: str, why: str = "") -> None:
    """Say in which time zone the organisation's days begin; raises `BadData` for one
    that is not known.
    """
    actor.require(Permission.RULES)
    zone_named(zone)
    today = database.clock.today().isoformat()
    with writing(database, ChangeRecord(actor, "set rule", why)) as db:
        old = newest_rule(db, TIME_ZONE)
        if old and old.value == zone:
            raise BadData(f"The time zone is {zone} already.")
        # Where it was tomorrow already when the last one was set, the new one does not begin before
        # it.
        if old and old.starts_on >= today:
            update(db, "rules", old.id, old.version, {"value": zone})
        else:
            insert(db, "rules", {"name": TIME_ZONE, "value": zone, "starts_on": today})
    database.clock.use(zone)


def set_rule(
    database: DatabaseFile, actor: Actor, key: str, value: object, starts_on: date, why: str
) -> None:
    """Have a rule hold from a day on, until it is set for a later one; what was judged of the days
    before stays.

    Raises `BadData` for a value that does not fit or holds already, without a reason, and where it
    would judge a closed month by another rule.
    """
    actor.require(Permission.RULES)
    if not why.strip():
        raise BadData("Give a reason for the new rule; it stays in the history.")
    text = rule_text(key, value)
    with writing(database, ChangeRecord(actor, "set rule", why)) as db:
        if not keep_rule(db, key, text, starts_on):
            raise BadData(f"{key} is {text} already.")
    follow(database)


def keep_rule(db: Database, key: str, text: str, starts_on: date) -> bool:
    """Write a rule down that holds from a day on; whether it was another one. Raises `BadData`
    where that day is in or before a closed month, or where it would change the periods
    of locked limits.
    """
    day = starts_on.isoformat()
    held = newest_rule(db, key, day)
    if held and held.value == text:
        return False
    require_unlocked_from(db, starts_on)
    with keeping_limits(db):
        if held and held.starts_on == day:
            update(db, "rules", held.id, held.version, {"value": text})
        else:
            insert(db, "rules", {"name": key, "value": text, "starts_on": day})
    return True


def require_unlocked_from(db: Database, starts_on: date) -> None:
    """Nothing where a rule can start on a day; raises `BadData` in or before a locked month."""
    closed = next(iter(load_closed_months(db)), "")
    if starts_on.isoformat()[:7] <= closed:
        raise BadData(f"{closed} is locked; a rule can only start on a day after it.")


def take_over_rules(database: DatabaseFile, actor: Actor, settings: Mapping[str, object]) -> str:
    """Make the rules that someone's settings name those of a file that never had any, as they held
    for all that was judged by them; a sentence that says so, empty where nothing was done.
    """
    texts = dict(_fitting(settings))
    if not texts or not wants_rules(database, actor):
        return ""
    why = "someone's settings had them before they belonged to the file"
    with writing(database, ChangeRecord(actor, TAKEN_OVER, why)) as db:
        if load_file_rules(db):
            return ""
        for key, text in texts.items():
            insert(db, "rules", {"name": key, "value": text, "starts_on": ALWAYS.isoformat()})
    follow(database)
    said = ", ".join(f"{key} {text}" for key, text in texts.items())
    return f"Adopted from your settings: {said}. They are rules of the file now: kpitui rules"


def _fitting(settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The rules whose values fit; settings that never held are nothing to take over."""
    for key, value in settings.items():
        with contextlib.suppress(BadData):
            yield key, rule_text(key, value)


def wants_rules(database: DatabaseFile, actor: Actor) -> bool:
    """Whether someone may set the rules of a file that has none but its time zone, and no one took
    back what was taken over.
    """
    if not actor.may(Permission.RULES):
        return False
    with reading(database) as db:
        return not load_file_rules(db) and not has_rows(db, "deeds", {"action": TAKEN_OVER})


def follow(database: DatabaseFile) -> None:
    """Go by what the file says now, where no change of it is open."""
    if database.open_change is None:
        with reading(database) as db:
            follow_rules(db, database.clock, database.rules)
