"""How likely it is that so many of a number are reached by chance."""

import math

_NOTHING = 1e-18
"""What no longer changes a sum of shares."""


def at_most(reached: int, of: int, share: float) -> float:
    """P(X ≤ reached) of a binomial of `of` tries with a share from 0 to 1, exactly."""
    if reached >= of or share <= 0.0:
        return 1.0
    if reached < 0 or share >= 1.0:
        return 0.0
    if reached > of * share:  # the shares are summed from the nearest to the mean outwards
        return 1.0 - at_most(of - reached - 1, of, 1.0 - share)
    one = math.exp(
        math.lgamma(of + 1) - math.lgamma(reached + 1) - math.lgamma(of - reached + 1)
        + reached * math.log(share) + (of - reached) * math.log1p(-share)
    )  # fmt: skip
    found, odds = 0.0, (1.0 - share) / share
    for count in range(reached, -1, -1):
        found += one
        if one < _NOTHING * found:
            break
        one *= odds * count / (of - count + 1)
    return min(1.0, found)


def sign_test(more: int, fewer: int) -> float:
    """How likely at least so uneven a split is where either side is as likely: the exact two-sided
    sign test, P from 0 to 1; ties are left out.
    """
    return min(1.0, 2.0 * at_most(min(more, fewer), more + fewer, 0.5))
