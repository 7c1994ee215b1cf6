"""The whole plan as a document, ended records too, with names in place of ids."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.coaching_rhythm import RoleRhythm
from kpitui.domain.file_rules import DatedRule, rule_value
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import (
    ActivityPart,
    KpiPart,
    LevelPart,
    MembershipPart,
    MetricPart,
    MissionPart,
    PersonPart,
    PlanDocument,
    PriorityPart,
    RhythmPart,
    RolePart,
    RulesPart,
    StandardPart,
    StrategyPart,
    TargetPart,
    TeamPart,
    UnderPart,
)
from kpitui.domain.records.dated import Target, is_over, live
from kpitui.domain.records.document import part_of
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Direction
from kpitui.domain.records.person import Person
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.rhythms import load_rhythms
from kpitui.storage.rules import load_file_rules


def load_document(database: DatabaseFile, as_of: AsOf | None = None) -> PlanDocument:
    """The plan of a file, such that loading it into a new file makes an equal plan; or only what
    held on a day.
    """
    with reading(database) as db:
        if as_of is None:
            dated = _Dated(_rules_parts(load_file_rules(db)), load_rhythms(db))
            return _Writer(db, load_plan(db), load_people(db), dated).document()
        day, known_on = as_of.day, as_of.known_on
        plan = _as_it_stood(load_plan(db, known_on=known_on), day)
        held = {rule.key: rule for rule in load_file_rules(db) if rule.starts_on <= day}
        rhythms = {rhythm.role_id: rhythm for rhythm in load_rhythms(db) if rhythm.starts_on <= day}
        of_day = _Dated(_rules_parts(held.values()), [*rhythms.values()])
        here = live(load_people(db, known_on=known_on), day)
        return _Writer(db, plan, here, of_day, known_on).document()


class _Dated(Struct, frozen=True):
    """What the organisation agreed on, each from a day on."""

    rules: tuple[RulesPart, ...]
    rhythms: list[RoleRhythm]


def _rules_parts(rules: Iterable[DatedRule]) -> tuple[RulesPart, ...]:
    by_day: dict[date, dict[str, object]] = {}
    for rule in rules:
        by_day.setdefault(rule.starts_on, {})[rule.key] = rule_value(rule.key, rule.value)
    return tuple(
        RulesPart.model_validate({"starts_on": day, **said}) for day, said in sorted(by_day.items())
    )


def _as_it_stood(plan: PlanRecords, day: date) -> PlanRecords:
    return replace(
        plan,
        missions=live(plan.missions, day),
        priorities=live(plan.priorities, day),
        strategies=live(plan.strategies, day),
        kpis=[replace(kpi, targets=tuple(live(kpi.targets, day))) for kpi in live(plan.kpis, day)],
        standards=[
            replace(standard, levels=tuple(live(standard.levels, day)))
            for standard in plan.standards
        ],
        metrics={id_: one for id_, one in plan.metrics.items() if not is_over(one, day)},
    )


class _Writer:
    def __init__(
        self,
        db: Database,
        plan: PlanRecords,
        people: list[Person],
        dated: _Dated,
        known_on: date | None = None,
    ) -> None:
        self._plan, self._rules, self._rhythms = plan, dated.rules, dated.rhythms
        self._people = people
        self._teams = {team.id: team for team in load_teams(db, known_on=known_on)}
        self._roles = {role.id: role for role in load_roles(db, known_on=known_on)}

    def document(self) -> PlanDocument:
        """The plan with its past, as `plan load` takes it."""
        plan = self._plan
        return PlanDocument(
            rules=self._rules,
            mission=tuple(part_of(MissionPart, mission) for mission in plan.missions),
            metric=tuple(part_of(MetricPart, metric) for metric in plan.metrics.values()),
            team=tuple(map(self._team, self._teams.values())),
            role=tuple(map(self._role, self._roles.values())),
            person=tuple(self._person(place) for place in range(len(self._people))),
            priority=tuple(
                part_of(
                    PriorityPart,
                    priority,
                    strategy=tuple(
                        self._strategy(s) for s in plan.strategies if s.priority_id == priority.id
                    ),
                )
                for priority in plan.priorities
            ),
            standard=tuple(
                self._standard(standard) for standard in plan.standards if standard.levels
            ),
        )

    def _role(self, role: JobRole) -> RolePart:
        own = (rhythm for rhythm in self._rhythms if rhythm.role_id == role.id)
        rows = tuple(RhythmPart(days=rhythm.days, starts_on=rhythm.starts_on) for rhythm in own)
        return part_of(RolePart, role, rhythm=rows)

    def _team(self, team: Team) -> TeamPart:
        places = (
            UnderPart(
                team=self._teams[place.parent_id].name,
                starts_on=place.starts_on,
                ends_on=place.ends_on,
            )
            for place in self._plan.tree.places(team.id)
            if place.parent_id in self._teams
        )
        return part_of(TeamPart, team, under=tuple(places))

    def _person(self, place: int) -> PersonPart:
        person = self._people[place]
        return part_of(
            PersonPart,
            person,
            membership=tuple(
                MembershipPart(
                    team=self._teams[membership.team_id].name if membership.team_id else None,
                    role=self._roles[membership.role_id].name if membership.role_id else None,
                    hours=membership.hours,
                    starts_on=membership.starts_on,
                    ends_on=membership.ends_on,
                )
                for membership in person.memberships
            ),
        )

    def _strategy(self, strategy: Strategy) -> StrategyPart:
        learned = self._plan.verdicts.get(strategy.id)
        return part_of(
            StrategyPart,
            strategy,
            activities=tuple(activity.text for activity in strategy.activities),
            activity=tuple(self._activities(strategy)),
            guards=tuple(self._plan.metrics[id_].name for id_ in strategy.guard_ids),
            verdict=learned.words if learned else "",
            moved=learned.moved if learned else "",
            kpi=tuple(self._kpi(kpi) for kpi in self._plan.kpis if kpi.strategy_id == strategy.id),
        )

    def _activities(self, strategy: Strategy) -> Iterable[ActivityPart]:
        """Those of which more is known than the text; before them of the same text the others, so
        that each table is of its own.
        """
        known = {name_key(activity.text) for activity in strategy.activities if not activity.plain}
        for activity in strategy.activities:
            if name_key(activity.text) in known:
                teams = tuple(
                    self._teams[id_].name for id_ in activity.team_ids if id_ in self._teams
                )
                yield ActivityPart(
                    text=activity.text,
                    starts_on=activity.starts_on,
                    ends_on=activity.ends_on,
                    teams=teams,
                )

    def _kpi(self, kpi: Kpi) -> KpiPart:
        metric = self._plan.metrics[kpi.metric_id]
        targets = tuple(_targets(kpi, metric.direction))
        return part_of(KpiPart, kpi, metric=metric.name, target=targets)

    def _standard(self, standard: Standard) -> StandardPart:
        metric = self._plan.metrics[standard.metric_id]
        person = next(
            (person.name for person in self._people if person.id == standard.person_id), None
        )
        return StandardPart(
            metric=metric.name,
            team=self._teams[standard.team_id].name if standard.team_id else None,
            role=self._roles[standard.role_id].name if standard.role_id else None,
            person=person,
            level=tuple(_levels(standard.levels, metric.direction)),
        )


def _targets(kpi: Kpi, direction: Direction) -> Iterable[TargetPart]:
    """The rows of a target; of one alone that leads to the KPI's own day the day is left out."""
    for row in kpi.targets:
        due_on = row.due_on
        if len(kpi.targets) == 1 and kpi.due_on is not None:
            due_on = None if due_on == kpi.due_on else due_on or row.starts_on
        yield TargetPart(**_level(row, direction), due_on=due_on, from_level=row.from_level)


def _levels(targets: Iterable[Target], direction: Direction) -> Iterable[LevelPart]:
    for target in targets:
        yield LevelPart(**_level(target, direction))


def _level(target: Target, direction: Direction) -> dict[str, Any]:
    """One number where it says it all, else both ends; and when it holds."""
    low, high = target.level.low, target.level.high
    dates = {"starts_on": target.starts_on, "ends_on": target.ends_on}
    if direction is Direction.HIGHER and high is None:
        return {"level": low, **dates}
    if direction is Direction.LOWER and low is None:
        return {"level": high, **dates}
    return {"low": low, "high": high, **dates}
