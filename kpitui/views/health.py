"""The health of a plan: what the rules find in it, and what of that was accepted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from msgspec import Struct

from kpitui.domain.file_rules import RuleBook
from kpitui.domain.health import findings_of
from kpitui.domain.health.coaching_rules import COACHING_RULES
from kpitui.domain.health.rule import Finding, Found, Rule
from kpitui.domain.health.snapshot import (
    FewEvaluations,
    KpiProcess,
    Snapshot,
    Split,
    TeamNotCoached,
    TwoFigures,
    Worsening,
)
from kpitui.domain.periods import AsOf, PeriodKind, first_day
from kpitui.domain.plan import Expectations, standards_by_metric
from kpitui.domain.readings import EVERYBODY, SubjectFilter, two_figures
from kpitui.domain.records.annotation import Annotation, event_said
from kpitui.domain.records.dated import live, target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.records.standard import Standard
from kpitui.domain.usual_places import usual_of
from kpitui.storage.accepted_findings import load_accepted_findings
from kpitui.storage.account_teams import load_account_facts
from kpitui.storage.accounts import account_names
from kpitui.storage.branches import why_not_shown
from kpitui.storage.coaching import load_annotations, load_sessions_about, load_sessions_since
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.days import Cut, load_days, read_at_two_levels
from kpitui.storage.decisions import load_open_decisions
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import last_dates, readers
from kpitui.storage.people import count_people, load_people, load_roles, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.reviews import load_reviews
from kpitui.storage.rhythms import last_coached_on
from kpitui.storage.seen_levels import load_seen_levels
from kpitui.storage.within import sees_words, whole_of
from kpitui.views.below_standard import BelowStandard
from kpitui.views.coached_on_noise import CoachedOnNoise
from kpitui.views.evaluations_due import load_few_evaluations
from kpitui.views.events import scope_names
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.limit_marks import UNMARKED, load_limit_marks
from kpitui.views.meanwhile import of_a_group, worse_of
from kpitui.views.not_coached import teams_not_coached
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.usual_places import load_usual_places

RECENT_PERIODS = 12
"""What was read lately: so many periods of a metric's cadence."""


OF_WORDS = frozenset(rule.code for rule in COACHING_RULES) | {"S308"}
"""Rules that tell who was coached and told of what."""


class Accepted(Struct, frozen=True):
    """A finding that someone accepted, why, and the day on which it is looked at again."""

    finding: Finding
    reason: str
    until: date


class FindingGroup(Struct, frozen=True):
    """A rule with everything that it found."""

    rule: Rule
    findings: tuple[Finding, ...]


class Health(Struct, frozen=True):
    """What is wrong, worst first, and what is accepted for now; how much is wrong in teams that are
    left out.
    """

    open: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    elsewhere: int = 0

    @property
    def every(self) -> int:
        """How many issues there are in every team."""
        return len(self.open) + self.elsewhere

    @property
    def groups(self) -> list[FindingGroup]:
        """What is wrong by rule, in the same order."""
        by_code = groupby(self.open, key=lambda finding: finding.rule.code)
        found = [tuple(same) for _, same in by_code]
        return [FindingGroup(same[0].rule, same) for same in found]


def load_health(database: DatabaseFile, as_of: AsOf, shown: TeamsShown = EVERY_TEAM) -> Health:
    """Everything that the rules find on a day; with some teams alone what is of them, and of the
    plan that everyone shares.
    """
    with reading(database) as db:
        snapshot = _SnapshotLoader(db, as_of, database.rules).snapshot()
        kept = load_accepted_findings(db, as_of.day)
        words = sees_words(db)
    standards = {f"standard-{standard.id}": standard for standard in snapshot.standards}
    everything = [
        finding for finding in findings_of(snapshot) if words or finding.rule.code not in OF_WORDS
    ]
    found = [finding for finding in everything if _is_shown(finding.found, standards, shown)]
    every = sum(1 for finding in everything if finding.id not in kept)
    still_open = tuple(finding for finding in found if finding.id not in kept)
    return Health(
        open=still_open,
        accepted=tuple(
            Accepted(finding, *kept[finding.id]) for finding in found if finding.id in kept
        ),
        elsewhere=every - len(still_open),
    )


def _is_shown(found: Found, standards: Mapping[str, Standard], shown: TeamsShown) -> bool:
    """Whether an issue is of the teams that are shown, or of the plan that everyone shares."""
    if (standard := standards.get(found.line)) is not None:
        return shown.shares(standard)
    return shown.is_about(found.of_team, found.of_person)


def load_split(database: DatabaseFile, event_id: int) -> Annotation | None:
    """The event at which limits start again, by its id; None where there is none."""
    with reading(database) as db:
        return next(
            (annotation for annotation in load_annotations(db) if annotation.id == event_id), None
        )


