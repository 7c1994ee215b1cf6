"""The health of a plan: what the rules find in it, and what of that was accepted."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.health import Finding, Snapshot, findings_of
from kpitui.domain.health.snapshot import KpiProcess, Shortfall, Split
from kpitui.domain.metrics import Aggregation, Metric
from kpitui.domain.people import membership_on, scopes_on
from kpitui.domain.periods import AsOf, PeriodKind, periods_between
from kpitui.domain.plan import Expectations, Kpi, Scope, live, standards_by_metric, target_on
from kpitui.domain.process_limits import ProcessLimits
from kpitui.domain.progress import met
from kpitui.domain.readings import combine
from kpitui.domain.usual_places import usual_of
from kpitui.storage.coaching import load_annotations, load_sessions
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import EVERYBODY, PersonRow, Subject, day_of, each_of_people, last_dates, readers
from kpitui.storage.records import rows
from kpitui.storage.reviews import load_reviews
from kpitui.storage.summaries import EVERYBODY_ID
from kpitui.views.limit_marks import UNMARKED, LimitMarks, load_limit_marks
from kpitui.views.limits import limits_of
from kpitui.views.series import first_day, load_series
from kpitui.views.usual_places import load_usual_places

RECENT_PERIODS = 12
"""What was read lately: so many periods of a metric's cadence."""
QUIET_PERIODS = 12
"""Without a signal in so many of the newest periods a series varies as it always does."""


class Accepted(Struct, frozen=True):
    """A finding that somebody accepted, why, and the day on which it is looked at again."""

    finding: Finding
    reason: str
    until: date


class Health(Struct, frozen=True):
    """What is wrong, worst first, and what is accepted for now."""

    open: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def load_health(database: DatabaseFile, as_of: AsOf, config: Config) -> Health:
    """Everything that the rules find on a day."""
    with reading(database) as db:
        snapshot = _Loader(db, as_of, config).snapshot()
        kept = {
            (row["code"], row["record_key"]): (row["reason"], date.fromisoformat(row["until_on"]))
            for row in rows(db, "SELECT * FROM accepted_findings WHERE until_on > :day", {"day": as_of.day.isoformat()})
        }
    found = findings_of(snapshot)
    return Health(
        open=tuple(one for one in found if one.id not in kept),
        accepted=tuple(Accepted(one, *kept[one.id]) for one in found if one.id in kept),
    )


