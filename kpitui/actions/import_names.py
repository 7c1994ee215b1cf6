"""The names in a file of readings, found in the plan, or made where the import may."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData
from kpitui.domain.metrics import Metric
from kpitui.domain.people import Person, Team
from kpitui.domain.plan_document import MetricPart
from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.metrics import metric_values
from kpitui.storage.records import insert, record_of, rows

FIRST_DAY = date(1970, 1, 1)
"""Where a team or person made by an import starts: before any reading it may bring."""

_STANDS_IN = 10**12
"""From this number on ids stand for records that are made when the file is held; no file has so many records."""

_COLUMNS = {"metrics": "metric_id", "people": "person_id", "teams": "team_id"}


class Names:
    """Ids by the names and codes of metrics, people and teams; `create` says whether unknown ones are made."""

    def __init__(self, actor: Actor, definitions: Mapping[str, MetricPart], create: bool) -> None:
        self._actor, self._definitions, self._create = actor, definitions, create
        self._known: dict[str, dict[str, int]] = {}
        self._as_written: dict[str, dict[str, int]] = {table: {} for table in _COLUMNS}
        self._new: dict[int, tuple[str, dict[str, Any]]] = {}

    def load(self, db: Database, rules: ReadingRules) -> None:
        """Read the names that the file has now; `rules` are told of what is made."""
        self._rules = rules
        for table in _COLUMNS:
            columns = "name_key, NULL AS code_key" if table == "teams" else "name_key, code_key"
            self._known[table] = {
                key: row["id"]
                for row in rows(db, f"SELECT id, {columns} FROM {table}")
                for key in (row["code_key"], row["name_key"])
                if key is not None
            }

    def metric(self, name: str) -> int:
        """The metric of a name or code; raises `BadData`, and `Refused` where the actor may make none."""
        found = self._find("metrics", name)
        return self._make_metric(name) if found is None else found

    def person(self, name: str) -> int:
        """The person of a name or code; raises as `metric` does."""
        found = self._find("people", name)
        return self._make_somebody("people", "person", name) if found is None else found

    def team(self, name: str) -> int:
        """The team of a name; raises as `metric` does."""
        found = self._find("teams", name)
        return self._make_somebody("teams", "team", name) if found is None else found

    def _find(self, table: str, name: str) -> int | None:
        as_written = self._as_written[table]
        found = as_written.get(name)
        if found is None and (found := self._known[table].get(name_key(name))) is not None:
            as_written[name] = found  # each is folded once
        return found

    def _make_metric(self, name: str) -> int:
        part = self._definitions.get(name)
        if part is None:
            raise BadData(f"there is no metric “{name}”; define it with kpitui plan load, or mend its name")
        self._actor.require(Deed.PLAN)
        values = metric_values(part)
        if values["code_key"] in self._known["metrics"]:
            raise BadData(f"the code {part.code} of “{name}” belongs to another metric; give it another code")
        made = self._stand_in("metrics", values, values["name_key"], values["code_key"])
        self._rules.metrics[made] = record_of(Metric, values, id=made)
        return made

    def _make_somebody(self, table: str, kind: str, name: str) -> int:
        if not self._create:
            raise BadData(f"there is no {kind} “{name}”; add it to the plan, or import with --create")
        self._actor.require(Deed.PEOPLE)
        values = {"name": name, "name_key": name_key(name), "starts_on": FIRST_DAY.isoformat()}
        made = self._stand_in(table, values, values["name_key"])
        if table == "people":
            self._rules.people[made] = record_of(Person, values, id=made)
        else:
            self._rules.teams[made] = record_of(Team, values, id=made)
        return made

    def _stand_in(self, table: str, values: dict[str, Any], *keys: str) -> int:
        stands_in = _STANDS_IN + len(self._new)
        self._new[stands_in] = table, values
        self._known[table] |= dict.fromkeys(keys, stands_in)
        return stands_in

    @property
    def made(self) -> bool:
        """Whether there is anybody or anything new."""
        return bool(self._new)

    def new(self, table: str) -> list[str]:
        """The names of what is new in a table, in the order in which they were met."""
        return [values["name"] for found, values in self._new.values() if found == table]

    def make(self, db: Database) -> tuple[dict[str, dict[int, int]], bool]:
        """Put what is new into the file: the ids that it got by those that stood in, for each column of readings.

        And whether somebody else has added some of it since the names were loaded, which is then new no more.
        """
        ids: dict[str, dict[int, int]] = {column: {} for column in _COLUMNS.values()}
        known = []
        for stood, (table, values) in self._new.items():
            there = rows(db, f"SELECT id FROM {table} WHERE name_key = :key", {"key": values["name_key"]})
            ids[_COLUMNS[table]][stood] = there[0]["id"] if there else insert(db, table, values)
            known += [stood] if there else []
        for stood in known:
            del self._new[stood]
        return ids, bool(known)
