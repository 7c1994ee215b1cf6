"""What is someone's to do, gathered from the file."""

from datetime import date

from kpitui.domain.owned import Owned, owned, owned_by
from kpitui.domain.people import names_of
from kpitui.domain.records.person import Person
from kpitui.storage.accounts import account_names
from kpitui.storage.coaching import load_sessions
from kpitui.storage.decisions import load_open_decisions
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_plan


def load_owned(db: Database, person: Person, day: date, days_of_coaching: int) -> list[Owned]:
    """What is theirs on a day: by their name, their code and their accounts."""
    people = {person.id: person for person in load_people(db)}
    decisions = [one for one, _, _ in load_open_decisions(db)]
    sessions = load_sessions(db)
    everything = owned(load_plan(db), sessions, people, day, days_of_coaching, decisions)
    return owned_by(everything, names_of(person, account_names(db).get(person.id, ())))
