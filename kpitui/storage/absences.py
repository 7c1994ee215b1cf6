"""Absences of people as they are kept."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from kpitui.domain.records.absence import Absence
from kpitui.storage.driver import Database
from kpitui.storage.records import find_rows, listed, record_of, row_of, rows


def load_absences_of(db: Database, person_id: int) -> list[Absence]:
    """The absences of a person, oldest first."""
    return [
        record_of(Absence, row)
        for row in find_rows(db, "absences", {"person_id": person_id}, "starts_on")
    ]


def load_absences_of_people(db: Database, person_ids: Iterable[int]) -> dict[int, list[Absence]]:
    """The absences of each of some people, oldest first."""
    found: dict[int, list[Absence]] = defaultdict(list)
    sql = f"SELECT * FROM absences WHERE person_id IN {listed(person_ids)} ORDER BY starts_on"
    for row in rows(db, sql):
        found[row["person_id"]].append(record_of(Absence, row))
    return found


def load_absence(db: Database, absence_id: int) -> Absence:
    """One absence; raises `BadData` where it is gone."""
    return record_of(Absence, row_of(db, "absences", absence_id))


def people_away(db: Database, day: date) -> frozenset[int]:
    """The ids of everyone who is away on a day."""
    sql = (
        "SELECT person_id FROM absences WHERE starts_on <= :day "
        "AND (ends_on IS NULL OR ends_on > :day)"
    )
    return frozenset(row[0] for row in db.execute(sql, {"day": day.isoformat()}).fetchall())
