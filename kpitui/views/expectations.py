"""What is expected of people and how each stands to it: met, below, or clearly below."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.expected_share import Share, expected_of, share_in, share_on
from kpitui.domain.file_rules import FileRules
from kpitui.domain.held import edges_of, held_most, next_held
from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.domain.periods import AsOf, Calendar, Period, PeriodKind, first_day, period_of
from kpitui.domain.plan import expectation, standards_by_metric
from kpitui.domain.readings import NOTHING, combine
from kpitui.domain.records.absence import counted_day
from kpitui.domain.records.dated import Target, is_over
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.domain.records.person import Person, latest_membership
from kpitui.domain.records.standard import Standard
from kpitui.domain.sizes_words import sizes_words
from kpitui.domain.standard_times import Held, StandardTimes
from kpitui.domain.team_tree import TeamTree
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import load_last_day_by_person
from kpitui.storage.plan import PlanRecords
from kpitui.storage.readings import PersonDays, load_days_by_person
from kpitui.storage.recording_began import recording_began
from kpitui.views.clearly_below import ClearlyBelow, Evidence, Key, load_clearly_below
from kpitui.views.kpi_status import person_verdict, standard_status
from kpitui.views.series import PeriodValue, judged_period, series_of, without_days_away
from kpitui.views.sheet_margins import PeopleMargins, ScoredLately
from kpitui.views.team_members import load_whole_teams
from kpitui.views.why import held_by, scope_words, standard_why

PERIODS_SHOWN = 12


class Latest(Struct, frozen=True):
    """What was read last: the value of the newest day."""

    value: float | None
    day: date


class Expectation(Struct, frozen=True):
    """A metric that someone is held to: the level of the day, and how their last finished period
    stands to it.

    `judged_by` is the level that held on most days of that period; a new level never rewrites an
    older judgement. `fact` is what that period alone says. Of a sum both levels are what is
    expected of the hours that they work, on the days that they are not away: their `share` of
    `full`, where that is not all of it.
    """

    metric: Metric
    standard: Standard
    level: Range
    judged_by: Range | None
    times: StandardTimes
    why: str
    fact: str
    judged: PeriodValue | None
    latest: Latest | None
    series: list[PeriodValue]
    clearly: Evidence | None = None
    """What makes them clearly below, None where they are not."""
    share: Share | None = None
    full: Range | None = None
    """The level of full time that the shown one is a share of."""
    share_now: Share | None = None
    full_now: Range | None = None
    """The same of the level of the day."""

    @property
    def status(self) -> str:
        """How they stand, in the words every screen uses of a person."""
        return person_status(self.fact, clearly=self.clearly is not None)

    @property
    def clearly_below(self) -> bool:
        """Whether they are clearly below it."""
        return self.verdict is PersonVerdict.CLEARLY_BELOW

    @property
    def alone_below(self) -> bool:
        """Whether they are clearly below it, and not with most of their team."""
        return self.clearly is not None and self.clearly_below and not self.clearly.team.most

    @property
    def verdict(self) -> PersonVerdict | None:
        """How they stand; None where nothing was read lately, or nothing was expected then."""
        return person_verdict(self.fact, clearly=self.clearly is not None)

    @property
    def value(self) -> float | None:
        """The value of the judged period."""
        return self.judged.value if self.judged else None

    @property
    def sizes(self) -> str:
        """What is to be known of the sizes behind the value; empty where nothing."""
        judged = self.judged
        if judged is None:
            return ""
        alone = judged.sums.count == 1 and self.metric.aggregation is not Aggregation.RATIO
        unweighted = 0 if alone else judged.unweighted
        return sizes_words(self.metric, left_out=judged.left_out, unweighted=unweighted)

    @property
    def shown_level(self) -> Range:
        """The level that the status came from; that of the day where none did."""
        return self.judged_by or self.level


class _JudgedBy(Struct, frozen=True):
    """What a metric of someone was judged by: its periods, the one judged, what was read last, and
    what held then.
    """

    series: list[PeriodValue]
    judged: PeriodValue | None
    latest: Latest | None
    then: tuple[Standard, Target] | None
    judged_by: Range | None
    fact: str
    share: Share | None
    full: Range | None


def person_status(fact: str, *, clearly: bool) -> str:
    """How someone stands, in the words every screen uses of a person."""
    verdict = person_verdict(fact, clearly=clearly)
    return verdict.value if verdict else fact


class PeopleStanding(Struct, frozen=True):
    """Tells how people stand, from what was read of all of them at once."""

    metrics: Sequence[Metric]
    every_metric: Sequence[Metric]
    standards: Mapping[int, list[Standard]]
    tree: TeamTree
    scope: Callable[[Standard], str]
    days: PersonDays
    newest: PersonDays
    clearly: Mapping[Key, Evidence]
    as_of: AsOf
    rules: FileRules
    margins: PeopleMargins

    @property
    def calendar(self) -> Calendar:
        """Where weeks and years begin."""
        return self.rules.calendar

    def expectations(self, person: Person) -> list[Expectation]:
        """Every metric that is expected of someone on the day."""
        found = ((metric, self._level(person, metric, self.as_of.day)) for metric in self.metrics)
        return [
            self._expectation(person, metric, *held) for metric, held in found if held is not None
        ]

    def statuses(self, person: Person) -> dict[int, str]:
        """How someone stands to each of them, by metric: the same, and nothing beside it."""
        found = ((metric, self._level(person, metric, self.as_of.day)) for metric in self.metrics)
        return {
            metric.id: person_status(
                self._judge(person, metric, *held).fact,
                clearly=(person.id, metric.id) in self.clearly,
            )
            for metric, held in found
            if held is not None
        }

    def last_of(self, person: Person, metric: Metric) -> Latest | None:
        """What was read of someone last, None where nothing ever was."""
        days = self.newest.get((person.id, metric.id))
        return Latest(combine(metric, days)[0], days[-1][0]) if days else None

    def scored_lately(self, person: Person) -> list[ScoredLately]:
        """What someone's evaluations of late came to, by metric; `more` metrics too."""
        found = (self.margins.lately(metric, person.id) for metric in self.every_metric)
        return [one for one in found if one is not None]

    def _expectation(
        self, person: Person, metric: Metric, standard: Standard, level: Target
    ) -> Expectation:
        found = self._judge(person, metric, standard, level)
        then, now_shown = found.then, found.judged_by is None
        now = share_on(person, metric, self.as_of.day, self.rules.full_time_hours)
        return Expectation(
            metric=metric,
            standard=standard,
            level=expected_of(level.level, now),
            judged_by=found.judged_by,
            times=StandardTimes(
                self._held((standard, level)), self._held(then), self._coming(person, metric)
            ),
            why=self._why(then or (standard, level)),
            fact=found.fact,
            judged=found.judged,
            latest=found.latest,
            series=found.series,
            clearly=self.clearly.get((person.id, metric.id)),
            share=now if now_shown else found.share,
            full=level.level if now_shown else found.full,
            share_now=now,
            full_now=level.level,
        )

    def _judge(
        self, person: Person, metric: Metric, standard: Standard, level: Target
    ) -> _JudgedBy:
        kind, days = PeriodKind.of(metric.cadence), self.days.get((person.id, metric.id), [])
        series: list[PeriodValue] = []
        if days:
            series = series_of(metric, days, kind, self.as_of, calendar=self.calendar)
            series = without_days_away(series[-PERIODS_SHOWN:], person.absences)
        judged = self.margins.sampled(metric.id, judged_period(series), person.id)
        latest = self.last_of(person, metric)
        then = self._level_in(person, metric, judged.period) if judged else (standard, level)
        share = (
            share_in(person, metric, judged.period, self.rules.full_time_in(judged.period))
            if judged
            else share_now(person, metric, self.as_of, self.rules)
        )
        full = then[1].level if then else None
        judged_by = None if full is None else expected_of(full, share)
        # What was read before the periods shown is old, and not nothing.
        value = judged.value if judged else latest.value if latest else None
        last_on = counted_day(person.absences, latest.day, self.as_of.day) if latest else None
        fact = standard_status(value, judged_by, last_on, metric, self.as_of, self.calendar)
        return _JudgedBy(series, judged, latest, then, judged_by, fact, share, full)

    def _why(self, found: tuple[Standard, Target]) -> str:
        standard, level = found
        return standard_why(standard, self.scope(standard), level.starts_on)

    def _held(self, found: tuple[Standard, Target] | None) -> Held | None:
        return held_by(found[1], self.scope(found[0])) if found else None

    def _coming(self, person: Person, metric: Metric) -> Held | None:
        """The next level that will be another than that of the day."""
        levels = (
            level for standard in self.standards.get(metric.id, ()) for level in standard.levels
        )
        found = next_held(
            lambda day: self._level(person, metric, day),
            edges_of(levels) | self.tree.days_of_change(),
            self.as_of.day,
        )
        return self._held(found)

    def _level_in(
        self, person: Person, metric: Metric, period: Period
    ) -> tuple[Standard, Target] | None:
        """What held on most days of a period."""
        levels = (
            level for standard in self.standards.get(metric.id, ()) for level in standard.levels
        )
        edges = edges_of(levels) | edges_of(person.memberships) | self.tree.days_of_change()
        return held_most(lambda day: self._level(person, metric, day), edges, period)

    def _level(self, person: Person, metric: Metric, day: date) -> tuple[Standard, Target] | None:
        held = latest_membership(person.memberships, day)
        return expectation(
            self.standards.get(metric.id, ()),
            day,
            self.tree,
            person_id=person.id,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else None,
        )


