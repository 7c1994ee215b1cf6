"""Laney's p′ chart: limits of shares whose sizes differ from period to period."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum, sqrt

from msgspec import Struct

from kpitui.domain.limit_spans import Span
from kpitui.domain.natural_limits import (
    NOISE,
    Limits,
    Method,
    Possible,
    limits_about,
)
from kpitui.domain.signals import Indexed

Numbers = Sequence[float | None]


class Shares(Struct, frozen=True, kw_only=True):
    """The values of a series as shares: `whole` is the value of all (100 for percentages), `sizes`
    hold the denominator of each period, `ranges` a number where a moving range stands.
    """

    values: Numbers
    sizes: Numbers
    ranges: Numbers
    whole: float = 1.0


class PPrime(Struct, frozen=True, kw_only=True):
    """The periods of one segment in units of their own spread.

    `z` and `ranges` hold the index of each period with a value, and a number of it; `z_limits` are
    what the rules hold them against. `limits` are those of the values for a period of the `size`
    that is the mean of the basis.
    """

    z: list[Indexed]
    ranges: list[Indexed]
    z_limits: Limits
    limits: Limits
    size: float


def p_prime(shares: Shares, span: Span, basis: Span, method: Method, possible: Possible) -> PPrime:
    """The p′ chart of a span; its limits are worked out from the `basis` in it, which holds at
    least one moving range.

    zᵢ = (pᵢ − p̄) / σᵢ with σᵢ = √(p̄(1 − p̄)/nᵢ); limits p̄ ± 3 σᵢ σz with σz = mR̄(z)/1.128 (Laney,
    Improved control charts for attributes, 2002). Where p̄ is none or all there is no spread, and
    the limits lie at p̄.
    """
    numbers = zip(shares.values[slice(*span)], shares.sizes[slice(*span)], strict=True)
    known = [
        (index, value, size or 0.0)
        for index, (value, size) in enumerate(numbers, span[0])
        if value is not None
    ]
    inside = [point for point in known if basis[0] <= point[0] < basis[1]]
    total = fsum([size for _, _, size in inside])
    centre = fsum([size * value for _, value, size in inside]) / total
    size = total / len(inside)
    spread = sqrt(max(centre * (shares.whole - centre), 0.0))
    # How many units one unit of the values is, in each period.
    units = [sqrt(size) / spread if spread else 1.0 for _, _, size in known]
    z = [
        (index, (value - centre) * unit)
        for (index, value, _), unit in zip(known, units, strict=True)
    ]
    ranges = [
        (at, abs(after - before))
        for (_, before), (at, after) in pairwise(z)
        if shares.ranges[at] is not None
    ]
    # The range at the first value of the basis reaches back to one outside it.
    steps = [step for index, step in ranges if inside[0][0] < index < basis[1]]
    noise = NOISE * max([abs(value) for _, value, _ in known])
    z_limits = limits_about(0.0, steps, method, noise=noise * max(units))
    reach = z_limits.widened(spread / sqrt(size) if spread else 1.0)
    limits = Limits(
        mean=centre,
        average_moving_range=reach.average_moving_range,
        lower=centre + reach.lower,
        upper=centre + reach.upper,
        range_limit=reach.range_limit,
        noise=noise,
        possible=possible,
    )
    return PPrime(z=z, ranges=ranges, z_limits=z_limits, limits=limits, size=size)
