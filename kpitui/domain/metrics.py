"""Metrics: a defined measurement, and the range of values that counts as good."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

LARGEST = 1e15
"""Values stay below this, so that sums of ten million of them remain finite and exact enough."""

NAME_LIMIT = 120
NOTE_LIMIT = 10_000

Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LIMIT)]
Note = Annotated[str, StringConstraints(max_length=NOTE_LIMIT)]
Number = Annotated[float, Field(allow_inf_nan=False, gt=-LARGEST, lt=LARGEST)]
Id = Annotated[int, Field(gt=0)]


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


class Record(BaseModel):
    """A validated record that does not change in the hand."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Range(Record):
    """The values that are good enough: from `low` to `high`, both counted in; None leaves that side open."""

    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("a level needs a lowest value, a highest value, or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the lowest value {self.low:g} lies above the highest {self.high:g}")
        return self


def level_range(direction: Direction, level: float) -> Range:
    """The range that one number stands for: at least it, or at most it. Raises ValueError for `within`."""
    if direction is Direction.WITHIN:
        raise ValueError("a metric kept within a band needs two numbers, the lowest and the highest")
    return Range(low=level) if direction is Direction.HIGHER else Range(high=level)


class Metric(Record):
    """A defined measurement. It is not "of type KPI": a KPI is this in the service of a strategy for a time."""

    id: Id
    name: Name
    code: Name
    unit: str = Field(default="", max_length=20)
    decimals: int = Field(default=1, ge=0, le=6)
    direction: Direction
    aggregation: Aggregation
    cadence: Cadence
    plausible_low: Number | None = None
    plausible_high: Number | None = None
    definition: Note = ""
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
