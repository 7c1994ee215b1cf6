"""How many people a group is made of, for what adds up: a standard of a sum is that of one person
at full time, and a total of several is held against it times as many as they are.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from kpitui.domain.expected_share import hours_on
from kpitui.domain.held import edges_of
from kpitui.domain.periods import Period
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import Membership, Person, team_on

DAY = timedelta(days=1)


class Heads(Struct, frozen=True):
    """How many people at full time a group comes to in a period, those away left out."""

    count: float

    def of(self, level: Range) -> Range:
        """A level of one person as it is expected of all of them."""
        low, high = (None if end is None else end * self.count for end in (level.low, level.high))
        return Range(low=low, high=high)


class _Stay(Struct, frozen=True):
    """Someone in the group from a day on, up to before another; hours None for full time."""

    first: int
    stop: int
    hours: float | None


class Group:
    """Some people over time."""

    def __init__(
        self,
        people: Iterable[Person],
        inside: Callable[[int | None, date], bool],
        edges: Iterable[date | None],
        until: date,
    ) -> None:
        """`inside` says whether who is in a team, or in none, on a day is one of the group; on
        another day than the `edges` it says the same as before.
        """
        self._until, own = until, [edge for edge in edges if edge]
        changes: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for person in people:
            for stay in _stays(person, inside, own, until):
                place = 0 if stay.hours is None else 1
                amount = 1.0 if stay.hours is None else stay.hours
                changes[stay.first][place] += amount
                changes[stay.stop][place] -= amount
        self._days = sorted(changes)
        self._there: list[tuple[float, float]] = []
        full = hours = 0.0
        for day in self._days:
            full, hours = full + changes[day][0], hours + changes[day][1]
            self._there.append((full, hours))

    def heads(self, period: Period, full_time: float) -> Heads:
        """How many there are on the days of a period, on average."""
        stop = min(period.last, self._until) + DAY
        first, last = period.first.toordinal(), stop.toordinal()
        edges = [first, *(day for day in self._days if first < day < last), last]
        total = sum(self._on(day, full_time) * (after - day) for day, after in pairwise(edges))
        return Heads(round(total / max(1, last - first), 9))

    def _on(self, day: int, full_time: float) -> float:
        place = bisect_right(self._days, day) - 1
        full, hours = self._there[place] if place >= 0 else (0.0, 0.0)
        return full + hours / full_time


def _stays(
    person: Person,
    inside: Callable[[int | None, date], bool],
    edges: Sequence[date],
    until: date,
) -> Iterator[_Stay]:
    """When someone is in the group and not away."""
    begins, ends = person.starts_on, min(person.ends_on or until + DAY, until + DAY)
    if begins < ends and not edges and (held := _all_along(person, begins, ends)):
        if inside(held.team_id, begins):
            yield _Stay(begins.toordinal(), ends.toordinal(), held.hours)
        return
    own = {day for day in edges_of([*person.memberships, *person.absences]) if day}
    days = sorted({begins, ends, *(day for day in (*own, *edges) if begins < day < ends)})
    for first, stop in pairwise(days if begins < ends else ()):
        if inside(team_on(person.memberships, first), first) and not person.away_on(first):
            hours = hours_on(person.memberships, first) if person.memberships else None
            yield _Stay(first.toordinal(), stop.toordinal(), hours)


def _all_along(person: Person, begins: date, ends: date) -> Membership | None:
    """The one membership of someone who never was away nor in another team, as most are."""
    if person.absences or len(person.memberships) != 1:
        return None
    (held,) = person.memberships
    over = held.ends_on is not None and held.ends_on < ends
    return None if held.starts_on > begins or over else held
