"""How likely it is that some of many answers are as low as they are, had they been drawn at random
from all of them: the exact test that needs no law behind the answers.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from math import exp, lgamma

_DIGITS = 9
"""Sums that are equal to so many decimals are equal."""

_NOTHING = 1e-18
"""What no longer changes a chance."""


def sum_at_most(reached: float, count: int, every: Sequence[float]) -> float:
    """P that so many of every answer, drawn at random, have a sum no higher than was reached.

    The permutation test of Fisher and Pitman, one-sided; of answers that are only yes or no it is
    Fisher's exact test.
    """
    pool = Counter(every)
    values = sorted(pool)
    reached = round(reached, _DIGITS)
    found, left = 0.0, len(every)
    # How likely it is to have drawn so far so many, with which sum; the lowest answers first.
    drawn = {(0, 0.0): 1.0}
    for at, value in enumerate(values):
        following: dict[tuple[int, float], float] = defaultdict(float)
        for (so_far, total), chance in drawn.items():
            wanted = count - so_far
            lowest, highest = total + wanted * value, total + wanted * values[-1]
            if round(highest, _DIGITS) <= reached:
                found += chance
            elif round(lowest, _DIGITS) <= reached and at < len(values) - 1:
                for more, share in _shares(wanted, pool[value], left):
                    if chance * share > _NOTHING:
                        now = so_far + more, round(total + more * value, _DIGITS)
                        following[now] += chance * share
        drawn, left = following, left - pool[value]
    return min(1.0, found)


@lru_cache(maxsize=4096)
def _shares(drawn: int, marked: int, of: int) -> list[tuple[int, float]]:
    """P of each number of marked ones among so many drawn (the hypergeometric distribution)."""
    least, most = max(0, drawn + marked - of), min(drawn, marked)
    every = _ways(of, drawn)
    return [
        (one, exp(_ways(marked, one) + _ways(of - marked, drawn - one) - every))
        for one in range(least, most + 1)
    ]


def _ways(of: int, some: int) -> float:
    """The logarithm of how many ways there are to choose some."""
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
