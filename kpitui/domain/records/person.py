"""People, and the team and role that each has from a day to a day."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Struct

from kpitui.domain.records.absence import Absence, absence_on
from kpitui.domain.records.dated import Dated, live_on
from kpitui.domain.records.detail import DATES, Detail
from kpitui.domain.text import NAME_LIMIT

NAME: TypeAlias = Annotated[str, Detail("Name", limit=NAME_LIMIT)]
CODE: TypeAlias = Annotated[
    str | None,
    Detail("Short code", "for quick entry and imports; optional", limit=NAME_LIMIT, order=3),
]


HOURS: TypeAlias = Annotated[
    float | None, Detail("Hours a week", "such as: 20; empty for full time", order=3)
]


class Membership(Dated, frozen=True, kw_only=True):
    """The team and the role that a person has from a date to a date, and the hours a week they
    work; None is full time.
    """

    id: int
    person_id: int
    team_id: int | None = None
    role_id: int | None = None
    hours: float | None = None


class Person(Dated, frozen=True, kw_only=True):
    """Someone whose work is measured; `ends_on` is the day they had left."""

    id: int
    name: NAME
    code: CODE = None
    version: int = 1
    forgotten_on: date | None = None
    memberships: tuple[Membership, ...] = ()
    absences: tuple[Absence, ...] = ()

    def away_on(self, day: date) -> Absence | None:
        """The absence of a day; None where they are not away."""
        return absence_on(self.absences, day)


class PersonDraft(Struct, frozen=True, kw_only=True):
    """Someone with the first team and role, named; those that are not there yet are made."""

    name: NAME
    team: Annotated[str | None, Detail("Team", "a new name makes a new team", limit=NAME_LIMIT)] = (
        None
    )
    role: Annotated[str | None, Detail("Role", "such as: Agent", limit=NAME_LIMIT)] = None
    code: CODE = None
    hours: HOURS = None
    starts_on: Annotated[date, Detail("From", DATES, begins="today", order=4)]
    ends_on: date | None = None


def membership_on(memberships: Sequence[Membership], day: date) -> Membership | None:
    """The membership valid on a day; they never overlap."""
    for membership in memberships:  # asked for each of thousands of people
        if live_on(membership, day):
            return membership
    return None


def latest_membership(memberships: Sequence[Membership], day: date) -> Membership | None:
    """The membership valid on a day, or else the last one there is."""
    return membership_on(memberships, day) or next(reversed(memberships), None)


def team_on(memberships: Sequence[Membership], day: date) -> int | None:
    """The id of the team that someone is in on a day."""
    held = membership_on(memberships, day)
    return held.team_id if held else None
