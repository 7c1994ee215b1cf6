"""Lines of a file of readings, read but not yet looked up in the plan."""

from datetime import date as day

from msgspec import Struct

from kpitui.domain.metrics import LARGEST, NOTE_LIMIT
from kpitui.domain.readings import LONGEST_ID, MOST_COUNTED


class Rejected(Struct, frozen=True):
    """A line that cannot be taken, and why; `line` counts from 1 as an editor does."""

    line: int
    reason: str


class ImportRow(Struct):
    """One reading of a file, with names as they stand there."""

    line: int
    metric: str
    date: day
    person: str | None = None
    team: str | None = None
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    note: str = ""
    external_id: str | None = None
    clock: bool = False
    """Whether the value was written as a time, such as 6:30."""


def surely_a_reading(row: ImportRow) -> bool:
    """Whether a row certainly holds what `ReadingDraft` asks for; of any other a draft says what is wrong with it."""
    if row.value is not None:
        sound = (
            -LARGEST < row.value < LARGEST
            and row.numerator is None
            and row.denominator is None
            and (row.n is None or 0 < row.n < MOST_COUNTED)
        )
    else:
        sound = (
            row.numerator is not None
            and row.denominator is not None
            and -LARGEST < row.numerator < LARGEST
            and 0 < row.denominator < LARGEST
            and row.n is None
        )
    return sound and len(row.note) <= NOTE_LIMIT and (row.external_id is None or 0 < len(row.external_id) <= LONGEST_ID)
