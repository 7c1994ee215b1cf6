"""Which standards someone is in the scope of, and who left."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.plan import Scope, scopes_of
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.team_tree import TeamTree
from kpitui.domain.text import name_key


def scopes_on(person: Person, day: date, tree: TeamTree) -> tuple[Scope, ...]:
    """The scopes that someone is in on a day, the most specific first."""
    held = membership_on(person.memberships, day)
    return scopes_of(
        tree,
        day,
        person_id=person.id,
        role_id=held.role_id if held else None,
        team_id=held.team_id if held else None,
    )


def left_by_name(people: Iterable[Person], day: date) -> dict[str, Person]:
    """Who had left on a day, by the key of their name and code; a name that someone here has too is
    left out.
    """
    here: set[str] = set()
    left: dict[str, Person] = {}
    for person in people:
        names = {name_key(one) for one in (person.name, person.code) if one}
        if person.ends_on is not None and person.ends_on <= day:
            left |= dict.fromkeys(names, person)
        else:
            here |= names
    return {name: person for name, person in left.items() if name not in here}
