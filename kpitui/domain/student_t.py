"""How likely a value of Student's t is by chance, and which value is as likely as wanted."""

import math
from functools import cache

_STEPS = 500
_NEAR_ENOUGH = 1e-15
_NEVER_ZERO = 1e-300
_HALVINGS = 52


def t_at_most(t: float, freedom: int) -> float:
    """P(T ≤ t) of Student's t with so many degrees of freedom, from 1; `t` may be infinite.

    Half of the regularised incomplete beta function I_x(f/2, 1/2) at x = f / (f + t²) lies beyond t
    on each side (Abramowitz and Stegun 26.7.1).
    """
    if math.isinf(t):
        return 1.0 if t > 0 else 0.0
    beyond = incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
    return 1.0 - beyond if t > 0 else beyond


@cache
def t_quantile(share: float, freedom: int) -> float:
    """The t below which a share of all values lies, from above 0 to below 1."""
    if share < 0.5:
        return -t_quantile(1.0 - share, freedom)
    low, high = 0.0, 1.0
    while t_at_most(high, freedom) < share:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if t_at_most(middle, freedom) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) for x from 0 to 1, by its continued
    fraction (DLMF 8.17.22) on the side where that converges fast.
    """
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(1.0 - x, b, a)
    height = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return height / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)), forwards by Lentz's method."""
    found = above = 1.0
    below = 0.0
    for step in range(1, _STEPS):
        half = step // 2
        part = (
            -(a + half) * (a + b + half) * x / ((a + step - 1) * (a + step))
            if step % 2
            else half * (b - half) * x / ((a + step - 1) * (a + step))
        )
        below = 1.0 / _not_zero(1.0 + part * below)
        above = _not_zero(1.0 + part / above)
        found *= above * below
        if abs(above * below - 1.0) < _NEAR_ENOUGH:
            break
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > _NEVER_ZERO else _NEVER_ZERO
