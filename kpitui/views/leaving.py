"""What someone who leaves hands over, and who can take it."""

from collections import defaultdict
from datetime import date

from msgspec import Struct

from kpitui.domain.owned import Owned, owned
from kpitui.domain.people import left_by_name
from kpitui.domain.records.dated import live
from kpitui.domain.records.person import Person
from kpitui.domain.text import name_key
from kpitui.storage.accounts import account_names
from kpitui.storage.coaching import load_sessions
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.decisions import load_open_decisions
from kpitui.storage.owned import load_owned
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_plan


class Leaving(Struct, frozen=True):
    """What is someone's on a day, and everyone else who is here."""

    theirs: list[Owned]
    others: list[Person]


def load_leaving(database: DatabaseFile, person: Person, day: date) -> Leaving:
    """What someone hands over who leaves."""
    days = database.rules.on(day).health.days_of_coaching
    with reading(database) as db:
        theirs = load_owned(db, person, day, days)
        others = [other for other in live(load_people(db), day) if other.id != person.id]
    return Leaving(theirs, others)


def load_leaver(database: DatabaseFile, key: str, day: date) -> Person | None:
    """Who left, and still has the thing of a key; None where no one does."""
    found = load_left_behind(database, day)
    return next(
        (person for person, things in found if any(thing.key == key for thing in things)), None
    )


def load_left_behind(database: DatabaseFile, day: date) -> list[tuple[Person, list[Owned]]]:
    """Everyone who has left by a day and still has something that no one took over."""
    days = database.rules.on(day).health.days_of_coaching
    with reading(database) as db:
        everyone = load_people(db)
        left = left_by_name(everyone, day, account_names(db))
        people = {person.id: person for person in everyone}
        things: dict[int, list[Owned]] = defaultdict(list)
        decisions = [one for one, _, _ in load_open_decisions(db)]
        for one in owned(load_plan(db), load_sessions(db), people, day, days, decisions):
            if (person := left.get(name_key(one.owner))) is not None:
                things[person.id].append(one)
    return [(people[person_id], found) for person_id, found in things.items()]
