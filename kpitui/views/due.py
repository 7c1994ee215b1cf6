"""What is due: readings by cadence of people, teams and all together, and follow-ups of coaching sessions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.due import LATELY, Due, Level, Readings
from kpitui.domain.metrics import Metric
from kpitui.domain.people import Person, membership_on, scopes_on
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.plan import Scope, live, scopes_held, standards_by_metric
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_people_ever_in, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import last_dates
from kpitui.storage.records import rows
from kpitui.views.series import first_day

LastReadings = dict[int, dict[int, date]]
"""Day of the newest reading by person, then by metric."""

ORGANISATION = "Organisation"
"""What everybody together is called where names are listed."""


class DueReading(Struct, frozen=True):
    """A metric of which a reading is due in the running period."""

    metric: Metric
    last_on: date | None


class DueSubject(Struct, frozen=True):
    """A person, a team as one or, with neither, the whole organisation, with what is due of them."""

    name: str
    team: str
    readings: list[DueReading]
    person_id: int | None = None
    team_id: int | None = None


class FollowUp(Struct, frozen=True):
    """A coaching session that asked to be followed up by now and was not yet."""

    session_id: int
    person: str
    coach: str
    due_on: date


def load_due(database: DatabaseFile, as_of: AsOf, config: Config, team_id: int | None = None) -> list[DueSubject]:
    """Everybody of whom a reading is due, of one team or of all: people, then teams, each by name, then all as one."""
    with reading(database) as db:
        people = load_people(db) if team_id is None else load_people_ever_in(db, team_id)
        teams = [one for one in load_teams(db) if team_id in (None, one.id)]
        plan = load_plan(db)
        here = [one for one in live(people, as_of.day) if team_id in (None, _team_of(one, as_of.day))]
        of_people = due_of_people(db, plan, here, as_of, config)
        together = due_together(db, plan, as_of, config)
    names = {one.id: one.name for one in teams}
    found = [
        DueSubject(one.name, names.get(_team_of(one, as_of.day) or 0, ""), due, person_id=one.id)
        for one in here
        if (due := of_people.get(one.id))
    ]
    found += [
        DueSubject(one.name, one.name, due, team_id=one.id)
        for one in live(teams, as_of.day)
        if (due := together.get(one.id))
    ]
    if team_id is None and None in together:
        found.append(DueSubject(ORGANISATION, "", together[None]))
    return found


def due_of_people(
    db: Database, plan: PlanRecords, people: Sequence[Person], as_of: AsOf, config: Config
) -> dict[int, list[DueReading]]:
    """What is due of each of some people who are here on the day, by their ids; who owes nothing is left out."""
    wanted = _wanted(plan, as_of)
    last = _last_readings(db, [one.metric.id for one in wanted], [one.id for one in people], as_of.day)
    seen = {metric_id for dates in last.values() for metric_id in dates}
    rules = _rules(db, wanted, Level.PERSON, seen, as_of, config)
    found = {}
    for person in live(people, as_of.day):
        scopes, dates = scopes_on(person, as_of.day), last.get(person.id, {})
        due = [
            one.never if (day := dates.get(one.metric.id)) is None else DueReading(one.metric, day)
            for one, rule in rules
            if rule.of(dates.get(one.metric.id), expected=not one.scopes.isdisjoint(scopes))
        ]
        if due:
            found[person.id] = due
    return found


def due_together(db: Database, plan: PlanRecords, as_of: AsOf, config: Config) -> dict[int | None, list[DueReading]]:
    """What is due of teams as one, by their ids, and by None of the whole organisation."""
    found: dict[int | None, list[DueReading]] = defaultdict(list)
    wanted = _wanted(plan, as_of)
    for one, rule in _rules(db, wanted, Level.TEAM, set(), as_of, config):
        if rule.readings.in_person:
            continue
        last = _last_together(db, one.metric.id, rule.lately, as_of.day)
        for team_id in {*last, None}:
            level = Level.TEAM if team_id is not None else Level.ORGANISATION
            if replace(rule, level=level).of(last.get(team_id), expected=bool(one.scopes)):
                found[team_id].append(DueReading(one.metric, last.get(team_id)))
    return dict(found)


class _Wanted(Struct, frozen=True):
    """A metric of which readings are due of those in some scopes, or because it is a KPI."""

    metric: Metric
    scopes: frozenset[Scope]
    is_kpi: bool
    never: DueReading


def _wanted(plan: PlanRecords, as_of: AsOf) -> list[_Wanted]:
    standards = standards_by_metric(plan.standards)
    kpis = {one.metric_id for one in live(plan.kpis, as_of.day)}
    found = []
    for metric in plan.metrics.values():
        scopes = scopes_held(standards.get(metric.id, ()), as_of.day)
        held = scopes or metric.id in kpis
        if held and (metric.ends_on is None or metric.ends_on > as_of.day):
            found.append(_Wanted(metric, scopes, metric.id in kpis, DueReading(metric, None)))
    return found


def _rules(
    db: Database, wanted: Sequence[_Wanted], level: Level, in_person: Set[int], as_of: AsOf, config: Config
) -> list[tuple[_Wanted, Due]]:
    """The rule of each metric; `in_person`: of which it is known already that they were read of somebody."""
    ever = last_dates(db, [one.metric.id for one in wanted], as_of.day)
    found = []
    for one in wanted:
        metric, kind = one.metric, PeriodKind.of(one.metric.cadence)
        read = Readings(
            metric.id in ever or metric.id in in_person,
            metric.id in in_person or (metric.id in ever and _read_in_person(db, metric.id, as_of.day)),
        )
        running = period_of(as_of.day, kind, config.calendar).first
        found.append((one, Due(level, one.is_kpi, read, running, first_day(kind, as_of, LATELY, config.calendar))))
    return found


def _team_of(person: Person, day: date) -> int | None:
    held = membership_on(person.memberships, day)
    return held.team_id if held else None


_LAST_READINGS = """
WITH RECURSIVE pairs(person, metric) AS (
    SELECT id, 0 FROM people WHERE id IN ({people})
    UNION ALL
    SELECT person, (SELECT metric_id FROM readings WHERE person_id = person AND metric_id >= (
        SELECT id FROM metrics WHERE id > metric AND id IN ({metrics}) ORDER BY id LIMIT 1
    ) ORDER BY metric_id LIMIT 1) FROM pairs WHERE metric IS NOT NULL
)
SELECT person, metric, (
    SELECT date FROM readings WHERE person_id = person AND metric_id = metric AND date <= ? AND state <> 'void'
    ORDER BY date DESC LIMIT 1
) AS day FROM pairs WHERE metric IN ({metrics})
"""
# From one of the metrics of a person to the next by the index; grouping would read every reading of everybody.


def _last_readings(db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], until: date) -> LastReadings:
    metrics, people = (", ".join(str(int(one)) for one in ids) for ids in (metric_ids, person_ids))
    sql = _LAST_READINGS.format(metrics=metrics, people=people)
    last: LastReadings = defaultdict(dict)
    for person_id, metric_id, day in db.execute(sql, [until.isoformat()]).fetchall():
        if day:
            last[person_id][metric_id] = date.fromisoformat(day)
    return last


def _last_together(db: Database, metric_id: int, since: date, until: date) -> dict[int | None, date]:
    sql = (
        "SELECT team_id, max(date) FROM readings WHERE person_id IS NULL AND metric_id = ? "
        "AND date BETWEEN ? AND ? AND state <> 'void' GROUP BY team_id"
    )
    found = db.execute(sql, [metric_id, since.isoformat(), until.isoformat()]).fetchall()
    return {team_id: date.fromisoformat(day) for team_id, day in found}


def _read_in_person(db: Database, metric_id: int, until: date) -> bool:
    sql = (
        "SELECT EXISTS (SELECT 1 FROM people CROSS JOIN readings ON person_id = people.id AND metric_id = ? "
        "AND date <= ? AND state <> 'void')"
    )
    return bool(db.execute(sql, [metric_id, until.isoformat()]).fetchone()[0])


def load_follow_ups(database: DatabaseFile, day: date) -> list[FollowUp]:
    """The sessions to be followed up by a day, oldest first."""
    with reading(database) as db:
        found = rows(
            db,
            "SELECT sessions.id, people.name AS person, coach, follow_up_on FROM sessions "
            "JOIN people ON people.id = person_id WHERE follow_up_on <= :day AND followed_up_on IS NULL "
            "ORDER BY follow_up_on, sessions.id",
            {"day": day.isoformat()},
        )
    return [FollowUp(row["id"], row["person"], row["coach"], date.fromisoformat(row["follow_up_on"])) for row in found]
