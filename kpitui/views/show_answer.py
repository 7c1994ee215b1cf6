"""The answer of `show --json`: the lines of the plan, and what stood beside a strategy."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypedDict

from msgspec import Struct

from kpitui.domain.numbers import rounded
from kpitui.domain.records.activity import Activity
from kpitui.domain.records.dated import Dated
from kpitui.domain.records.metric import Metric
from kpitui.views.meanwhile import Meanwhile
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StrategyLine
from kpitui.views.rollout import Rollout, RolloutSide, TeamChange
from kpitui.views.standard_lines import StandardLine
from kpitui.views.status import WorseAnswer, worse_answers

Source = KpiLine | StandardLine | PriorityLine | StrategyLine | Metric


class SideAnswer(Struct, frozen=True, kw_only=True):
    """The periods on one side of a start: their value together, and how many have one."""

    value: float | None
    periods: int


class RolloutTeamAnswer(Struct, frozen=True, kw_only=True):
    """A team that `had` the activity, or has not had it yet: the metric before and after."""

    team: str
    had: bool
    before: SideAnswer
    after: SideAnswer


class RolloutAnswer(Struct, frozen=True, kw_only=True):
    """A KPI in each team around the day on which an activity began; `by` says which periods."""

    activity: str
    since: date
    metric: str
    unit: str
    by: str
    teams: list[RolloutTeamAnswer]


class ActivityAnswer(Struct, frozen=True, kw_only=True):
    """An activity of a strategy with its days and its teams, none where it is for everyone."""

    text: str
    starts_on: date | None
    ends_on: date | None
    teams: list[str]


class PlanLineAnswer(Struct, frozen=True, kw_only=True):
    """A line of the plan: a mission, priority, strategy, kpi, standard or metric. `within` is what
    it serves, of a standard who it is for.

    What stood beside a strategy is there where it was asked for by name: `guards` got worse in its
    time, of so many `looked_at`; `rollouts` are its KPIs in the teams that had an activity, and
    those not yet.
    """

    kind: str
    id: int
    name: str
    code: str | None = None
    within: str | None = None
    status: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    activities: list[ActivityAnswer] | None = None
    looked_at: int | None = None
    guards: list[WorseAnswer] | None = None
    rollouts: list[RolloutAnswer] | None = None


def tree_answer(overview: Overview) -> list[PlanLineAnswer]:
    """Every line of the plan for programs, from the mission down."""
    found = [line_answer(source) for source in _sources(overview)]
    if (mission := overview.mission) is not None:
        days = _days(mission)
        found.insert(
            0, PlanLineAnswer(kind="mission", id=mission.id, name=mission.statement, **days)
        )
    return found


def _sources(overview: Overview) -> Iterator[Source]:
    for priority in overview.priorities:
        yield priority
        for strategy in priority.strategies:
            yield strategy
            yield from strategy.kpis
    yield from overview.standards
    yield from (*overview.context, *overview.unsorted)


def line_answer(source: Source, beside: Meanwhile | None = None) -> PlanLineAnswer:
    """One line for programs, with what stood `beside` it where it is a strategy."""
    match source:
        case KpiLine():
            standing, kpi = source.standing.judgement.status.value, source.kpi
            return PlanLineAnswer(
                kind="kpi", id=kpi.id, name=source.metric.name, code=source.metric.code,
                within=source.strategy.title, status=standing, **_days(kpi),
            )  # fmt: skip
        case StandardLine():
            return PlanLineAnswer(
                kind="standard", id=source.standard.id, name=source.metric.name,
                code=source.metric.code, within=source.scope, status=source.status,
            )  # fmt: skip
        case Metric():
            return PlanLineAnswer(
                kind="metric", id=source.id, name=source.name, code=source.code,
                status=source.place.value, ends_on=source.ends_on,
            )  # fmt: skip
        case PriorityLine():
            priority = source.priority
            return PlanLineAnswer(
                kind="priority", id=priority.id, name=priority.title, **_days(priority)
            )
    return _strategy(source, beside)


class _Days(TypedDict):
    starts_on: date
    ends_on: date | None


def _days(one: Dated) -> _Days:
    return _Days(starts_on=one.starts_on, ends_on=one.ends_on)


def _strategy(line: StrategyLine, beside: Meanwhile | None) -> PlanLineAnswer:
    strategy = line.strategy
    return PlanLineAnswer(
        kind="strategy", id=strategy.id, name=strategy.title, **_days(strategy),
        activities=[_activity(activity, line.teams) for activity in strategy.activities],
        looked_at=beside.looked_at if beside else None,
        guards=worse_answers(beside) if beside else None,
        rollouts=[_rollout(rollout) for rollout in beside.rollouts] if beside else None,
    )  # fmt: skip


def _activity(one: Activity, names: Mapping[int, str]) -> ActivityAnswer:
    teams = [names[team_id] for team_id in one.team_ids if team_id in names]
    return ActivityAnswer(text=one.text, starts_on=one.starts_on, ends_on=one.ends_on, teams=teams)


def _rollout(one: Rollout) -> RolloutAnswer:
    return RolloutAnswer(
        activity=one.activity, since=one.since, metric=one.metric.code, unit=one.metric.unit,
        by=one.by.value, teams=[_team(team) for team in one.teams],
    )  # fmt: skip


def _team(one: TeamChange) -> RolloutTeamAnswer:
    return RolloutTeamAnswer(
        team=one.team, had=one.had, before=_side(one.before), after=_side(one.after)
    )


def _side(one: RolloutSide) -> SideAnswer:
    return SideAnswer(value=rounded(one.value), periods=one.n)
