"""Why a metric is there: the chain above a KPI, or who a standard is expected of since when."""

from collections.abc import Callable
from datetime import date

from kpitui.domain.records.dated import Target, live, target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.standard import Standard
from kpitui.domain.standard_times import Held
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords, names_in_standards


def scope_words(db: Database, known_on: date | None = None) -> Callable[[Standard], str]:
    """A function that says in words who a standard is for; by the names of a day, or of now."""
    teams = names_in_standards(db, "teams", "team_id", known_on=known_on)
    roles = names_in_standards(db, "roles", "role_id", known_on=known_on)
    people = names_in_standards(db, "people", "person_id", known_on=known_on)

    def scope(standard: Standard) -> str:
        if standard.team_id:
            return teams[standard.team_id]
        if standard.role_id:
            return f"every {roles[standard.role_id]}"
        return people[standard.person_id] if standard.person_id else "everyone"

    return scope


def held_by(level: Target | None, scope: str) -> Held | None:
    """A level with whom it is for, in words; None where there is none."""
    return Held(level.level, scope, level.starts_on) if level else None


def titles_above(kpi: Kpi, plan: PlanRecords, day: date) -> tuple[str, str, str]:
    """The strategy, the priority and the mission above a KPI, on a day."""
    strategy = next(strategy for strategy in plan.strategies if strategy.id == kpi.strategy_id)
    priority = next(priority for priority in plan.priorities if priority.id == strategy.priority_id)
    mission = next(iter(live(plan.missions, day)), None)
    return strategy.title, priority.title, mission.statement if mission else ""


def standard_why(standard: Standard, scope: str, day: date) -> str:
    """Who it is expected of, since when."""
    level = target_on(standard.levels, day)
    return f"standard for {scope} since {level.starts_on}" if level else ""
