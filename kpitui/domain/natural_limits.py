"""Natural process limits: how far single values of an unchanged process lie from their centre."""

from collections.abc import Sequence
from math import fsum
from typing import Literal

from msgspec import Struct

RuleSet = Literal["wheeler", "nhs"]
Middle = Literal["mean", "median"]
Side = Literal["high", "low"]

FEWEST = 6
"""With fewer values than this there are no limits."""

VERDICT = 12
"""From this many values on the limits are more than trial limits."""

NOISE = 1e-12
"""Differences below this share of the largest value are the noise of floating point, not of the process."""


class Constants(Struct, frozen=True, kw_only=True):
    """How many average moving ranges each limit lies away: `limit` from the centre, `range_limit` from zero."""

    limit: float
    range_limit: float


OF_MEDIAN = Constants(limit=3.145, range_limit=3.865)
"""For the median moving range (Wheeler, Making Sense of Data, §10.2); both rule sets share it."""

OF_MEAN: dict[RuleSet, Constants] = {
    # Wheeler, Making Sense of Data, and Wheeler & Chambers, Understanding SPC: 3/d2 and D4 for ranges of two values.
    "wheeler": Constants(limit=2.660, range_limit=3.268),
    # NHS England, Making Data Count, as in NHSRplotthedots.
    "nhs": Constants(limit=2.66, range_limit=3.267),
}
"""For the mean moving range."""


class Method(Struct, frozen=True, kw_only=True):
    """How limits are worked out and whose rules say what a signal is.

    `centre` and `dispersion` choose mean or median of the values and of the moving ranges; `screen` leaves out, once,
    moving ranges at or beyond their limit; `constants` stand in for the published ones; with fewer values than
    `fewest` there are no limits.
    """

    rules: RuleSet = "wheeler"
    centre: Middle = "mean"
    dispersion: Middle = "mean"
    screen: bool = False
    constants: Constants | None = None
    fewest: int = FEWEST

    @property
    def factors(self) -> Constants:
        """The constants that hold."""
        return self.constants or (OF_MEDIAN if self.dispersion == "median" else OF_MEAN[self.rules])


class Limits(Struct, frozen=True, kw_only=True):
    """The limits, in the unit of the values.

    `mean` is the centre, the median where the method says so; `average_moving_range` likewise. Differences up to
    `noise` count as none.
    """

    mean: float
    average_moving_range: float
    lower: float
    upper: float
    range_limit: float
    noise: float

    def beyond(self, value: float) -> Side | None:
        """The limit that the value lies beyond; on a limit is not beyond it."""
        return self.side(value, self.lower, self.upper)

    def holds(self, value: float) -> bool:
        """Whether a single value, say one just typed, is routine: within the limits or on them."""
        return self.beyond(value) is None

    def side(self, value: float, low: float, high: float) -> Side | None:
        """`low` below the first number, `high` above the second, None from the one to the other."""
        if value - high > self.noise:
            return "high"
        return "low" if low - value > self.noise else None


def moving_ranges(values: Sequence[float | None], starts: Sequence[int] = ()) -> tuple[float | None, ...]:
    """The absolute step from each value to the next, at the index of the later one.

    None at the first value, at the first value of each segment (`starts`), and wherever either value is missing: the
    step over a gap or a split holds more than the routine variation from one period to the next.
    """
    ranges: list[float | None] = []
    for index, value in enumerate(values):
        before = values[index - 1] if index > 0 and index not in starts else None
        ranges.append(None if value is None or before is None else abs(value - before))
    return tuple(ranges)


def natural_limits(points: Sequence[float], ranges: Sequence[float], method: Method) -> Limits | None:
    """The limits from the values of one span and the moving ranges within it; None where there are too few.

    Centre ± constant × average moving range; upper range limit: constant × average moving range (Wheeler, Making Sense
    of Data). Half as many moving ranges as the values needed must be there: fewer are left only by a series that is
    more gap than value, and one or two steps say nothing about routine variation.
    """
    if not enough(points, ranges, method.fewest):
        return None
    noise = NOISE * max(abs(point) for point in points)
    factors = method.factors
    average = _middle(ranges, method.dispersion)
    if method.screen:
        ceiling = factors.range_limit * average
        # A range of zero stays even where the average is zero too, so that there is always one left.
        average = _middle([one for one in ranges if one - ceiling < -noise or one <= noise], method.dispersion)
    centre = _middle(points, method.centre)
    reach = factors.limit * average
    return Limits(
        mean=centre,
        average_moving_range=average,
        lower=centre - reach,
        upper=centre + reach,
        range_limit=factors.range_limit * average,
        noise=noise,
    )


def enough(points: Sequence[float], ranges: Sequence[float], wanted: int) -> bool:
    """Whether there are as many values as wanted, and half as many moving ranges."""
    return len(points) >= wanted and 2 * len(ranges) >= wanted


def _middle(numbers: Sequence[float], which: Middle) -> float:
    if which == "mean":
        return fsum(numbers) / len(numbers)
    from statistics import median  # brings fractions, decimals and random numbers

    return median(numbers)
