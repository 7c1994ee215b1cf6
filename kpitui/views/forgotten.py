"""Who is to be forgotten."""

from datetime import date

from kpitui.domain.records.person import Person
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people


def due_to_be_forgotten(database: DatabaseFile, before: date) -> list[Person]:
    """Everyone who left before a day and was not forgotten yet, by the day they left."""
    with reading(database) as db:
        found = load_people(db)
    left = [
        person
        for person in found
        if person.ends_on and person.ends_on < before and not person.forgotten_on
    ]
    return sorted(left, key=lambda person: (person.ends_on or before, person.name))
