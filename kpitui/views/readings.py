"""The readings behind a number, newest first."""

from msgspec import Struct

from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.readings import BY, Subject, first_day_of_newest
from kpitui.storage.records import Row, record_of, rows
from kpitui.storage.summaries import EVERY_SUBJECT

SHOWN = 500


class ReadingLine(Struct, frozen=True):
    """One reading with whom it is of, who recorded and changed it, and whether it still counts."""

    recorded: RecordedReading
    subject: str
    by: str
    kept: bool
    changed_by: str = ""

    @property
    def who(self) -> str:
        """Who recorded it, and who corrected or voided it."""
        changed = f", {'corrected' if self.kept else 'voided'} by {self.changed_by}"
        return self.by + changed if self.changed_by else self.by


def load_readings(database: DatabaseFile, metric_id: int, subject: Subject) -> list[ReadingLine]:
    """The newest readings of a metric, of a subject: voided ones too, and where it does not apply."""
    with reading(database) as db:
        return [_line(row) for row in _rows(db, metric_id, subject)]


def _rows(db: Database, metric_id: int, subject: Subject) -> list[Row]:
    if subject.person_ids:
        subjects = ", ".join(f"({int(one)})" for one in subject.person_ids)
        whose, where, since = f"(SELECT column1 AS subject FROM (VALUES {subjects}))", "", ""
    else:
        team = subject.team_id
        whose, since = EVERY_SUBJECT, first_day_of_newest(db, metric_id, team, SHOWN)
        where = f"AND readings.team_id = {int(team)} " if team is not None else ""
    return rows(
        db,
        "SELECT readings.*, coalesce(people.name, teams.name, 'organisation') AS subject, "
        f"{BY} FROM {whose} AS whose CROSS JOIN readings "
        "ON person_id IS whose.subject AND metric_id = :metric AND date >= :since "
        "LEFT JOIN people ON people.id = person_id LEFT JOIN teams ON teams.id = readings.team_id "
        f"LEFT JOIN deeds ON deeds.id = readings.deed_id WHERE true {where}"
        "ORDER BY date DESC, readings.id DESC LIMIT :limit",
        {"metric": metric_id, "since": since, "limit": SHOWN},
    )


def _line(row: Row) -> ReadingLine:
    changed_by = row["corrected_by"] or ""
    return ReadingLine(recorded_reading(row), row["subject"], row["by"], row["state"] != "void", changed_by)


def recorded_reading(row: Row) -> RecordedReading:
    """A reading as its row holds it."""
    nothing = row["value"] is None and row["numerator"] is None
    draft = record_of(ReadingDraft, row | {"note": row["note"] or ""}, not_applicable=nothing)
    return RecordedReading(id=row["id"], version=row["version"], draft=draft)
