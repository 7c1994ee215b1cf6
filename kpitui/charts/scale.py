"""Numbers to places on a chart: fractions, limits and round tick values, safe for every float."""

import math
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

_LARGEST = sys.float_info.max
DECIMAL_STEPS = (Decimal(1), Decimal(2), Decimal(5))
CLOCK_STEPS = tuple(
    map(
        Decimal,
        (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200),
    )
)
"""Round lengths of time in seconds, up to half a day."""


def finite(value: float | None) -> float | None:
    """The value, or None where there is none that can be drawn (None, NaN, infinity)."""
    return value if value is not None and math.isfinite(value) else None


class Scale(Struct, frozen=True):
    """A range of values, `low` < `high`, both finite."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float | None]) -> "Scale":
        """The scale that holds all finite values; around one single value it leaves
        room on both sides.
        """
        kept = [value for value in map(finite, values) if value is not None]
        low, high = (min(kept), max(kept)) if kept else (0.0, 1.0)
        if low == high:
            # A twentieth reads as "level" and keeps the ticks near the value; the bound guards the
            # largest floats.
            room = max(abs(low) / 20, 1e-9) if low else 1.0
            low, high = max(low - room, -_LARGEST), min(high + room, _LARGEST)
        return cls(low, high)

    def at(self, value: float) -> float:
        """Where the finite value stands, 0 at `low` to 1 at `high`, clamped."""
        span = self.high - self.low
        if math.isinf(span):
            fraction = (value / 4 - self.low / 4) / (self.high / 4 - self.low / 4)
        else:
            fraction = (min(max(value, self.low), self.high) - self.low) / span
        return min(max(fraction, 0.0), 1.0)


def _steps(span: Decimal, base: tuple[Decimal, ...]) -> Iterable[Decimal]:
    """Round steps, smallest first, from about a fiftieth of the span to more than the span."""
    if base is CLOCK_STEPS and 5 <= span <= 4 * base[-1]:
        yield from (step for step in base if span / 50 <= step <= span)
    else:
        exponent = (span / 50).adjusted()
        yield from (step.scaleb(exponent + k) for k in range(4) for step in DECIMAL_STEPS)


def ticks(
    scale: Scale, most: int, label: Callable[[float], str], *, clock: bool = False
) -> list[tuple[float, str]]:
    """Two to `most` round values inside the scale with their labels, lowest first.

    `clock` takes steps that are round in minutes and seconds. Two ticks never carry the same label:
    where `label` rounds more coarsely than the step, a wider step is taken. A scale that holds no
    two round values gives its ends.
    """
    low, high = Decimal(scale.low), Decimal(scale.high)
    for step in _steps(high - low, CLOCK_STEPS if clock else DECIMAL_STEPS):
        first, last = (
            (low / step).to_integral_value("ROUND_CEILING"),
            (high / step).to_integral_value("ROUND_FLOOR"),
        )
        if not 2 <= last - first + 1 <= most:
            continue
        values = [float((first + i) * step) for i in range(int(last - first) + 1)]
        labelled = [(value, label(value)) for value in values]
        if all(a[1] != b[1] for a, b in pairwise(labelled)):
            return labelled
    ends = [(scale.low, label(scale.low)), (scale.high, label(scale.high))]
    return ends if ends[0][1] != ends[1][1] else ends[:1]
