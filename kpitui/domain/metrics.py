"""Metrics: a defined measurement, and the range of values that counts as good."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

LARGEST = 1e15
"""Values stay below this, so that sums of ten million of them remain finite and exact enough."""

NAME_LIMIT = 120
NOTE_LIMIT = 10_000


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


class Place(StrEnum):
    """Where a metric stands that is neither KPI nor standard."""

    UNSORTED = "unsorted"
    CONTEXT = "context"


def require_number(value: float, what: str) -> None:
    """Nothing for a number that can be kept; raises ValueError for what is none, infinite or too large."""
    if not -LARGEST < value < LARGEST:
        raise ValueError(f"{what} is no number that can be kept")


class Range(Struct, frozen=True, kw_only=True):
    """The values that are good enough: from `low` to `high`, both counted in; None leaves that side open."""

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("a level needs a lowest value, a highest value, or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the lowest value {self.low:g} lies above the highest {self.high:g}")
        for end in (self.low, self.high):
            if end is not None:
                require_number(end, "an end of a range")


def level_range(direction: Direction, level: float) -> Range:
    """The range that one number stands for: at least it, or at most it. Raises ValueError for `within`."""
    if direction is Direction.WITHIN:
        raise ValueError("a metric kept within a band needs two numbers, the lowest and the highest")
    return Range(low=level) if direction is Direction.HIGHER else Range(high=level)


class Metric(Struct, frozen=True, kw_only=True):
    """A defined measurement. It is not "of type KPI": a KPI is this in the service of a strategy for a time."""

    id: int
    name: str
    code: str
    unit: str = ""
    decimals: int = 1
    direction: Direction
    aggregation: Aggregation
    cadence: Cadence
    plausible_low: float | None = None
    plausible_high: float | None = None
    definition: str = ""
    place: Place = Place.UNSORTED
    ends_on: date | None = None
    version: int = 1

    @property
    def scale(self) -> float:
        """What one unit of numerator over denominator is shown as: 100 for a ratio in percent, else 1."""
        return 100.0 if self.aggregation is Aggregation.RATIO and self.unit == "%" else 1.0

    def plausible(self, value: float) -> bool:
        """Whether the value lies in the plausible range, ends counted in."""
        return (self.plausible_low is None or value >= self.plausible_low) and (
            self.plausible_high is None or value <= self.plausible_high
        )
