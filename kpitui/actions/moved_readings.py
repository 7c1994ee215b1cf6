"""Readings that go along where someone is moved: they count for the team of their day."""

import contextlib
from collections.abc import Container, Iterable, Iterator

from kpitui.domain.errors import BadData, ReasonNeeded
from kpitui.domain.records.person import Person
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, from_json
from kpitui.storage.teams_of_readings import memberships_of, months_that_change, take_along


@contextlib.contextmanager
def readings_go_along(db: Database, person: Person) -> Iterator[None]:
    """A block that changes the teams of someone: their readings of days on which that is another
    one count for it. Raises `BadData` where one of them is in a locked month.
    """
    before = memberships_of(db, person.id)
    yield
    locked = months_that_change(db, person.id, before).intersection(load_closed_months(db))
    if locked:
        raise BadData(
            f"{max(locked)} is locked, and {person.name} has readings in it, which would count for "
            "another team; choose a day after it."
        )
    take_along(db, person.id, before)


@contextlib.contextmanager
def readings_go_back(
    db: Database, changes: Iterable[Row], closed: Container[str]
) -> Iterator[None]:
    """A block that undoes changes of teams of people: their readings go along, those that were
    recorded since too. Raises `ReasonNeeded` where one of them is in a closed month.
    """
    found = (change for change in changes if change["table_name"] == "memberships")
    people = {int(from_json(one["after"] or one["before"])["person_id"]) for one in found}
    before = {person: memberships_of(db, person) for person in people}
    yield
    for person_id, held in before.items():
        for month in months_that_change(db, person_id, held):
            if month in closed:
                raise ReasonNeeded(month)
        take_along(db, person_id, held)
