"""Whether someone is clearly below a standard: more than chance, among all that their team is
tested on (`design/judgement.md` §6).
"""

from collections.abc import Sequence
from enum import StrEnum
from math import copysign, fsum, inf, sqrt

from msgspec import Struct

from kpitui.domain.binomial import at_most
from kpitui.domain.judgement.resemblance import neighbour_correlation
from kpitui.domain.natural_limits import ANYTHING, Method
from kpitui.domain.p_prime import Shares, p_prime
from kpitui.domain.progress import met
from kpitui.domain.readings import NOTHING, Sums
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.domain.student_t import t_at_most

PERIODS = 12
"""So many of the newest finished periods are looked at together."""

FEWEST_PERIODS = 6
"""An average is judged on no fewer periods with a value."""

MANY_TRIES = 100
"""From so many tries a period on, how much the periods vary always counts.

At 92 % the binomial lets a week of 100 vary by 2.7 points, and a week of 2,000 minutes by 0.6; a
person's weeks vary by 1.3 points anyhow (the sample's adherence), which hardly shows below 100.
"""

WIDE = 1.7
"""σz above which the periods of a share vary more than few tries explain: of twelve periods that
are nothing but tries, hardly 1 in 100 series has more.
"""

FREEDOM_OF_A_RANGE = 0.62
"""Degrees of freedom of σz for each moving range (7 for twelve periods): half the square of a mean
moving range's mean over its standard deviation (Cryer and Ryan, The estimation of sigma for an X
chart, 1990).
"""

FAMILY_LEVEL = 0.05
"""In so many of all teams in which everyone meets the standards, someone is named."""


class PersonVerdict(StrEnum):
    """How someone stands to a standard."""

    MET = "met"
    BELOW = "below"
    CLEARLY_BELOW = "clearly below"


class Together(Struct, frozen=True):
    """The readings of the newest periods with parts or a sample size, of one person and metric.

    `shares` says whether all of them are so many of a whole number.
    """

    sums: Sums
    shares: bool = False

    def value(self, metric: Metric) -> float | None:
        """Their value; None where there is none, or the metric is neither an average nor a ratio:
        a total and a latest value say nothing of how sure they are.
        """
        sums = self.sums
        if metric.aggregation is Aggregation.RATIO:
            return metric.scale * sums.numerator / sums.denominator if sums.denominator else None
        if metric.aggregation is Aggregation.MEAN:
            return sums.weighted / sums.weight if sums.weight else None
        return None

    def short(self, metric: Metric, level: Range) -> bool:
        """Whether they miss a standard; who meets it over all periods together is never clearly
        below it.
        """
        value = self.value(metric)
        return value is not None and not met(value, level)

    def counted(self, metric: Metric, level: Range) -> bool:
        """Whether it is a number of successes out of a number of tries, which the binomial tells
        of; calls an hour are not.
        """
        ends = [end / metric.scale for end in (level.low, level.high) if end is not None]
        return (
            metric.aggregation is Aggregation.RATIO
            and self.shares
            and all(0.0 <= end <= 1.0 for end in ends)
        )


def chance_of_share(metric: Metric, level: Range, sums: Sums) -> float:
    """How likely someone just at the standard does no better in so many tries: the exact binomial,
    of the side that is missed; of a band both sides are looked at, and the answer doubled.

    The successes are rounded to the nearest whole number: 88 % of 31 calls are 27.28, which were
    27.
    """
    of = round(sums.denominator)
    reached = min(of, max(0, round(sums.numerator)))
    chances = []
    if level.low is not None:
        chances.append(at_most(reached, of, level.low / metric.scale))
    if level.high is not None:
        chances.append(at_most(of - reached, of, 1.0 - level.high / metric.scale))
    return min(1.0, len(chances) * min(chances))


def chance_of_shares(metric: Metric, level: Range, periods: Sequence[Sums]) -> float | None:
    """How likely someone just at the standard does no better, by the sums of their periods, oldest
    first: the exact binomial of all tries together.

    Minutes are no independent tries: where there are many a period, or σz is above 1.7, a try
    counts σz² times less (Laney, Improved control charts for attributes, 2002). As σz is itself
    estimated, Student's t answers then, 7 degrees of freedom for twelve periods, unless the
    binomial is less sure. None for many tries in fewer than six periods, which do not show σz.
    """
    together = sum(periods, NOTHING)
    chance = chance_of_share(metric, level, together)
    many = together.denominator >= MANY_TRIES * len(periods)
    if len(periods) < FEWEST_PERIODS:
        return None if many else chance
    shares = [metric.scale * period.numerator / period.denominator for period in periods]
    wide = sigma_z(metric, shares, [period.denominator for period in periods])
    if not many and wide <= WIDE:
        return chance
    share = min(1.0, max(0.0, together.numerator / together.denominator))
    error = metric.scale * max(1.0, wide) * sqrt(share * (1.0 - share) / together.denominator)
    freedom = round(FREEDOM_OF_A_RANGE * (len(periods) - 1))
    return max(chance, _chance_of_t(level, metric.scale * share, error, freedom))


def sigma_z(metric: Metric, shares: Sequence[float], sizes: Sequence[float]) -> float:
    """How many times as much at least two shares vary from period to period as their sizes explain:
    σz of Laney's p′ chart.
    """
    every = (0, len(shares))
    given = Shares(values=shares, sizes=sizes, ranges=shares, whole=metric.scale)
    return p_prime(given, every, every, Method(kind="p_prime"), ANYTHING).z_limits.upper / 3


def chance_of_mean(level: Range, values: Sequence[float]) -> float | None:
    """How likely someone just at the standard does no better on average, by the values of their
    periods, oldest first: the one-sided t test, 11 degrees of freedom for twelve; of a band both
    sides are looked at, and the answer doubled. None for fewer than six values.

    Where neighbours resemble each other (a lag-1 correlation r above 2/√n) the standard error is
    multiplied by √((1 + r)/(1 − r)).
    """
    count = len(values)
    if count < FEWEST_PERIODS:
        return None
    mean = fsum(values) / count
    if met(mean, level):
        return 1.0
    error = sqrt(fsum((value - mean) ** 2 for value in values) / (count - 1) / count)
    alike = neighbour_correlation([values])
    if alike > 2 / sqrt(count):
        error *= sqrt((1 + alike) / (1 - alike))
    return _chance_of_t(level, mean, error, count - 1)


def _chance_of_t(level: Range, mean: float, error: float, freedom: int) -> float:
    """The chance of a mean with a standard error, on the side that is missed; of a band both sides
    are looked at, and the answer doubled.
    """
    above = [mean - level.low] if level.low is not None else []
    above += [level.high - mean] if level.high is not None else []
    chances = [t_at_most(_t(distance, error), freedom) for distance in above]
    return min(1.0, len(chances) * min(chances))


def _t(distance: float, error: float) -> float:
    return distance / error if error else copysign(inf, distance)
