"""Why a metric is there: the chain above a KPI, or whom a standard is expected of since when."""

from collections.abc import Callable
from datetime import date
from functools import cache

from kpitui.domain.plan import Kpi, Standard, live, target_on
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords
from kpitui.storage.records import row_of


def scope_words(db: Database) -> Callable[[Standard], str]:
    """A function that says in words whom a standard is for; it reads the names that it is asked for."""

    @cache
    def name(table: str, record_id: int) -> str:
        return str(row_of(db, table, record_id)["name"])

    def scope(standard: Standard) -> str:
        if standard.team_id:
            return name("teams", standard.team_id)
        if standard.role_id:
            return f"every {name('roles', standard.role_id)}"
        return name("people", standard.person_id) if standard.person_id else "everybody"

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
