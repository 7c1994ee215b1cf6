"""What the Enter screen shows: whom readings can be recorded for, and the metrics of one of them."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.people import Person, membership_on
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan import Standard, Target, expectation, live
from kpitui.domain.sanity import UsualRange, usual_limits
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_person, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import Subject
from kpitui.views.due import ORGANISATION, due_of_people, due_together
from kpitui.views.series import PeriodValue, load_days_of_last, series_of
from kpitui.views.why import kpi_why, scope_words, standard_why

DUE_ONLY = "only what is due, one after the other"
PERIODS_SHOWN = 12
PERIODS_ASKED = 26
"""What was read longer ago does not say what is usual."""


class Shape(StrEnum):
    """How readings are asked for: a list of metrics, a team in a grid, or whoever has something due, one by one."""

    LIST = "list"
    GRID = "grid"
    DUE = "due"


class Somebody(Struct, frozen=True):
    """A person, a team, or the whole organisation, to record readings for; `detail` tells namesakes apart."""

    name: str
    detail: str
    person_id: int | None = None
    team_id: int | None = None
    shape: Shape = Shape.LIST

    @property
    def subject(self) -> Subject:
        """Whose readings count for it."""
        return Subject((self.person_id,) if self.person_id else (), self.team_id)


class EntryRow(Struct, frozen=True):
    """One metric to record: what was read last, what is expected, whether a reading is due, and why it is there."""

    metric: Metric
    role: str
    expected: Range | None
    last_value: float | None
    last_on: date | None
    due: bool
    series: list[PeriodValue]
    why: str = ""
    usual: UsualRange | None = None


def load_people_here(database: DatabaseFile, day: date) -> list[Somebody]:
    """Everybody who is here on the day, by name."""
    return [one for one in load_subjects(database, day) if one.person_id is not None]


def load_subjects(database: DatabaseFile, day: date) -> list[Somebody]:
    """Everybody who is here on the day, by name, then the teams, then the organisation, each with what is due."""
    with reading(database) as db:
        teams = {team.id: team for team in load_teams(db)}
        people = load_people(db)
    found: list[Somebody] = []
    places: list[int | None] = []
    for person in live(people, day):
        membership = membership_on(person.memberships, day)
        places.append(membership.team_id if membership else None)
        team = teams.get(membership.team_id) if membership and membership.team_id else None
        found.append(Somebody(person.name, team.name if team else "no team", person_id=person.id))
    for team in live(teams.values(), day):
        count = places.count(team.id)
        if count:
            detail = f"grid of its {count} people" if count > 1 else "grid of its one person"
            found.append(Somebody(team.name, detail, team_id=team.id, shape=Shape.GRID))
        found.append(Somebody(team.name, "team as one", team_id=team.id))
        found.append(Somebody(team.name, DUE_ONLY, team_id=team.id, shape=Shape.DUE))
    return [Somebody("Due", DUE_ONLY, shape=Shape.DUE), *found, Somebody(ORGANISATION, "everybody together")]


def load_entry_rows(database: DatabaseFile, somebody: Somebody, as_of: AsOf, config: Config) -> list[EntryRow]:
    """The metrics to record for somebody: due ones first, then by name.

    Those are the metrics they are held to, those that are KPIs, and those they have recent readings of.
    """
    with reading(database) as db:
        return _entry_rows(db, somebody, as_of, config)


def _entry_rows(db: Database, somebody: Somebody, as_of: AsOf, config: Config) -> list[EntryRow]:
    plan = load_plan(db)
    metrics = [one for one in plan.metrics.values() if one.ends_on is None or as_of.day < one.ends_on]
    days = load_days_of_last(db, metrics, as_of, PERIODS_ASKED, somebody.subject, config.calendar)
    person = load_person(db, somebody.person_id) if somebody.person_id else None
    kpis = {kpi.metric_id: kpi for kpi in live(plan.kpis, as_of.day)}
    scope, due = scope_words(db), _due_of(db, plan, somebody, person, as_of, config)
    rows = []
    for metric in metrics:
        standard = _standard(plan, metric, somebody, person, as_of.day)
        expected = standard[1].level if standard else None
        kind, read = PeriodKind.of(metric.cadence), days.get(metric.id, [])
        series = series_of(metric, read, kind, as_of, calendar=config.calendar)[-PERIODS_SHOWN:]
        last = next((one for one in reversed(series) if one.value is not None), None)
        if expected is None and metric.id not in kpis and last is None:
            continue
        last_on = read[-1][0] if last else None
        role = "KPI" if metric.id in kpis else "standard" if expected else ""
        why = standard_why(standard[0], scope(standard[0]), as_of.day) if standard else ""
        why = why or (kpi_why(kpis[metric.id], plan, as_of.day) if metric.id in kpis else "")
        value, usual = last.value if last else None, usual_limits(metric, read)
        rows.append(EntryRow(metric, role, expected, value, last_on, metric.id in due, series, why, usual))
    return sorted(rows, key=_due_first)


def _due_of(
    db: Database, plan: PlanRecords, somebody: Somebody, person: Person | None, as_of: AsOf, config: Config
) -> set[int]:
    """The metrics of which a reading is due of somebody."""
    if person is not None:
        found = due_of_people(db, plan, [person], as_of, config).get(person.id, [])
    else:
        found = due_together(db, plan, as_of, config).get(somebody.team_id, [])
    return {one.metric.id for one in found}


def _due_first(row: EntryRow) -> tuple[bool, bool, str]:
    return not row.due, row.expected is None and row.role != "KPI", row.metric.name.casefold()


def _standard(
    plan: PlanRecords, metric: Metric, somebody: Somebody, person: Person | None, day: date
) -> tuple[Standard, Target] | None:
    own = [one for one in plan.standards if one.metric_id == metric.id]
    membership = membership_on(person.memberships, day) if person else None
    return expectation(
        own,
        day,
        person_id=somebody.person_id,
        role_id=membership.role_id if membership else None,
        team_id=membership.team_id if membership else somebody.team_id,
    )
