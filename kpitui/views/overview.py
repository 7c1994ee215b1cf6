"""The whole plan at a glance: the tree of the Plan screen and the lines of `kpitui status`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.metrics import Metric, Place
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan import Kpi, Mission, Priority, Standard, Strategy, Target, Verdict, live, target_on
from kpitui.domain.progress import Status
from kpitui.storage.accounts import live_accounts
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import people_with_role
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import EVERYBODY, Days, Subject, last_dates
from kpitui.views.limit_marks import UNMARKED, LimitMarks, load_limit_marks
from kpitui.views.series import PeriodValue, judged_period, load_days_of_last, series_of
from kpitui.views.standing import Standing, kpi_standing, standard_status
from kpitui.views.why import scope_words

PERIODS_READ = 26
"""Periods read for a line of the plan: enough for limits with a verdict, and for the sparkline."""

GoalT = TypeVar("GoalT", Strategy, Priority)

WORST_FIRST = (Status.OFF_TRACK, Status.AT_RISK, Status.STALE, Status.NO_DATA, Status.ON_TRACK)


class KpiLine(Struct, frozen=True):
    """One KPI of the tree with everything its line shows."""

    kpi: Kpi
    metric: Metric
    strategy: Strategy
    priority: Priority
    standing: Standing
    series: list[PeriodValue]
    marks: LimitMarks = UNMARKED
    ended: bool = False


class StrategyLine(Struct, frozen=True):
    """One strategy with its KPIs, worst first; of one that ended also the verdict."""

    strategy: Strategy
    kpis: list[KpiLine]
    ended: bool = False
    verdict: Verdict | None = None


class PriorityLine(Struct, frozen=True):
    """One priority with its strategies."""

    priority: Priority
    strategies: list[StrategyLine]
    ended: bool = False

    @property
    def kpis(self) -> list[KpiLine]:
        """Every KPI below it."""
        return [line for strategy in self.strategies for line in strategy.kpis]


class StandardLine(Struct, frozen=True):
    """One standard with the level of the day and how the people it is for stand to it together."""

    standard: Standard
    metric: Metric
    scope: str
    subject: Subject | None
    level: Target | None
    value: PeriodValue | None
    status: str
    series: list[PeriodValue]


class Overview(Struct, frozen=True):
    """The plan as it stands on a day; `accounts` says whether it is set up who may do what."""

    as_of: AsOf
    mission: Mission | None
    priorities: list[PriorityLine]
    standards: list[StandardLine]
    context: list[Metric]
    unsorted: list[Metric]
    accounts: bool

    @property
    def kpis(self) -> list[KpiLine]:
        """Every live KPI, in the order of the plan."""
        return [line for priority in self.priorities for line in priority.kpis if not line.ended]


def tally(lines: Sequence[KpiLine]) -> str:
    """What a parent in the tree says of its live KPIs: never an average, but how many are on track."""
    lines = [line for line in lines if not line.ended]
    if not lines:
        return "no KPI"
    counts = Counter(line.standing.judgement.status for line in lines)
    return f"{counts[Status.ON_TRACK]} of {len(lines)} on track"


def load_overview(
    database: DatabaseFile, as_of: AsOf, config: Config, *, ended: bool = False, with_standards: bool = True
) -> Overview:
    """The plan with the standing of every KPI and standard that lives on the day; with `ended`, what ended by then too.

    A day of the past shows every record in the words it had then. Without standards only the KPIs are judged.
    """
    with reading(database) as db:
        return _overview(db, as_of, config, ended, with_standards)


def _overview(db: Database, as_of: AsOf, config: Config, ended: bool, with_standards: bool) -> Overview:
    plan = load_plan(db, known_on=as_of.day if as_of.day < as_of.today else None)
    lines = live_kpi_lines(db, plan, as_of, config)
    standards = [one for one in plan.standards if target_on(one.levels, as_of.day)]
    tied = {one.metric.id for one in lines} | {one.metric_id for one in standards}
    if ended:
        lines += [_ended_kpi(db, kpi, plan, as_of, config) for kpi in plan.kpis if _ended(kpi, as_of)]
    free = [one for one in plan.metrics.values() if one.id not in tied and one.ends_on is None]
    return Overview(
        as_of=as_of,
        mission=next(iter(live(plan.missions, as_of.day)), None),
        priorities=_priority_lines(plan, as_of, lines, ended),
        standards=_standard_lines(db, plan, standards, as_of, config) if with_standards else [],
        context=[one for one in free if one.place is Place.CONTEXT],
        unsorted=[one for one in free if one.place is Place.UNSORTED],
        accounts=bool(live_accounts(db)),
    )


def live_kpi_lines(db: Database, plan: PlanRecords, as_of: AsOf, config: Config) -> list[KpiLine]:
    """Every KPI that lives on the day with its standing, in the order of the plan."""
    kpis = live(plan.kpis, as_of.day)
    latest = last_dates(db, {one.metric_id for one in kpis}, as_of.day)
    days = _days_of(db, [plan.metrics[one.metric_id] for one in kpis], as_of, config, EVERYBODY)
    marks = load_limit_marks(db, [kpi.metric_id for kpi in kpis], as_of.day)
    return [
        replace(
            _kpi_line(kpi, plan, days, latest.get(kpi.metric_id), as_of, config),
            marks=marks.get(kpi.metric_id, UNMARKED),
        )
        for kpi in kpis
    ]


def _days_of(db: Database, metrics: Sequence[Metric], as_of: AsOf, config: Config, subject: Subject) -> Days:
    return load_days_of_last(db, metrics, as_of, PERIODS_READ, subject, config.calendar)


def _series(metric: Metric, days: Days, as_of: AsOf, config: Config) -> list[PeriodValue]:
    found = days.get(metric.id, [])
    return series_of(metric, found, PeriodKind.of(metric.cadence), as_of, calendar=config.calendar)


def _kpi_line(
    kpi: Kpi, plan: PlanRecords, days: Days, last_reading_on: date | None, as_of: AsOf, config: Config
) -> KpiLine:
    metric = plan.metrics[kpi.metric_id]
    series = _series(metric, days, as_of, config)
    standing = kpi_standing(kpi, metric, series, last_reading_on, as_of)
    return KpiLine(kpi, metric, *_above(kpi, plan), standing, series)


def _ended_kpi(db: Database, kpi: Kpi, plan: PlanRecords, as_of: AsOf, config: Config) -> KpiLine:
    """A KPI as it stood on its last day."""
    assert kpi.ends_on is not None
    metric = plan.metrics[kpi.metric_id]
    at_its_end = AsOf(kpi.ends_on - timedelta(days=1), as_of.today)
    days = _days_of(db, [metric], at_its_end, config, EVERYBODY)
    last = days[metric.id][-1][0] if days.get(metric.id) else None
    return replace(_kpi_line(kpi, plan, days, last, at_its_end, config), ended=True)


def _above(kpi: Kpi, plan: PlanRecords) -> tuple[Strategy, Priority]:
    strategy = next(one for one in plan.strategies if one.id == kpi.strategy_id)
    return strategy, next(one for one in plan.priorities if one.id == strategy.priority_id)


def _ended(record: Kpi | Strategy | Priority, as_of: AsOf) -> bool:
    return record.ends_on is not None and record.starts_on <= as_of.day and record.ends_on <= as_of.day


def _priority_lines(plan: PlanRecords, as_of: AsOf, kpis: Sequence[KpiLine], ended: bool) -> list[PriorityLine]:
    """The priorities that live, those that ended below them."""
    below: dict[int, list[StrategyLine]] = {}
    for strategy in _shown(plan.strategies, as_of, ended):
        own = [line for line in kpis if line.strategy.id == strategy.id]
        own.sort(key=lambda line: (line.ended, WORST_FIRST.index(line.standing.judgement.status)))
        over = _ended(strategy, as_of)
        line = StrategyLine(strategy, own, over, plan.verdicts.get(strategy.id) if over else None)
        below.setdefault(strategy.priority_id, []).append(line)
    return [
        PriorityLine(one, below.get(one.id, []), _ended(one, as_of)) for one in _shown(plan.priorities, as_of, ended)
    ]


def _shown(records: Sequence[GoalT], as_of: AsOf, ended: bool) -> list[GoalT]:
    over = [one for one in records if _ended(one, as_of)] if ended else []
    return live(records, as_of.day) + over


def _standard_lines(
    db: Database, plan: PlanRecords, standards: Sequence[Standard], as_of: AsOf, config: Config
) -> list[StandardLine]:
    by_scope: dict[tuple[int | None, ...], list[Standard]] = {}
    for standard in standards:
        by_scope.setdefault((standard.team_id, standard.role_id, standard.person_id), []).append(standard)
    lines, words = [], scope_words(db)
    for group in by_scope.values():
        scope, subject = words(group[0]), _subject(db, group[0], as_of)
        metrics = [plan.metrics[one.metric_id] for one in group]
        days = {} if subject is None else _days_of(db, metrics, as_of, config, subject)
        for standard, metric in zip(group, metrics, strict=True):
            series = _series(metric, days, as_of, config)
            last = days[metric.id][-1][0] if days.get(metric.id) else None
            lines.append(_standard_line(standard, metric, (scope, subject), series, last, as_of))
    return sorted(lines, key=lambda line: (line.metric.name.casefold(), line.standard.rank, line.scope))


def _standard_line(
    standard: Standard,
    metric: Metric,
    whose: tuple[str, Subject | None],
    series: list[PeriodValue],
    last: date | None,
    as_of: AsOf,
) -> StandardLine:
    judged = judged_period(series)
    level = target_on(standard.levels, judged.period.last if judged else as_of.day)
    status = standard_status(judged.value if judged else None, level.level if level else None, last, metric, as_of)
    shown = level or target_on(standard.levels, as_of.day)
    return StandardLine(standard, metric, *whose, shown, judged, status, series)


def _subject(db: Database, standard: Standard, as_of: AsOf) -> Subject | None:
    """Whose readings tell of a standard; None where nobody has the role."""
    if standard.team_id is not None:
        return Subject(team_id=standard.team_id)
    if standard.person_id is not None:
        return Subject(person_ids=(standard.person_id,))
    if standard.role_id is None:
        return EVERYBODY
    people = people_with_role(db, standard.role_id, as_of.day)
    return Subject(person_ids=people) if people else None