class _Loader:
    """Gathers what the rules look at; what depends on readings comes from the day summaries where it can."""

    def __init__(self, db: Database, as_of: AsOf, config: Config) -> None:
        self._db, self._as_of, self._config = db, as_of, config
        self._plan: PlanRecords = load_plan(db)
        self._people = {one.id: one for one in load_people(db)}
        self._kpis = live(self._plan.kpis, as_of.day)
        standards = [one for one in self._plan.standards if target_on(one.levels, as_of.day)]
        self._tied = {one.metric_id for one in self._kpis} | {one.metric_id for one in standards}
        by_metric = standards_by_metric(self._plan.standards)
        self._standards = {metric_id: Expectations(found) for metric_id, found in by_metric.items()}
        self._sessions = [one for one in load_sessions(db) if one.date <= as_of.day]
        self._marks = load_limit_marks(db, self._plan.metrics, as_of.day)

    def snapshot(self) -> Snapshot:
        """The plan of the day with all that is known of it."""
        plan, db, day = self._plan, self._db, self._as_of.day
        entries = {one.id: usual_of(load_usual_places(), one) for one in plan.metrics.values()}
        return Snapshot(
            today=day,
            thresholds=self._config.health,
            missions=plan.missions,
            priorities=plan.priorities,
            strategies=plan.strategies,
            kpis=plan.kpis,
            standards=plan.standards,
            metrics=plan.metrics,
            people=self._people,
            teams=load_teams(db),
            roles=load_roles(db),
            sessions=self._sessions,
            last_read=last_dates(db, self._tied, day),
            read_of=dict(self._read_of()),
            reviewed={kpi_id: found[0].date for kpi_id, found in load_reviews(db, day).items()},
            processes={one.id: self._process(one) for one in self._kpis},
            shortfalls=tuple(self._shortfalls()),
            noise=frozenset(self._noise()),
            unweighted=frozenset(self._unweighted()),
            splits=tuple(self._splits()),
            usual_place={one: entry.place.value for one, entry in entries.items() if entry},
            group_results=frozenset(one for one, entry in entries.items() if entry and entry.group_result),
        )

    def _since(self, metric: Metric, periods: int) -> date:
        return first_day(PeriodKind.of(metric.cadence), self._as_of, periods, self._config.calendar)

    def _limits(self, metric: Metric, subject: Subject, last: int | None = None) -> ProcessLimits:
        series = load_series(self._db, metric, self._as_of, subject=subject, last=last, calendar=self._config.calendar)
        marks = self._marks.get(metric.id, UNMARKED)
        if subject != EVERYBODY:
            marks = LimitMarks(marks.splits)
        return limits_of(series, marks, self._config)

    def _process(self, kpi: Kpi) -> KpiProcess:
        limits = self._limits(self._plan.metrics[kpi.metric_id], EVERYBODY)
        segment = limits.segments[-1] if limits.segments else None
        verdict = segment.limits if segment is not None and not segment.trial else None
        return KpiProcess(verdict, changing=_signals_within(limits, 1))

    def _read_of(self) -> Iterable[tuple[int, int]]:
        """The metrics of KPIs that were lately read of one person only."""
        for metric in (self._plan.metrics[one.metric_id] for one in self._kpis):
            found = readers(self._db, metric.id, self._since(metric, RECENT_PERIODS), self._as_of.day, most=2)
            if len(found) == 1 and found[0] is not None:
                yield metric.id, found[0]

    def _unweighted(self) -> Iterable[int]:
        for metric in (self._plan.metrics[one] for one in self._tied):
            if metric.unit != "%" or metric.aggregation is not Aggregation.MEAN:
                continue
            found = rows(
                self._db,
                "SELECT total(unweighted) AS bare, total(count) AS count FROM day_summaries "
                "WHERE metric_id = :metric AND team_id = :every AND date BETWEEN :since AND :day",
                {"metric": metric.id, "every": EVERYBODY_ID, "since": self._since(metric, 2).isoformat(),
                 "day": self._as_of.day.isoformat()},
            )[0]  # fmt: skip
            if found["bare"] and found["count"] > 1:
                yield metric.id

    def _shortfalls(self) -> Iterable[Shortfall]:
        """Who was short of a standard in each of their newest finished periods."""
        held = {one.metric_id for one in self._plan.standards if target_on(one.levels, self._as_of.day)}
        here = {one.id: one for one in live(self._people.values(), self._as_of.day)}
        for kind in PeriodKind:
            metrics = [
                one.id for one in self._plan.metrics.values() if one.id in held and PeriodKind.of(one.cadence) is kind
            ]
            if not metrics or not here:
                continue
            since = first_day(kind, self._as_of, 2 * self._config.health.periods_short + 1, self._config.calendar)
            # Worked out once for all, who may be thousands.
            newest_first = reversed(periods_between(since, self._as_of.day, kind, self._config.calendar))
            finished = [(one.first.isoformat(), one.last) for one in newest_first if self._as_of.finished(one)]
            if not finished:
                continue
            every = each_of_people(self._db, metrics, here, since=since, until=finished[0][1])
            for person_id, of_person in groupby(every, key=lambda one: one[0][0]):
                periods = [(first, last, scopes_on(here[person_id], last)) for first, last in finished]
                for (_, metric_id), found in of_person:
                    count, standard_id = self._short(self._plan.metrics[metric_id], periods, list(found))
                    if count:
                        yield Shortfall(person_id, metric_id, standard_id, count)

    def _short(
        self, metric: Metric, periods: Sequence[tuple[str, date, Sequence[Scope]]], left: list[PersonRow]
    ) -> tuple[int, int]:
        """In how many of their newest periods somebody was short, and of which standard in the oldest of these."""
        count, standard_id = 0, 0
        for first, last, scopes in periods:  # the newest first, as far back as the person was short
            read = []
            while left and left[-1][2] >= first:
                read.append(day_of(left.pop()))
            value = combine(metric, read)[0] if read else None
            if value is None:
                continue
            found = self._standards[metric.id].of(scopes, last)
            if found is None or met(value, found[1].level):
                break
            count, standard_id = count + 1, found[0].id
        return count, standard_id

    def _noise(self) -> Iterable[tuple[int, int]]:
        """Sessions of late about metrics in which neither the person nor their team shows a signal."""
        since = self._as_of.day - timedelta(days=self._config.health.days_of_coaching)
        quiet: dict[tuple[int, Subject], bool] = {}
        for session in (one for one in self._sessions if one.date >= since):
            place = membership_on(self._people[session.person_id].memberships, session.date)
            if place is None or place.team_id is None:
                continue
            subjects = Subject(team_id=place.team_id), Subject(person_ids=(session.person_id,))
            for metric_id in session.focus:
                for subject in subjects:
                    if (metric_id, subject) not in quiet:
                        quiet[metric_id, subject] = self._quiet(metric_id, subject)
                if all(quiet[metric_id, subject] for subject in subjects):
                    yield session.id, metric_id

    def _quiet(self, metric_id: int, subject: Subject) -> bool:
        """Whether there is a verdict on a series, and no signal in its newest periods."""
        limits = self._limits(self._plan.metrics[metric_id], subject, last=26)
        if not limits.segments or limits.segments[-1].trial or limits.segments[-1].limits is None:
            return False
        return not _signals_within(limits, QUIET_PERIODS)

    def _splits(self) -> Iterable[Split]:
        strategies = {one.id: one.title for one in self._plan.strategies}
        for one in load_annotations(self._db):
            if one.new_limits and one.date <= self._as_of.day:
                if one.metric_id is not None:
                    key, of = f"metric-{one.metric_id}", self._plan.metrics[one.metric_id].name
                else:
                    key, of = f"strategy-{one.strategy_id}", strategies[one.strategy_id or 0]
                yield Split(f"{key}/{one.id}", of, one.date, one.text, one.reason)


def _signals_within(limits: ProcessLimits, newest: int) -> bool:
    """Whether a signal touches one of the newest finished periods with a value."""
    finished = [at for at, one in enumerate(limits.values) if one is not None and at != limits.unfinished]
    return any(limits.signals_at(at) for at in finished[-newest:])
