"""Forgetting a person: their name, their codes and every text about them go, their readings stay in
the sums.
"""

import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from kpitui.actions.people import end_memberships
from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.errors import Refused
from kpitui.domain.first_few import and_more
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.person import Person
from kpitui.domain.text import name_key
from kpitui.storage.accounts import live_accounts
from kpitui.storage.cleaning import Cleaning, clean_file, cleaning_of
from kpitui.storage.coaching import end_open
from kpitui.storage.database import DatabaseFile, current_change_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.erased_words import Sought, merged
from kpitui.storage.erasures import pseudonyms, unfinished
from kpitui.storage.forgetting import Erased, Forgetter
from kpitui.storage.forgotten_drafts import drop_drafts, kept_in_drafts, out_of_reach
from kpitui.storage.known_copies import Copies, known_copies
from kpitui.storage.last_readings import newest_day
from kpitui.storage.leftovers import Leftover, look_for
from kpitui.storage.of_person import (
    codes_of,
    everyone_known,
    kept_of,
    months_locked_by,
    named_in,
    names_of,
    open_calibration_of,
)
from kpitui.storage.owned import load_owned
from kpitui.storage.people import load_person
from kpitui.storage.presence import Presence, others_in
from kpitui.storage.presence import names_of as names_in
from kpitui.storage.record_labels import table_words
from kpitui.storage.records import find_row, insert, row_of, update

FORGET = "forget person"


class Going(Struct, frozen=True):
    """What goes when someone is forgotten: how many rows of which table are of them, and how many
    others name them; and the copies of the file that hold them still.
    """

    person: Person
    names: tuple[str, ...]
    rows: dict[str, int]
    named: dict[str, int]
    drafts: int
    copies: Copies
    owned: tuple[str, ...] = ()
    """What has no owner afterwards, in words."""


class OwnFolders(Struct, frozen=True):
    """The folders that are no part of the file: where accounts keep what they typed and did not
    save, and where this one remembers the copies that it made.
    """

    drafts: tuple[Path, ...]
    copies: Path


class Forgotten(Struct, frozen=True):
    """Who was forgotten, what they are called now, where something of theirs still stands, and the
    copies that could not be searched.
    """

    stands: str
    erased: int
    drafts: int
    left: tuple[Leftover, ...]
    packed: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()
    unread: tuple[Path, ...] = ()
    """Drafts, and folders of drafts, that this account or this version cannot read or write."""
    owned: tuple[str, ...] = ()
    """What has no owner now, in words."""


class _Gone(Struct, frozen=True):
    """What one change erased: texts, drafts, and the drafts that it could not write; and what it
    left without an owner.
    """

    erased: Erased
    drafts: int
    stuck: tuple[Path, ...]
    owned: tuple[str, ...]


def going(
    database: DatabaseFile, actor: Actor, person: Person, own: OwnFolders, why: str = ""
) -> Going:
    """What `forget` would take away; raises as it does."""
    actor.require(Permission.PEOPLE)
    require_no_name(database, [person], why)
    with reading(database) as db:
        names = names_of(db, person.id)
        _require_may_go(db, actor, person, names)
        theirs = {table_words(one): len(found) for one, found in kept_of(db, person.id).items()}
        named = {table_words(table): len(found) for table, found in named_in(db, names).items()}
        accounts = everyone_known(db)
        owned = _owned(database, db, person)
        kept = kept_in_drafts(db, own.drafts, database, accounts, person.id, names)
    copies = known_copies(database, own.copies)
    return Going(person, names, theirs, named, len(kept), copies, owned)


def _owned(database: DatabaseFile, db: Database, person: Person) -> tuple[str, ...]:
    today = database.clock.today()
    days = database.rules.on(today).health.days_of_coaching
    return tuple(owned.said for owned in load_owned(db, person, today, days))


def require_no_name(database: DatabaseFile, people: Sequence[Person], why: str) -> None:
    """Raise `Refused` where a reason says who is forgotten: it stays in the history for good."""
    if not why:
        return
    with reading(database) as db:
        for person in people:
            told = Sought(names_of(db, person.id), codes_of(db, person.id)).told_in(why)
            if told:
                raise Refused(
                    f"The reason holds “{told}”, by which {person.name} is known, and would stay "
                    "in the history for good; nothing was done: give a reason without a name."
                )


def cleaning(database: DatabaseFile, actor: Actor) -> Cleaning:
    """What others feel while the file is cleaned of someone."""
    actor.require(Permission.PEOPLE)
    return cleaning_of(database)


def forget(
    database: DatabaseFile, actor: Actor, people: Sequence[Person], own: OwnFolders, why: str = ""
) -> list[Forgotten]:
    """Forget some people, one change each; clean the file and look for what is left of them once.

    Raises `Refused` for the first who cannot be forgotten yet; those before them are forgotten, and
    the file is cleaned of them.
    """
    done: list[_Gone] = []
    require_no_name(database, people, why)
    try:
        for person in people:
            done.append(_forget_one(database, actor, person, own.drafts, why))
    finally:
        if done:
            clean_file(database)
    copies = known_copies(database, own.copies)
    sought = merged([gone.erased.sought for gone in done])
    left = list(look_for(database, sought, own.drafts, copies.to_search))
    stuck = (file for gone in done for file in gone.stuck)
    unread = tuple(dict.fromkeys((*out_of_reach(own.drafts), *stuck)))
    return [
        Forgotten(
            gone.erased.stands, gone.erased.count, gone.drafts, tuple(_left_of(gone.erased, left)),
            copies.packed, copies.missing, unread, gone.owned,
        )
        for gone in done
    ]  # fmt: skip


