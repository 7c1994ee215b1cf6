"""What stands already where something is about to be recorded, so that one can ask: replace it, or
add to it.
"""

from collections.abc import Sequence

from msgspec import Struct

from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.readings import readings_of_day, recorded_reading
from kpitui.storage.records import Row


class StandingReading(Struct, frozen=True):
    """A reading that stands for a metric, a subject and a day, who recorded it, who corrected it
    last, and whether it is the score of a call sheet, which no typed value replaces.
    """

    recorded: RecordedReading
    by: str
    corrected_by: str = ""
    scored: bool = False

    @property
    def who(self) -> str:
        """Whose value it is."""
        return f"{self.by}, corrected by {self.corrected_by}" if self.corrected_by else self.by


def load_same_day(
    database: DatabaseFile, drafts: Sequence[ReadingDraft]
) -> list[tuple[StandingReading, ...]]:
    """For each draft, in their order, the readings that its metric, subject and day
    have already.
    """
    with reading(database) as db:
        return [tuple(standing(row) for row in readings_of_day(db, draft)) for draft in drafts]


def standing(row: Row) -> StandingReading:
    """A reading that stands, as its row holds it."""
    return StandingReading(
        recorded_reading(row), row["by"], row["corrected_by"] or "", bool(row["scored"])
    )
