"""What coaching did over all sessions: how often more than with those not coached, and by how much
in the middle.
"""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from msgspec import Struct
from msgspec.structs import asdict, replace

from kpitui.domain.binomial import sign_test
from kpitui.domain.coaching_effect import CoachingEffect
from kpitui.domain.effect_course import Course, pooled_course
from kpitui.domain.numbers import rounded
from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.session import CoachingSession, SessionKind
from kpitui.domain.text import name_order
from kpitui.storage.coaching import load_sessions
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.within import of_some_teams, whole_of
from kpitui.views.effect import EffectLook

FEWEST_SESSIONS = 8
"""Fewer sessions are too few to say."""


MEDIANS = ("coached", "not_coached", "difference")


class PoolFilter(Struct, frozen=True):
    """Which sessions are looked at: of a kind, about a metric, about the KPIs of a strategy."""

    kind: SessionKind | None = None
    metric_id: int | None = None
    strategy_id: int | None = None

    def narrowed(self, by: "PoolFilter") -> "PoolFilter":
        """Both together."""
        return PoolFilter(
            by.kind or self.kind,
            self.metric_id if by.metric_id is None else by.metric_id,
            self.strategy_id if by.strategy_id is None else by.strategy_id,
        )


EVERY_SESSION = PoolFilter()


class Pool(Struct, frozen=True, kw_only=True):
    """Some sessions together, those that `only` leaves. Each metric of a session is a result;
    `better` counts those that gained more than those not coached, `worse` those that gained less;
    `coached`, `not_coached` and `difference` (of each result and those it is compared with) are
    medians, in sigma, above 0 for the better, None where there are too few sessions.
    """

    name: str
    only: PoolFilter
    sessions: int
    results: int
    better: int
    worse: int
    coached: float | None = None
    not_coached: float | None = None
    difference: float | None = None

    @property
    def enough(self) -> bool:
        """Whether anything can be said."""
        return self.sessions >= FEWEST_SESSIONS

    @property
    def chance(self) -> float:
        """How likely at least so uneven a split is where coaching changes nothing."""
        return sign_test(self.better, self.worse)

    def answer(self) -> dict[str, object]:
        """The same for programs, with `enough`."""
        numbers = {key: rounded(getattr(self, key)) for key in MEDIANS}
        chance = rounded(self.chance) if self.enough else None
        found = {**asdict(self), **numbers, "chance": chance, "enough": self.enough}
        del found["only"]
        return found


class PooledEffect(Struct, frozen=True):
    """All of them together, and by kind, metric and strategy, each by name; `waiting` are results
    that cannot be counted: too little before or after, or no one to compare with.
    """

    overall: Pool
    by_kind: list[Pool]
    by_metric: list[Pool]
    by_strategy: list[Pool]
    waiting: int
    of_teams: bool = False
    """Whether they are those of some teams alone."""

    def answer(self) -> dict[str, object]:
        """The same for programs."""
        groups = {"kinds": self.by_kind, "metrics": self.by_metric, "strategies": self.by_strategy}
        whole = self.overall.answer()
        del whole["name"]
        told = {name: [pool.answer() for pool in pools] for name, pools in groups.items()}
        return {**whole, "not_counted": self.waiting, **told}


class Result(Struct, frozen=True):
    """What a session did to one of its metrics."""

    session: CoachingSession
    metric_id: int
    strategy_ids: frozenset[int]
    effect: CoachingEffect

    def of(self, only: PoolFilter) -> bool:
        """Whether `only` leaves it."""
        return _wanted(self.session, self.metric_id, self.strategy_ids, only)


class SessionResults(Struct, frozen=True):
    """What each session did to each of its metrics, once it was worked out."""

    plan: PlanRecords
    results: list[Result]
    people: dict[int, str] = {}
    """The names of the coached."""

    of_teams: bool = False
    """Whether the sessions are those of some teams alone."""

    def counted(self, only: PoolFilter = EVERY_SESSION) -> list[Result]:
        """Those that `only` leaves and that can be counted, the newest first."""
        found = [result for result in self.results if result.of(only) and result.effect.counts]
        return sorted(found, key=lambda result: result.session.date, reverse=True)

    def course(self, only: PoolFilter = EVERY_SESSION) -> Course:
        """The periods around those sessions, in the middle of all of them."""
        return pooled_course(result.effect for result in self.counted(only))

    def pooled(self, only: PoolFilter = EVERY_SESSION) -> PooledEffect:
        """Those that `only` leaves, together; of each what can be counted."""
        found = [result for result in self.results if result.of(only)]
        counted = [result for result in found if result.effect.counts]
        waiting = len(found) - len(counted)
        return PooledEffect(
            _pool("", only, counted), *_grouped(counted, self.plan), waiting=waiting,
            of_teams=self.of_teams,
        )  # fmt: skip