class _SnapshotLoader:
    """Gathers what the rules look at; what depends on readings comes from the day summaries where
    it can.
    """

    def __init__(self, db: Database, as_of: AsOf, book: RuleBook) -> None:
        self._db, self._as_of, self._book = db, as_of, book
        self._rules = book.on(as_of.day)
        self._plan: PlanRecords = load_plan(db)
        self._people = {person.id: person for person in load_people(db)}
        self._kpis = live(self._plan.kpis, as_of.day)
        self._live_standards = [
            standard for standard in self._plan.standards if target_on(standard.levels, as_of.day)
        ]
        self._tied = {kpi.metric_id for kpi in self._kpis} | {
            standard.metric_id for standard in self._live_standards
        }
        by_metric = standards_by_metric(self._plan.standards)
        self._standards = {
            metric_id: Expectations(found, self._plan.tree)
            for metric_id, found in by_metric.items()
        }
        self._events = load_annotations(db)
        lately = as_of.day - timedelta(days=self._rules.health.days_of_coaching)
        self._sessions = self._until_now(load_sessions_since(db, lately))
        self._whole = whole_of(db)
        self._marks = load_limit_marks(db, self._plan.metrics, as_of.day)

    def snapshot(self) -> Snapshot:
        """The plan of the day with all that is known of it."""
        plan, db, day = self._plan, self._db, self._as_of.day
        known = load_usual_places()
        usual = {id_: entry for id_, one in plan.metrics.items() if (entry := usual_of(known, one))}
        reviews = load_reviews(db, day)
        here = live(self._people.values(), day)
        worsening = tuple(self._worsening(self._live_standards))
        about = self._sessions_about(worsening)
        below = BelowStandard(db, plan, here, self._as_of, self._rules, self._judged)
        coached = CoachedOnNoise(db, plan, self._people, self._as_of, self._rules)
        return Snapshot(
            today=day,
            calendar=self._rules.calendar,
            thresholds=self._rules.health,
            missions=plan.missions,
            priorities=plan.priorities,
            strategies=plan.strategies,
            kpis=plan.kpis,
            standards=plan.standards,
            metrics=plan.metrics,
            people=self._people,
            teams=load_teams(db),
            tree=plan.tree,
            roles=load_roles(db),
            sessions=self._sessions,
            last_read=last_dates(db, plan.metrics, day),
            read_of=dict(self._read_of()),
            reviewed={kpi_id: found[0].date for kpi_id, found in reviews.items()},
            decisions=[
                (review.date, review.comment) for found in reviews.values() for review in found
            ],
            events=self._newest_events(),
            seen_levels=frozenset((level.person_id, level.key) for level in load_seen_levels(db)),
            worsening=worsening,
            processes={kpi.id: self._process(kpi) for kpi in self._kpis},
            clearly_below=below.people,
            coached_on=last_coached_on(db, {person.person_id for person in below.people}, day),
            not_coached=self._not_coached(below),
            teams_below=below.teams,
            noise=frozenset(coached.of(self._sessions)),
            two_figures=dict(self._two_figures()),
            unweighted=frozenset(self._unweighted()),
            few_evaluations=self._few_evaluations(),
            account_names=account_names(db),
            splits=tuple(self._splits()),
            usual_place={id_: entry.place.value for id_, entry in usual.items()},
            group_results=frozenset(id_ for id_, entry in usual.items() if entry.group_result),
            accounts=load_account_facts(db, day),
            people_are_some=self._people_are_some(),
            sessions_about=about,
            coached=self._coached_in(about),
            open_decisions=load_open_decisions(db),
        )

    def _newest_events(self) -> dict[tuple[int, int | None], date]:
        """The day of the newest event of each metric, of everyone or of a team."""
        return {
            (event.metric_id, event.team_id): event.date
            for event in self._events
            if event.metric_id is not None
            and event.person_id is None
            and event.date <= self._as_of.day
        }

    def _not_coached(self, below: BelowStandard) -> Sequence[TeamNotCoached]:
        alone = {person.person_id for person in below.people if not person.with_team}
        return tuple(teams_not_coached(self._db, self._book, alone, self._as_of.day))

    def _few_evaluations(self) -> Sequence[FewEvaluations]:
        people = self._people.values()
        return load_few_evaluations(self._db, self._plan, people, self._as_of, self._book)

    def _people_are_some(self) -> bool:
        return self._whole is not self._db and count_people(self._whole) > len(self._people)

    def _sessions_about(self, worsening: Iterable[Worsening]) -> Sequence[CoachingSession]:
        """Those of anyone that may answer what gets worse, since it does."""
        since = {one.standard_id: one.since for one in worsening}
        if not since:
            return ()
        metrics = {standard.metric_id for standard in self._live_standards if standard.id in since}
        return self._until_now(load_sessions_about(self._whole, metrics, min(since.values())))

    def _until_now(self, sessions: Iterable[CoachingSession]) -> Sequence[CoachingSession]:
        return [session for session in sessions if session.date <= self._as_of.day]

    def _coached_in(self, sessions: Sequence[CoachingSession]) -> Mapping[int, Person]:
        ids = {session.person_id for session in sessions}
        return {person.id: person for person in load_people(self._whole, ids)}

    def _since(self, metric: Metric, periods: int) -> date:
        return first_day(PeriodKind.of(metric.cadence), self._as_of, periods, self._rules.calendar)

    def _judged(self, metric_id: int, subject: SubjectFilter = EVERYBODY) -> Judged:
        look = Look(self._plan.metrics[metric_id], subject)
        marks = self._marks.get(metric_id, UNMARKED)
        return judge(self._db, look, self._as_of, self._rules, marks)

    def _process(self, kpi: Kpi) -> KpiProcess:
        judged = self._judged(kpi.metric_id)
        segment = judged.limits.segments[-1] if judged.limits.segments else None
        verdict = segment.limits if segment is not None and not segment.trial else None
        return KpiProcess(verdict, changing=judged.changes.now is not None)

    def _worsening(self, standards: Iterable[Standard]) -> Iterable[Worsening]:
        """The standards of everyone or of a team whose metric really gets worse there."""
        for standard in standards:
            if not of_a_group(standard):
                continue
            subject = SubjectFilter(team_id=standard.team_id) if standard.team_id else EVERYBODY
            judged = self._judged(standard.metric_id, subject)
            worse = worse_of(self._plan.metrics[standard.metric_id], judged, standard)
            if worse is not None and worse.strength == "real":
                yield Worsening(standard.id, worse.since.first, worse.since.since(self._as_of.day))

    def _read_of(self) -> Iterable[tuple[int, int]]:
        """The metrics of KPIs that were lately read of one person only."""
        for metric in (self._plan.metrics[kpi.metric_id] for kpi in self._kpis):
            found = readers(
                self._db, metric.id, self._since(metric, RECENT_PERIODS), self._as_of.day, most=2
            )
            if len(found) == 1 and found[0] in self._people:
                yield metric.id, found[0]

    def _unweighted(self) -> Iterable[int]:
        for metric in (self._plan.metrics[metric_id] for metric_id in self._tied):
            if metric.aggregation not in (Aggregation.MEAN, Aggregation.RATIO):
                continue
            days = load_days(
                self._db,
                [metric],
                EVERYBODY,
                Cut(PeriodKind.of(metric.cadence), self._rules.calendar),
                since=self._since(metric, 2),
                until=self._as_of.day,
            )
            sums = [one for _, one in days.get(metric.id, [])]
            count, unweighted = (
                sum(total.count for total in sums),
                sum(total.unweighted for total in sums),
            )
            share = metric.unit == "%" or metric.aggregation is Aggregation.RATIO
            if count > 1 and unweighted and (share or unweighted < count):
                yield metric.id

    def _two_figures(self) -> Iterable[tuple[int, TwoFigures]]:
        """The newest period of each metric that has two figures which differ."""
        teams = {team.id: team.name for team in load_teams(self._db)}
        for kind in PeriodKind:
            metrics = [
                metric
                for metric in self._plan.metrics.values()
                if metric.id in self._tied and PeriodKind.of(metric.cadence) is kind
            ]
            if not metrics:
                continue
            since = self._since(metrics[0], RECENT_PERIODS)
            cut = Cut(kind, self._rules.calendar)
            for metric, read in read_at_two_levels(self._db, metrics, cut, since, self._as_of.day):
                for period, found in sorted(read.items(), reverse=True):
                    differ = two_figures(metric, found, self._plan.tree.above)
                    if differ is None:
                        continue
                    team_id, own, below = differ
                    whose = SubjectFilter(team_id=team_id)
                    if why_not_shown(self._db, whose, period.first, period.last):
                        continue
                    of = "the organisation" if team_id is None else teams[team_id]
                    yield metric.id, TwoFigures(period.said(self._as_of.day), of, own, below)
                    break

    def _splits(self) -> Iterable[Split]:
        strategies = {strategy.id: strategy.title for strategy in self._plan.strategies}
        teams, people = scope_names(self._db, self._events)
        for event in self._events:
            if not event.new_limits or event.date > self._as_of.day:
                continue
            if event.metric_id is not None:
                key, of = f"metric-{event.metric_id}", self._plan.metrics[event.metric_id].name
            else:
                key, of = f"strategy-{event.strategy_id}", strategies[event.strategy_id or 0]
            whose = teams.get(event.team_id, ""), people.get(event.person_id, "")
            said = event_said(event.text, *whose)
            yield Split(f"{key}/{event.id}", of, event.date, said, event.reason)
