"""Which standards someone is in the scope of, and who left."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from kpitui.domain.plan import ScopeKey, scopes_of
from kpitui.domain.records.dated import live
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.team_tree import TeamTree
from kpitui.domain.text import name_key

NO_ACCOUNTS: Mapping[int, Collection[str]] = MappingProxyType({})


def scopes_on(person: Person, day: date, tree: TeamTree) -> tuple[ScopeKey, ...]:
    """The scopes that someone is in on a day, the most specific first."""
    held = membership_on(person.memberships, day)
    return scopes_of(
        tree,
        day,
        person_id=person.id,
        role_id=held.role_id if held else None,
        team_id=held.team_id if held else None,
    )


def owing(people: Iterable[Person], day: date) -> list[Person]:
    """Those who can owe something on a day: who is here, and was not forgotten by then."""
    return [
        person
        for person in live(people, day)
        if person.forgotten_on is None or person.forgotten_on > day
    ]


def names_of(person: Person, accounts: Iterable[str] = ()) -> set[str]:
    """The keys of what someone is called: by name, by code, and by their accounts."""
    return {name_key(name) for name in (person.name, person.code, *accounts) if name}


def left_by_name(
    people: Iterable[Person], day: date, accounts: Mapping[int, Collection[str]] = NO_ACCOUNTS
) -> dict[str, Person]:
    """Who had left on a day, by the keys of their name, their code and their accounts; a name that
    someone here has too is left out.
    """
    here: set[str] = set()
    left: dict[str, Person] = {}
    for person in people:
        names = names_of(person, accounts.get(person.id, ()))
        ended = person.forgotten_on or person.ends_on
        if ended is not None and ended <= day:
            left |= dict.fromkeys(names, person)
        else:
            here |= names
    return {name: person for name, person in left.items() if name not in here}