def load_standing(
    db: Database,
    plan: PlanRecords,
    people: Sequence[Person],
    as_of: AsOf,
    rules: FileRules,
    *,
    more: Iterable[Metric] = (),
    together: ClearlyBelow | None = None,
) -> PeopleStanding:
    """How some people stand, decided with everyone of their teams, or by what was found of their
    teams `together`; `more` are metrics without a standard whose last value is asked for too.
    """
    live_ones = live_metrics(plan, as_of)
    by_id = {metric.id: metric for metric in (*live_ones, *more)}
    person_ids = [person.id for person in people]
    newest = load_last_day_by_person(db, by_id, person_ids, as_of.day)
    if together is None:
        teams = load_whole_teams(db, people, as_of)
        together = load_clearly_below(db, plan, teams, as_of, rules)
    return PeopleStanding(
        metrics=live_ones,
        every_metric=tuple(by_id.values()),
        standards=standards_by_metric(plan.standards),
        tree=plan.tree,
        scope=scope_words(db, as_of.known_on),
        days=_days_of(db, by_id.values(), person_ids, as_of, rules.calendar),
        newest=newest,
        clearly=together.people,
        as_of=as_of,
        rules=rules,
        margins=PeopleMargins(db, tuple(by_id.values()), person_ids, as_of, rules.calendar),
    )


