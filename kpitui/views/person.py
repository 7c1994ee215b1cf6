"""The page of a person, and of a team: what is expected of them first, then coaching, then what the KPIs say."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.errors import NothingFound
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.people import JobRole, Person, Team, membership_on
from kpitui.domain.periods import AsOf, Calendar, PeriodKind
from kpitui.domain.plan import Dated, Standard, Target, expectation, live
from kpitui.domain.progress import Status
from kpitui.domain.readings import combine
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people_ever_in, load_person, load_roles, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import PersonDays, load_days_by_person, load_last_day_by_person
from kpitui.views.coaching import OpenLine, SessionLine, load_sessions_of, open_lines
from kpitui.views.effect import load_newest_effects
from kpitui.views.overview import WORST_FIRST as WORST_KPI_FIRST
from kpitui.views.overview import KpiLine, live_kpi_lines
from kpitui.views.series import PeriodValue, first_day, judged_period, series_of
from kpitui.views.standing import standard_status
from kpitui.views.why import scope_words, standard_why

PERIODS_SHOWN = 12
NOT_MET, MET = "not met", "met"
WORST_FIRST = (NOT_MET, Status.STALE.value, Status.NO_DATA.value, "no level", MET)


class Latest(Struct, frozen=True):
    """What was read last: the value of the newest day."""

    value: float | None
    day: date


class Expectation(Struct, frozen=True):
    """A metric that somebody is held to: the level of the day, and how their last finished period stands to it.

    `judged_by` is the level that held at the end of that period; a new level never rewrites an older judgement.
    """

    metric: Metric
    standard: Standard
    level: Range
    judged_by: Range | None
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
    def without_sizes(self) -> bool:
        """Whether percentages were averaged that did not say of how many they are."""
        sums = self.judged.sums if self.judged else None
        return sums is not None and self.metric.unit == "%" and sums.count > 1 and sums.unweighted > 0

    @property
    def shown_level(self) -> Range:
        """The level that the status came from; that of the day where none did."""
        return self.judged_by or self.level


class PersonKpi(Struct, frozen=True):
    """A KPI of the organisation as context, beside it what the person had last; their value is never judged."""

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
        return sum(1 for one in self.cells if one is not None and one.status in statuses)


class TeamPage(Struct, frozen=True):
    """People down, metrics with a standard across; whoever is short of most comes first."""

    team: Team
    as_of: AsOf
    metrics: list[Metric]
    rows: list[TeamRow]


def load_person_page(
    database: DatabaseFile, person_id: int, as_of: AsOf, config: Config, *, team: bool = True
) -> PersonPage:
    """What is expected of a person and how it stands, worst first; then KPIs, sessions, and what is open of them.

    Without the `team` the effects of the sessions say nothing of how the others in it did.
    """
    with reading(database) as db:
        person = load_person(db, person_id)
        if person is None:
            raise NothingFound("That person is not in the file any more.")
        then, plan = _while_here(person, as_of), load_plan(db)
        kpis = live_kpi_lines(db, plan, then, config)
        metrics = [*_live_metrics(plan, then), *(one.metric for one in kpis)]
        judge = _judge(db, plan, metrics, [person_id], then, config)
        held = membership_on(person.memberships, then.day) or next(reversed(person.memberships), None)
        place = next((one for one in load_teams(db) if held and one.id == held.team_id), None)
        role = next((one for one in load_roles(db) if held and one.id == held.role_id), None)
    sessions = [one for one in load_sessions_of(database, person_id) if one.session.date <= as_of.day]
    kpis.sort(key=lambda line: (WORST_KPI_FIRST.index(line.standing.judgement.status), line.metric.name.casefold()))
    return PersonPage(
        person=person,
        team=place,
        role=role,
        since=held.starts_on if held else person.starts_on,
        as_of=then,
        expectations=sorted(judge.expectations(person), key=_worst_first),
        kpis=[PersonKpi(line, judge.last_of(person, line.metric)) for line in kpis],
        sessions=sessions,
        open=[line for one in sessions for line in open_lines(one)],
        effects=load_newest_effects(database, sessions, as_of, config, team=team),
    )


def load_team_page(database: DatabaseFile, team_id: int, as_of: AsOf, config: Config) -> TeamPage:
    """The people of a team and how each stands to what is expected of them, worst first."""
    with reading(database) as db:
        team = next((one for one in load_teams(db) if one.id == team_id), None)
        if team is None:
            raise NothingFound("That team is not in the file any more.")
        then, plan = _while_here(team, as_of), load_plan(db)
        people = [one for one in live(load_people_ever_in(db, team_id), then.day) if _team_of(one, then.day) == team_id]
        judge = _judge(db, plan, _live_metrics(plan, then), [one.id for one in people], then, config)
    found = {one.id: {each.metric.id: each for each in judge.expectations(one)} for one in people}
    wanted = {metric_id: each.metric for of_one in found.values() for metric_id, each in of_one.items()}
    metrics = sorted(wanted.values(), key=lambda one: one.name.casefold())
    rows = [TeamRow(one, [found[one.id].get(metric.id) for metric in metrics]) for one in people]
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
        return [self._expectation(person, metric, *held) for metric, held in found if held is not None]

    def last_of(self, person: Person, metric: Metric) -> Latest | None:
        """What was read of somebody last, None where nothing ever was."""
        days = self.newest.get((person.id, metric.id))
        return Latest(combine(metric, days)[0], days[-1][0]) if days else None

    def _expectation(self, person: Person, metric: Metric, standard: Standard, level: Target) -> Expectation:
        kind, days = PeriodKind.of(metric.cadence), self.days.get((person.id, metric.id), [])
        series = series_of(metric, days, kind, self.as_of, calendar=self.calendar)[-PERIODS_SHOWN:]
        judged, latest = judged_period(series), self.last_of(person, metric)
        then = self._level(person, metric, judged.period.last) if judged else (standard, level)
        judged_by = then[1].level if then else None
        # What was read before the periods shown is old, and not nothing.
        value = judged.value if judged else latest.value if latest else None
        return Expectation(
            metric=metric,
            standard=standard,
            level=level.level,
            judged_by=judged_by,
            why=standard_why(standard, self.scope(standard), self.as_of.day),
            status=standard_status(value, judged_by, latest.day if latest else None, metric, self.as_of),
            judged=judged,
            latest=latest,
            series=series,
        )

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
    db: Database, plan: PlanRecords, metrics: Iterable[Metric], person_ids: Sequence[int], as_of: AsOf, config: Config
) -> _Judge:
    by_id = {one.id: one for one in metrics}
    of_kind: dict[PeriodKind, list[int]] = {}
    for metric in by_id.values():
        of_kind.setdefault(PeriodKind.of(metric.cadence), []).append(metric.id)
    days: PersonDays = {}
    for kind, metric_ids in of_kind.items():
        # One more, as a running period without a reading is not shown.
        since = first_day(kind, as_of, PERIODS_SHOWN + 1, config.calendar)
        days |= load_days_by_person(db, metric_ids, person_ids, since=since, until=as_of.day)
    standards: dict[int, list[Standard]] = {}
    for standard in plan.standards:
        standards.setdefault(standard.metric_id, []).append(standard)
    newest = load_last_day_by_person(db, by_id, person_ids, as_of.day)
    live_ones = _live_metrics(plan, as_of)
    return _Judge(live_ones, standards, scope_words(db), days, newest, as_of, config.calendar)


def _live_metrics(plan: PlanRecords, as_of: AsOf) -> list[Metric]:
    """The metrics with a standard of whomever that are still measured."""
    held = {one.metric_id for one in plan.standards}
    return [one for one in plan.metrics.values() if one.id in held and (one.ends_on is None or as_of.day < one.ends_on)]


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
