"""Exact limits of a count of which so many are expected: Poisson, or binomial where it is a part of
a known number.
"""

from collections.abc import Callable
from math import exp, inf, lgamma, log, log1p, sqrt

from msgspec import Struct

THREE_SIGMA = 0.0013498980316301
"""The share of a normal distribution beyond 3 sigma on one side."""

_EXACT_UP_TO = 100_000
"""With more events expected, normal limits are the exact ones to a hundredth of a sigma."""
_NEAR = 1e-15
_LEAST = 1e-300
_STEPS = 100_000


class Law(Struct, frozen=True):
    """How a count varies about its mean by chance: Poisson, or binomial of a `size`.

    Between whole numbers both tails are those of the continuous gamma and beta functions.
    """

    size: float | None = None

    def at_most(self, count: float, mean: float) -> float:
        """P(X ≤ count)."""
        if self.size is None:
            return 1.0 - _gamma_share(count + 1.0, mean)
        return _beta_share(self.size - count, count + 1.0, 1.0 - mean / self.size)

    def at_least(self, count: float, mean: float) -> float:
        """P(X ≥ count)."""
        if self.size is None:
            return _gamma_share(count, mean)
        return _beta_share(count, self.size - count + 1.0, mean / self.size)

    def sigma(self, mean: float) -> float:
        """The standard deviation of the count."""
        share = 0.0 if self.size is None else mean / self.size
        return sqrt(max(mean * (1.0 - share), 0.0))


def interval(law: Law, expected: float, tail: float) -> tuple[float, float]:
    """The means of which a count as expected is just within chance, `tail` on each side.

    Of Poisson χ²(tail; 2E)/2 and χ²(1 − tail; 2(E + 1))/2, the exact limits that funnel plots are
    published with; of a binomial the limits of Clopper and Pearson (1934).
    """
    top = inf if law.size is None else law.size
    step = law.sigma(expected) or 1.0
    low = _solved(lambda mean: law.at_least(expected, mean), tail, expected, -step, 0.0)
    high = _solved(lambda mean: law.at_most(expected, mean), tail, expected, step, top)
    return low, high


def reach(law: Law, expected: float, tail: float) -> tuple[float, float]:
    """The counts that chance still makes, `tail` on each side; a count that it may always make is
    no limit (Spiegelhalter, Funnel plots for comparing institutional performance, 2005, A.1.1).
    """
    step, top = law.sigma(expected) or 1.0, inf if law.size is None else law.size
    low = _solved(lambda count: law.at_most(count, expected), tail, expected, -step, 0.0)
    high = _solved(lambda count: law.at_least(count, expected), tail, expected, step, top)
    return low, high


def exact_limits(law: Law, expected: float, tail: float = THREE_SIGMA) -> tuple[float, float]:
    """The count below and the one above which more than chance is at work.

    The wider of the published interval and of what chance makes: of few events the interval alone
    would name one in eight of those who have none, and so no one is named more often than `tail`.
    """
    if law.sigma(expected) ** 2 > _EXACT_UP_TO:
        from statistics import NormalDist  # brings fractions and random numbers

        width = -NormalDist().inv_cdf(tail) * law.sigma(expected)
        return expected - width, expected + width
    pairs = interval(law, expected, tail), reach(law, expected, tail)
    return min(low for low, _ in pairs), max(high for _, high in pairs)


def _solved(
    share: Callable[[float], float], wanted: float, start: float, step: float, end: float
) -> float:
    """Where a share that falls from `start` on is as wanted; `end` where it never is.

    Regula falsi on the logarithm, with the Illinois rule against an end that stays.
    """

    def off(at: float) -> float:
        return log(max(share(at), _LEAST)) - log(wanted)

    def inside(at: float) -> float:
        return min(at, end) if step > 0 else max(at, end)

    near, far, off_near = start, inside(start + 3 * step), off(start)
    off_far = off(far)
    while off_far > 0:
        if far == end:
            return end
        near, off_near, far = far, off_far, inside(far + step)
        off_far = off(far)
    if off_near <= 0:
        return near
    for _ in range(100):
        middle = (near * off_far - far * off_near) / (off_far - off_near)
        off_middle = off(middle)
        if abs(off_middle) < 1e-11 or abs(far - near) < 1e-12 * abs(far):
            break
        if off_middle > 0:
            near, off_near, off_far = middle, off_middle, off_far / 2
        else:
            far, off_far, off_near = middle, off_middle, off_near / 2
    return inside(middle)  # rounding may lead past the end


def _gamma_share(shape: float, at: float) -> float:
    """The regularised lower incomplete gamma function P(a, x): its series, and behind the mean its
    continued fraction (Abramowitz & Stegun 6.5.29, 6.5.31).
    """
    if at <= 0.0:
        return 0.0
    if shape <= 0.0:
        return 1.0
    front = exp(shape * log(at) - at - lgamma(shape))
    if at < shape + 1.0:
        term = total = 1.0 / shape
        for step in range(1, _STEPS):
            term *= at / (shape + step)
            total += term
            if term < _NEAR * total:
                break
        return front * total

    def part(step: int) -> tuple[float, float]:
        return -step * (step - shape), at + 2.0 * step + 1.0 - shape

    return 1.0 - front / (at + 1.0 - shape + _fraction(part))


def _beta_share(first: float, second: float, at: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Abramowitz &
    Stegun 26.5.8).
    """
    if at <= 0.0 or second <= 0.0:
        return 0.0 if at <= 0.0 else float(second <= 0.0 and at >= 1.0)
    if at >= 1.0 or first <= 0.0:
        return 1.0
    if at > (first + 1.0) / (first + second + 2.0):
        return 1.0 - _beta_share(second, first, 1.0 - at)
    front = exp(
        lgamma(first + second) - lgamma(first) - lgamma(second)
        + first * log(at) + second * log1p(-at)
    )  # fmt: skip

    def part(step: int) -> tuple[float, float]:
        half = step // 2
        if step % 2:
            over = -(first + half) * (first + second + half)
            return over * at / ((first + step - 1.0) * (first + step)), 1.0
        over = half * (second - half)
        return over * at / ((first + step - 1.0) * (first + step)), 1.0

    return front / (first * (1.0 + _fraction(part)))


def _fraction(part: Callable[[int], tuple[float, float]]) -> float:
    """a₁/(b₁ + a₂/(b₂ + …)), by the method of Lentz."""
    found, over, under = _LEAST, _LEAST, 0.0
    for step in range(1, _STEPS):
        above, below = part(step)
        under = below + above * under
        over = below + above / over
        under = 1.0 / (under or _LEAST)
        over = over or _LEAST
        found *= over * under
        if abs(over * under - 1.0) < _NEAR:
            break
    return found
