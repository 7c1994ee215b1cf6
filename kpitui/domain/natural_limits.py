"""Natural process limits: how far single values of an unchanged process lie from their centre."""

from collections.abc import Collection, Sequence
from math import fsum, inf
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

RuleSet = Literal["wheeler", "nhs", "anhoej"]
RULE_SETS: tuple[RuleSet, ...] = ("wheeler", "nhs", "anhoej")
ChartKind = Literal["xmr", "p_prime"]
Middle = Literal["mean", "median"]
Side = Literal["high", "low"]

FEWEST = 6
"""With fewer values than this there are no limits."""

VERDICT = 12
"""From this many values on the limits are more than trial limits."""

NOISE = 1e-12
"""Differences below this share of the largest value are the noise of floating point,
not of the process.
"""


class Constants(Struct, frozen=True, kw_only=True):
    """How many average moving ranges each limit lies away: `limit` from the centre, `range_limit`
    from zero.
    """

    limit: float
    range_limit: float


OF_MEDIAN = Constants(limit=3.145, range_limit=3.865)
"""For the median moving range (Wheeler, Making Sense of Data, §10.2); both rule sets share it."""

OF_MEAN: dict[RuleSet, Constants] = {
    # Wheeler, Making Sense of Data, and Wheeler & Chambers, Understanding SPC: 3/d2 and D4 for
    # ranges of two values.
    "wheeler": Constants(limit=2.660, range_limit=3.268),
    # NHS England, Making Data Count, as in NHSRplotthedots.
    "nhs": Constants(limit=2.66, range_limit=3.267),
    # Anhøj's rules look at runs only; the limits beside them are Wheeler's.
    "anhoej": Constants(limit=2.660, range_limit=3.268),
}
"""For the mean moving range."""

OF_P_PRIME = Constants(limit=3 / 1.128, range_limit=3.268)
"""For the mean moving range of z (Laney, Improved control charts for attributes, 2002); 1.128 is
d2 for ranges of two values.
"""


class Possible(Struct, frozen=True, kw_only=True):
    """The values that can be at all, ends counted in."""

    low: float = -inf
    high: float = inf


ANYTHING = Possible()


class Method(Struct, frozen=True, kw_only=True):
    """How limits are worked out and whose rules say what a signal is.

    `kind` is the chart: `xmr`, or `p_prime` for shares of unlike sizes. `centre` and `dispersion`
    choose mean or median of the values and of the moving ranges; `screen` leaves out, once, moving
    ranges at or beyond their limit; `constants` stand in for the published ones; with fewer values
    than `fewest` there are no limits.
    """

    rules: RuleSet = "wheeler"
    centre: Middle = "mean"
    dispersion: Middle = "mean"
    screen: bool = False
    constants: Constants | None = None
    fewest: int = FEWEST
    kind: ChartKind = "xmr"

    @property
    def factors(self) -> Constants:
        """The constants that hold."""
        if self.kind == "p_prime":
            return self.constants or OF_P_PRIME
        return self.constants or (OF_MEDIAN if self.dispersion == "median" else OF_MEAN[self.rules])


class Limits(Struct, frozen=True, kw_only=True):
    """The limits, in the unit of the values.

    `mean` is the centre, the median where the method says so; `average_moving_range` likewise.
    Differences up to `noise` count as none. `lower` and `upper` decide, and may lie where no value
    can; `shown_lower` and `shown_upper` are what is drawn and said.
    """

    mean: float
    average_moving_range: float
    lower: float
    upper: float
    range_limit: float
    noise: float
    possible: Possible = ANYTHING

    @property
    def shown_lower(self) -> float:
        """The lower limit, no lower than a value can be."""
        return max(self.lower, self.possible.low)

    @property
    def shown_upper(self) -> float:
        """The upper limit, no higher than a value can be."""
        return min(self.upper, self.possible.high)

    def widened(self, factor: float) -> "Limits":
        """The limits so many times as far from the centre."""
        return Limits(
            mean=self.mean,
            average_moving_range=self.average_moving_range * factor,
            lower=self.mean - (self.mean - self.lower) * factor,
            upper=self.mean + (self.upper - self.mean) * factor,
            range_limit=self.range_limit * factor,
            noise=self.noise,
            possible=self.possible,
        )

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


def moving_ranges(
    values: Sequence[float | None], starts: Sequence[int] = (), across: Collection[int] = ()
) -> tuple[float | None, ...]:
    """The absolute step from each value to the next, at the index of the later one.

    None at the first value, at the first value of each segment (`starts`), and wherever either
    value is missing: the step over a gap or a split holds more than the routine variation from one
    period to the next. The periods in `across` are passed over where they hold no value: of a
    metric that is read Monday, Wednesday and Friday the other days are no gaps.
    """
    ranges: list[float | None] = []
    before: float | None = None
    for index, value in enumerate(values):
        if index in starts:
            before = None
        ranges.append(None if value is None or before is None else abs(value - before))
        if value is not None or index not in across:
            before = value
    return tuple(ranges)


def natural_limits(
    points: Sequence[float],
    ranges: Sequence[float],
    method: Method,
    possible: Possible = ANYTHING,
) -> Limits | None:
    """The limits from the values of one span and the moving ranges within it; None where there are
    too few.

    Centre ± constant × average moving range; upper range limit: constant × average moving range
    (Wheeler, Making Sense of Data). Half as many moving ranges as the values needed must be there:
    fewer are left only by a series that is more gap than value, and one or two steps say nothing
    about routine variation.
    """
    if not enough(points, ranges, method.fewest):
        return None
    noise = NOISE * max(abs(point) for point in points)
    centre = _middle(points, method.centre)
    return limits_about(centre, ranges, method, noise=noise, possible=possible)


def limits_about(
    centre: float,
    ranges: Sequence[float],
    method: Method,
    *,
    noise: float,
    possible: Possible = ANYTHING,
) -> Limits:
    """The limits about a centre from at least one moving range.

    The median moving range is 0 where more than half of the values equal the one before; such
    limits would flag every other value, so that the mean takes its place.
    """
    average, factors = _middle(ranges, method.dispersion), method.factors
    if method.dispersion == "median" and average <= noise:
        method = replace(method, dispersion="mean")
        average, factors = _middle(ranges, "mean"), method.factors
    if method.screen:
        ceiling = factors.range_limit * average
        # A range of zero stays even where the average is zero too, so that there is always one
        # left.
        average = _middle(
            [step for step in ranges if step - ceiling < -noise or step <= noise], method.dispersion
        )
    return Limits(
        mean=centre,
        average_moving_range=average,
        lower=centre - factors.limit * average,
        upper=centre + factors.limit * average,
        range_limit=factors.range_limit * average,
        noise=noise,
        possible=possible,
    )


def enough(points: Sequence[float], ranges: Sequence[float], wanted: int) -> bool:
    """Whether there are as many values as wanted, and half as many moving ranges."""
    return len(points) >= wanted and 2 * len(ranges) >= wanted


def _middle(numbers: Sequence[float], which: Middle) -> float:
    if which == "mean":
        return fsum(numbers) / len(numbers)
    from statistics import median  # brings fractions, decimals and random numbers

    return median(numbers)
