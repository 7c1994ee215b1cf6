"""The whole plan as a document, ended records too, with names in place of ids."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from kpitui.domain.metrics import Direction
from kpitui.domain.people import Person
from kpitui.domain.periods import AsOf
from kpitui.domain.plan import Kpi, Standard, Strategy, Target, live
from kpitui.domain.plan_document import (
    KpiPart,
    LevelPart,
    MembershipPart,
    MissionPart,
    PersonPart,
    PlanDocument,
    PriorityPart,
    RolePart,
    StandardPart,
    StrategyPart,
    TeamPart,
    metric_part,
)
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import PlanRecords, load_plan


def load_document(database: DatabaseFile, as_of: AsOf | None = None) -> PlanDocument:
    """The plan of a file, such that loading it into a new file makes an equal plan; or only what held on a day."""
    with reading(database) as db:
        if as_of is None:
            return _Writer(db, load_plan(db), load_people(db)).document()
        day = as_of.day
        plan = load_plan(db, known_on=day if day < as_of.today else None)
        return _Writer(db, _as_it_stood(plan, day), live(load_people(db), day)).document()


def _as_it_stood(plan: PlanRecords, day: date) -> PlanRecords:
    return replace(
        plan,
        missions=live(plan.missions, day),
        priorities=live(plan.priorities, day),
        strategies=live(plan.strategies, day),
        kpis=[replace(one, targets=tuple(live(one.targets, day))) for one in live(plan.kpis, day)],
        standards=[replace(one, levels=tuple(live(one.levels, day))) for one in plan.standards],
        metrics={id_: one for id_, one in plan.metrics.items() if one.ends_on is None or day < one.ends_on},
    )


class _Writer:
    def __init__(self, db: Database, plan: PlanRecords, people: list[Person]) -> None:
        self._plan = plan
        self._people = people
        self._teams = {team.id: team for team in load_teams(db)}
        self._roles = {role.id: role for role in load_roles(db)}

    def document(self) -> PlanDocument:
        plan = self._plan
        return PlanDocument(
            mission=tuple(
                MissionPart(statement=one.statement, reason=one.reason, starts_on=one.starts_on, ends_on=one.ends_on)
                for one in plan.missions
            ),
            metric=tuple(map(metric_part, plan.metrics.values())),
            team=tuple(
                TeamPart(name=one.name, starts_on=one.starts_on, ends_on=one.ends_on) for one in self._teams.values()
            ),
            role=tuple(RolePart(name=one.name) for one in self._roles.values()),
            person=tuple(self._person(place) for place in range(len(self._people))),
            priority=tuple(
                PriorityPart(
                    title=one.title,
                    description=one.description,
                    owner=one.owner,
                    planned_until=one.planned_until,
                    starts_on=one.starts_on,
                    ends_on=one.ends_on,
                    strategy=tuple(self._strategy(s) for s in plan.strategies if s.priority_id == one.id),
                )
                for one in plan.priorities
            ),
            standard=tuple(self._standard(one) for one in plan.standards if one.levels),
        )

    def _person(self, place: int) -> PersonPart:
        person = self._people[place]
        return PersonPart(
            name=person.name,
            code=person.code,
            starts_on=person.starts_on,
            ends_on=person.ends_on,
            membership=tuple(
                MembershipPart(
                    team=self._teams[one.team_id].name if one.team_id else None,
                    role=self._roles[one.role_id].name if one.role_id else None,
                    starts_on=one.starts_on,
                    ends_on=one.ends_on,
                )
                for one in person.memberships
            ),
        )

    def _strategy(self, strategy: Strategy) -> StrategyPart:
        return StrategyPart(
            title=strategy.title,
            description=strategy.description,
            owner=strategy.owner,
            planned_until=strategy.planned_until,
            activities=strategy.activities,
            starts_on=strategy.starts_on,
            ends_on=strategy.ends_on,
            kpi=tuple(self._kpi(one) for one in self._plan.kpis if one.strategy_id == strategy.id),
        )

    def _kpi(self, kpi: Kpi) -> KpiPart:
        metric = self._plan.metrics[kpi.metric_id]
        return KpiPart(
            metric=metric.name,
            baseline=kpi.baseline,
            due_on=kpi.due_on,
            warn=kpi.warn,
            owner=kpi.owner,
            starts_on=kpi.starts_on,
            ends_on=kpi.ends_on,
            target=tuple(_levels(kpi.targets, metric.direction)),
        )

    def _standard(self, standard: Standard) -> StandardPart:
        metric = self._plan.metrics[standard.metric_id]
        person = next((one.name for one in self._people if one.id == standard.person_id), None)
        return StandardPart(
            metric=metric.name,
            team=self._teams[standard.team_id].name if standard.team_id else None,
            role=self._roles[standard.role_id].name if standard.role_id else None,
            person=person,
            level=tuple(_levels(standard.levels, metric.direction)),
        )


def _levels(targets: Iterable[Target], direction: Direction) -> Iterable[LevelPart]:
    """One number where it says it all, else both ends."""
    for one in targets:
        low, high = one.level.low, one.level.high
        dates = {"starts_on": one.starts_on, "ends_on": one.ends_on}
        if direction is Direction.HIGHER and high is None:
            yield LevelPart(level=low, **dates)
        elif direction is Direction.LOWER and low is None:
            yield LevelPart(level=high, **dates)
        else:
            yield LevelPart(low=low, high=high, **dates)
