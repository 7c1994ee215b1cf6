"""What is due: readings by cadence for each person, follow-ups of coaching sessions, and KPIs that need a look."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.metrics import Metric
from kpitui.domain.people import Person, membership_on
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.plan import Standard, expectation, live, standards_by_metric
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_plan
from kpitui.storage.readings import last_dates
from kpitui.storage.records import rows

LastReadings = dict[tuple[int, int], date]
"""Day of the newest reading by person and metric."""


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
        plan, people = load_plan(db), load_people(db)
        teams = {team.id: team.name for team in load_teams(db)}
        last = _last_readings(db, as_of.day)
        only_together = last_dates(db, plan.metrics, as_of.day).keys() - {metric_id for _, metric_id in last}
    standards = standards_by_metric(plan.standards)
    held_to = [
        (metric, period_of(as_of.day, PeriodKind.of(metric.cadence), config.calendar).first, standards[metric.id])
        for metric in plan.metrics.values()
        if metric.id in standards
        and metric.id not in only_together
        and (metric.ends_on is None or metric.ends_on > as_of.day)
    ]
    found = []
    for person in live(people, as_of.day):
        held = membership_on(person.memberships, as_of.day)
        if team_id is not None and (held is None or held.team_id != team_id):
            continue
        if due := _due_of(person, held_to, last, as_of.day):
            found.append(DuePerson(person, teams.get(held.team_id or 0, "") if held else "", due))
    return found


def _due_of(
    person: Person, held_to: Iterable[tuple[Metric, date, list[Standard]]], last: LastReadings, day: date
) -> list[DueReading]:
    held = membership_on(person.memberships, day)
    due = []
    for metric, first, standards in held_to:
        last_on = last.get((person.id, metric.id))
        if last_on is not None and last_on >= first:
            continue
        expected = expectation(
            standards,
            day,
            person_id=person.id,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else None,
        )
        if expected is not None:
            due.append(DueReading(metric, last_on))
    return due


_LAST_READINGS = """
WITH RECURSIVE pairs(person, metric) AS (
    SELECT * FROM (SELECT person_id, metric_id FROM readings WHERE person_id > 0 ORDER BY person_id, metric_id LIMIT 1)
    UNION ALL
    SELECT coalesce(same.person_id, next.person_id), coalesce(same.metric_id, next.metric_id)
    FROM pairs
    LEFT JOIN readings AS same ON same.id = (
        SELECT id FROM readings WHERE person_id = person AND metric_id > metric ORDER BY metric_id LIMIT 1)
    LEFT JOIN readings AS next ON same.id IS NULL AND next.id = (
        SELECT id FROM readings WHERE person_id > person ORDER BY person_id, metric_id LIMIT 1)
    WHERE coalesce(same.id, next.id) IS NOT NULL
)
SELECT person, metric, (
    SELECT date FROM readings WHERE person_id = person AND metric_id = metric AND date <= ? AND state <> 'void'
    ORDER BY date DESC LIMIT 1
) AS day FROM pairs WHERE day IS NOT NULL
"""
# From one pair of person and metric to the next by the index; grouping would read every reading of everybody.


def _last_readings(db: Database, until: date) -> LastReadings:
    found = db.execute(_LAST_READINGS, [until.isoformat()]).fetchall()
    return {(person_id, metric_id): date.fromisoformat(day) for person_id, metric_id, day in found}


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
