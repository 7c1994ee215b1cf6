"""What loading a document has at hand: the open change, what the file had before, the names that
the document can call, and what was done so far.
"""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData, Refused, nothing_saved
from kpitui.domain.near import near_and
from kpitui.domain.plan_document import KpiPart, PlanDocument, each_part, name_of
from kpitui.domain.records.document import Part
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.file_errors import file_errors
from kpitui.storage.named import id_named, near_name
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import load_plan


class Loading:
    """One document on its way into a file, within one change; `by` is what every action of it is
    called with.
    """

    def __init__(
        self, database: DatabaseFile, actor: Actor, db: Database, document: PlanDocument,
        today: date,
    ) -> None:  # fmt: skip
        self.db, self.today = db, today
        self._places = {id(part): place for part, place in each_part(document)}
        self.by = replace(database, open_change=db), actor
        self.lines: list[str] = []
        self.without_range: list[str] = []
        """New metrics in percent that have no valid range."""
        plan = load_plan(db)
        self.verdicts, self._kpis = plan.verdicts, plan.kpis
        self.metrics = {name_key(metric.name): metric for metric in plan.metrics.values()}
        self.priorities = {name_key(priority.title): priority for priority in plan.priorities}
        self.strategies = {
            (strategy.priority_id, name_key(strategy.title)): strategy
            for strategy in plan.strategies
        }
        self.standards = {
            (
                standard.metric_id,
                standard.team_id,
                standard.role_id,
                standard.person_id,
            ): standard.id
            for standard in plan.standards
        }
        self.teams = {name_key(team.name): team for team in load_teams(db)}
        self.roles = {name_key(role.name): role for role in load_roles(db)}
        self.people = {name_key(person.name): person for person in load_people(db)}

    def kpi(self, strategy_id: int, metric_id: int, part: KpiPart) -> Kpi | None:
        """The KPI of a part, which without a date is that of now."""
        for kpi in self._kpis:
            of_that_day = kpi.starts_on == part.starts_on if part.starts_on else not kpi.ends_on
            if (kpi.strategy_id, kpi.metric_id) == (strategy_id, metric_id) and of_that_day:
                return kpi
        return None

    def id_of(self, table: str, name: str | None) -> int | None:
        """The id of the record of a name or code, None without one; raises `BadData` where there is
        no such record.
        """
        if name is None:
            return None
        found = id_named(self.db, table, name)
        if found is None:
            kind = {"people": "person"}.get(table, table.removesuffix("s"))
            near = near_name(self.db, table, name)
            fix = "add it to the document or fix its name."
            raise nothing_saved(BadData(near_and(f"There is no {kind} “{name}”", near, fix)))
        return found

    def team_id(self, name: str) -> int:
        """The id of a team by its name; raises `BadData` where there is none."""
        found = self.id_of("teams", name)
        assert found is not None
        return found

    @contextlib.contextmanager
    def at(self, kind: str, part: Part) -> Iterator[None]:
        """Where in the document we are: what is refused in the block says so."""
        try:
            with file_errors(self.by[0].path):
                yield
        except (BadData, Refused) as error:
            placed = error.reworded(f"{kind} “{name_of(part)}”: {error.sentence}")
            placed.place = self._places[id(part)]
            raise placed from None

    def tell(self, kind: str, name: str, changed: Iterable[str], *, new: bool = False) -> None:
        """Note what was done to a record, where anything was."""
        keys = ", ".join(dict.fromkeys(changed))
        if new:
            self.lines.append(f"added {kind} {name}")
        elif keys:
            self.lines.append(f"changed {kind} {name}: {keys}")
