"""Why a metric is there: the chain above a KPI, or whom a standard is expected of since when."""

from collections.abc import Callable
from datetime import date

from kpitui.domain.plan import Kpi, Standard, live, target_on
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords


def scope_words(db: Database) -> Callable[[Standard], str]:
    """A function that says in words whom a standard is for."""

    def names(table: str, column: str) -> dict[int, str]:
        # Of those alone that a standard is for: thousands work here, and a few have a standard of their own.
        found = db.execute(f"SELECT id, name FROM {table} WHERE id IN (SELECT {column} FROM standards)")
        return dict(found.fetchall())

    teams, roles, people = names("teams", "team_id"), names("roles", "role_id"), names("people", "person_id")

    def scope(standard: Standard) -> str:
        if standard.team_id:
            return teams[standard.team_id]
        if standard.role_id:
            return f"every {roles[standard.role_id]}"
        return people[standard.person_id] if standard.person_id else "everybody"

    return scope


def kpi_why(kpi: Kpi, plan: PlanRecords, day: date) -> str:
    """KPI › strategy › priority › mission, on a day."""
    strategy = next(one for one in plan.strategies if one.id == kpi.strategy_id)
    priority = next(one for one in plan.priorities if one.id == strategy.priority_id)
    mission = next(iter(live(plan.missions, day)), None)
    chain = ["KPI", strategy.title, priority.title, mission.statement if mission else ""]
    return " › ".join(part for part in chain if part)


def standard_why(standard: Standard, scope: str, day: date) -> str:
    """Whom it is expected of, since when."""
    level = target_on(standard.levels, day)
    return f"standard: expected of {scope} since {level.starts_on}" if level else ""
