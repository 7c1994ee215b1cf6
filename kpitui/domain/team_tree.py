"""Teams in teams: which team is below which on a day, and so which of them counts, and what holds
for whom.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.held import edges_of
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.team import Team, TeamPlace

PATH = " › "
"""What stands between the names of teams in the path of a team."""

_KNOWN = 10_000
"""So many answers are kept: one page asks for the same team and day for each metric of each
person.
"""

TeamsAbove = Callable[[int, date], Sequence[int]]
"""The ids of the teams above a team, by its id, on a day: the nearest first."""


class TeamTree:
    """The places of teams over time. Where another program made a circle of teams, each is looked
    at once and no question goes on for ever.
    """

    def __init__(self, places: Iterable[TeamPlace] = ()) -> None:
        self._of_team: dict[int, list[TeamPlace]] = defaultdict(list)
        self._of_parent: dict[int, list[TeamPlace]] = defaultdict(list)
        self._known: dict[tuple[int, date], tuple[int, ...]] = {}
        places = list(places)
        self._edges = frozenset(edges_of(places))
        for place in places:
            self._of_team[place.team_id].append(place)
            self._of_parent[place.parent_id].append(place)

    def __bool__(self) -> bool:
        return bool(self._of_team)

    def places(self, team_id: int) -> Sequence[TeamPlace]:
        """All places of a team, oldest first."""
        return self._of_team.get(team_id, ())

    def place(self, team_id: int, day: date) -> TeamPlace | None:
        """The place that a team has on a day; None of one at the top."""
        for place in self._of_team.get(team_id, ()):
            if live_on(place, day):
                return place
        return None

    def parent(self, team_id: int, day: date) -> int | None:
        """The team right above a team on a day; None of one at the top."""
        place = self.place(team_id, day)
        return place.parent_id if place else None

    def above(self, team_id: int, day: date) -> tuple[int, ...]:
        """The teams above a team on a day, the nearest first. None is above those of a circle."""
        if not self._of_team:
            return ()
        found = self._known.get((team_id, day))
        if found is None:
            if len(self._known) > _KNOWN:
                self._known.clear()
            found = self._known[team_id, day] = self._look_above(team_id, day)
        return found

    def _look_above(self, team_id: int, day: date) -> tuple[int, ...]:
        found = [team_id]
        parent = self.parent(team_id, day)
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.parent(parent, day)
        last = len(found) if parent is None else found.index(parent) + 1
        return tuple(found[1:last])

    def with_above(self, team_id: int | None, day: date) -> tuple[int, ...]:
        """A team and those above it on a day, the nearest first; nothing for no team."""
        return () if team_id is None else (team_id, *self.above(team_id, day))

    def below(self, team_id: int, day: date) -> tuple[int, ...]:
        """The teams right below a team on a day."""
        found = self._of_parent.get(team_id, ())
        return tuple(place.team_id for place in found if live_on(place, day))

    def under(self, team_id: int, day: date) -> tuple[int, ...]:
        """A team and every team below it on a day."""
        found = [team_id]
        for one in found:  # grows while it is looked at
            found += [below for below in self.below(one, day) if below not in found]
        return tuple(found)

    def days_of_change(self) -> frozenset[date | None]:
        """The days on which the place of any team begins or ends."""
        return self._edges

    def circle(self, team_id: int, day: date) -> tuple[int, ...]:
        """The teams of a circle that a team is in on a day, itself first and each below the next;
        nothing where it is in none.
        """
        found = [team_id]
        while (parent := self.parent(found[-1], day)) is not None and parent not in found:
            found.append(parent)
        return tuple(found) if parent == team_id else ()

    def circles(self) -> Iterator[tuple[date, tuple[int, ...]]]:
        """Every circle of teams and the first day of it, each told once."""
        told: set[frozenset[int]] = set()
        for day in sorted(edge for edge in self._edges if edge is not None):
            for team_id in sorted(self._of_team):
                circle = self.circle(team_id, day)
                if circle and frozenset(circle) not in told:
                    told.add(frozenset(circle))
                    yield day, circle


FLAT = TeamTree()
"""No team is below another."""


class TeamLine(Struct, frozen=True):
    """A team in the order of the tree, and how many of those that are shown it is below."""

    team: Team
    level: int
    parent_id: int | None = None


def in_tree_order(teams: Sequence[Team], tree: TeamTree, day: date) -> Iterator[TeamLine]:
    """Teams in their own order, each followed by those below it on a day. One whose parent is not
    among them stands below the next team above that is, and every one comes once.
    """
    shown = {team.id for team in teams}
    parents: dict[int, int | None] = {}
    for team in teams:
        above = (found for found in tree.above(team.id, day) if found in shown)
        parents[team.id] = next(above, None)
    of_parent: dict[int | None, list[Team]] = defaultdict(list)
    for team in teams:
        of_parent[parents[team.id]].append(team)
    waiting = [TeamLine(team, 0) for team in reversed(of_parent[None])]
    while waiting:
        line = waiting.pop()
        yield line
        below = reversed(of_parent[line.team.id])
        waiting += [TeamLine(team, line.level + 1, line.team.id) for team in below]


def path_in(names: Mapping[int, str], tree: TeamTree, team_id: int, day: date) -> str:
    """A team with those above it on a day, the topmost first: “North › Orders”."""
    found = reversed(tree.with_above(team_id, day))
    return PATH.join(names[team_id] for team_id in found if team_id in names)


class TeamByPath(Struct, frozen=True):
    """A team as it is found: by its path, or by its name alone."""

    team: Team
    path: str

    @property
    def name(self) -> str:
        """The path, where it is under another."""
        return self.path

    @property
    def code(self) -> str:
        """Its own name, which is enough."""
        return self.team.name if self.path != self.team.name else ""


def by_path(teams: Iterable[Team], tree: TeamTree, day: date) -> list[TeamByPath]:
    """Teams with their paths of a day, in the order of the tree."""
    teams = list(teams)
    names = {team.id: team.name for team in teams}
    lines = in_tree_order(teams, tree, day)
    return [TeamByPath(line.team, path_in(names, tree, line.team.id, day)) for line in lines]


def path_parts(path: str) -> list[str]:
    """The names of a path, however it is typed: “North › Orders”, “North > Orders”."""
    return [name for part in path.replace(">", "›").split("›") if (name := part.strip())]


def circle_words(names: Sequence[str]) -> str:
    """A circle of teams, each below the next, in words: “A is under B, B under C, C under A”."""
    first, *more = zip(names, [*names[1:], names[0]], strict=True)
    return ", ".join([f"{first[0]} is under {first[1]}", *(f"{a} under {b}" for a, b in more)])
