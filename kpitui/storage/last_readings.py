"""When what was read last, and of whom it was read at all."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from kpitui.domain.readings import Level
from kpitui.storage.day_rows import NUMBERS
from kpitui.storage.driver import Database
from kpitui.storage.readings import PersonDays, day_of
from kpitui.storage.records import listed
from kpitui.storage.summaries import EVERY_SUBJECT, EVERYBODY_ID
from kpitui.storage.within import whole_of

LastDays = dict[int, dict[int, date]]
"""Day of the newest reading by person, then by metric."""


def load_last_day_by_person(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], until: date
) -> PersonDays:
    """The readings of the newest day up to `until` of each person and metric, each as its sums."""
    found: PersonDays = defaultdict(list)
    # One step into the index a cell: any shape that groups reads every reading of these people.
    sql = (
        "WITH newest AS (SELECT people.id AS person, metrics.id AS metric, (SELECT date "
        "FROM readings WHERE person_id = people.id AND metric_id = metrics.id AND date <= :until "
        "AND state = 'kept' ORDER BY date DESC LIMIT 1) AS day FROM people, metrics "
        f"WHERE people.id IN {listed(person_ids)} AND metrics.id IN {listed(metric_ids)}) "
        f"SELECT person_id, metric_id, date, {NUMBERS} FROM newest "
        "CROSS JOIN readings ON person_id = person AND metric_id = metric AND date = day "
        "AND state = 'kept'"
    )
    for row in db.execute(sql, {"until": until.isoformat()}).fetchall():
        found[row[:2]].append(day_of(row))
    return dict(found)


def last_dates(db: Database, metric_ids: Iterable[int], until: date) -> dict[int, date]:
    """The day of the latest reading of each metric, of anyone, up to `until`; metrics never read
    are left out.
    """
    found: dict[int, date] = {}
    for metric_id in metric_ids:
        row = db.execute(
            "SELECT max(date) FROM day_summaries WHERE metric_id = ? AND team_id = ? AND date <= ?",
            [metric_id, EVERYBODY_ID, until.isoformat()],
        ).fetchone()
        if row[0]:
            found[metric_id] = date.fromisoformat(row[0])
    return found


def recorded_days(db: Database, metric_id: int, until: date, most: int) -> list[date]:
    """The newest days up to `until` on which a metric was read of people or teams, newest first."""
    found = db.execute(
        "SELECT DISTINCT date FROM day_summaries WHERE metric_id = ? AND team_id = ? "
        "AND date <= ? AND read_of <> 'organisation' ORDER BY date DESC LIMIT ?",
        [metric_id, EVERYBODY_ID, until.isoformat(), most],
    ).fetchall()
    return [date.fromisoformat(day) for (day,) in found]


_LAST_DAYS = """
WITH RECURSIVE pairs(person, metric) AS (
    SELECT id, 0 FROM people WHERE id IN {people}
    UNION ALL
    SELECT person, (SELECT metric_id FROM readings WHERE person_id = person AND metric_id >= (
        SELECT id FROM metrics WHERE id > metric AND id IN {metrics} ORDER BY id LIMIT 1
    ) ORDER BY metric_id LIMIT 1) FROM pairs WHERE metric IS NOT NULL
)
SELECT person, metric, (
    SELECT date FROM readings WHERE person_id = person AND metric_id = metric AND date <= ?
    AND state <> 'void'
    ORDER BY date DESC LIMIT 1
) AS day FROM pairs WHERE metric IN {metrics}
"""
# From one of the metrics of a person to the next by the index; grouping would read every reading of
# everyone.


def last_days_of_people(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], until: date
) -> LastDays:
    """The day of the newest reading of each person and metric up to `until`, also where it does not
    apply.
    """
    sql = _LAST_DAYS.format(metrics=listed(metric_ids), people=listed(person_ids))
    last: LastDays = defaultdict(dict)
    for person_id, metric_id, day in db.execute(sql, [until.isoformat()]).fetchall():
        if day:
            last[person_id][metric_id] = date.fromisoformat(day)
    return last


def people_with_readings(
    db: Database, metric_id: int, person_ids: Iterable[int] | None, until: date
) -> frozenset[int]:
    """The people, of some or of all, who have a reading of a metric up to a day."""
    of = "people"
    if person_ids is not None:
        of = f"(SELECT value AS id FROM json_each('[{', '.join(map(str, person_ids))}]'))"
    sql = (
        f"SELECT one.id FROM {of} AS one "
        "WHERE EXISTS (SELECT 1 FROM readings WHERE person_id = one.id AND metric_id = ? "
        "AND date <= ? AND state <> 'void')"
    )
    found = db.execute(sql, [metric_id, until.isoformat()]).fetchall()
    return frozenset(person_id for (person_id,) in found)


def last_days_of_teams(
    db: Database, metric_id: int, since: date, until: date
) -> dict[int | None, date]:
    """The day of the newest reading of each team as one between two days, by its id, and by None of
    the whole organisation.
    """
    sql = (
        "SELECT team_id, max(date) FROM readings WHERE person_id IS NULL AND metric_id = ? "
        "AND date BETWEEN ? AND ? AND state <> 'void' GROUP BY team_id"
    )
    found = db.execute(sql, [metric_id, since.isoformat(), until.isoformat()]).fetchall()
    return {team_id: date.fromisoformat(day) for team_id, day in found}


def newest_day(db: Database, person_id: int | None = None) -> date | None:
    """The day of the newest reading of all, or of someone, of whatever metric."""
    whose = "" if person_id is None else f"AND person_id = {int(person_id)}"
    found = db.execute(f"SELECT max(date) FROM readings WHERE state <> 'void' {whose}").fetchone()
    return date.fromisoformat(found[0]) if found[0] else None


def was_read_in_person(db: Database, metric_id: int, until: date) -> bool:
    """Whether a metric was ever read of anyone in person up to a day."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM people CROSS JOIN readings ON person_id = people.id "
        "AND metric_id = ? AND date <= ? AND state <> 'void')"
    )
    return bool(whole_of(db).execute(sql, [metric_id, until.isoformat()]).fetchone()[0])


