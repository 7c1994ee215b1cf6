"""What the Enter screen shows: who readings can be recorded for, and the metrics of
one of them.
"""

from collections import defaultdict
from collections.abc import Sequence
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
    for team in (one for one in live(teams.values(), day) if shown.has_team(one.id)):
        if may is not None and not may.has(None, team.id):
            continue
        own = tuple(members[team.id])
        grid = EntrySubject(team.name, "", team_id=team.id, shape=Shape.GRID, members=own)
        if own:
            detail = f"table, {len(own)} agents" if len(own) > 1 else "table, 1 agent"
            found.append(replace(grid, detail=detail))
        found.append(EntrySubject(team.name, AS_ONE, team_id=team.id))
        below = (one for under in tree.under(team.id, day) for one in members[under])
        found.append(replace(grid, detail=DUE_ONLY, shape=Shape.DUE, members=tuple(below)))
    everyone = tuple(one.person_id for one in found if one.person_id is not None)
    due = EntrySubject("Due", DUE_ONLY, shape=Shape.DUE, members=everyone)
    return [due, *found, *([_TOGETHER] if may is None else ())]


def load_subject_to_record(database: DatabaseFile, metric_id: int, as_of: AsOf) -> EntrySubject:
    """The first one of whom a reading or an evaluation of a metric is due, and may be saved; the
    organisation, or else the first team of which one may, where it is due of no one.
    """
    with reading(database) as db:
        may, teams = within(db), live(load_teams(db), as_of.day)
    for one in load_due(database, as_of):
        if may is not None and not may.has(one.person_id, one.team_id):
            continue
        if any(due.metric.id == metric_id for due in one.readings):
            return EntrySubject(one.name, one.team, person_id=one.person_id, team_id=one.team_id)
    for scored in load_evaluations_due(database, as_of) or ():
        if scored.metric.id == metric_id:
            return EntrySubject(scored.name, scored.team, person_id=scored.person_id)
    own = [one for one in teams if may is not None and may.has(None, one.id)]
    return EntrySubject(own[0].name, AS_ONE, team_id=own[0].id) if own else _TOGETHER


def load_entry_rows(database: DatabaseFile, subject: EntrySubject, as_of: AsOf) -> list[EntryRow]:
    """The metrics to record for someone: due ones first, then by name.

    Those are the metrics they are held to, those that are KPIs, and those they have recent readings
    of.
    """
    with reading(database) as db:
        return _entry_rows(db, subject, as_of, database.rules.on(as_of.day))


def _entry_rows(
    db: Database, subject: EntrySubject, as_of: AsOf, rules: FileRules
) -> list[EntryRow]:
    plan = load_plan(db)
    metrics = [one for one in plan.metrics.values() if not is_over(one, as_of.day)]
    days = load_days_of_last(db, metrics, as_of, PERIODS_LOOKED_AT, subject.whose, rules.calendar)
    person = load_person(db, subject.person_id) if subject.person_id else None
    kpis = {kpi.metric_id: kpi for kpi in live(plan.kpis, as_of.day)}
    scope, due = scope_words(db), _due_of(db, plan, subject, person, as_of, rules)
    standards = standards_by_metric(plan.standards)
    usual = UsualRanges(db, as_of, rules).of(metrics, subject.whose, days)
    own_kpis = [one for one in metrics if one.id in kpis]
    standing, scored = _standing(db, plan, person, own_kpis, as_of, rules)
    rows = []
    for metric in metrics:
        held_on = partial(_standard, plan, metric, subject, person)
        standard, own = held_on(as_of.day), standards.get(metric.id, ())
        edges = edges_of(level for one in own for level in one.levels)
        edges |= plan.tree.days_of_change()
        coming = next_held(held_on, edges, as_of.day)
        kind, read = PeriodKind.of(metric.cadence), days.get(metric.id, [])
        share = share_now(person, metric, as_of, rules) if person else None
        expected = expected_of(standard[1].level, share) if standard else None
        series = series_of(metric, read, kind, as_of, calendar=rules.calendar)[-PERIODS_SHOWN:]
        if person is not None:
            series = without_days_away(series, person.absences)
        last = next((point for point in reversed(series) if point.value is not None), None)
        if expected is None and metric.id not in kpis and last is None:
            continue
        last_on = next((day for day, sums in reversed(read) if sums.count), None)
        role = "KPI" if metric.id in kpis else "standard" if expected else ""
        why = standard_why(standard[0], scope(standard[0]), as_of.day) if standard else ""
        kpi = kpis.get(metric.id)
        above = None if kpi is None else titles_above(kpi, plan, as_of.day)
        value = last.value if last else None
        rows.append(
            EntryRow(
                metric,
                role,
                expected,
                value,
                last_on,
                metric.id in due,
                series,
                why,
                above,
                usual[metric.id],
                held_by(coming[1], scope(coming[0])) if coming else None,
                standing.get(metric.id),
                scored.get(metric.id),
            )
        )
    return sorted(rows, key=_due_first)


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
        {one.metric.id: one for one in people.scored_lately(person)},
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
    return {one.metric.id for one in found}


def _due_first(row: EntryRow) -> tuple[bool, bool, str]:
    return not row.due, row.expected is None and row.role != "KPI", name_order(row.metric.name)


def _standard(
    plan: PlanRecords, metric: Metric, subject: EntrySubject, person: Person | None, day: date
) -> tuple[Standard, Target] | None:
    own = [standard for standard in plan.standards if standard.metric_id == metric.id]
    membership = membership_on(person.memberships, day) if person else None
    return expectation(
        own,
        day,
        plan.tree,
        person_id=subject.person_id,
        role_id=membership.role_id if membership else None,
        team_id=membership.team_id if membership else subject.team_id,
    )
