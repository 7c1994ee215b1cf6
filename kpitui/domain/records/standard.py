"""Standards: what is expected."""

from datetime import date
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.dated import Target
from kpitui.domain.records.detail import DATES, Detail
from kpitui.domain.records.metric import Definition, Range


class StandardScope(Struct, frozen=True, kw_only=True):
    """Who a standard is for: one of the three, or everyone."""

    team_id: int | None = None
    role_id: int | None = None
    person_id: int | None = None


class StandardDraft(Struct, frozen=True, kw_only=True):
    """What is expected from a date on: of everyone, or of one team, role or person."""

    metric: int | Definition
    scope: StandardScope = StandardScope()
    level: Annotated[Range, Detail("Expected")]
    starts_on: Annotated[date, Detail("From", DATES, begins="today", order=4)]


class Standard(Struct, frozen=True, kw_only=True):
    """The level of a metric expected of everyone, a team, a role or one person; its levels are
    dated rows.
    """

    id: int
    metric_id: int
    team_id: int | None = None
    role_id: int | None = None
    person_id: int | None = None
    version: int = 1
    levels: tuple[Target, ...] = ()

    @property
    def rank(self) -> int:
        """How specific it is: person 3, role 2, team 1, everyone 0."""
        return 3 if self.person_id else 2 if self.role_id else 1 if self.team_id else 0

    @property
    def scope(self) -> tuple[int, int | None]:
        """Who it is for."""
        return self.rank, self.person_id or self.role_id or self.team_id