def has_readings(db: Database, metric_id: int) -> bool:
    """Whether there is any reading of a metric, voided ones too."""
    sql = (
        f"SELECT EXISTS (SELECT 1 FROM {EVERY_SUBJECT} CROSS JOIN readings "
        "ON person_id IS subject WHERE metric_id = ?)"
    )
    return bool(whole_of(db).execute(sql, [metric_id]).fetchone()[0])


def levels_read(db: Database, metric_id: int) -> frozenset[Level]:
    """Of what the kept readings of a metric were taken: people, teams or the organisation."""
    sql = (
        "SELECT DISTINCT read_of FROM day_summaries WHERE metric_id = ? AND team_id = ? "
        "AND count > 0"
    )
    found = whole_of(db).execute(sql, [metric_id, EVERYBODY_ID])
    return frozenset(Level(of) for (of,) in found.fetchall())


def kinds_of_readings(db: Database, metric_id: int) -> frozenset[str]:
    """Whether the kept readings of a metric are of `parts`, or a `value` each, or both."""
    parts, value = db.execute(
        "SELECT max(denominator <> 0), max(weight <> 0) FROM day_summaries "
        "WHERE metric_id = ? AND team_id = ?",
        [metric_id, EVERYBODY_ID],
    ).fetchone()
    return frozenset(kind for kind, there in (("parts", parts), ("value", value)) if there)


def readers(db: Database, metric_id: int, since: date, until: date, most: int) -> list[int | None]:
    """Of whom a metric was read between two days, both counted in: None first, where it was of
    no one in person.
    """
    sql = (
        f"SELECT subject FROM {EVERY_SUBJECT} WHERE EXISTS (SELECT 1 FROM readings "
        "WHERE person_id IS subject AND metric_id = ? AND date BETWEEN ? AND ? AND state = 'kept') "
        "LIMIT ?"
    )
    found = whole_of(db).execute(sql, [metric_id, since.isoformat(), until.isoformat(), most])
    return [row[0] for row in found.fetchall()]
