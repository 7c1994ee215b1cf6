"""Absences of people as they are kept."""

from datetime import date

from kpitui.domain.records.absence import Absence
from kpitui.storage.driver import Database
from kpitui.storage.records import find_rows, record_of, row_of


def load_absences_of(db: Database, person_id: int) -> list[Absence]:
    """The absences of a person, oldest first."""
    return [
        record_of(Absence, row)
        for row in find_rows(db, "absences", {"person_id": person_id}, "starts_on")
    ]


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
