"""Readings and their day summaries as they are kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec import Struct

from kpitui.domain.readings import ReadingDraft, Sums, sums_of_numbers
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, rows
from kpitui.storage.summaries import EVERY_SUBJECT, EVERYBODY_ID, SUMS

Days = dict[int, list[tuple[date, Sums]]]
"""Days with readings by metric id, oldest first."""


class Subject(Struct, frozen=True):
    """Whose readings: some people's, one team's (with its people's), or with neither the whole organisation's."""

    person_ids: tuple[int, ...] = ()
    team_id: int | None = None


EVERYBODY = Subject()

_SUMS = ", ".join(SUMS)
_NUMBERS = "value, n, numerator, denominator"


def load_days(
    db: Database, metric_ids: Iterable[int], subject: Subject, *, since: date | None = None, until: date
) -> Days:
    """The sums of every day from `since` to `until`, both counted in, that has readings of the subject.

    The organisation and a team are read from the day summaries, so that the cost hangs on days and not on readings.
    """
    wanted = ", ".join(str(int(metric_id)) for metric_id in metric_ids)
    values = {
        "since": (since or date.min).isoformat(),
        "until": until.isoformat(),
        "team": EVERYBODY_ID if subject.team_id is None else subject.team_id,
    }
    made: Callable[..., Sums] = Sums
    if subject.person_ids:
        made = sums_of_numbers
        people = ", ".join(str(int(person_id)) for person_id in subject.person_ids)
        sql = (
            f"SELECT metric_id, date, {_NUMBERS} FROM readings WHERE person_id IN ({people}) "
            f"AND metric_id IN ({wanted}) AND date BETWEEN :since AND :until AND state = 'kept' "
            "ORDER BY metric_id, date"
        )
    else:
        sql = (
            f"SELECT metric_id, date, {_SUMS} FROM day_summaries WHERE metric_id IN ({wanted}) AND team_id = :team "
            "AND date BETWEEN :since AND :until ORDER BY metric_id, date"
        )
    days: Days = defaultdict(list)
    for metric_id, day, *numbers in db.execute(sql, values).fetchall():
        days[metric_id].append((date.fromisoformat(day), made(*numbers)))
    return days


PersonDays = dict[tuple[int, int], list[tuple[date, Sums]]]
"""Days with readings by person and metric, oldest first."""


def load_days_by_person(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], *, since: date, until: date
) -> PersonDays:
    """Every reading of some people between two days, both counted in, each as the sums of its day."""
    every = each_of_people(db, metric_ids, person_ids, since=since, until=until)
    return {whose: [day_of(one) for one in found] for whose, found in every}


PersonRow = tuple[Any, ...]
"""A reading as its row is read: person, metric, day and numbers; `day_of` makes more of it."""


def each_of_people(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], *, since: date, until: date
) -> Iterator[tuple[tuple[int, int], Iterator[PersonRow]]]:
    """The readings of some people between two days, both counted in, by person and metric, oldest first.

    They come as rows, of hundreds of thousands of which a few tell enough; exhaust it inside the `reading()` block.
    """
    people, metrics = (", ".join(str(int(one)) for one in ids) for ids in (person_ids, metric_ids))
    sql = (
        f"SELECT person_id, metric_id, date, {_NUMBERS} FROM readings WHERE person_id IN ({people}) "
        f"AND metric_id IN ({metrics}) AND date BETWEEN ? AND ? AND state = 'kept' ORDER BY person_id, metric_id, date"
    )
    return groupby(db.execute(sql, [since.isoformat(), until.isoformat()]), key=itemgetter(0, 1))


def day_of(row: PersonRow) -> tuple[date, Sums]:
    """The day of a reading, and its sums."""
    return date.fromisoformat(row[2]), sums_of_numbers(*row[3:])


def load_last_day_by_person(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], until: date
) -> PersonDays:
    """The readings of the newest day up to `until` of each person and metric, each as its sums."""
    found: PersonDays = defaultdict(list)
    people, metrics = (", ".join(str(int(one)) for one in ids) for ids in (person_ids, metric_ids))
    # One step into the index a cell: any shape that groups reads every reading of these people.
    sql = (
        "WITH newest AS (SELECT people.id AS person, metrics.id AS metric, (SELECT date FROM readings WHERE "
        "person_id = people.id AND metric_id = metrics.id AND date <= :until AND state = 'kept' "
        f"ORDER BY date DESC LIMIT 1) AS day FROM people, metrics WHERE people.id IN ({people}) "
        f"AND metrics.id IN ({metrics})) SELECT person_id, metric_id, date, {_NUMBERS} FROM newest "
        "CROSS JOIN readings ON person_id = person AND metric_id = metric AND date = day AND state = 'kept'"
    )
    for row in db.execute(sql, {"until": until.isoformat()}).fetchall():
        found[row[:2]].append(day_of(row))
    return dict(found)


def last_dates(db: Database, metric_ids: Iterable[int], until: date) -> dict[int, date]:
    """The day of the latest reading of each metric, of whoever, up to `until`; metrics never read are left out."""
    found: dict[int, date] = {}
    for metric_id in metric_ids:
        row = db.execute(
            "SELECT max(date) FROM day_summaries WHERE metric_id = ? AND team_id = ? AND date <= ?",
            [metric_id, EVERYBODY_ID, until.isoformat()],
        ).fetchone()
        if row[0]:
            found[metric_id] = date.fromisoformat(row[0])
    return found


def first_day_of_newest(db: Database, metric_id: int, team_id: int | None, count: int) -> str:
    """The day from which on a metric has that many kept readings, of a team or of everybody; empty where fewer."""
    row = db.execute(
        "SELECT date FROM (SELECT date, sum(count) OVER (ORDER BY date DESC) AS so_far FROM day_summaries "
        "WHERE metric_id = ? AND team_id = ?) WHERE so_far >= ? ORDER BY date DESC LIMIT 1",
        [metric_id, EVERYBODY_ID if team_id is None else team_id, count],
    ).fetchone()
    return str(row[0]) if row else ""


def readers(db: Database, metric_id: int, since: date, until: date, most: int) -> list[int | None]:
    """Of whom a metric was read between two days, both counted in: None first, where it was of nobody in person."""
    found = db.execute(
        f"SELECT subject FROM {EVERY_SUBJECT} WHERE EXISTS (SELECT 1 FROM readings WHERE person_id IS subject "
        "AND metric_id = ? AND date BETWEEN ? AND ? AND state = 'kept') LIMIT ?",
        [metric_id, since.isoformat(), until.isoformat(), most],
    ).fetchall()
    return [row[0] for row in found]


BY = (
    "coalesce(deeds.by, 'another program') AS by, CASE WHEN readings.version > 1 THEN (SELECT "
    "coalesce(d.by, 'another program') FROM changes LEFT JOIN deeds AS d ON d.id = changes.deed_id "
    "WHERE table_name = 'readings' AND record_id = readings.id AND kind = 'update' "
    "ORDER BY changes.id DESC LIMIT 1) END AS corrected_by"
)
"""Who recorded a reading, and who changed it last, in a query that joins `deeds` by the deed of the reading."""


def readings_of_day(db: Database, draft: ReadingDraft) -> list[Row]:
    """The readings that stand for metric, subject and day of a draft, and who recorded and corrected them."""
    whose = "person_id = :person" if draft.person_id is not None else "person_id IS NULL AND readings.team_id IS :team"
    return rows(
        db,
        f"SELECT readings.*, {BY} FROM readings "
        f"LEFT JOIN deeds ON deeds.id = deed_id WHERE {whose} AND metric_id = :metric AND date = :day "
        "AND state <> 'void' ORDER BY readings.id",
        {"person": draft.person_id, "team": draft.team_id, "metric": draft.metric_id, "day": draft.date.isoformat()},
    )


_COLUMNS = (
    "metric_id", "person_id", "team_id", "date", "value", "numerator", "denominator", "n", "note", "external_id",
    "session_id", "state",
)  # fmt: skip
_INSERT = f"INSERT INTO readings ({', '.join(_COLUMNS)}, deed_id) VALUES ({'?, ' * len(_COLUMNS)}?)"


def state_of(draft: ReadingDraft) -> str:
    """What the state of a reading is called, as long as nobody voids it."""
    return "not applicable" if draft.not_applicable else "kept"


def insert_reading(db: Database, draft: ReadingDraft, deed_id: int) -> int:
    """Add a reading and give its id; a draft of a person already carries the team the person had that day."""
    row = db.execute(f"{_INSERT} RETURNING id", _values(draft, deed_id)).fetchone()
    return int(row[0])


def _values(draft: ReadingDraft, deed_id: int) -> tuple[object, ...]:
    return (
        draft.metric_id, draft.person_id, draft.team_id, draft.date.isoformat(), draft.value, draft.numerator,
        draft.denominator, draft.n, draft.note or None, draft.external_id, draft.session_id,
        state_of(draft), deed_id,
    )  # fmt: skip


def readings_of_deed(db: Database, deed_id: int) -> list[Row]:
    """The readings that one deed recorded."""
    # By its changes, which are few; a deed that brought very many in bulk has one for all, and no need of a list.
    return rows(
        db,
        "SELECT readings.* FROM changes CROSS JOIN readings ON readings.id = record_id WHERE changes.deed_id = :deed "
        "AND table_name = 'readings' AND kind = 'insert' ORDER BY readings.id",
        {"deed": deed_id},
    )


def readings_in_bulk(db: Database, deed_id: int, after: Mapping[str, Any]) -> range:
    """The ids of the readings that a deed brought in bulk; `after` is what its change in the history says."""
    if "first" in after:
        return range(after["first"], after["last"] + 1)
    # Schema 6 and older did not note them; every reading has to be looked at.
    first, last = db.execute("SELECT min(id), max(id) FROM readings WHERE deed_id = ?", [deed_id]).fetchone()
    return range(first, last + 1) if first else range(1, 1)


def export_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next kept readings after an id and up to another, in the order of their ids, with names instead of ids."""
    return rows(
        db,
        "SELECT readings.id AS reading, metrics.name AS metric, people.name AS person, teams.name AS team, "
        "readings.date, readings.value, readings.n, readings.numerator, readings.denominator, readings.note, "
        "readings.external_id AS id, deeds.by AS recorded_by, deeds.at AS recorded_at, deeds.way AS way FROM readings "
        # In this order, so that a block is read along the key and nothing is sorted.
        "CROSS JOIN metrics ON metrics.id = readings.metric_id LEFT JOIN people ON people.id = readings.person_id "
        "LEFT JOIN teams ON teams.id = readings.team_id LEFT JOIN deeds ON deeds.id = readings.deed_id "
        "WHERE readings.id > :after AND readings.id <= :last AND readings.state = 'kept' "
        "ORDER BY readings.id LIMIT :most",
        {"after": after, "last": last, "most": most},
    )