def load_results(
    database: DatabaseFile, as_of: AsOf, only: PoolFilter = EVERY_SESSION
) -> SessionResults:
    """What the sessions up to a day did, those that `only` leaves.

    About 6 ms a session and metric where a team has 20 people (measured with 1,000 sessions in a
    file of 5,000 people), so that a screen does not wait for it.
    """
    with reading(database) as db:
        sessions = [session for session in load_sessions(db) if session.date <= as_of.day]
        plan = load_plan(db)
        wanted = [
            (session, metric_id, strategies)
            for session in sessions
            for metric_id in session.focus
            for strategies in [_strategies(plan, session, metric_id)]
            if _wanted(session, metric_id, strategies, only)
        ]
        # One look at the sessions that are wanted: what they share is read once.
        rules, seen = database.rules.on(as_of.day), {one.id: one for one, _, _ in wanted}
        look = EffectLook(whole_of(db), list(seen.values()), as_of, rules)
        found = [
            Result(
                session, metric_id, strategies, look.effect(session, metric_id, causes=False).effect
            )
            for session, metric_id, strategies in wanted
        ]
        people = load_people(db, {session.person_id for session in seen.values()})
        of_teams = of_some_teams(db)
    return SessionResults(plan, found, {person.id: person.name for person in people}, of_teams)


def _wanted(
    session: CoachingSession, metric_id: int, strategy_ids: frozenset[int], only: PoolFilter
) -> bool:
    return (
        only.kind in (None, session.kind)
        and only.metric_id in (None, metric_id)
        and (only.strategy_id is None or only.strategy_id in strategy_ids)
    )


def _grouped(
    results: Sequence[Result], plan: PlanRecords
) -> tuple[list[Pool], list[Pool], list[Pool]]:
    titles = {strategy.id: strategy.title for strategy in plan.strategies}
    kinds, metrics, strategies = _Groups(), _Groups(), _Groups()
    for result in results:
        kind, metric = result.session.kind, plan.metrics[result.metric_id]
        kinds.add(kind.value, PoolFilter(kind=kind), result)
        metrics.add(metric.name, PoolFilter(metric_id=metric.id), result)
        for strategy_id in result.strategy_ids:
            strategies.add(titles[strategy_id], PoolFilter(strategy_id=strategy_id), result)
    return kinds.pools(), metrics.pools(), strategies.pools()


class _Groups:
    def __init__(self) -> None:
        self._found: dict[tuple[str, PoolFilter], list[Result]] = defaultdict(list)

    def add(self, name: str, only: PoolFilter, result: Result) -> None:
        self._found[name, only].append(result)

    def pools(self) -> list[Pool]:
        """By name, whatever came of them."""
        by_name = sorted(self._found.items(), key=lambda one: name_order(one[0][0]))
        return [_pool(name, only, results) for (name, only), results in by_name]


def _strategies(plan: PlanRecords, session: CoachingSession, metric_id: int) -> frozenset[int]:
    """The strategies that the metric was a KPI of on the day of the session."""
    return frozenset(
        kpi.strategy_id
        for kpi in plan.kpis
        if kpi.metric_id == metric_id and live_on(kpi, session.date)
    )


def _pool(name: str, only: PoolFilter, results: Sequence[Result]) -> Pool:
    ahead = [result.effect.ahead for result in results if result.effect.ahead is not None]
    pool = Pool(
        name=name,
        only=only,
        sessions=len({result.session.id for result in results}),
        results=len(results),
        better=sum(difference > 0 for difference in ahead),
        worse=sum(difference < 0 for difference in ahead),
    )
    if not pool.enough:
        return pool
    return replace(
        pool,
        coached=median(result.effect.gain or 0.0 for result in results),
        not_coached=median(result.effect.peers_gain or 0.0 for result in results),
        difference=median(ahead),
    )
