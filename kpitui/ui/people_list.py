"""The lines of the People screen in their order: in each team those clearly below a standard
first, else by name. Of a team is read what is drawn, and nothing before it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, overload

from kpitui.domain.errors import KpituiError
from kpitui.domain.records.person import Person
from kpitui.lazy import Lazy
from kpitui.ui.people_lines import PeopleLine
from kpitui.views.people_verdicts import Statuses, TeamVerdicts

if TYPE_CHECKING:
    from kpitui.views import entry
else:
    entry = Lazy("kpitui.views.entry")

Load = Callable[[Sequence[Person]], TeamVerdicts]


class ListedPeople(Sequence[PeopleLine]):
    """The lines; those of a team change places once, when one of them is asked for."""

    def __init__(
        self, groups: Iterable[Sequence[PeopleLine]] = (), load: Load | None = None
    ) -> None:
        """Each group is the line of a team, or people who belong together, by name; without `load`
        no one's verdict is known.
        """
        self.by_name: list[PeopleLine] = []
        self._group: list[range] = []
        """Of each line the places of its group."""
        for group in groups:
            places = range(len(self.by_name), len(self.by_name) + len(group))
            self._group += [places] * len(group)
            self.by_name += group
        self._lines, self._load = [*self.by_name], load
        self._verdicts: dict[int, TeamVerdicts | None] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> PeopleLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[PeopleLine]: ...
    def __getitem__(self, place: int | slice) -> PeopleLine | Sequence[PeopleLine]:
        """The line that stands at a place."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        self._verdicts_at(place)
        return self._lines[place]

    def place_of(self, key: str) -> int | None:
        """Where the line of a key stands; None where it does not."""
        found = next((at for at, one in enumerate(self.by_name) if one.key == key), None)
        if found is None:
            return None
        self._verdicts_at(found)
        return next(at for at in self._group[found] if self._lines[at].key == key)

    def statuses(self, place: int) -> Statuses:
        """How the person of a line stands to each standard; nothing where that cannot be read."""
        line, verdicts = self._lines[place], self._verdicts_at(place)
        if line.person is None or verdicts is None:
            return {}
        try:
            return verdicts.of(line.person.person.id)
        except KpituiError:  # a line is drawn all the same; the page beside it says why
            return {}

    def _verdicts_at(self, place: int) -> TeamVerdicts | None:
        group = self._group[place]
        if group.start not in self._verdicts:
            self._verdicts[group.start] = self._look(group)
        return self._verdicts[group.start]

    def _look(self, group: range) -> TeamVerdicts | None:
        people = [
            line.person.person for line in self.by_name[group.start : group.stop] if line.person
        ]
        if self._load is None or not people:
            return None
        try:
            found = self._load(people)
        except KpituiError:
            return None
        self._lines[group.start : group.stop] = sorted(
            self.by_name[group.start : group.stop],
            key=lambda line: (
                line.person is not None and line.person.person.id not in found.clearly_below
            ),
        )
        return found


class PeopleWalk:
    """Goes through the lines from one person to the next."""

    def __init__(self, lines: ListedPeople, place: int) -> None:
        self._lines, self._place = lines, place

    @property
    def line(self) -> PeopleLine:
        """The line that is shown."""
        return self._lines[self._place]

    @property
    def subject(self) -> entry.EntrySubject | None:
        """The person of the line, to record or score for; None where it is a team."""
        line = self.line
        if line.person is None:
            return None
        person = line.person.person
        return entry.EntrySubject(person.name, line.team.name if line.team else "", person.id)

    def step(self, step: int) -> str:
        """Go to the next person, or the one before; why not where there is none."""
        places = (
            range(self._place + 1, len(self._lines)) if step > 0 else range(self._place - 1, -1, -1)
        )
        found = next((place for place in places if self._lines[place].person is not None), None)
        if found is None:
            return "That was the last person." if step > 0 else "That was the first person."
        self._place = found
        return ""

    def go_to(self, key: str) -> bool:
        """Go to the line of a key; whether there is one."""
        place = self._lines.place_of(key)
        if place is not None:
            self._place = place
        return place is not None
