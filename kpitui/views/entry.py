"""What the Enter screen shows: who readings can be recorded for, and the metrics of
one of them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.expected_share import expected_of
from kpitui.domain.file_rules import FileRules
from kpitui.domain.held import edges_of, next_held
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan import expectation, standards_by_metric
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.absence import away_briefly
from kpitui.domain.records.dated import Target, is_over, live
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.records.standard import Standard
from kpitui.domain.sanity import UsualRange
from kpitui.domain.standard_times import Held
from kpitui.domain.text import name_order
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_person, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import metrics_of_day
from kpitui.storage.teams import load_team_tree
from kpitui.storage.within import within
from kpitui.views.due import ORGANISATION, due_of_people, due_together, load_due
from kpitui.views.evaluations_due import load_evaluations_due
from kpitui.views.expectations import Expectation, load_standing, share_now
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.series import PeriodValue, load_days_of_last, series_of, without_days_away
from kpitui.views.sheet_margins import ScoredLately
from kpitui.views.usual import PERIODS_LOOKED_AT, UsualRanges
from kpitui.views.why import held_by, scope_words, standard_why, titles_above

DUE_ONLY = "everything due, agent by agent"
AS_ONE = "one figure for the team"
PERIODS_SHOWN = 12


class Shape(StrEnum):
    """How readings are asked for: a list of metrics, a team in a grid, those who have something
    due, one by one, or the contacts that are due to be scored.
    """

    LIST = "list"
    GRID = "grid"
    DUE = "due"
    SCORE = "score"


class EntrySubject(Struct, frozen=True):
    """A person, a team, or the whole organisation, to record readings for; `detail`
    tells namesakes apart, `members` are the people whose readings are asked for one by one.
    """

    name: str
    detail: str
    person_id: int | None = None
    team_id: int | None = None
    shape: Shape = Shape.LIST
    code: str | None = None
    members: tuple[int, ...] = ()

    @property
    def whose(self) -> SubjectFilter:
        """Whose readings count for it."""
        return SubjectFilter((self.person_id,) if self.person_id else (), self.team_id)


_TOGETHER = EntrySubject(ORGANISATION, "whole organisation")


def load_person_name(database: DatabaseFile, person_id: int) -> str | None:
    """What someone is called now; None where they were taken out of the file."""
    with reading(database) as db:
        person = load_person(db, person_id)
    return person.name if person else None


class EntryRow(Struct, frozen=True):
    """One metric to record: what was read last, what is expected, whether a reading is due, and why
    it is there: who it is expected of, and of a KPI the titles above it.
    """

    metric: Metric
    role: str
    expected: Range | None
    last_value: float | None
    last_on: date | None
    due: bool
    series: list[PeriodValue]
    why: str = ""
    above: tuple[str, str, str] | None = None
    usual: UsualRange | None = None
    coming: Held | None = None
    standing: Expectation | None = None
    """How the person stands to the standard."""
    scored: ScoredLately | None = None
    """What their evaluations of late came to."""
    recorded: bool = False
    """Whether the day that is recorded has a reading already."""


def load_people_here(database: DatabaseFile, day: date) -> list[EntrySubject]:
    """Everyone who is here on the day, by name."""
    return [subject for subject in load_subjects(database, day) if subject.person_id is not None]


def load_subjects(
    database: DatabaseFile, day: date, shown: TeamsShown = EVERY_TEAM
) -> list[EntrySubject]:
    """Everyone who is here on the day, by name, then the teams, then the organisation, each with
    what is due; of the teams that are shown, and of which readings may be saved.
    """
    with reading(database) as db:
        may = within(db)
        teams = {team.id: team for team in load_teams(db)}
        people, tree = load_people(db), load_team_tree(db)
    found: list[EntrySubject] = []
    members: dict[int | None, list[int]] = defaultdict(list)
    for person in live(people, day):
        if not shown.has_person(person.id):
            continue
        membership = membership_on(person.memberships, day)
        members[membership.team_id if membership else None].append(person.id)
        team = teams.get(membership.team_id) if membership and membership.team_id else None
        detail = team.name if team else "no team"
        if (absence := person.away_on(day)) is not None:
            detail += f", {away_briefly(absence, day)}"
        found.append(EntrySubject(person.name, detail, person_id=person.id, code=person.code))
    for team in (team for team in live(teams.values(), day) if shown.has_team(team.id)):
        if may is not None and not may.has(None, team.id):
            continue
        own = tuple(members[team.id])
        grid = EntrySubject(team.name, "", team_id=team.id, shape=Shape.GRID, members=own)
        if own:
            detail = f"table, {len(own)} agents" if len(own) > 1 else "table, 1 agent"
            found.append(replace(grid, detail=detail))
        found.append(EntrySubject(team.name, AS_ONE, team_id=team.id))
        below = (member for under in tree.under(team.id, day) for member in members[under])
        found.append(replace(grid, detail=DUE_ONLY, shape=Shape.DUE, members=tuple(below)))
    everyone = tuple(subject.person_id for subject in found if subject.person_id is not None)
    due = EntrySubject("Due", DUE_ONLY, shape=Shape.DUE, members=everyone)
    return [due, *found, *([_TOGETHER] if may is None else ())]


def load_subject_to_record(database: DatabaseFile, metric_id: int, as_of: AsOf) -> EntrySubject:
    """The first one of whom a reading or an evaluation of a metric is due, and may be saved; the
    organisation, or else the first team of which one may, where it is due of no one.
    """
    with reading(database) as db:
        may, teams = within(db), live(load_teams(db), as_of.day)
    for subject in load_due(database, as_of):
        if may is not None and not may.has(subject.person_id, subject.team_id):
            continue
        if any(due.metric.id == metric_id for due in subject.readings):
            return EntrySubject(
                subject.name, subject.team, person_id=subject.person_id, team_id=subject.team_id
            )
    for scored in load_evaluations_due(database, as_of) or ():
        if scored.metric.id == metric_id:
            return EntrySubject(scored.name, scored.team, person_id=scored.person_id)
    own = [team for team in teams if may is not None and may.has(None, team.id)]
    return EntrySubject(own[0].name, AS_ONE, team_id=own[0].id) if own else _TOGETHER


def load_entry_rows(
    database: DatabaseFile, subject: EntrySubject, as_of: AsOf, day: date | None = None
) -> list[EntryRow]:
    """The metrics to record for someone: due ones first, then by name; of the `day` that
    is recorded, if it is another, is told which have a reading already.

    Those are the metrics they are held to, those that are KPIs, and those they have recent readings
    of.
    """
    with reading(database) as db:
        there = metrics_of_day(db, subject.whose, day or as_of.day)
        return _RowLoader(db, subject, as_of, database.rules.on(as_of.day), there).rows()


class _RowLoader:
    """Gathers what is known of each metric of one subject."""

    def __init__(
        self,
        db: Database,
        subject: EntrySubject,
        as_of: AsOf,
        rules: FileRules,
        recorded: Collection[int],
    ) -> None:
        self._subject, self._as_of, self._rules = subject, as_of, rules
        self._recorded = recorded
        self._plan = plan = load_plan(db)
        self._metrics = [
            metric for metric in plan.metrics.values() if not is_over(metric, as_of.day)
        ]
        self._days = load_days_of_last(
            db, self._metrics, as_of, PERIODS_LOOKED_AT, subject.whose, rules.calendar
        )
        self._person = load_person(db, subject.person_id) if subject.person_id else None
        self._kpis = {kpi.metric_id: kpi for kpi in live(plan.kpis, as_of.day)}
        self._scope, self._standards = scope_words(db), standards_by_metric(plan.standards)
        self._due = _due_of(db, plan, subject, self._person, as_of, rules)
        self._usual = UsualRanges(db, as_of, rules).of(self._metrics, subject.whose, self._days)
        own_kpis = [metric for metric in self._metrics if metric.id in self._kpis]
        self._standing, self._scored = _standing(db, plan, self._person, own_kpis, as_of, rules)

    def rows(self) -> list[EntryRow]:
        """Those that are expected, a KPI, or were read lately: due ones first, then by name."""
        found = (self._row(metric) for metric in self._metrics)
        return sorted((one for one in found if one is not None), key=_due_first)

    def _row(self, metric: Metric) -> EntryRow | None:
        day, kpi, read = self._as_of.day, self._kpis.get(metric.id), self._days.get(metric.id, [])
        standard, coming, person = self._held(metric, day), self._coming(metric), self._person
        share = share_now(person, metric, self._as_of, self._rules) if person else None
        expected = expected_of(standard[1].level, share) if standard else None
        series = self._series(metric)
        last = next((point for point in reversed(series) if point.value is not None), None)
        if expected is None and kpi is None and last is None:
            return None
        return EntryRow(
            metric=metric,
            role="KPI" if kpi else "standard" if expected else "",
            expected=expected,
            last_value=last.value if last else None,
            last_on=next((day for day, sums in reversed(read) if sums.count), None),
            due=metric.id in self._due,
            series=series,
            why=standard_why(standard[0], self._scope(standard[0]), day) if standard else "",
            above=None if kpi is None else titles_above(kpi, self._plan, day),
            usual=self._usual[metric.id],
            coming=held_by(coming[1], self._scope(coming[0])) if coming else None,
            standing=self._standing.get(metric.id),
            scored=self._scored.get(metric.id),
            recorded=metric.id in self._recorded,
        )

    def _series(self, metric: Metric) -> list[PeriodValue]:
        """The newest periods; without those in which nothing was read of someone away."""
        kind, read = PeriodKind.of(metric.cadence), self._days.get(metric.id, [])
        every = series_of(metric, read, kind, self._as_of, calendar=self._rules.calendar)
        series, person = every[-PERIODS_SHOWN:], self._person
        return without_days_away(series, person.absences) if person is not None else series

    def _coming(self, metric: Metric) -> tuple[Standard, Target] | None:
        """What they are held to next."""
        own = self._standards.get(metric.id, ())
        edges = edges_of(level for standard in own for level in standard.levels)
        edges |= self._plan.tree.days_of_change()
        return next_held(partial(self._held, metric), edges, self._as_of.day)

    def _held(self, metric: Metric, day: date) -> tuple[Standard, Target] | None:
        """What they are held to on a day."""
        membership = membership_on(self._person.memberships, day) if self._person else None
        return expectation(
            self._standards.get(metric.id, ()),
            day,
            self._plan.tree,
            person_id=self._subject.person_id,
            role_id=membership.role_id if membership else None,
            team_id=membership.team_id if membership else self._subject.team_id,
        )


def _standing(
    db: Database, plan: PlanRecords, person: Person | None, kpis: Sequence[Metric], as_of: AsOf,
    rules: FileRules,
) -> tuple[dict[int, Expectation], dict[int, ScoredLately]]:  # fmt: skip
    """How someone stands to what is expected of them, and what their evaluations of late came to,
    of KPIs too, both by metric.
    """
    if person is None:
        return {}, {}
    people = load_standing(db, plan, [person], as_of, rules, more=kpis)
    return (
        {one.metric.id: one for one in people.expectations(person)},
        {lately.metric.id: lately for lately in people.scored_lately(person)},
    )


def _due_of(
    db: Database,
    plan: PlanRecords,
    subject: EntrySubject,
    person: Person | None,
    as_of: AsOf,
    rules: FileRules,
) -> set[int]:
    """The metrics of which a reading is due of someone."""
    if person is not None:
        found = due_of_people(db, plan, [person], as_of, rules).get(person.id, [])
    else:
        found = due_together(db, plan, as_of, rules).get(subject.team_id, [])
    return {due_reading.metric.id for due_reading in found}


def _due_first(row: EntryRow) -> tuple[bool, bool, str]:
    return not row.due, row.expected is None and row.role != "KPI", name_order(row.metric.name)
