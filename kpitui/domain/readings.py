"""Readings, and how they combine over people and time."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.cells import Cell
from kpitui.domain.metrics import NOTE_LIMIT, Aggregation, Metric, require_number

MOST_COUNTED = 10**12
"""A sample size stays below this."""

LONGEST_ID = 200


class ReadingDraft(Struct, frozen=True, kw_only=True):
    """A reading as it was collected, before it is recorded.

    The subject is a person, else a team, else the whole organisation. Either `value` (with the sample size `n`
    where it is known) or `numerator` and `denominator`; with `not_applicable` neither, and no roll-up counts it.
    """

    metric_id: int
    person_id: int | None = None
    team_id: int | None = None
    date: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    not_applicable: bool = False
    note: str = ""
    external_id: str | None = None
    session_id: int | None = None

    def __post_init__(self) -> None:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("a ratio needs both numerator and denominator")
        if self.not_applicable:
            if self.value is not None or self.numerator is not None or self.n is not None:
                raise ValueError("what is not applicable has no value")
        elif (self.value is None) == (self.numerator is None):
            raise ValueError("a reading needs either a value or numerator and denominator")
        if self.numerator is not None and self.n is not None:
            raise ValueError("a ratio carries its sample size in the denominator")
        self._require_limits()

    def _require_limits(self) -> None:
        for what in ("value", "numerator", "denominator"):
            if (number := getattr(self, what)) is not None:
                require_number(number, f"the {what}")
        if self.denominator is not None and self.denominator <= 0:
            raise ValueError("the denominator is not above 0")
        if self.n is not None and not 0 < self.n < MOST_COUNTED:
            raise ValueError("the sample size is not above 0, or too large")
        if len(self.note) > NOTE_LIMIT:
            raise ValueError(f"the note is longer than {NOTE_LIMIT} characters")
        if self.external_id is not None and not 0 < len(self.external_id) <= LONGEST_ID:
            raise ValueError(f"the id is empty or longer than {LONGEST_ID} characters")


def reading_of(
    cell: Cell, metric_id: int, day: date, *, person_id: int | None = None, team_id: int | None = None
) -> ReadingDraft:
    """The reading that a cell makes for somebody on a day."""
    return ReadingDraft(
        metric_id=metric_id, person_id=person_id, team_id=team_id, date=day, value=cell.value,
        numerator=cell.numerator, denominator=cell.denominator, n=cell.n, not_applicable=cell.not_applicable,
        note=cell.note,
    )  # fmt: skip


class RecordedReading(Struct, frozen=True, kw_only=True):
    """A reading that is in the file, as it was read."""

    id: int
    version: int
    draft: ReadingDraft


def typed_over(old: ReadingDraft, new: ReadingDraft) -> ReadingDraft:
    """What a reading becomes when another value is typed over it: what is not typed stays."""
    keeps_size = new.value is not None and new.n is None
    return replace(
        new,
        n=old.n if keeps_size else new.n,
        note=new.note or old.note,
        external_id=new.external_id or old.external_id,
        session_id=new.session_id or old.session_id,
    )


class Sums(Struct, frozen=True):
    """What is kept of the readings of one day, so that any period can be worked out without them.

    `weighted` is Σx·n and `weight` Σn, where n is 1 for a reading without a sample size; `unweighted` counts those.
    """

    count: int = 0
    unweighted: int = 0
    weight: float = 0.0
    weighted: float = 0.0
    total: float = 0.0
    numerator: float = 0.0
    denominator: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.unweighted + other.unweighted,
            self.weight + other.weight,
            self.weighted + other.weighted,
            self.total + other.total,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
        )


NOTHING = Sums()
"""The sums of no reading."""


def sums_of(draft: ReadingDraft) -> Sums:
    """The sums of one reading."""
    return sums_of_numbers(draft.value, draft.n, draft.numerator, draft.denominator)


def sums_of_numbers(value: float | None, n: int | None, numerator: float | None, denominator: float | None) -> Sums:
    """The sums of one reading that has these numbers."""
    if value is None:
        return Sums(1, 0, 0.0, 0.0, 0.0, numerator or 0.0, denominator or 0.0)
    weight = float(n or 1)
    return Sums(1, int(n is None), weight, value * weight, value, 0.0, 0.0)


def combine(metric: Metric, days: Iterable[tuple[date, Sums]]) -> tuple[float | None, Sums]:
    """The value of a period and the sums behind it; None where nothing was read, which is a gap and never zero.

    mean: Σx·n/Σn. sum: Σx. ratio: Σnumerator/Σdenominator, never a mean of ratios. last: the mean of the readings
    of the latest day, so that neither order nor the person who was entered last decides. `days` may come in any order
    and name a day more than once.
    """
    everything, latest, latest_day = NOTHING, NOTHING, date.min
    for day, sums in days:
        if not sums.count:
            continue
        everything = everything + sums if everything.count else sums  # most periods have one day; adding costs most
        if day > latest_day:
            latest, latest_day = sums, day
        elif day == latest_day:
            latest += sums
    if metric.aggregation is Aggregation.RATIO:
        value = metric.scale * everything.numerator / everything.denominator if everything.denominator else None
    elif not everything.weight:
        value = None
    elif metric.aggregation is Aggregation.MEAN:
        value = everything.weighted / everything.weight
    elif metric.aggregation is Aggregation.SUM:
        value = everything.total
    else:
        value = latest.weighted / latest.weight
    return value, everything
