"""What was decided in reviews: who does what by when, and what the charts did since; two things
that are told apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.decision_entry import Doers
from kpitui.domain.file_rules import FileRules
from kpitui.domain.judgement.since_decision import (
    UNTOLD,
    ChartMove,
    evened,
    level_locked,
    limits_to_lock,
    moved_since,
)
from kpitui.domain.part_periods import begins_at
from kpitui.domain.periods import AsOf, Calendar, Period, PeriodKind
from kpitui.domain.records.dated import live, target_on
from kpitui.domain.records.decision import LockedLimits, ReviewDecision, State
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.review import Review
from kpitui.domain.reviews import last_round
from kpitui.storage.accounts import live_accounts
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.decisions import load_decisions
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.reviews import load_reviews
from kpitui.storage.within import of_some_teams
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.series import values_to_judge


class DecisionLine(Struct, frozen=True):
    """A decision with the review it is of, its KPI, and what the chart did since; `since` is the
    period in which that began.
    """

    decision: ReviewDecision
    review: Review
    kpi: Kpi
    metric: Metric
    strategy: Strategy
    moved: ChartMove
    since: Period | None
    by: PeriodKind
    held: tuple[Period, int] | None = None
    """The first period of those that the locked limits are about, and how many they are."""

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"decision-{self.decision.id}"

    def state(self, on: date) -> State:
        """How it stands on a day."""
        return self.decision.state(on)


class Decisions:
    """The decisions of KPIs as they stand on a day; each metric is judged once."""

    def __init__(
        self,
        db: Database,
        as_of: AsOf,
        rules: FileRules,
        reviews: Mapping[int, Sequence[Review]] | None = None,
        plan: PlanRecords | None = None,
    ) -> None:
        self._db, self._as_of, self._rules = db, as_of, rules
        self._reviews = load_reviews(db, as_of.day, as_of.known_on) if reviews is None else reviews
        self._of = {
            review_id: [_as_on(decision, as_of.day) for decision in of]
            for review_id, of in load_decisions(db, as_of.known_on).items()
        }
        self._plan = plan
        self._judged: dict[tuple[int, PeriodKind, Calendar], Judged] = {}

    def of(self, kpi_id: int, *, newest: int | None = None) -> tuple[DecisionLine, ...]:
        """The decisions about a KPI, newest first, all or so many."""
        found = [
            (review, decision)
            for review in self._reviews.get(kpi_id, ())
            for decision in reversed(self._of.get(review.id, ()))
        ]
        return tuple(self._line(kpi_id, *one) for one in found[:newest])

    def every(self) -> list[DecisionLine]:
        """All decisions: those that are not done first, by the day they are due; then the others,
        newest first.
        """
        found = [line for kpi_id in self._reviews for line in self.of(kpi_id)]
        return in_order(found)

    def since_last_time(self) -> list[DecisionLine]:
        """Those that are not done, and those decided or done since the review before this one."""
        reviews = [review for of in self._reviews.values() for review in of]
        last = last_round(reviews, self._as_of.day)
        return in_order(
            self._line(review.kpi_id, review, decision)
            for review in reviews
            for decision in self._of.get(review.id, ())
            if decision.done_on is None or max(decision.done_on, review.date) >= last
        )

    def due(self) -> list[DecisionLine]:
        """Those that are to be done by the day."""
        day = self._as_of.day
        return in_order(
            self._line(kpi_id, review, decision)
            for kpi_id, reviews in self._reviews.items()
            for review in reviews
            for decision in self._of.get(review.id, ())
            if decision.done_on is None and decision.due_on is not None and decision.due_on <= day
        )

    def _line(self, kpi_id: int, review: Review, one: ReviewDecision) -> DecisionLine:
        if self._plan is None:
            self._plan = load_plan(self._db, known_on=self._as_of.known_on)
        plan = self._plan
        kpi = next(each for each in plan.kpis if each.id == kpi_id)
        strategy = next(each for each in plan.strategies if each.id == kpi.strategy_id)
        metric = plan.metrics[kpi.metric_id]
        by = one.periods or PeriodKind.of(metric.cadence)
        found = DecisionLine(one, review, kpi, metric, strategy, UNTOLD, None, by)
        return found if one.locked is None else self._moved(found, one.locked)

    def _moved(self, line: DecisionLine, locked: LockedLimits) -> DecisionLine:
        kpi, metric, review = line.kpi, line.metric, line.review
        # Its limits are of periods as they were cut on its day, and so are those held against them.
        calendar = self._rules.calendar.on(review.date)
        judged = self._judge(metric, locked.periods, calendar)
        periods = [value.period for value in judged.series]
        start = begins_at(periods, review.date)
        level = level_locked(judged.limits, locked, _running(periods, review.date))
        if level is not None:
            line = replace(line, held=(periods[level.first], level.count))
        if start is None:
            return replace(line, moved=ChartMove("none"))
        target = target_on(kpi.targets, self._as_of.day)
        values = _values(judged, locked.middle, start)
        moved = moved_since(
            values[start:], locked, self._rules.rule_set, metric.direction,
            target.level if target else None, values[:start],
        )  # fmt: skip
        since = None if moved.first is None else periods[start + moved.first]
        return replace(line, moved=moved, since=since)

    def _judge(self, metric: Metric, kind: PeriodKind, calendar: Calendar) -> Judged:
        key = metric.id, kind, calendar
        if key not in self._judged:
            rules = replace(self._rules, calendars=calendar)
            self._judged[key] = judge(self._db, Look(metric, kind=kind), self._as_of, rules)
        return self._judged[key]


def _running(periods: Sequence[Period], day: date) -> int:
    """How many periods were over before a day."""
    return sum(period.last < day for period in periods)


def _values(judged: Judged, middle: float, start: int) -> list[float | None]:
    """The finished values; of shares of unlike sizes as the limits of their usual size before the
    decision take them.
    """
    values = [
        value if index != judged.limits.unfinished else None
        for index, value in enumerate(values_to_judge(judged.series))
    ]
    sizes = judged.limits.sizes
    before = [size for size in sizes[:start] if size]
    if not before:
        return values
    return evened(values, sizes, middle, sum(before) / len(before))


def in_order(found: Iterable[DecisionLine]) -> list[DecisionLine]:
    """Those that are not done first, by the day they are due; then the others, newest first."""
    found = list(found)
    waiting = [line for line in found if line.decision.done_on is None]
    done = [line for line in found if line.decision.done_on is not None]
    waiting.sort(key=lambda line: (line.decision.due_on or date.max, line.decision.id))
    done.sort(key=lambda line: (line.decision.done_on or date.min, line.decision.id), reverse=True)
    return [*waiting, *done]


def _as_on(one: ReviewDecision, day: date) -> ReviewDecision:
    """What is done later is open on a day, also in a file that was made later still."""
    done_later = one.done_on is not None and one.done_on > day
    return replace(one, done_on=None, result="") if done_later else one


def load_every_decision(database: DatabaseFile, as_of: AsOf) -> list[DecisionLine]:
    """All decisions about KPIs as they stand on a day."""
    with reading(database) as db:
        return Decisions(db, as_of, database.rules.on(as_of.day)).every()


def load_since_last_time(database: DatabaseFile, as_of: AsOf) -> list[DecisionLine]:
    """The decisions that are not done, the latest first; then those decided or done since the
    review before this one.
    """
    with reading(database) as db:
        return Decisions(db, as_of, database.rules.on(as_of.day)).since_last_time()


def load_decisions_due(database: DatabaseFile, as_of: AsOf) -> list[DecisionLine]:
    """The decisions that are to be done by a day, the latest first."""
    with reading(database) as db:
        return Decisions(db, as_of, database.rules.on(as_of.day)).due()


def load_last_decision(database: DatabaseFile, kpi_id: int, as_of: AsOf) -> DecisionLine | None:
    """The newest decision about a KPI; None where there was none."""
    with reading(database) as db:
        found = Decisions(db, as_of, database.rules.on(as_of.day)).of(kpi_id, newest=1)
    return found[0] if found else None


def load_limits_to_lock(database: DatabaseFile, metric: Metric, as_of: AsOf) -> LockedLimits | None:
    """The limits that a decision of this day is held against; None where the metric has none that
    give a verdict.
    """
    with reading(database) as db:
        judged = judge(db, Look(metric), as_of, database.rules.on(as_of.day))
    return limits_to_lock(judged.limits, judged.by, judged.changes)


def load_doers(database: DatabaseFile, day: date, owner: str = "") -> Doers:
    """Who a decision can be given to: the owner of its KPI, who is here, and the accounts."""
    with reading(database) as db:
        return Doers(_names(db, day, owner), of_teams=of_some_teams(db))


def _names(db: Database, day: date, owner: str) -> Iterator[str]:
    yield owner
    yield from (person.name for person in live(load_people(db), day))
    # An account of someone who is listed already is the same person.
    yield from (account["name"] for account in live_accounts(db) if not account["person"])
