"""The readings behind a number, newest first."""

from msgspec import Struct

from kpitui.domain.readings import RecordedReading, SubjectFilter
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.readings import newest_readings, recorded_reading
from kpitui.storage.records import Row
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown

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


def load_readings(
    database: DatabaseFile,
    metric_id: int,
    subject: SubjectFilter,
    most: int = SHOWN,
    shown: TeamsShown = EVERY_TEAM,
) -> list[ReadingLine]:
    """The newest readings of a metric, of a subject: voided ones too, and where it does
    not apply; of everyone those of the teams that are shown, and of the organisation as one.
    """
    with reading(database) as db:
        found = newest_readings(db, metric_id, subject, most, shown.ids)
        return [_line(row) for row in found]


def _line(row: Row) -> ReadingLine:
    changed_by = row["corrected_by"] or ""
    return ReadingLine(
        recorded_reading(row), row["subject"], row["by"], row["state"] != "void", changed_by
    )
