"""What is due: readings by cadence for each person, follow-ups of coaching sessions, and KPIs that need a look."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.config import Config
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

LastReadings = dict[int, dict[int, date]]
"""Day of the newest reading by person, then by metric."""


class DueReading(Struct, frozen=True):
    """A metric that somebody is held to and has no reading of in the running period."""

    metric: Metric
    last_on: date | None


class DuePerson(Struct, frozen=True):
    """Somebody with what is due of them."""

    person: Person
    team: str
    readings: list[DueReading]


class FollowUp(Struct, frozen=True):
    """A coaching session that asked to be followed up by now and was not yet."""

    session_id: int
    person: str
    coach: str
    due_on: date


def load_due(database: DatabaseFile, as_of: AsOf, config: Config, team_id: int | None = None) -> list[DuePerson]:
    """Everybody of whom a reading is due, of one team or of all, by name.

    A standard that was only ever read of teams or of the whole organisation is due of nobody in person.
    """
    with reading(database) as db:
        people = load_people(db) if team_id is None else load_people_ever_in(db, team_id)
        teams = {team.id: team.name for team in load_teams(db)}
        held_to = _held_to(load_plan(db), as_of, config)
        metric_ids = [one.metric.id for one in held_to]
        last = _last_readings(db, metric_ids, [one.id for one in people], as_of.day)
        unread = set(metric_ids) - {metric_id for found in last.values() for metric_id in found}
        together = {one for one in last_dates(db, unread, as_of.day) if not _read_in_person(db, one, as_of.day)}
    held_to = [one for one in held_to if one.metric.id not in together]
    found = []
    for person in live(people, as_of.day):
        held = membership_on(person.memberships, as_of.day)
        if team_id is not None and (held is None or held.team_id != team_id):
            continue
        if due := _due_of(scopes_on(person, as_of.day), held_to, last.get(person.id, {})):
            found.append(DuePerson(person, teams.get(held.team_id or 0, "") if held else "", due))
    return found


class _HeldTo(Struct, frozen=True):
    """A metric of which readings are due of those in some scopes; before `first` a reading is of the last period."""

    metric: Metric
    first: date
    scopes: frozenset[Scope]
    never: DueReading


def _held_to(plan: PlanRecords, as_of: AsOf, config: Config) -> list[_HeldTo]:
    standards = standards_by_metric(plan.standards)
    return [
        _HeldTo(
            metric,
            period_of(as_of.day, PeriodKind.of(metric.cadence), config.calendar).first,
            scopes_held(standards[metric.id], as_of.day),
            DueReading(metric, None),
        )
        for metric in plan.metrics.values()
        if metric.id in standards and (metric.ends_on is None or metric.ends_on > as_of.day)
    ]


def _due_of(scopes: Iterable[Scope], held_to: Iterable[_HeldTo], last: dict[int, date]) -> list[DueReading]:
    due = []
    for one in held_to:
        if one.scopes.isdisjoint(scopes):
            continue
        last_on = last.get(one.metric.id)
        if last_on is None:
            due.append(one.never)
        elif last_on < one.first:
            due.append(DueReading(one.metric, last_on))
    return due


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
