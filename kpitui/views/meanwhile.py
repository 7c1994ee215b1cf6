"""What got worse in the time of a strategy beside its KPIs: the metrics of standards, those kept
for information, and its guards.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.file_rules import FileRules
from kpitui.domain.judgement.changes import Strength
from kpitui.domain.judgement.worsening import worse_now
from kpitui.domain.natural_limits import Middle, Side
from kpitui.domain.periods import AsOf, Period
from kpitui.domain.records.dated import in_its_time, is_over, live, target_on
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Metric, Place
from kpitui.domain.records.standard import Standard
from kpitui.domain.signals import Rule
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.views.decisions import DecisionLine, Decisions
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.limit_marks import UNMARKED, load_limit_marks
from kpitui.views.overview import StrategyLine
from kpitui.views.rollout import Rollout, load_rollouts


class Worse(Struct, frozen=True):
    """A change for the worse that reaches the last judged period of a metric of everyone, and the
    period that it began with.
    """

    metric: Metric
    since: Period
    side: Side
    strength: Strength
    rule: Rule
    centre: Middle
    guard: bool = False


class QuietGuard(Struct, frozen=True):
    """A guard that did not get worse: it did not change, it changed in another way or at another
    time, or its periods are too few to tell.
    """

    metric: Metric
    why: Literal["no change", "other change", "too few"]


class Meanwhile(Struct, frozen=True):
    """How many metrics were looked at, and what of them got worse, guards first; how the KPIs
    changed in the teams that had an activity of the strategy; and of one KPI what was decided last.
    """

    looked_at: int = 0
    worse: tuple[Worse, ...] = ()
    quiet: tuple[QuietGuard, ...] = ()
    rollouts: tuple[Rollout, ...] = ()
    decided: DecisionLine | None = None


NOTHING = Meanwhile()


def load_meanwhile(
    database: DatabaseFile, strategy: Strategy, as_of: AsOf, kpi: Kpi | None = None
) -> Meanwhile:
    """What got worse in the time of a strategy, beside all its KPIs or beside one of them."""
    with reading(database) as db:
        return WorseBeside(db, as_of, database.rules.on(as_of.day)).of(strategy, kpi)


def load_beside_each(
    database: DatabaseFile, kpis: Iterable[tuple[Kpi, Strategy]], as_of: AsOf
) -> dict[int, Meanwhile]:
    """What got worse beside each of some KPIs, by their ids."""
    with reading(database) as db:
        beside = WorseBeside(db, as_of, database.rules.on(as_of.day))
        return {kpi.id: beside.of(strategy, kpi) for kpi, strategy in kpis}


def load_beside_strategies(
    database: DatabaseFile, strategies: Iterable[StrategyLine], as_of: AsOf
) -> dict[tuple[int, int | None], Meanwhile]:
    """What got worse beside strategies and each of their live KPIs, by the ids of strategy and KPI;
    without a KPI that of the strategy.
    """
    found: dict[tuple[int, int | None], Meanwhile] = {}
    with reading(database) as db:
        beside = WorseBeside(db, as_of, database.rules.on(as_of.day))
        for strategy in strategies:
            found[strategy.strategy.id, None] = beside.of(strategy.strategy)
            for line in strategy.kpis:
                if not line.ended:
                    found[strategy.strategy.id, line.kpi.id] = beside.of(
                        strategy.strategy, line.kpi
                    )
    return found


class WorseBeside:
    """What got worse beside the KPIs of a plan on a day; each metric is judged once."""

    def __init__(
        self, db: Database, as_of: AsOf, rules: FileRules, plan: PlanRecords | None = None
    ) -> None:
        self._db = db
        self._as_of = as_of
        self._rules = rules
        self._plan = plan or load_plan(db, known_on=as_of.day if as_of.past else None)
        self._judged: dict[tuple[int, date], Judged] = {}
        self._watched_on: dict[date, list[Metric]] = {}
        self._rolled: dict[int, tuple[Rollout, ...]] = {}
        self._decisions: Decisions | None = None

    def of(self, strategy: Strategy, kpi: Kpi | None = None) -> Meanwhile:
        """What got worse beside a KPI of a strategy, or beside all of them."""
        if strategy.ends_on is not None and strategy.ends_on <= strategy.starts_on:
            return NOTHING
        as_of = in_its_time(strategy, self._as_of)
        own = (
            {kpi.metric_id for kpi in self._plan.kpis if kpi.strategy_id == strategy.id}
            if kpi is None
            else {kpi.metric_id}
        )
        guards = [one for one in map(self._plan.metrics.get, strategy.guard_ids) if one]
        watched = {metric.id: metric for metric in (*guards, *self._watched(as_of.day))}
        looked_at = [metric for metric in watched.values() if metric.id not in own]
        looked_at.sort(key=lambda metric: metric.id not in strategy.guard_ids)
        self._read(looked_at, as_of)
        found = [self._worse(metric, strategy, as_of) for metric in looked_at]
        loud = {one.metric.id for one in found if one}
        quiet = (
            self._quiet(metric, as_of)
            for metric in looked_at
            if metric.id in strategy.guard_ids and metric.id not in loud
        )
        return Meanwhile(
            len(looked_at), tuple(one for one in found if one), tuple(quiet),
            tuple(one for one in self._rollouts(strategy, as_of) if one.metric.id in own),
            self._decided(kpi) if kpi is not None else None,
        )  # fmt: skip

    def _decided(self, kpi: Kpi) -> DecisionLine | None:
        if self._decisions is None:
            self._decisions = Decisions(self._db, self._as_of, self._rules)
        return next(iter(self._decisions.of(kpi.id, newest=1)), None)

    def _rollouts(self, strategy: Strategy, as_of: AsOf) -> tuple[Rollout, ...]:
        if strategy.id not in self._rolled:
            kpis = {kpi.metric_id for kpi in self._plan.kpis if kpi.strategy_id == strategy.id}
            metrics = [metric for metric in self._plan.metrics.values() if metric.id in kpis]
            self._rolled[strategy.id] = load_rollouts(
                self._db, strategy.activities, metrics, as_of, self._rules
            )
        return self._rolled[strategy.id]

    def _watched(self, day: date) -> list[Metric]:
        """The metrics of standards and those kept for information, found once a day."""
        if day not in self._watched_on:
            held = {
                standard.metric_id
                for standard in self._plan.standards
                if target_on(standard.levels, day)
            }
            kpis = {kpi.metric_id for kpi in live(self._plan.kpis, day)}
            self._watched_on[day] = [
                metric
                for metric in self._plan.metrics.values()
                if not is_over(metric, day)
                and (metric.id in held or (metric.place is Place.CONTEXT and metric.id not in kpis))
            ]
        return self._watched_on[day]

    def _read(self, metrics: Iterable[Metric], as_of: AsOf) -> None:
        """Judge those that were not judged yet."""
        new = [metric for metric in metrics if (metric.id, as_of.day) not in self._judged]
        marks = load_limit_marks(self._db, [metric.id for metric in new], as_of.day) if new else {}
        for metric in new:
            of = marks.get(metric.id, UNMARKED)
            judged = judge(self._db, Look(metric), as_of, self._rules, of)
            self._judged[metric.id, as_of.day] = judged

    def _worse(self, metric: Metric, strategy: Strategy, as_of: AsOf) -> Worse | None:
        judged = self._judged[metric.id, as_of.day]
        of_everybody = next(
            (
                standard
                for standard in self._plan.standards
                if standard.metric_id == metric.id and not standard.rank
            ),
            None,
        )
        found = worse_of(metric, judged, of_everybody)
        if found is None or not began_within(found.since, strategy):
            return None
        return replace(found, guard=metric.id in strategy.guard_ids)

    def _quiet(self, metric: Metric, as_of: AsOf) -> QuietGuard:
        judged = self._judged[metric.id, as_of.day]
        now = judged.changes.now
        if judged.limits.current is None:
            return QuietGuard(metric, "too few")
        moved = now is not None and now.strength != "unusual"
        return QuietGuard(metric, "other change" if moved else "no change")


def worse_of(metric: Metric, judged: Judged, standard: Standard | None) -> Worse | None:
    """The change for the worse that reaches the last judged period, whenever it began; a band is
    held against the level of a standard.
    """
    now = judged.changes.now
    if now is None:
        return None
    level = target_on(standard.levels, judged.series[now.last].period.last) if standard else None
    if metric.aggregation is Aggregation.SUM and standard and standard.person_id is None:
        level = None  # that of one person, of which a total of several tells nothing
    if not worse_now(judged.limits, now, metric.direction, level.level if level else None):
        return None
    since, centre = judged.series[now.first].period, judged.limits.method.centre
    return Worse(metric, since, now.side, now.strength, now.rule, centre)


def of_a_group(standard: Standard) -> bool:
    """Whether a standard is for everyone or for a team, and not for a role or a person."""
    return standard.role_id is None and standard.person_id is None


def began_within(period: Period, strategy: Strategy) -> bool:
    """Whether a change that began with a period began in the life of a strategy: most days of the
    period lie in it.
    """
    days = (period.last - period.first).days + 1
    outside = (strategy.starts_on - period.first).days
    return 2 * outside < days
