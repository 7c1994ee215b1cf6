"""Records whose name may be meant by one that is written otherwise."""

from collections import defaultdict
from functools import cached_property

from kpitui.actions.readings import ReadingRules
from kpitui.domain.guessed_metric import core_of, may_be_called
from kpitui.domain.same_names import PeopleNames
from kpitui.domain.typography import folded

Likely = tuple[int, bool]
"""The id of a record, and whether its whole name is meant."""


class LikelyNames:
    """Metrics, people and teams by what is the same in other ways to write their names."""

    def __init__(self, rules: ReadingRules) -> None:
        self._rules = rules

    def add(self, table: str, record_id: int, name: str) -> None:
        """Tell of someone or of a team that is made; two headings of one file are two metrics."""
        if table == "people" and "_people" in self.__dict__:
            self._people[0].add(name)
            self._people[1].append(record_id)
        elif table != "people" and "_cores" in self.__dict__:
            self._cores[table, _core(table, name)].append(record_id)

    def like(self, table: str, name: str) -> list[Likely]:
        """The records that may be meant by a name."""
        if table == "people":
            names, ids = self._people
            return [(ids[one.place], one.sure) for one in names.like(name)]
        found = self._cores.get((table, _core(table, name)), ())
        if table == "metrics":
            found = [
                metric_id
                for metric_id in found
                if may_be_called(name, self._rules.metrics[metric_id])
            ]
        return [(metric_id, True) for metric_id in found]

    @cached_property
    def _people(self) -> tuple[PeopleNames, list[int]]:
        names, ids = PeopleNames(), []
        for person in self._rules.people.values():
            names.add(person.name, person.code)
            ids.append(person.id)
        return names, ids

    @cached_property
    def _cores(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for metric in self._rules.metrics.values():
            for core in {_core("metrics", metric.name), _core("metrics", metric.code)}:
                found["metrics", core].append(metric.id)
        for team in self._rules.teams.values():
            found["teams", _core("teams", team.name)].append(team.id)
        return found


def _core(table: str, name: str) -> str:
    if table == "metrics":
        return core_of(name)
    words = [word for word in folded(name).replace("-", " ").split() if word not in ("team", "the")]
    return " ".join(words) or folded(name)
