"""Everything that can be gone to by a few letters of its name."""

from collections.abc import Iterator

from msgspec import Struct

from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import live, target_on
from kpitui.domain.team_tree import by_path
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_plan
from kpitui.views.why import scope_words


class Findable(Struct, frozen=True):
    """A line of the plan, a team or a person: on which screen, by which key there, and by which
    short name too.
    """

    screen: str
    key: str
    name: str
    detail: str
    code: str = ""


def load_findables(database: DatabaseFile, as_of: AsOf) -> list[Findable]:
    """The plan in its order, then metrics, teams and people."""
    with reading(database) as db:
        return list(_findables(db, as_of))


def _findables(db: Database, as_of: AsOf) -> Iterator[Findable]:
    plan, day = load_plan(db), as_of.day
    titles = {strategy.id: strategy.title for strategy in plan.strategies}
    for mission in live(plan.missions, day):
        yield Findable("plan", "mission", mission.statement, "mission")
    for priority in live(plan.priorities, day):
        yield Findable("plan", f"priority-{priority.id}", priority.title, "priority")
    for strategy in live(plan.strategies, day):
        yield Findable("plan", f"strategy-{strategy.id}", strategy.title, "strategy")
    tied = set()
    for kpi in live(plan.kpis, day):
        tied.add(kpi.metric_id)
        metric = plan.metrics[kpi.metric_id]
        of = f"KPI of {titles[kpi.strategy_id]}"
        yield Findable("plan", f"kpi-{kpi.id}", metric.name, of, metric.code)
    teams, people = load_teams(db), load_people(db)
    scope = scope_words(db)
    for standard in plan.standards:
        if target_on(standard.levels, day) is None:
            continue
        tied.add(standard.metric_id)
        metric = plan.metrics[standard.metric_id]
        of = f"standard of {scope(standard)}"
        yield Findable("plan", f"standard-{standard.id}", metric.name, of, metric.code)
    for metric in plan.metrics.values():
        if metric.id not in tied and metric.ends_on is None:
            yield Findable(
                "plan", f"metric-{metric.id}", metric.name, f"{metric.place} metric", metric.code
            )
    for path in by_path(live(teams, day), plan.tree, day):
        yield Findable("people", f"team-{path.team.id}", path.name, "team", path.code)
    for person in live(people, day):
        yield Findable("people", f"person-{person.id}", person.name, "person", person.code or "")
