"""Metrics: a defined measurement, and the range of values that counts as good."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import Detail
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT

LARGEST = 1e15
"""Values stay below this, so that sums of ten million of them remain finite and exact enough."""


class Direction(StrEnum):
    """Which way is better; `within` a band where pushing either way does harm."""

    HIGHER = "higher"
    LOWER = "lower"
    WITHIN = "within"


class Aggregation(StrEnum):
    """How readings combine over people and time."""

    MEAN = "mean"
    SUM = "sum"
    LAST = "last"
    RATIO = "ratio"

    @property
    def word(self) -> str:
        """What screens call it; files and plans hold the value."""
        return _AGGREGATION_WORDS.get(self.value, self.value)


_AGGREGATION_WORDS = {"mean": "average", "sum": "total", "last": "latest"}

BETTER = {
    Direction.HIGHER: "higher", Direction.LOWER: "lower", Direction.WITHIN: "within a band",
}  # fmt: skip
"""Which way is better, where it is told."""


class Cadence(StrEnum):
    """How often a reading is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def days(self) -> float:
        """Its mean length in days."""
        return {"daily": 1.0, "weekly": 7.0, "monthly": 30.4375, "quarterly": 91.3125}[self.value]


class EmptyMeans(StrEnum):
    """What it means where a period of a sum has no reading: nothing is known, or none happened."""

    GAP = "gap"
    ZERO = "zero"


class Place(StrEnum):
    """Where a metric stands that is neither KPI nor standard."""

    UNSORTED = "unsorted"
    CONTEXT = "context"


def require_number(value: float, what: str) -> None:
    """Nothing for a number that can be kept; raises ValueError for what is none,
    infinite or too large.
    """
    if not -LARGEST < value < LARGEST:
        raise ValueError(f"{what} is not a number that can be stored")


class Range(Struct, frozen=True, kw_only=True):
    """The values that are good enough: from `low` to `high`, both counted in; None
    leaves that side open.
    """

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("a level needs a lowest value, a highest value, or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the lowest value {self.low:g} is above the highest {self.high:g}")
        for end in (self.low, self.high):
            if end is not None:
                require_number(end, "an end of a range")


def level_range(direction: Direction, level: float) -> Range:
    """The range that one number stands for: at least it, or at most it. Raises
    ValueError for `within`.
    """
    if direction is Direction.WITHIN:
        raise ValueError(
            "a metric kept within a band needs two numbers, the lowest and the highest"
        )
    return Range(low=level) if direction is Direction.HIGHER else Range(high=level)


class Definition(Struct, frozen=True, kw_only=True):
    """What a metric is, there already or to be made."""

    name: Annotated[str, Detail("Name", limit=NAME_LIMIT)]
    code: Annotated[str, Detail("Short code", "for quick entry", limit=NAME_LIMIT)]
    unit: Annotated[
        str, Detail("Unit", "%, points, m:ss, calls, $, # €, or nothing", begins="%", limit=20)
    ] = ""
    direction: Annotated[
        Direction, Detail("Better when", "higher, lower, or within a band", begins="higher")
    ]
    aggregation: Annotated[
        Aggregation, Detail("Combine by", "average, total, latest, ratio", begins="average")
    ]
    cadence: Annotated[
        Cadence, Detail("Recorded", "daily, weekly, monthly, quarterly", begins="weekly")
    ]
    decimals: Annotated[int, Detail("Decimals", begins="1", least=0, most=6)] = 1
    plausible_low: Annotated[float | None, Detail("Valid from", "asked about below this")] = None
    plausible_high: Annotated[float | None, Detail("Valid to", "asked about above this")] = None
    definition: Annotated[
        str, Detail("Definition", "in words: what counts, and what does not", told="")
    ] = ""
    formula: Annotated[
        str,
        Detail("Formula", "how it is calculated, e.g. satisfied answers / all answers",
               limit=LINE_LIMIT, told="formula: "),
    ] = ""  # fmt: skip
    empty_means: Annotated[
        EmptyMeans,
        Detail("No entry means", "gap: not known, or zero: none happened", begins="gap",
               told="a period with nothing recorded counts as "),
    ] = EmptyMeans.GAP  # fmt: skip

    @property
    def scale(self) -> float:
        """What one unit of numerator over denominator is shown as: 100 for a ratio in
        percent, else 1.
        """
        return 100.0 if self.aggregation is Aggregation.RATIO and self.unit == "%" else 1.0

    @property
    def zero_filled(self) -> bool:
        """Whether nothing recorded in a period means that none happened."""
        return self.empty_means is EmptyMeans.ZERO and self.aggregation is Aggregation.SUM

    def plausible(self, value: float) -> bool:
        """Whether the value lies in the plausible range, ends counted in."""
        return (self.plausible_low is None or value >= self.plausible_low) and (
            self.plausible_high is None or value <= self.plausible_high
        )


class Metric(Definition, frozen=True, kw_only=True):
    """A defined measurement. It is not "of type KPI": a KPI is this in the service of a strategy
    for a time.
    """

    id: int
    place: Annotated[Place, Detail("Place", asked=False)] = Place.UNSORTED
    ends_on: Annotated[date | None, Detail("Ends on", asked=False)] = None
    version: int = 1
    assumed: tuple[str, ...] = ()
    """The fields that an import guessed, and no one has looked at since."""
