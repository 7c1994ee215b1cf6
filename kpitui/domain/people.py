"""Who is measured: teams, job roles and people with dated membership."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.plan import Dated, Scope, live_on, scopes_of


class Team(Dated, frozen=True, kw_only=True):
    """A group of people who work together."""

    id: int
    name: str
    version: int = 1


class JobRole(Struct, frozen=True, kw_only=True):
    """What somebody's job is; not what their account may do."""

    id: int
    name: str
    version: int = 1


class Membership(Dated, frozen=True, kw_only=True):
    """The team and the role that a person has from a date to a date."""

    id: int
    person_id: int
    team_id: int | None = None
    role_id: int | None = None


class Person(Dated, frozen=True, kw_only=True):
    """Somebody whose work is measured; `ends_on` is the day they had left."""

    id: int
    name: str
    code: str | None = None
    version: int = 1
    memberships: tuple[Membership, ...] = ()


def membership_on(memberships: Sequence[Membership], day: date) -> Membership | None:
    """The membership valid on a day; they never overlap."""
    for membership in memberships:  # asked for each of thousands of people
        if live_on(membership, day):
            return membership
    return None


def scopes_on(person: Person, day: date) -> tuple[Scope, ...]:
    """The scopes that somebody is in on a day, the most specific first."""
    held = membership_on(person.memberships, day)
    return scopes_of(
        person_id=person.id, role_id=held.role_id if held else None, team_id=held.team_id if held else None
    )