def _left_of(one: Erased, left: Sequence[Leftover]) -> list[Leftover]:
    """What of all that was found is of one person."""
    theirs = {text.casefold() for text in (*one.sought.kinds(), *one.sought.in_bytes())}
    return [found for found in left if found.text.casefold() in theirs]


def _forget_one(
    database: DatabaseFile, actor: Actor, person: Person, drafts: Sequence[Path], why: str
) -> _Gone:
    actor.require(Permission.PEOPLE)
    with reading(database) as db:
        accounts = everyone_known(db)
    today = database.clock.today()
    with writing(database, ChangeRecord(actor, FORGET, why)) as db:
        _require_may_go(db, actor, person, names_of(db, person.id))
        if find_row(db, "people", {"id": person.id}) is None:
            _add_again(db, person)
        owned = _owned(database, db, person)
        _end(db, person.id, today)
        # It notes what was said in sessions with others, before what is open of them goes.
        forgetter = Forgetter(db, current_change_id(db), row_of(db, "people", person.id))
        end_open(db, person.id)
        erased = forgetter.forget(today.isoformat())
        # Before the end of the change: a process that is killed later leaves no draft behind.
        dropped, stuck = drop_drafts(db, drafts, database, accounts, person.id, erased.names)
    return _Gone(erased, dropped, stuck, owned)


def finish(database: DatabaseFile, actor: Actor) -> list[str]:
    """Clean the file where a process was killed after someone was forgotten; what they are called
    now.
    """
    actor.require(Permission.PEOPLE)
    with reading(database) as db:
        found = unfinished(db, database.path)
    if found:
        clean_file(database)
    return found


def look_again(
    database: DatabaseFile, words: Sequence[str], own: OwnFolders
) -> tuple[Leftover, ...]:
    """Where something that was erased still stands; of our own pseudonyms nothing is said."""
    with reading(database) as db:
        ours = {pseudonym.casefold() for pseudonym in pseudonyms(db)}
    names = tuple(word for word in words if word.casefold() not in ours)
    copies = known_copies(database, own.copies)
    return tuple(look_for(database, Sought(names), own.drafts, copies.to_search))


def _add_again(db: Database, person: Person) -> None:
    """Have a row for someone who was taken out as a mistake, and stands in the history alone: by it
    they are known as forgotten. It is of no day.
    """
    day = person.starts_on.isoformat()
    insert(
        db, "people",
        {"id": person.id, "name": person.name, "name_key": name_key(person.name),
         "starts_on": day, "ends_on": day},
    )  # fmt: skip


def _end(db: Database, person_id: int, today: date) -> None:
    """Have someone gone who is still here, by the day after their last reading at the latest."""
    person = load_person(db, person_id)
    if person is None or (person.ends_on is not None and person.ends_on <= today):
        return
    newest = newest_day(db, person_id)
    on = max(today, person.starts_on, newest + timedelta(days=1) if newest else today)
    version = row_of(db, "people", person_id)["version"]
    update(db, "people", person_id, version, {"ends_on": on.isoformat()})
    end_memberships(db, person, on.isoformat())


def _require_may_go(db: Database, actor: Actor, person: Person, names: Sequence[str]) -> None:
    row = find_row(db, "people", {"id": person.id})
    if row is not None and row["forgotten_on"]:
        raise Refused(f"{row['name']} was forgotten on {row['forgotten_on']} already.")
    if actor.name in names:
        raise Refused(
            f"{person.name} is you, by the account {actor.name}; ask another leader to do it."
        )
    there = names_in(others_in(db, Presence("", actor.name), time.time()))
    if any(name in names for name in there):
        raise Refused(
            f"{person.name} is in the file at this moment; try again when they have left."
        )
    leaders = [
        account for account in live_accounts(db) if account["role"] == AccessRole.LEADER.value
    ]
    if leaders and all(leader["name"] in names for leader in leaders):
        raise Refused(
            f"{person.name} is the last leader; make another account leader first: kpitui access "
            "add NAME --role leader"
        )
    _require_other_witness(db, person, names)
    _require_no_open_calibration(db, person, names)


def _require_other_witness(db: Database, person: Person, names: Sequence[str]) -> None:
    """Raise `Refused` where they alone locked a month, and could say what stood in it then."""
    if months := months_locked_by(db, names):
        raise Refused(
            f"{person.name} alone locked {and_more(months, 1)}; unlock it and lock it again as "
            "another leader first, with C on Plan."
        )


def _require_no_open_calibration(db: Database, person: Person, names: Sequence[str]) -> None:
    number = open_calibration_of(db, person.id, names)
    if number is not None:
        raise Refused(
            f"{person.name} is in an open calibration; close it first: kpitui calibrate close "
            f"{number}"
        )
