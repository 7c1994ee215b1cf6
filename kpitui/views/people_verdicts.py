"""How the people of a list stand to their standards: who is clearly below any is found for whole
teams at once, and how someone stands for as many of them as are looked at together.
"""

from collections.abc import Mapping, Sequence

from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.text import name_order
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.views.clearly_below import load_clearly_below
from kpitui.views.expectations import live_metrics, load_standing
from kpitui.views.team_members import load_whole_teams

AT_ONCE = 50
"""So many people are read together: more than a window shows, few of a team of thousands."""

Statuses = Mapping[int, str]
"""How someone stands, by the metric of the standard."""


class TeamVerdicts:
    """How some people stand who are a team, or in none; those who are not here do not."""

    def __init__(self, database: DatabaseFile, as_of: AsOf, people: Sequence[Person]) -> None:
        self._database, self._as_of = database, as_of
        self._here = live(people, as_of.day)
        self._place = {one.id: place for place, one in enumerate(self._here)}
        self._known: dict[int, Statuses] = {}
        with reading(database) as db:
            self._plan, self._rules = load_plan(db), database.rules.on(as_of.day)
            teams = load_whole_teams(db, self._here, as_of)
            self._together = load_clearly_below(db, self._plan, teams, as_of, self._rules)
        self.clearly_below = frozenset(one for one, _ in self._together.people)
        """Who is clearly below any standard."""

    def of(self, person_id: int) -> Statuses:
        """How someone stands; nothing where they are not here."""
        place = self._place.get(person_id)
        if place is None:
            return {}
        if person_id not in self._known:
            begins = place - place % AT_ONCE
            self._known |= self._load(self._here[begins : begins + AT_ONCE])
        return self._known[person_id]

    def _load(self, people: Sequence[Person]) -> dict[int, Statuses]:
        with reading(self._database) as db:
            standing = load_standing(
                db, self._plan, people, self._as_of, self._rules, together=self._together
            )
        return {person.id: standing.statuses(person) for person in people}


def load_held_metrics(database: DatabaseFile, as_of: AsOf) -> list[Metric]:
    """The metrics that have a standard for anyone, by name."""
    with reading(database) as db:
        found = live_metrics(load_plan(db), as_of)
    return sorted(found, key=lambda metric: name_order(metric.name))
