"""What coaching did over all sessions: how often more than with those not coached, and by how much
in the middle.
"""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from msgspec import Struct
from msgspec.structs import asdict, replace

from kpitui.domain.coaching_effect import CoachingEffect
from kpitui.domain.numbers import rounded
from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.session import CoachingSession, SessionKind
from kpitui.storage.coaching import load_sessions
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import PlanRecords
from kpitui.views.effect import EffectLook

FEWEST_SESSIONS = 8
"""Fewer sessions are too few to say."""


MEDIANS = ("coached", "not_coached", "difference")


class Pool(Struct, frozen=True, kw_only=True):
    """Some sessions together. Each metric of a session is a result; `better` counts those that
    gained more than those not coached, `coached`, `not_coached` and `difference` are medians, in
    sigma, above 0 for the better; None where there are too few sessions.
    """

    name: str
    sessions: int
    results: int
    better: int
    coached: float | None = None
    not_coached: float | None = None
    difference: float | None = None

    @property
    def enough(self) -> bool:
        """Whether anything can be said."""
        return self.sessions >= FEWEST_SESSIONS

    def answer(self) -> dict[str, object]:
        """The same for programs, with `enough`."""
        numbers = {key: rounded(getattr(self, key)) for key in MEDIANS}
        return {**asdict(self), **numbers, "enough": self.enough}


class PoolFilter(Struct, frozen=True):
    """Which sessions are looked at: of a kind, about a metric, about the KPIs of a strategy."""

    kind: SessionKind | None = None
    metric_id: int | None = None
    strategy_id: int | None = None


EVERY_SESSION = PoolFilter()


class PooledEffect(Struct, frozen=True):
    """All of them together, and by kind, metric and strategy, each by name; `waiting` are results
    that cannot be counted: too little before or after, or no one to compare with.
    """

    overall: Pool
    by_kind: list[Pool]
    by_metric: list[Pool]
    by_strategy: list[Pool]
    waiting: int

    def answer(self) -> dict[str, object]:
        """The same for programs."""
        groups = {"kinds": self.by_kind, "metrics": self.by_metric, "strategies": self.by_strategy}
        whole = self.overall.answer()
        del whole["name"]
        told = {name: [one.answer() for one in pools] for name, pools in groups.items()}
        return {**whole, "not_counted": self.waiting, **told}


class _Result(Struct, frozen=True):
    session: CoachingSession
    metric_id: int
    effect: CoachingEffect


def load_pooled_effect(
    database: DatabaseFile, as_of: AsOf, only: PoolFilter = EVERY_SESSION
) -> PooledEffect:
    """What all sessions up to a day did together; of each only what can be counted."""
    with reading(database) as db:
        sessions = [
            one
            for one in load_sessions(db)
            if one.date <= as_of.day and only.kind in (None, one.kind)
        ]
        look = EffectLook(db, sessions, as_of, database.rules.on(as_of.day))
        plan = look.plan
        wanted = [
            (session, metric_id)
            for session in sessions
            for metric_id in session.focus
            if only.metric_id in (None, metric_id)
            and (
                only.strategy_id is None
                or only.strategy_id in _strategies(plan, session, metric_id)
            )
        ]
        found = [
            _Result(session, metric_id, look.effect(session, metric_id, causes=False).effect)
            for session, metric_id in wanted
        ]
    results = [one for one in found if one.effect.counts]
    return PooledEffect(
        _pool("", results), *_grouped(results, plan), waiting=len(found) - len(results)
    )


def _grouped(
    results: Sequence[_Result], plan: PlanRecords
) -> tuple[list[Pool], list[Pool], list[Pool]]:
    titles = {one.id: one.title for one in plan.strategies}
    kinds: dict[str, list[_Result]] = defaultdict(list)
    metrics: dict[str, list[_Result]] = defaultdict(list)
    strategies: dict[str, list[_Result]] = defaultdict(list)
    for one in results:
        kinds[one.session.kind.value].append(one)
        metrics[plan.metrics[one.metric_id].name].append(one)
        for strategy_id in _strategies(plan, one.session, one.metric_id):
            strategies[titles[strategy_id]].append(one)

    def pools(groups: dict[str, list[_Result]]) -> list[Pool]:
        return [_pool(name, groups[name]) for name in sorted(groups, key=str.casefold)]

    return pools(kinds), pools(metrics), pools(strategies)


def _strategies(plan: PlanRecords, session: CoachingSession, metric_id: int) -> set[int]:
    """The strategies that the metric was a KPI of on the day of the session."""
    return {
        one.strategy_id
        for one in plan.kpis
        if one.metric_id == metric_id and live_on(one, session.date)
    }


def _pool(name: str, results: Sequence[_Result]) -> Pool:
    ahead = [one.effect.ahead for one in results if one.effect.ahead is not None]
    pool = Pool(
        name=name,
        sessions=len({one.session.id for one in results}),
        results=len(results),
        better=sum(one > 0 for one in ahead),
    )
    if not pool.enough:
        return pool
    return replace(
        pool,
        coached=median(one.effect.gain or 0.0 for one in results),
        not_coached=median(one.effect.peers_gain or 0.0 for one in results),
        difference=median(ahead),
    )
