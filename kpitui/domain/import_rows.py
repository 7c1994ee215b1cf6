"""Lines of a file of readings, read but not yet looked up in the plan."""

from datetime import date as day
from typing import Literal

from msgspec import Struct

from kpitui.domain.readings import LONGEST_ID, MOST_COUNTED
from kpitui.domain.records.metric import LARGEST
from kpitui.domain.text import NOTE_LIMIT

Covers = Literal["day", "week", "month", "quarter", "year"]
"""How long a time a date of a file stands for, dated on its last day."""
YES_NO = frozenset(("yes", "no", "y", "n", "true", "false"))
"""What stands as the mark of a value that was a word: yes is 1, no is 0."""


class Rejected(Struct, frozen=True):
    """A line that cannot be taken, and why; `line` counts from 1 as an editor does."""

    line: int
    reason: str
    texts: tuple[str, ...] = ()
    """The line as it stands there; empty where it is not known."""


class RawReading(Struct):
    """One reading of a file as the texts of its cells; empty where there is none.

    `column` is the heading over the value, for messages and for metrics that are made.
    """

    line: int
    metric: str = ""
    date: str = ""
    value: str = ""
    column: str = ""
    person: str = ""
    team: str = ""
    n: str = ""
    numerator: str = ""
    denominator: str = ""
    note: str = ""
    external_id: str = ""
    numbered: bool = False
    """Whether the source gives each reading a number, so that several of one day are several."""
    code: str = ""
    """The code of the person."""


class NoValue(Struct, frozen=True):
    """A cell that says that there is no value, such as `-`, `N/A` or `#DIV/0!`: counted and told,
    never a reading and never zero.
    """

    line: int
    column: str
    text: str


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
    """Whether the value is a length of time in seconds: written as one, such as 6:30, or counted in
    what its heading says.
    """
    column: str = ""
    """The heading over the value."""
    mark: str = ""
    """What stood at the number: `%`, a currency, a unit; empty for a bare number."""
    decimals: int = 0
    """How many digits stood behind the decimal sign."""
    covers: Covers = "day"
    """What the date stands for; it is the last day of that."""
    numbered: bool = False
    """Whether the source gives each reading a number, so that several of one day are several."""
    not_applicable: bool = False
    """Whether it says that there is nothing to be measured; it then has no number."""
    session: str = ""
    """The coaching session it was taken in, as `kpitui export` calls it."""
    code: str | None = None
    """The code of the person, which tells people of one name apart."""


def surely_a_reading(row: ImportRow) -> bool:
    """Whether a row certainly holds what `ReadingDraft` asks for; of any other a draft says what is
    wrong with it.
    """
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
    return (
        sound
        and len(row.note) <= NOTE_LIMIT
        and (row.external_id is None or 0 < len(row.external_id) <= LONGEST_ID)
    )
