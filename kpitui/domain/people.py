"""Who is measured: teams, job roles and people with dated membership."""

from collections.abc import Sequence
from datetime import date

from kpitui.domain.metrics import Id, Name, Record
from kpitui.domain.plan import Dated, live_on


class Team(Dated):
    """A group of people who work together."""

    id: Id
    name: Name
    version: int = 1


class JobRole(Record):
    """What somebody's job is; not what their account may do."""

    id: Id
    name: Name
    version: int = 1


class Membership(Dated):
    """The team and the role that a person has from a date to a date."""

    id: Id
    person_id: Id
    team_id: Id | None = None
    role_id: Id | None = None


class Person(Dated):
    """Somebody whose work is measured; `ends_on` is the day they had left."""

    id: Id
    name: Name
    code: Name | None = None
    version: int = 1
    memberships: tuple[Membership, ...] = ()


def membership_on(memberships: Sequence[Membership], day: date) -> Membership | None:
    """The membership valid on a day; they never overlap."""
    return next((membership for membership in memberships if live_on(membership, day)), None)
