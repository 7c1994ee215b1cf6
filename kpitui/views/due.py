"""What is due: readings by cadence of people, teams and all together."""

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.due import LATELY, Due, Readings
from kpitui.domain.file_rules import FileRules
from kpitui.domain.people import owing, scopes_on
from kpitui.domain.periods import AsOf, PeriodKind, first_day, period_of
from kpitui.domain.plan import ScopeKey, scopes_held, standards_by_metric
from kpitui.domain.readings import Level
from kpitui.domain.records.dated import is_over, live
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person, team_on
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import (
    last_dates,
    last_days_of_people,
    last_days_of_teams,
    was_read_in_person,
)
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.scores import live_sheets
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown

ORGANISATION = "Organisation"
"""What everyone together is called where names are listed."""


class DueReading(Struct, frozen=True):
    """A metric of which a reading is due in the running period."""

    metric: Metric
    last_on: date | None


class DueSubject(Struct, frozen=True):
    """A person, a team as one or, with neither, the whole organisation, with what is
    due of them.
    """

    name: str
    team: str
    readings: list[DueReading]
    person_id: int | None = None
    team_id: int | None = None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        if self.person_id is not None:
            return f"person-{self.person_id}"
        return f"team-{self.team_id}" if self.team_id is not None else "organisation"


def load_due(
    database: DatabaseFile, as_of: AsOf, shown: TeamsShown = EVERY_TEAM
) -> list[DueSubject]:
    """Everyone of whom a reading is due, of some teams or of all: people, then teams, each by name,
    then all as one.
    """
    rules = database.rules.on(as_of.day)
    with reading(database) as db:
        known_on = as_of.known_on
        teams = [team for team in load_teams(db, known_on=known_on) if shown.has_team(team.id)]
        plan = load_plan(db, known_on=known_on)
        here = load_people_shown(db, as_of, shown)
        of_people = due_of_people(db, plan, here, as_of, rules)
        together = due_together(db, plan, as_of, rules)
    names = {team.id: team.name for team in teams}
    found = [
        DueSubject(
            person.name,
            names.get(team_on(person.memberships, as_of.day) or 0, ""),
            due,
            person_id=person.id,
        )
        for person in here
        if (due := of_people.get(person.id))
    ]
    found += [
        DueSubject(team.name, team.name, due, team_id=team.id)
        for team in live(teams, as_of.day)
        if (due := together.get(team.id))
    ]
    if shown.whole and None in together:
        found.append(DueSubject(ORGANISATION, "", together[None]))
    return found


def load_people_shown(db: Database, as_of: AsOf, shown: TeamsShown) -> list[Person]:
    """Who is here on a day, of the teams that a list is about."""
    known_on = as_of.known_on
    only = shown.people if shown and known_on is None else None
    people = owing(load_people(db, only, known_on=known_on), as_of.day)
    if not shown:
        return people
    return [person for person in people if shown.has_team(team_on(person.memberships, as_of.day))]


def load_due_of(
    database: DatabaseFile, person_ids: Sequence[int], as_of: AsOf
) -> dict[int, list[DueReading]]:
    """What is due of each of some people, by their ids; who owes nothing is left out."""
    with reading(database) as db:
        people = load_people(db, person_ids, known_on=as_of.known_on)
        plan = load_plan(db, known_on=as_of.known_on)
        return due_of_people(db, plan, people, as_of, database.rules.on(as_of.day))


def load_due_together(database: DatabaseFile, as_of: AsOf) -> dict[int | None, list[DueReading]]:
    """What is due of teams as one, by their ids, and by None of the whole organisation."""
    with reading(database) as db:
        plan = load_plan(db, known_on=as_of.known_on)
        return due_together(db, plan, as_of, database.rules.on(as_of.day))


def due_of_people(
    db: Database, plan: PlanRecords, people: Sequence[Person], as_of: AsOf, rules: FileRules
) -> dict[int, list[DueReading]]:
    """What is due of each of some people who are here on the day, by their ids; who owes nothing or
    is away is left out.
    """
    wanted = _wanted(db, plan, as_of)
    last = last_days_of_people(
        db, [one.metric.id for one in wanted], [person.id for person in people], as_of.day
    )
    seen = {metric_id for dates in last.values() for metric_id in dates}
    due_by = _rules(db, wanted, Level.PERSON, seen, as_of, rules)
    found = {}
    for person in owing(people, as_of.day):
        scopes, dates = scopes_on(person, as_of.day, plan.tree), last.get(person.id, {})
        due = [
            one.never if (day := dates.get(one.metric.id)) is None else DueReading(one.metric, day)
            for one, rule in due_by
            if rule.of(
                dates.get(one.metric.id),
                expected=not one.scopes.isdisjoint(scopes),
                absences=person.absences,
            )
        ]
        if due:
            found[person.id] = due
    return found


def due_together(
    db: Database, plan: PlanRecords, as_of: AsOf, rules: FileRules
) -> dict[int | None, list[DueReading]]:
    """What is due of teams as one, by their ids, and by None of the whole organisation."""
    found: dict[int | None, list[DueReading]] = defaultdict(list)
    wanted = _wanted(db, plan, as_of)
    for one, rule in _rules(db, wanted, Level.TEAM, set(), as_of, rules):
        if rule.readings.in_person:
            continue
        last = last_days_of_teams(db, one.metric.id, rule.lately, as_of.day)
        for team_id in {*last, None}:
            level = Level.TEAM if team_id is not None else Level.ORGANISATION
            if replace(rule, level=level).of(last.get(team_id), expected=bool(one.scopes)):
                found[team_id].append(DueReading(one.metric, last.get(team_id)))
    return dict(found)


class _Wanted(Struct, frozen=True):
    """A metric of which readings are due of those in some scopes, or because it is a KPI."""

    metric: Metric
    scopes: frozenset[ScopeKey]
    is_kpi: bool
    never: DueReading


def _wanted(db: Database, plan: PlanRecords, as_of: AsOf) -> list[_Wanted]:
    """The metrics that readings are due of; of one that a call sheet feeds evaluations are."""
    fed = live_sheets(db, as_of.day, as_of.day)
    standards = standards_by_metric(plan.standards)
    kpis = {kpi.metric_id for kpi in live(plan.kpis, as_of.day)}
    found = []
    for metric in plan.metrics.values():
        scopes = scopes_held(standards.get(metric.id, ()), as_of.day)
        held = (scopes or metric.id in kpis) and metric.id not in fed
        if held and not is_over(metric, as_of.day):
            found.append(_Wanted(metric, scopes, metric.id in kpis, DueReading(metric, None)))
    return found


def _rules(
    db: Database,
    wanted: Sequence[_Wanted],
    level: Level,
    in_person: Set[int],
    as_of: AsOf,
    rules: FileRules,
) -> list[tuple[_Wanted, Due]]:
    """The rule of each metric; `in_person`: of which it is known already that they were
    read of someone.
    """
    ever = last_dates(db, [one.metric.id for one in wanted], as_of.day)
    found = []
    for one in wanted:
        metric, kind = one.metric, PeriodKind.of(one.metric.cadence)
        read = Readings(
            metric.id in ever or metric.id in in_person,
            metric.id in in_person
            or (metric.id in ever and was_read_in_person(db, metric.id, as_of.day)),
        )
        running = period_of(as_of.day, kind, rules.calendar).first
        found.append(
            (
                one,
                Due(
                    level,
                    one.is_kpi,
                    read,
                    running,
                    first_day(kind, as_of, LATELY, rules.calendar),
                    as_of.day,
                ),
            )
        )
    return found
