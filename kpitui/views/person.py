"""The page of a person, and of a team: what is expected of them first, then coaching, then what the
KPIs say.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.errors import NothingFound
from kpitui.domain.file_rules import FileRules
from kpitui.domain.held import edges_of, held_most, next_held
from kpitui.domain.periods import AsOf, Calendar, Period, PeriodKind, first_day
from kpitui.domain.plan import expectation
from kpitui.domain.progress import Status
from kpitui.domain.readings import NOTHING, combine
from kpitui.domain.records.dated import Dated, Target, live
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team
from kpitui.domain.sizes_words import sizes_words
from kpitui.domain.standard_times import Held, StandardTimes
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.days import recording_began
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import load_last_day_by_person
from kpitui.storage.people import load_people_ever_in, load_person, load_roles, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import PersonDays, load_days_by_person
from kpitui.views.coaching import OpenLine, SessionLine, load_sessions_of, open_lines
from kpitui.views.effect import load_newest_effects
from kpitui.views.kpi_status import standard_status
from kpitui.views.overview import WORST_FIRST as WORST_KPI_FIRST
from kpitui.views.overview import KpiLine, live_kpi_lines
from kpitui.views.series import PeriodValue, judged_period, series_of
from kpitui.views.why import held_by, scope_words, standard_why

PERIODS_SHOWN = 12
NOT_MET, MET = "not met", "met"
WORST_FIRST = (NOT_MET, Status.STALE.value, Status.NO_DATA.value, "no level", MET)


class Latest(Struct, frozen=True):
    """What was read last: the value of the newest day."""

    value: float | None
    day: date


class Expectation(Struct, frozen=True):
    """A metric that somebody is held to: the level of the day, and how their last finished period
    stands to it.

    `judged_by` is the level that held on most days of that period; a new level never rewrites an
    older judgement.
    """

    metric: Metric
    standard: Standard
    level: Range
    judged_by: Range | None
    times: StandardTimes
    why: str
    status: str
    judged: PeriodValue | None
    latest: Latest | None
    series: list[PeriodValue]

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


class PersonKpi(Struct, frozen=True):
    """A KPI of the organisation as context, beside it what the person had last; their value is
    never judged.
    """

    line: KpiLine
    latest: Latest | None


class PersonPage(Struct, frozen=True):
    """Everything of one person; of one who left as it stood on their last day."""

    person: Person
    team: Team | None
    role: JobRole | None
    since: date
    as_of: AsOf
    expectations: list[Expectation]
    kpis: list[PersonKpi]
    sessions: list[SessionLine]
    open: list[OpenLine]
    effects: dict[int, tuple[str, ...]]
    """What the newest sessions did, in words, by session."""
    better: str
    """Whether they got better, in a line; empty where no session can be judged."""

    @property
    def left_on(self) -> date | None:
        """The day they had left, where the page stands on their last one."""
        ends_on = self.person.ends_on
        return ends_on if ends_on and self.as_of.day < ends_on <= self.as_of.today else None


class TeamRow(Struct, frozen=True):
    """Somebody of the team; a cell is None where the metric is not expected of them."""

    person: Person
    cells: list[Expectation | None]

    def count(self, *statuses: str) -> int:
        """How many of the cells stand so."""
        return sum(1 for cell in self.cells if cell is not None and cell.status in statuses)


class TeamPage(Struct, frozen=True):
    """People down, metrics with a standard across; whoever is short of most comes first."""

    team: Team
    as_of: AsOf
    metrics: list[Metric]
    rows: list[TeamRow]


def load_person_page(
    database: DatabaseFile, person_id: int, as_of: AsOf, config: Config, *, team: bool = True
) -> PersonPage:
    """What is expected of a person and how it stands, worst first; then KPIs, sessions, and what is
    open of them.

    Without the `team` the effects of the sessions say nothing of how the others in it did.
    """
    with reading(database) as db:
        known_on = as_of.known_on
        person = load_person(db, person_id, known_on=known_on)
        if person is None:
            raise NothingFound("That person was removed from the file.")
        then, plan = _while_here(person, as_of), load_plan(db, known_on=known_on)
        rules = database.rules.on(then.day)
        kpis = live_kpi_lines(db, plan, then, rules)
        metrics = [*_live_metrics(plan, then), *(one.metric for one in kpis)]
        judge = _judge(db, plan, metrics, [person_id], then, rules)
        held = membership_on(person.memberships, then.day) or next(
            reversed(person.memberships), None
        )
        teams, roles = load_teams(db, known_on=known_on), load_roles(db, known_on=known_on)
        place = next((one for one in teams if held and one.id == held.team_id), None)
        role = next((one for one in roles if held and one.id == held.role_id), None)
    sessions = [
        one for one in load_sessions_of(database, person_id) if one.session.date <= as_of.day
    ]
    effects = load_newest_effects(database, sessions, as_of, config, team=team)
    kpis.sort(
        key=lambda line: (
            WORST_KPI_FIRST.index(line.standing.judgement.status),
            line.metric.name.casefold(),
        )
    )
    return PersonPage(
        person=person,
        team=place,
        role=role,
        since=held.starts_on if held else person.starts_on,
        as_of=then,
        expectations=sorted(judge.expectations(person), key=_worst_first),
        kpis=[PersonKpi(line, judge.last_of(person, line.metric)) for line in kpis],
        sessions=sessions,
        open=[line for session in sessions for line in open_lines(session)],
        effects=effects.words,
        better=effects.in_brief,
    )


def load_team_page(database: DatabaseFile, team_id: int, as_of: AsOf) -> TeamPage:
    """The people of a team and how each stands to what is expected of them, worst first."""
    with reading(database) as db:
        known_on = as_of.known_on
        teams = load_teams(db, known_on=known_on)
        team = next((one for one in teams if one.id == team_id), None)
        if team is None:
            raise NothingFound("That team was removed from the file.")
        then, plan = _while_here(team, as_of), load_plan(db, known_on=known_on)
        people = [
            one
            for one in live(load_people_ever_in(db, team_id, known_on=known_on), then.day)
            if _team_of(one, then.day) == team_id
        ]
        rules, ids = database.rules.on(then.day), [person.id for person in people]
        judge = _judge(db, plan, _live_metrics(plan, then), ids, then, rules)
    found = {
        person.id: {each.metric.id: each for each in judge.expectations(person)}
        for person in people
    }
    wanted = {
        metric_id: each.metric for of_one in found.values() for metric_id, each in of_one.items()
    }
    metrics = sorted(wanted.values(), key=lambda one: one.name.casefold())
    rows = [
        TeamRow(person, [found[person.id].get(metric.id) for metric in metrics])
        for person in people
    ]
    return TeamPage(team, then, metrics, sorted(rows, key=_most_short_first))


class _Judge(Struct, frozen=True):
    """Tells how people stand, from what was read of all of them at once."""

    metrics: Sequence[Metric]
    standards: dict[int, list[Standard]]
    scope: Callable[[Standard], str]
    days: PersonDays
    newest: PersonDays
    as_of: AsOf
    calendar: Calendar

    def expectations(self, person: Person) -> list[Expectation]:
        """Every metric that is expected of somebody on the day."""
        found = ((metric, self._level(person, metric, self.as_of.day)) for metric in self.metrics)
        return [
            self._expectation(person, metric, *held) for metric, held in found if held is not None
        ]

    def last_of(self, person: Person, metric: Metric) -> Latest | None:
        """What was read of somebody last, None where nothing ever was."""
        days = self.newest.get((person.id, metric.id))
        return Latest(combine(metric, days)[0], days[-1][0]) if days else None

    def _expectation(
        self, person: Person, metric: Metric, standard: Standard, level: Target
    ) -> Expectation:
        kind, days = PeriodKind.of(metric.cadence), self.days.get((person.id, metric.id), [])
        series = series_of(metric, days, kind, self.as_of, calendar=self.calendar)[-PERIODS_SHOWN:]
        judged, latest = judged_period(series), self.last_of(person, metric)
        then = self._level_in(person, metric, judged.period) if judged else (standard, level)
        judged_by = then[1].level if then else None
        # What was read before the periods shown is old, and not nothing.
        value = judged.value if judged else latest.value if latest else None
        return Expectation(
            metric=metric,
            standard=standard,
            level=level.level,
            judged_by=judged_by,
            times=StandardTimes(
                self._held((standard, level)), self._held(then), self._coming(person, metric)
            ),
            why=self._why(then or (standard, level)),
            status=standard_status(
                value,
                judged_by,
                latest.day if latest else None,
                metric,
                self.as_of,
                self.calendar,
            ),
            judged=judged,
            latest=latest,
            series=series,
        )

    def _why(self, found: tuple[Standard, Target]) -> str:
        standard, level = found
        return standard_why(standard, self.scope(standard), level.starts_on)

    def _held(self, found: tuple[Standard, Target] | None) -> Held | None:
        return held_by(found[1], self.scope(found[0])) if found else None

    def _coming(self, person: Person, metric: Metric) -> Held | None:
        """The next level that will be another than that of the day."""
        levels = (level for one in self.standards.get(metric.id, ()) for level in one.levels)
        found = next_held(
            lambda day: self._level(person, metric, day), edges_of(levels), self.as_of.day
        )
        return self._held(found)

    def _level_in(
        self, person: Person, metric: Metric, period: Period
    ) -> tuple[Standard, Target] | None:
        """What held on most days of a period."""
        levels = (level for one in self.standards.get(metric.id, ()) for level in one.levels)
        edges = edges_of(levels) | edges_of(person.memberships)
        return held_most(lambda day: self._level(person, metric, day), edges, period)

    def _level(self, person: Person, metric: Metric, day: date) -> tuple[Standard, Target] | None:
        held = membership_on(person.memberships, day) or next(reversed(person.memberships), None)
        return expectation(
            self.standards.get(metric.id, ()),
            day,
            person_id=person.id,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else None,
        )


def _judge(
    db: Database,
    plan: PlanRecords,
    metrics: Iterable[Metric],
    person_ids: Sequence[int],
    as_of: AsOf,
    rules: FileRules,
) -> _Judge:
    by_id = {one.id: one for one in metrics}
    of_kind: dict[PeriodKind, list[int]] = {}
    for metric in by_id.values():
        of_kind.setdefault(PeriodKind.of(metric.cadence), []).append(metric.id)
    days: PersonDays = {}
    for kind, metric_ids in of_kind.items():
        # One more, as a running period without a reading is not shown.
        since = first_day(kind, as_of, PERIODS_SHOWN + 1, rules.calendar)
        days |= load_days_by_person(db, metric_ids, person_ids, since=since, until=as_of.day)
        of_these = [by_id[one] for one in metric_ids]
        for person_id in person_ids if any(one.zero_filled for one in of_these) else ():
            for metric_id, begun in recording_began(db, of_these, [person_id]).items():
                read = days.setdefault((person_id, metric_id), [])
                read.insert(0, (max(since, begun), NOTHING))
    standards: dict[int, list[Standard]] = {}
    for standard in plan.standards:
        standards.setdefault(standard.metric_id, []).append(standard)
    newest = load_last_day_by_person(db, by_id, person_ids, as_of.day)
    live_ones = _live_metrics(plan, as_of)
    scope = scope_words(db, as_of.known_on)
    return _Judge(live_ones, standards, scope, days, newest, as_of, rules.calendar)


def _live_metrics(plan: PlanRecords, as_of: AsOf) -> list[Metric]:
    """The metrics with a standard of whomever that are still measured."""
    held = {standard.metric_id for standard in plan.standards}
    return [
        metric
        for metric in plan.metrics.values()
        if metric.id in held and (metric.ends_on is None or as_of.day < metric.ends_on)
    ]


def _while_here(record: Dated, as_of: AsOf) -> AsOf:
    """The day itself, or the last one of what has ended by then."""
    if record.ends_on is None or as_of.day < record.ends_on:
        return as_of
    return AsOf(record.ends_on - timedelta(days=1), as_of.today)


def _team_of(person: Person, day: date) -> int | None:
    held = membership_on(person.memberships, day)
    return held.team_id if held else None


def _worst_first(one: Expectation) -> tuple[int, str]:
    return WORST_FIRST.index(one.status), one.metric.name.casefold()


def _most_short_first(row: TeamRow) -> tuple[int, int, str]:
    unknown = row.count(Status.STALE.value, Status.NO_DATA.value)
    return -row.count(NOT_MET), -unknown, row.person.name.casefold()
