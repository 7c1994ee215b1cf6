"""The whole plan at a glance: the tree of the Plan screen and the lines of `kpitui status`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from kpitui.domain.file_rules import FileRules, RuleBook
from kpitui.domain.periods import AsOf
from kpitui.domain.progress import Judgement, Status
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.dated import live, target_on
from kpitui.domain.records.goal import Priority, Strategy, Verdict
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Metric, Place
from kpitui.domain.records.mission import Mission
from kpitui.storage.accounts import has_accounts
from kpitui.storage.branches import why_not_shown
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.days import Days
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import last_dates
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.views.kpi_status import (
    OF_A_PART,
    KpiStatus,
    kpi_standing,
    not_judged,
)
from kpitui.views.limit_marks import UNMARKED, LimitMarks, load_limit_marks
from kpitui.views.series import (
    PeriodValue,
    why_without_value,
)
from kpitui.views.sheet_margins import GroupMargins
from kpitui.views.standard_lines import (
    StandardLine,
    days_of_last,
    load_standard_lines,
    series_by_cadence,
)

GoalT = TypeVar("GoalT", Strategy, Priority)

WORST_FIRST = (
    Status.OFF_TRACK, Status.AT_RISK, Status.STALE, Status.NO_DATA, Status.NOT_JUDGED,
    Status.ON_TRACK,
)  # fmt: skip


class KpiLine(Struct, frozen=True):
    """One KPI of the tree with everything its line shows."""

    kpi: Kpi
    metric: Metric
    strategy: Strategy
    priority: Priority
    standing: KpiStatus
    series: list[PeriodValue]
    marks: LimitMarks = UNMARKED
    ended: bool = False


class StrategyLine(Struct, frozen=True):
    """One strategy with its KPIs, worst first; of one that ended also the verdict."""

    strategy: Strategy
    kpis: list[KpiLine]
    ended: bool = False
    verdict: Verdict | None = None
    teams: Mapping[int, str] = field(default_factory=dict)
    """The names of the teams that its activities name."""


class PriorityLine(Struct, frozen=True):
    """One priority with its strategies."""

    priority: Priority
    strategies: list[StrategyLine]
    ended: bool = False

    @property
    def kpis(self) -> list[KpiLine]:
        """Every KPI below it."""
        return [line for strategy in self.strategies for line in strategy.kpis]


class Overview(Struct, frozen=True):
    """The plan as it stands on a day; `accounts` says whether it is set up who may do what, `of`
    by whose readings the KPIs are judged.
    """

    as_of: AsOf
    mission: Mission | None
    priorities: list[PriorityLine]
    standards: list[StandardLine]
    context: list[Metric]
    unsorted: list[Metric]
    accounts: bool
    of: SubjectFilter = EVERYBODY
    not_shown: str = ""
    """Why figures of the team are left out, by which the KPIs are judged."""

    @property
    def kpis(self) -> list[KpiLine]:
        """Every live KPI, in the order of the plan."""
        return [line for priority in self.priorities for line in priority.kpis if not line.ended]


def load_overview(
    database: DatabaseFile,
    as_of: AsOf,
    *,
    ended: bool = False,
    with_standards: bool = True,
    of: SubjectFilter = EVERYBODY,
) -> Overview:
    """The plan with the standing of every KPI and standard that lives on the day; with `ended`,
    what ended by then too.

    A day of the past shows every record in the words it had then. Without standards only the KPIs
    are judged, by the readings of everyone or of one team.
    """
    with reading(database) as db:
        return _overview(db, as_of, database.rules, ended, with_standards, of)


def _overview(
    db: Database, as_of: AsOf, book: RuleBook, ended: bool, with_standards: bool, of: SubjectFilter
) -> Overview:
    plan = load_plan(db, known_on=as_of.known_on)
    rules = book.on(as_of.day)
    lines = live_kpi_lines(db, plan, as_of, rules, of)
    standards = [standard for standard in plan.standards if target_on(standard.levels, as_of.day)]
    tied = {line.metric.id for line in lines} | {standard.metric_id for standard in standards}
    if ended:
        lines += [_ended_kpi(db, kpi, plan, as_of, book) for kpi in plan.kpis if _ended(kpi, as_of)]
    free = [
        metric
        for metric in plan.metrics.values()
        if metric.id not in tied and metric.ends_on is None
    ]
    return Overview(
        as_of=as_of,
        mission=next(iter(live(plan.missions, as_of.day)), None),
        priorities=_priority_lines(plan, as_of, lines, ended),
        standards=load_standard_lines(db, plan, standards, as_of, rules) if with_standards else [],
        context=[metric for metric in free if metric.place is Place.CONTEXT],
        unsorted=[metric for metric in free if metric.place is Place.UNSORTED],
        accounts=has_accounts(db),
        of=of,
        not_shown=why_not_shown(db, of, as_of.day, as_of.day),
    )


def live_kpi_lines(
    db: Database, plan: PlanRecords, as_of: AsOf, rules: FileRules, of: SubjectFilter = EVERYBODY
) -> list[KpiLine]:
    """Every KPI that lives on the day with its standing, in the order of the plan; by the readings
    of everyone, or of one team.
    """
    kpis = live(plan.kpis, as_of.day)
    days = days_of_last(db, [plan.metrics[kpi.metric_id] for kpi in kpis], as_of, rules, of)
    if of == EVERYBODY:
        latest = last_dates(db, {kpi.metric_id for kpi in kpis}, as_of.day)
    else:
        latest = {metric_id: found[-1][0] for metric_id, found in days.items() if found}
    marks = load_limit_marks(db, [kpi.metric_id for kpi in kpis], as_of.day, as_of.known_on)
    margins = GroupMargins(db, [kpi.metric_id for kpi in kpis], as_of)
    left_out = why_not_shown(db, of, as_of.day, as_of.day)
    few = partial(why_without_value, db, subject=of, as_of=as_of, calendar=rules.calendar)
    found = []
    for kpi in kpis:
        one = kpi_line(kpi, plan, days, latest.get(kpi.metric_id), as_of, rules, of)
        judged = margins.sampled(one.metric.id, one.standing.judged, of)
        standing = replace(one.standing, judged=judged)
        if judged is None and (why := left_out or few(metric=one.metric)):
            standing = replace(standing, judgement=Judgement(Status.NO_DATA, why))
        found.append(replace(one, marks=marks.get(one.metric.id, UNMARKED), standing=standing))
    return found


def kpi_line(
    kpi: Kpi,
    plan: PlanRecords,
    days: Days,
    last_reading_on: date | None,
    as_of: AsOf,
    rules: FileRules,
    of: SubjectFilter = EVERYBODY,
) -> KpiLine:
    """A KPI as it stands by the days of its metric; a total `of` one team is not judged by what is
    wanted of all.
    """
    metric = plan.metrics[kpi.metric_id]
    series = series_by_cadence(metric, days, as_of, rules)
    standing = kpi_standing(kpi, metric, series, last_reading_on, as_of, rules.calendar)
    if metric.aggregation is Aggregation.SUM and of != EVERYBODY:
        standing = not_judged(standing, OF_A_PART)
    return KpiLine(kpi, metric, *_above(kpi, plan), standing, series)


def _ended_kpi(db: Database, kpi: Kpi, plan: PlanRecords, as_of: AsOf, book: RuleBook) -> KpiLine:
    """A KPI as it stood on its last day."""
    assert kpi.ends_on is not None
    metric = plan.metrics[kpi.metric_id]
    at_its_end = AsOf(kpi.ends_on - timedelta(days=1), as_of.today)
    rules = book.on(at_its_end.day)
    days = days_of_last(db, [metric], at_its_end, rules, EVERYBODY)
    last = days[metric.id][-1][0] if days.get(metric.id) else None
    return replace(kpi_line(kpi, plan, days, last, at_its_end, rules), ended=True)


def _above(kpi: Kpi, plan: PlanRecords) -> tuple[Strategy, Priority]:
    strategy = next(strategy for strategy in plan.strategies if strategy.id == kpi.strategy_id)
    return strategy, next(
        priority for priority in plan.priorities if priority.id == strategy.priority_id
    )


def _ended(record: Kpi | Strategy | Priority, as_of: AsOf) -> bool:
    return (
        record.ends_on is not None and record.starts_on <= as_of.day and record.ends_on <= as_of.day
    )


def _priority_lines(
    plan: PlanRecords, as_of: AsOf, kpis: Sequence[KpiLine], ended: bool
) -> list[PriorityLine]:
    """The priorities that live, those that ended below them."""
    below: dict[int, list[StrategyLine]] = {}
    for strategy in _shown(plan.strategies, as_of, ended):
        own = [line for line in kpis if line.strategy.id == strategy.id]
        own.sort(key=lambda line: (line.ended, WORST_FIRST.index(line.standing.judgement.status)))
        over = _ended(strategy, as_of)
        verdict = plan.verdicts.get(strategy.id) if over else None
        line = StrategyLine(strategy, own, over, verdict, plan.teams)
        below.setdefault(strategy.priority_id, []).append(line)
    return [
        PriorityLine(priority, below.get(priority.id, []), _ended(priority, as_of))
        for priority in _shown(plan.priorities, as_of, ended)
    ]


def _shown(records: Sequence[GoalT], as_of: AsOf, ended: bool) -> list[GoalT]:
    over = [record for record in records if _ended(record, as_of)] if ended else []
    return live(records, as_of.day) + over
