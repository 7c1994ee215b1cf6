"""How long what is written about someone is kept after they left."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.errors import Refused
from kpitui.domain.records.person import Person


def about_forgotten(name: str) -> str:
    """What is told who says something of someone who was forgotten."""
    return f"{name} was forgotten; no more words are kept about them"


def require_no_words(person: Person, *words: str | None) -> None:
    """Nothing where no words come in about a forgotten person; raises `Refused` otherwise. For what
    comes in bulk: it has no rows in the history, where other changes are looked over.
    """
    if person.forgotten_on and any(words):
        raise Refused(about_forgotten(person.name))


def require_not_forgotten(name: str, forgotten_on: object) -> None:
    """Nothing where someone can still be meant as the person that they are: for an account, or to
    take something over; raises `Refused` otherwise.
    """
    if forgotten_on:
        raise Refused(f"{name} was forgotten, so no one is meant by it; name someone else.")


def due_to_be_forgotten(people: Iterable[Person], today: date, months: int) -> list[Person]:
    """Who left before that many months, and was not forgotten yet, by the day they left;
    no one where there is no limit (0).
    """
    due = [
        person
        for person in people
        if months
        and person.ends_on
        and not person.forgotten_on
        and _months(person.ends_on, today) >= months
    ]
    return sorted(due, key=lambda person: (person.ends_on or today, person.name))


def _months(since: date, today: date) -> int:
    """The whole months between two days, each over once its day is."""
    months = 12 * (today.year - since.year) + today.month - since.month
    return months - (today.day <= since.day)
