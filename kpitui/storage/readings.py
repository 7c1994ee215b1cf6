"""Readings as they are kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from kpitui.domain.readings import (
    ReadingDraft,
    RecordedReading,
    SubjectFilter,
    Sums,
    sums_of_numbers,
)
from kpitui.storage.branches import Branch, branch_of
from kpitui.storage.day_rows import NUMBERS
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, Values, find_row, listed, record_of, rows
from kpitui.storage.stands_undone import SAME_BUT_TEAM, STANDS_UNDONE
from kpitui.storage.summaries import EVERY_SUBJECT

PersonDays = dict[tuple[int, int], list[tuple[date, Sums]]]
"""Days with readings by person and metric, oldest first."""


def load_days_by_person(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], *, since: date, until: date
) -> PersonDays:
    """Every reading of some people between two days, both counted in, each as the sums
    of its day.
    """
    every = each_of_people(db, metric_ids, person_ids, since=since, until=until)
    return {whose: [day_of(row) for row in found] for whose, found in every}


def recorded_before(
    db: Database, metric_id: int, person_ids: Iterable[int], day: date
) -> list[int]:
    """Those of some people who have kept readings of a metric before a day."""
    some = ", ".join(f"({int(id_)})" for id_ in person_ids)
    if not some:
        return []
    sql = (
        f"SELECT column1 FROM (VALUES {some}) "
        "WHERE EXISTS (SELECT 1 FROM readings WHERE person_id = column1 AND metric_id = ? "
        "AND date < ? AND state = 'kept')"
    )
    return [row[0] for row in db.execute(sql, [metric_id, day.isoformat()]).fetchall()]


PersonRow = tuple[Any, ...]
"""A reading as its row is read: person, metric, day and numbers; `day_of` makes more of it."""


def each_of_people(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], *, since: date, until: date
) -> Iterator[tuple[tuple[int, int], Iterator[PersonRow]]]:
    """The readings of some people between two days, both counted in, by person and metric, oldest
    first.

    They come as rows, of hundreds of thousands of which a few tell enough; exhaust it inside the
    `reading()` block.
    """
    sql = (
        f"SELECT person_id, metric_id, date, {NUMBERS} FROM readings "
        f"WHERE person_id IN {listed(person_ids)} AND metric_id IN {listed(metric_ids)} "
        "AND date BETWEEN ? AND ? AND state = 'kept' ORDER BY person_id, metric_id, date"
    )
    return groupby(db.execute(sql, [since.isoformat(), until.isoformat()]), key=itemgetter(0, 1))


def day_of(row: PersonRow) -> tuple[date, Sums]:
    """The day of a reading, and its sums."""
    return date.fromisoformat(row[2]), sums_of_numbers(*row[3:])


def _first_day_of_newest(
    db: Database, metric_id: int, branch: Branch, team_ids: Collection[int], count: int
) -> str:
    """The day from which on a metric has that many kept readings, of some teams, of a team with
    those below it, or of everyone; empty where fewer.
    """
    teams = team_ids or [branch.summed_as]
    of_metric = f"day_summaries WHERE metric_id = ? AND team_id IN {listed(teams)}"
    if branch.under is not None:
        of_metric = (
            f"{branch.times(date.min, date.max)} CROSS JOIN day_summaries "
            "ON metric_id = ? AND team_id = team AND date BETWEEN first AND last"
        )
    row = db.execute(
        "SELECT date FROM (SELECT date, sum(sum(count)) OVER (ORDER BY date DESC) AS so_far "
        f"FROM {of_metric} GROUP BY date) WHERE so_far >= ? ORDER BY date DESC LIMIT 1",
        [metric_id, count],
    ).fetchone()
    return str(row[0]) if row else ""


_OF_THE_WHOLE = "(readings.team_id IS NULL AND readings.person_id IS NULL)"
_BY = (
    "coalesce(deeds.by, 'another program') AS by, CASE WHEN readings.version > 1 THEN (SELECT "
    "coalesce(d.by, 'another program') FROM changes LEFT JOIN deeds AS d ON d.id = changes.deed_id "
    "WHERE table_name = 'readings' AND record_id = readings.id AND kind = 'update' "
    "AND (readings.state = 'void' OR (d.undoes IS NULL "
    f"AND coalesce(d.id, 0) NOT IN ({STANDS_UNDONE}))) AND NOT ({SAME_BUT_TEAM}) "
    "ORDER BY changes.id DESC LIMIT 1) END AS corrected_by"
)
"""Who recorded a reading, and who corrected or voided it last, in a query that joins `deeds` by the
change of the reading. One that was undone and done again is not corrected by that.
"""

_AS_ONE = "person_id IS NULL AND readings.team_id IS :team"
_SCORED = "EXISTS (SELECT 1 FROM evaluations WHERE reading_id = readings.id) AS scored"
"""Whether a reading is the score of a call sheet, which follows its evaluation only."""


def recorded_reading(row: Row) -> RecordedReading:
    """A reading as its row holds it."""
    nothing = row["value"] is None and row["numerator"] is None
    draft = record_of(ReadingDraft, row | {"note": row["note"] or ""}, not_applicable=nothing)
    return RecordedReading(id=row["id"], version=row["version"], draft=draft)


def load_reading(db: Database, reading_id: int) -> RecordedReading | None:
    """A reading that is not void."""
    row = find_row(db, "readings", {"id": reading_id})
    return recorded_reading(row) if row and row["state"] != "void" else None


def newest_readings(
    db: Database, metric_id: int, subject: SubjectFilter, most: int,
    team_ids: Collection[int] = (),
) -> list[Row]:  # fmt: skip
    """The newest readings of a metric, voided ones too, with the name of their `subject`, and who
    recorded and corrected them; of everyone those of some teams and of the organisation as one,
    where teams are given.
    """
    if subject.person_ids:
        subjects = ", ".join(f"({int(id_)})" for id_ in subject.person_ids)
        whose, where, since = f"(SELECT column1 AS subject FROM (VALUES {subjects}))", "", ""
    else:
        branch = branch_of(db, subject)
        some = team_ids if subject.team_id is None else ()
        since = _first_day_of_newest(db, metric_id, branch, some, most)
        whose, where = EVERY_SUBJECT, branch.of_reading
        if some:
            where = f"AND (readings.team_id IN {listed(some)} OR {_OF_THE_WHOLE}) "
    return rows(
        db,
        "SELECT readings.*, coalesce(people.name, teams.name, 'organisation') AS subject, "
        f"{_BY} FROM {whose} AS whose CROSS JOIN readings "
        "ON person_id IS whose.subject AND metric_id = :metric AND date >= :since "
        "LEFT JOIN people ON people.id = person_id LEFT JOIN teams ON teams.id = readings.team_id "
        f"LEFT JOIN deeds ON deeds.id = readings.deed_id WHERE true {where}"
        "ORDER BY date DESC, readings.id DESC LIMIT :limit",
        {"metric": metric_id, "since": since, "limit": most},
    )


def readings_of_day(db: Database, draft: ReadingDraft) -> list[Row]:
    """The readings that stand for metric, subject and day of a draft, and who recorded and
    corrected them.
    """
    whose = "person_id = :person" if draft.person_id is not None else _AS_ONE
    values = {"person": draft.person_id, "team": draft.team_id, "metric": draft.metric_id}
    return _standing(db, f"{whose} AND metric_id = :metric", draft.date, values)


def metrics_of_day(db: Database, subject: SubjectFilter, day: date) -> frozenset[int]:
    """The metrics that have a reading of a person, of a team as one or of the organisation
    on a day.
    """
    person_id = subject.person_ids[0] if subject.person_ids else None
    whose = "person_id = :person" if person_id is not None else _AS_ONE
    found = rows(
        db,
        "SELECT metrics.id FROM metrics WHERE EXISTS (SELECT 1 FROM readings "
        f"WHERE {whose} AND metric_id = metrics.id AND date = :day AND state <> 'void')",
        {"person": person_id, "team": subject.team_id, "day": day.isoformat()},
    )
    return frozenset(row["id"] for row in found)


def readings_of_people(db: Database, person_ids: Iterable[int], day: date) -> list[Row]:
    """The readings that stand for some people on a day, and who recorded and corrected them."""
    where = f"person_id IN {listed(person_ids)} AND metric_id IN (SELECT id FROM metrics)"
    return _standing(db, where, day, {})


def _standing(db: Database, where: str, day: date, values: Values) -> list[Row]:
    return rows(
        db,
        f"SELECT readings.*, {_BY}, {_SCORED} FROM readings LEFT JOIN deeds ON deeds.id = deed_id "
        f"WHERE {where} AND date = :day AND state <> 'void' ORDER BY readings.id",
        {**values, "day": day.isoformat()},
    )


def readings_of_sessions(db: Database, session_ids: Sequence[int]) -> list[Row]:
    """The readings that were taken in some sessions, in the order they were typed."""
    if not session_ids:
        return []  # an empty list is looked for among all readings
    sessions = listed(session_ids)
    return rows(
        db,
        f"SELECT * FROM readings WHERE session_id IN {sessions} AND state <> 'void' ORDER BY id",
    )


_COLUMNS = (
    "metric_id", "person_id", "team_id", "date", "value", "numerator", "denominator", "n", "note",
    "external_id", "session_id", "state",
)  # fmt: skip
NEXT_READING = (
    "max(coalesce((SELECT max(id) FROM main.readings), 0), "
    "coalesce((SELECT max(id) FROM main.undone_readings), 0)) + 1"
)
"""The id that no reading ever had, one of an import that was undone neither."""

_INSERT = (
    f"INSERT INTO main.readings (id, {', '.join(_COLUMNS)}, deed_id) "
    f"VALUES ({NEXT_READING}, {'?, ' * len(_COLUMNS)}?)"
)


def state_of(draft: ReadingDraft) -> str:
    """What the state of a reading is called, as long as no one voids it."""
    return "not applicable" if draft.not_applicable else "kept"


def insert_reading(db: Database, draft: ReadingDraft, change_id: int) -> int:
    """Add a reading and give its id; a draft of a person already carries the team the person had
    that day.
    """
    return int(db.execute(_INSERT, _values(draft, change_id)).lastrowid or 0)


def _values(draft: ReadingDraft, change_id: int) -> tuple[object, ...]:
    return (
        draft.metric_id, draft.person_id, draft.team_id, draft.date.isoformat(), draft.value,
        draft.numerator, draft.denominator, draft.n, draft.note or None, draft.external_id,
        draft.session_id, state_of(draft), change_id,
    )  # fmt: skip


def readings_of_change(db: Database, change_id: int) -> list[Row]:
    """The readings that one change recorded."""
    # By its changes, which are few; a change record that brought very many in bulk has one for all,
    # and no need of a list.
    return rows(
        db,
        "SELECT readings.* FROM changes CROSS JOIN readings ON readings.id = record_id "
        "WHERE changes.deed_id = :deed AND table_name = 'readings' AND kind = 'insert' "
        "ORDER BY readings.id",
        {"deed": change_id},
    )


def readings_in_bulk(db: Database, change_id: int, after: Mapping[str, Any]) -> range:
    """The ids of the readings that a change record brought in bulk; `after` is what its change in
    the history says.
    """
    if "first" in after:
        return range(after["first"], after["last"] + 1)
    # Schema 6 and older did not note them; every reading has to be looked at.
    first, last = db.execute(
        "SELECT min(id), max(id) FROM main.readings WHERE deed_id = ?", [change_id]
    ).fetchone()
    return range(first, last + 1) if first else range(1, 1)


def imported_again(db: Database, ids: range) -> bool:
    """Whether a reading of a span of ids has the external id of another that is kept."""
    found = rows(
        db,
        "SELECT 1 FROM main.readings AS mine JOIN main.readings AS theirs "
        "ON theirs.external_id = mine.external_id AND theirs.state = 'kept' "
        "AND theirs.id <> mine.id WHERE mine.id BETWEEN :first AND :last "
        "AND mine.external_id IS NOT NULL LIMIT 1",
        {"first": ids.start, "last": ids.stop - 1},
    )
    return bool(found)


def months_of(db: Database, ids: range) -> list[str]:
    """The months, as 2026-10, of the readings of a span of ids."""
    sql = "SELECT DISTINCT substr(date, 1, 7) AS month FROM main.readings WHERE id BETWEEN ? AND ?"
    return [row[0] for row in db.execute(sql, [ids.start, ids.stop - 1]).fetchall()]
