"""Who is measured: teams, job roles and people with dated membership."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpitui.domain.plan import Dated, live_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Dated):
    """A group of people who work together."""

    id: int
    name: str
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRole:
    """What somebody's job is; not what their account may do."""

    id: int
    name: str
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Dated):
    """The team and the role that a person has from a date to a date."""

    id: int
    person_id: int
    team_id: int | None = None
    role_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Dated):
    """Somebody whose work is measured; `ends_on` is the day they had left."""

    id: int
    name: str
    code: str | None = None
    version: int = 1
    memberships: tuple[Membership, ...] = ()


def membership_on(memberships: Sequence[Membership], day: date) -> Membership | None:
    """The membership valid on a day; they never overlap."""
    return next((membership for membership in memberships if live_on(membership, day)), None)
