"""The chain mission → priorities → strategies → KPIs, and the standards beside it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from msgspec import Struct

from kpitui.domain.metrics import Range


class _Dated(Protocol):
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...


DatedT = TypeVar("DatedT", bound=_Dated)


class Dated(Struct, frozen=True, kw_only=True):
    """Something that holds from `starts_on` up to, not including, `ends_on`; open while that is None."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError(f"it cannot end on {self.ends_on} before it starts on {self.starts_on}")


def live_on(record: _Dated, day: date) -> bool:
    """Whether a dated record holds on a day."""
    return record.starts_on <= day and (record.ends_on is None or day < record.ends_on)


def live(records: Iterable[DatedT], day: date) -> list[DatedT]:
    """Those of the records that hold on a day."""
    return [record for record in records if live_on(record, day)]


class Mission(Dated, frozen=True, kw_only=True):
    """Why we exist. Changing it asks for a reason."""

    id: int
    statement: str
    reason: str = ""
    version: int = 1


class Priority(Dated, frozen=True, kw_only=True):
    """What matters now. `planned_until` is when it is meant to be reached; `ends_on` when it really ended."""

    id: int
    title: str
    description: str = ""
    owner: str = ""
    planned_until: date | None = None
    position: int = 0
    version: int = 1


class Strategy(Dated, frozen=True, kw_only=True):
    """What senior leaders chose to do about one priority."""

    id: int
    priority_id: int
    title: str
    description: str = ""
    owner: str = ""
    planned_until: date | None = None
    activities: tuple[str, ...] = ()
    position: int = 0
    version: int = 1


class Verdict(Struct, frozen=True, kw_only=True):
    """What was learned when a strategy ended: how its KPIs moved, and in words."""

    strategy_id: int
    date: date
    moved: str = ""
    words: str


class Target(Dated, frozen=True, kw_only=True):
    """The level that is wanted or expected from a date to a date."""

    id: int
    level: Range


class Kpi(Dated, frozen=True, kw_only=True):
    """A metric in the service of one strategy for a time."""

    id: int
    metric_id: int
    strategy_id: int
    baseline: float | None = None
    due_on: date | None = None
    warn: float = 0.0
    owner: str = ""
    position: int = 0
    version: int = 1
    targets: tuple[Target, ...] = ()


Scope = tuple[int, int | None]
"""Some people: how specific that is, and the id of the person, the role or the team; nobody's of everybody."""


class Standard(Struct, frozen=True, kw_only=True):
    """The level of a metric expected of everybody, a team, a role or one person; its levels are dated rows."""

    id: int
    metric_id: int
    team_id: int | None = None
    role_id: int | None = None
    person_id: int | None = None
    version: int = 1
    levels: tuple[Target, ...] = ()

    @property
    def rank(self) -> int:
        """How specific it is: person 3, role 2, team 1, everybody 0."""
        return 3 if self.person_id else 2 if self.role_id else 1 if self.team_id else 0

    @property
    def scope(self) -> Scope:
        """Whom it is for."""
        return self.rank, self.person_id or self.role_id or self.team_id


def target_on(targets: Sequence[Target], day: date) -> Target | None:
    """The target row valid on a day; rows never overlap, so there is at most one."""
    for target in targets:  # asked for each of thousands of people; a generator costs three times as much
        if live_on(target, day):
            return target
    return None


def scopes_of(*, person_id: int | None, role_id: int | None, team_id: int | None) -> tuple[Scope, ...]:
    """The scopes that somebody is in, the most specific first; with all three left out that of everybody alone."""
    return (3, person_id), (2, role_id), (1, team_id), (0, None)


def scopes_held(standards: Iterable[Standard], day: date) -> frozenset[Scope]:
    """The scopes for which one of the standards has a level on a day."""
    return frozenset(one.scope for one in standards if target_on(one.levels, day))


class Expectations:
    """The standards of one metric, found by whom they are for."""

    def __init__(self, standards: Iterable[Standard]) -> None:
        self._by_scope = {one.scope: one for one in standards}

    def of(self, scopes: Iterable[Scope], day: date) -> tuple[Standard, Target] | None:
        """The standard that holds for somebody on a day: the most specific with a level that day wins."""
        for scope in scopes:
            standard = self._by_scope.get(scope)
            if standard is None:
                continue
            level = target_on(standard.levels, day)
            if level is not None:
                return standard, level
        return None


def standards_by_metric(standards: Iterable[Standard]) -> Mapping[int, list[Standard]]:
    """The standards of each metric; none for a metric without."""
    found: dict[int, list[Standard]] = defaultdict(list)
    for one in standards:
        found[one.metric_id].append(one)
    return found


def expectation(
    standards: Iterable[Standard], day: date, *, person_id: int | None, role_id: int | None, team_id: int | None
) -> tuple[Standard, Target] | None:
    """The standard of one metric that holds for somebody on a day: the most specific wins.

    Leave all three out for what is expected of everybody. Standards of other people, roles and teams do not count.
    """
    return Expectations(standards).of(scopes_of(person_id=person_id, role_id=role_id, team_id=team_id), day)
