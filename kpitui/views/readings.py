"""The readings behind a number, newest first."""

from dataclasses import dataclass

from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.readings import Subject
from kpitui.storage.records import Row, record_of, rows

SHOWN = 500


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading with whom it is of, who recorded it, and whether it still counts."""

    recorded: RecordedReading
    subject: str
    by: str
    kept: bool


def load_readings(database: DatabaseFile, metric_id: int, subject: Subject) -> list[ReadingLine]:
    """The newest readings of a metric, of a subject: voided ones too, and where it does not apply."""
    with reading(database) as db:
        return [_line(row) for row in _rows(db, metric_id, subject)]


def _rows(db: Database, metric_id: int, subject: Subject) -> list[Row]:
    where = ""
    if subject.person_ids:
        where = f"AND person_id IN ({', '.join(str(int(one)) for one in subject.person_ids)}) "
    elif subject.team_id is not None:
        where = f"AND readings.team_id = {int(subject.team_id)} "
    return rows(
        db,
        "SELECT readings.*, coalesce(people.name, teams.name, 'organisation') AS subject, "
        "coalesce(deeds.by, 'another program') AS by FROM readings "
        "LEFT JOIN people ON people.id = person_id LEFT JOIN teams ON teams.id = readings.team_id "
        f"LEFT JOIN deeds ON deeds.id = readings.deed_id WHERE metric_id = :metric {where}"
        "ORDER BY date DESC, readings.id DESC LIMIT :limit",
        {"metric": metric_id, "limit": SHOWN},
    )


def _line(row: Row) -> ReadingLine:
    return ReadingLine(recorded_reading(row), row["subject"], row["by"], row["state"] != "void")


def recorded_reading(row: Row) -> RecordedReading:
    """A reading as its row holds it."""
    nothing = row["value"] is None and row["numerator"] is None
    draft = record_of(ReadingDraft, row | {"note": row["note"] or ""}, not_applicable=nothing)
    return RecordedReading(id=row["id"], version=row["version"], draft=draft)
