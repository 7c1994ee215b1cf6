"""A plan that is well kept, and the records to change one thing of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from kpitui.domain.health import findings_of
from kpitui.domain.health.snapshot import (
    FewEvaluations,
    KpiProcess,
    Snapshot,
    Worsening,
)
from kpitui.domain.natural_limits import Limits
from kpitui.domain.records.action import Action
from kpitui.domain.records.dated import Target
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric, Place, Range
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.person import Membership, Person
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import CoachingSession, SessionKind
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team

TODAY = date(2026, 11, 23)
LONG_AGO = date(2025, 1, 6)
Change = Callable[[Snapshot], Snapshot]
NEW_LEVEL = LevelKey(2, date(2026, 11, 2), Range(low=95))


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def metric(number: int, name: str = "", **values: Any) -> Metric:
    plain: dict[str, Any] = {
        "id": number, "name": name or f"Metric {number}", "code": f"m{number}", "unit": "%",
        "direction": "higher", "aggregation": "mean", "cadence": "weekly",
        "definition": "what counts", "place": Place.CONTEXT,
    }  # fmt: skip
    return convert(plain | values, Metric)


def target(
    low: float | None = 85, high: float | None = None, starts_on: date = LONG_AGO, **values: Any
) -> Target:
    return Target(id=1, level=Range(low=low, high=high), starts_on=starts_on, **values)


def kpi(number: int = 1, metric_id: int = 1, **values: Any) -> Kpi:
    plain: dict[str, Any] = {
        "id": number, "metric_id": metric_id, "strategy_id": 1, "baseline": 70,
        "due_on": date(2027, 1, 1), "owner": "lee", "starts_on": LONG_AGO, "targets": (target(),),
    }  # fmt: skip
    return convert(plain | values, Kpi)


def standard(
    number: int = 1, metric_id: int = 2, levels: tuple[Target, ...] = (target(92),), **subject: int
) -> Standard:
    return Standard(id=number, metric_id=metric_id, levels=levels, **subject)


def session(
    number: int = 1, person_id: int = 1, day: date = TODAY, **values: Any
) -> CoachingSession:
    return CoachingSession(
        id=number, coach="lee", person_id=person_id, date=day, kind=SessionKind.TRAINING, **values
    )


def person(number: int, name: str) -> Person:
    held = Membership(id=number, person_id=number, team_id=1, starts_on=LONG_AGO)
    return Person(id=number, name=name, starts_on=LONG_AGO, memberships=(held,))


def few(metric_id: int, **values: Any) -> FewEvaluations:
    plain: dict[str, Any] = {
        "metric_id": metric_id, "is_kpi": False, "month": "2026-10", "asked": 4, "noun": "call",
        "few": (("Bo", 1), ("Ana", 0)), "people": 9,
    }  # fmt: skip
    return FewEvaluations(**plain | values)


LEVEL_CHANGED = Standard(
    id=1, metric_id=2,
    levels=(target(92, ends_on=NEW_LEVEL.starts_on), target(95, starts_on=NEW_LEVEL.starts_on)),
)  # fmt: skip


WELL_KEPT = Snapshot(
    today=TODAY,
    missions=[Mission(id=1, statement="Make every customer glad", starts_on=LONG_AGO)],
    priorities=[Priority(id=1, title="Grow loyalty", starts_on=LONG_AGO,
            planned_until=date(2027, 12, 31))],
    strategies=[Strategy(id=1, priority_id=1, title="Improve the experience", starts_on=LONG_AGO,
            owner="kim")],
    kpis=[kpi()],
    standards=[standard()],
    metrics={1: metric(1, "Customer satisfaction"), 2: metric(2, "Adherence"),
        3: metric(3, "Calls offered")},
    people={1: person(1, "Ana"), 2: person(2, "Bo")},
    teams=[Team(id=1, name="North", starts_on=LONG_AGO)],
    last_read={1: days_ago(3), 2: days_ago(3)},
    reviewed={1: days_ago(10)},
    processes={1: KpiProcess(Limits(
        mean=84, average_moving_range=1, lower=81, upper=87, range_limit=3,
        noise=0), changing=False)},
)  # fmt: skip


def changed(**values: Any) -> Change:
    return lambda plan: replace(plan, **values)


def priorities(count: int, **values: Any) -> list[Priority]:
    return [
        Priority(id=n, title=f"P{n}", starts_on=LONG_AGO, **values) for n in range(1, count + 1)
    ]


def strategies(count: int, **values: Any) -> list[Strategy]:
    return [
        Strategy(id=n, priority_id=n, title=f"S{n}", starts_on=LONG_AGO, **values)
        for n in range(1, count + 1)
    ]


def kpis(*metric_ids: int) -> list[Kpi]:
    return [kpi(n, metric_id) for n, metric_id in enumerate(metric_ids, 1)]


def levels(*days: date) -> tuple[Target, ...]:
    ends = [*days[1:], None]
    return tuple(
        Target(id=n, level=Range(low=90 + n), starts_on=day, ends_on=end)
        for n, (day, end) in enumerate(zip(days, ends, strict=True), 1)
    )


def action(due_on: date, text: str = "send the script") -> tuple[Action, ...]:
    return (Action(id=5, session_id=1, text=text, due_on=due_on),)


WORSENING = (Worsening(1, days_ago(49), "2026-W41"),)


def with_ana_gone(day: date) -> dict[int, Person]:
    return {1: replace(person(1, "Ana"), ends_on=day), 2: person(2, "Bo")}


def codes(plan: Snapshot) -> set[str]:
    return {finding.rule.code for finding in findings_of(plan)}
