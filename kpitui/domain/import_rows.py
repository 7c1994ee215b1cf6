"""Lines of a file of readings, read but not yet looked up in the plan."""

from dataclasses import dataclass
from datetime import date as day


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that cannot be taken, and why; `line` counts from 1 as an editor does."""

    line: int
    reason: str


@dataclass(slots=True)
class ImportRow:
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
