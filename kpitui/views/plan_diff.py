"""What changed in the plan between two days: added, changed and ended, section by section."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.coaching_rhythm import AS_EVERYONE, every
from kpitui.domain.periods import AsOf
from kpitui.domain.progress import single_target
from kpitui.domain.records.activity import activity_said
from kpitui.domain.records.dated import Target, live, target_on
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import TeamTree
from kpitui.domain.value_parsing import format_range, format_value
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.views.rhythms import load_rhythm_lines
from kpitui.views.why import scope_words

QUIET = ("teams", "rhythms")
"""Sections that say nothing where nothing changed."""
SECTIONS = ("mission", "priorities", "strategies", "KPIs", "targets", "standards", *QUIET)


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


def load_plan_diff(
    database: DatabaseFile, first: date, second: date, today: date, config: Config
) -> list[SectionDiff]:
    """The sections of the plan of the second day against that of the first."""
    with reading(database) as db:
        was, now = (_items(db, day, today, config) for day in (first, second))
    for items, day in ((was, first), (now, second)):
        items["rhythms"] = _rhythms(database, day)
    return [_section(name, was[name], now[name]) for name in SECTIONS]


def in_lines(sections: list[SectionDiff]) -> list[str]:
    """The difference in words, a line each; one without any says none, unless quiet."""
    lines = []
    for section in sections:
        told = [
            (word, entry)
            for word in ("added", "changed", "ended")
            for entry in getattr(section, word)
        ]
        lines += [f"{section.section} {word}: {entry}" for word, entry in told]
        if not told and section.section not in QUIET:
            lines.append(f"{section.section} changed: none")
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
    known_on = AsOf(day, today).known_on
    plan = load_plan(db, known_on=known_on)
    mission = next(iter(live(plan.missions, day)), None)
    statement = mission.statement if mission else ""
    return {
        "mission": {0: _Item(statement, {"statement": statement})} if mission else {},
        "priorities": _priorities(plan, day),
        "strategies": _strategies(plan, day),
        "KPIs": _kpis(plan, day, config),
        "targets": {
            kpi.id: _Item(
                plan.metrics[kpi.metric_id].name,
                _level(plan, kpi.metric_id, single_target(kpi.targets, day), config),
            )
            for kpi in live(plan.kpis, day)
            if kpi.targets
        },
        "standards": _standards(plan, day, scope_words(db, known_on), config),
        "teams": _teams(live(load_teams(db, known_on=known_on), day), plan.tree, day),
    }


def _rhythms(database: DatabaseFile, day: date) -> dict[int, _Item]:
    """How often who is coached, those by a rule of the file too."""
    return {
        -place if one.role is None else one.role.id: _Item(
            one.whose, {"coached": every(one.days) if one.own else AS_EVERYONE}
        )
        for place, one in enumerate(load_rhythm_lines(database, day))
    }


def _teams(teams: Sequence[Team], tree: TeamTree, day: date) -> dict[int, _Item]:
    names = {team.id: team.name for team in teams}
    return {
        team.id: _Item(
            team.name, {"name": team.name, "under": names.get(tree.parent(team.id, day) or 0, "")}
        )
        for team in teams
    }


def _priorities(plan: PlanRecords, day: date) -> dict[int, _Item]:
    return {
        priority.id: _Item(
            priority.title,
            {
                "title": priority.title,
                "owner": priority.owner,
                "until": _day(priority.planned_until),
            },
        )
        for priority in live(plan.priorities, day)
    }


def _strategies(plan: PlanRecords, day: date) -> dict[int, _Item]:
    priorities = {priority.id: priority.title for priority in plan.priorities}
    return {
        strategy.id: _Item(
            strategy.title,
            {
                "title": strategy.title,
                "owner": strategy.owner,
                "until": _day(strategy.planned_until),
                "priority": priorities[strategy.priority_id],
                "activities": "; ".join(
                    activity_said(activity, plan.teams) for activity in strategy.activities
                ),
                "guards": ", ".join(plan.metrics[id_].name for id_ in strategy.guard_ids),
            },
        )
        for strategy in live(plan.strategies, day)
    }


def _kpis(plan: PlanRecords, day: date, config: Config) -> dict[int, _Item]:
    strategies = {strategy.id: strategy.title for strategy in plan.strategies}
    return {
        kpi.id: _Item(
            f"{plan.metrics[kpi.metric_id].name} of {strategies[kpi.strategy_id]}",
            {
                "strategy": strategies[kpi.strategy_id],
                "owner": kpi.owner,
                "due": _day(kpi.due_on),
                "baseline": _value(plan, kpi.metric_id, kpi.baseline, config),
                "at-risk margin": _value(plan, kpi.metric_id, kpi.warn, config),
            },
        )
        for kpi in live(plan.kpis, day)
    }


def _standards(
    plan: PlanRecords, day: date, scope: Callable[[Standard], str], config: Config
) -> dict[int, _Item]:
    found = {}
    for standard in plan.standards:
        level = target_on(standard.levels, day)
        if level is not None:
            label = f"{plan.metrics[standard.metric_id].name} of {scope(standard)}"
            found[standard.id] = _Item(label, _level(plan, standard.metric_id, level, config))
    return found


def _level(
    plan: PlanRecords, metric_id: int, level: Target | None, config: Config
) -> dict[str, str]:
    good = format_range(
        level.level if level else None, plan.metrics[metric_id], decimal_comma=config.decimal_comma
    )
    return {"level": good}


def _value(plan: PlanRecords, metric_id: int, value: float | None, config: Config) -> str:
    return (
        ""
        if value is None
        else format_value(value, plan.metrics[metric_id], decimal_comma=config.decimal_comma)
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