def _days_of(
    db: Database, metrics: Iterable[Metric], person_ids: Sequence[int], as_of: AsOf,
    calendar: Calendar,
) -> PersonDays:  # fmt: skip
    """The days of the periods that are shown; where none recorded means none happened, from when
    recording began.
    """
    of_kind: dict[PeriodKind, list[Metric]] = defaultdict(list)
    for metric in metrics:
        of_kind[PeriodKind.of(metric.cadence)].append(metric)
    days: PersonDays = {}
    for kind, of_these in of_kind.items():
        # One more, as a running period without a reading is not shown.
        since, ids = (
            first_day(kind, as_of, PERIODS_SHOWN + 1, calendar),
            [metric.id for metric in of_these],
        )
        days |= load_days_by_person(db, ids, person_ids, since=since, until=as_of.day)
        for person_id in person_ids if any(metric.zero_filled for metric in of_these) else ():
            for metric_id, begun in recording_began(db, of_these, [person_id]).items():
                read = days.setdefault((person_id, metric_id), [])
                read.insert(0, (max(since, begun), NOTHING))
    return days


def share_now(person: Person, metric: Metric, as_of: AsOf, rules: FileRules) -> Share | None:
    """What share of a standard is expected of someone in the running period."""
    period = period_of(as_of.day, PeriodKind.of(metric.cadence), rules.calendar)
    return share_in(person, metric, period, rules.full_time_in(period))


def live_metrics(plan: PlanRecords, as_of: AsOf) -> list[Metric]:
    """The metrics with a standard of whomever that are still measured."""
    held = {standard.metric_id for standard in plan.standards}
    return [
        metric
        for metric in plan.metrics.values()
        if metric.id in held and not is_over(metric, as_of.day)
    ]
