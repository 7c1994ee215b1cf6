"""What changed in the plan between two days: added, changed and ended, section by section."""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.cells import format_range, format_value
from kpitui.domain.plan import Standard, Target, live, target_on
from kpitui.domain.progress import single_target
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.views.why import scope_words

SECTIONS = ("mission", "priorities", "strategies", "KPIs", "targets", "standards")


class SectionDiff(Struct, frozen=True, kw_only=True):
    """One section; each change says what it was and what it is."""

    section: str
    added: list[str]
    changed: list[str]
    ended: list[str]


class _Item(Struct, frozen=True):
    """A record on one day: what it is called, and what is compared, by name."""

    label: str
    facts: Mapping[str, str]


Items = dict[str, dict[int, _Item]]


def load_plan_diff(database: DatabaseFile, first: date, second: date, today: date, config: Config) -> list[SectionDiff]:
    """The six sections of the plan of the second day against that of the first."""
    with reading(database) as db:
        was, now = (_items(db, day, today, config) for day in (first, second))
    return [_section(name, was[name], now[name]) for name in SECTIONS]


def in_lines(sections: list[SectionDiff]) -> list[str]:
    """The difference in words, a line each; a section without any says none."""
    lines = []
    for one in sections:
        told = [(word, entry) for word in ("added", "changed", "ended") for entry in getattr(one, word)]
        lines += [f"{one.section} {word}: {entry}" for word, entry in told]
        if not told:
            lines.append(f"{one.section} changed: none")
    return lines


def _section(name: str, was: dict[int, _Item], now: dict[int, _Item]) -> SectionDiff:
    changed = []
    for key in was.keys() & now.keys():
        before, after = was[key], now[key]
        steps = [
            f"{fact} {before.facts.get(fact) or '-'} → {text or '-'}"
            for fact, text in after.facts.items()
            if before.facts.get(fact, "") != text
        ]
        if steps:
            changed.append(f"{after.label}: {', '.join(steps)}")
    return SectionDiff(
        section=name,
        added=sorted(now[key].label for key in now.keys() - was.keys()),
        changed=sorted(changed),
        ended=sorted(was[key].label for key in was.keys() - now.keys()),
    )


def _items(db: Database, day: date, today: date, config: Config) -> Items:
    plan = load_plan(db, known_on=day if day < today else None)
    scopes = scope_words(db)
    priorities = {one.id: one.title for one in plan.priorities}
    strategies = {one.id: one.title for one in plan.strategies}
    kpis = live(plan.kpis, day)
    mission = next(iter(live(plan.missions, day)), None)
    return {
        "mission": {0: _Item(mission.statement, {"statement": mission.statement})} if mission else {},
        "priorities": {
            one.id: _Item(one.title, {"title": one.title, "owner": one.owner, "until": _day(one.planned_until)})
            for one in live(plan.priorities, day)
        },
        "strategies": {
            one.id: _Item(
                one.title,
                {
                    "title": one.title, "owner": one.owner, "until": _day(one.planned_until),
                    "priority": priorities[one.priority_id], "activities": "; ".join(one.activities),
                },
            )
            for one in live(plan.strategies, day)
        },
        "KPIs": {
            one.id: _Item(
                f"{plan.metrics[one.metric_id].name} of {strategies[one.strategy_id]}",
                {
                    "strategy": strategies[one.strategy_id], "owner": one.owner, "due": _day(one.due_on),
                    "baseline": _value(plan, one.metric_id, one.baseline, config),
                    "warn level": _value(plan, one.metric_id, one.warn, config),
                },
            )
            for one in kpis
        },
        "targets": {
            one.id: _Item(
                plan.metrics[one.metric_id].name, _level(plan, one.metric_id, single_target(one.targets, day), config)
            )
            for one in kpis
            if one.targets
        },
        "standards": _standards(plan, day, scopes, config),
    }  # fmt: skip


def _standards(plan: PlanRecords, day: date, scope: Callable[[Standard], str], config: Config) -> dict[int, _Item]:
    found = {}
    for one in plan.standards:
        level = target_on(one.levels, day)
        if level is not None:
            label = f"{plan.metrics[one.metric_id].name} of {scope(one)}"
            found[one.id] = _Item(label, _level(plan, one.metric_id, level, config))
    return found


def _level(plan: PlanRecords, metric_id: int, level: Target | None, config: Config) -> dict[str, str]:
    good = format_range(level.level if level else None, plan.metrics[metric_id], decimal_comma=config.decimal_comma)
    return {"level": good}


def _value(plan: PlanRecords, metric_id: int, value: float | None, config: Config) -> str:
    return "" if value is None else format_value(value, plan.metrics[metric_id], decimal_comma=config.decimal_comma)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
