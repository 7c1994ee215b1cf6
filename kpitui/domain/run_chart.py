"""Anhøj's rules for runs: how long the longest run and how few the crossings of a random series
may be.
"""

from functools import lru_cache
from math import log2

from msgspec import Struct

FEWEST_BESIDE = 10
"""With fewer values beside the median a run chart says nothing (Anhøj & Olesen 2014)."""


class RunBounds(Struct, frozen=True):
    """A run longer than `longest_run`, or fewer crossings of the median than `fewest_crossings`,
    is a signal.
    """

    longest_run: int
    fewest_crossings: int


@lru_cache(maxsize=512)
def run_bounds(beside: int) -> RunBounds:
    """The bounds for so many values beside the median; a value on it does not count.

    Longest run: round(log₂ n) + 3. Crossings: the 5 % point of the binomial of n − 1 and ½ (Anhøj
    & Olesen, Run charts revisited, PLOS ONE 2014).
    """
    if beside < 1:
        raise ValueError("a run needs a value beside the median")
    steps, crossings = beside - 1, 0
    # Of all ways of crossing or not, those with so many crossings, and with at most so many: in
    # whole numbers, since one half to the power of n is no float for the largest n.
    ways = below = 1
    while 20 * below < 2**steps:
        ways = ways * (steps - crossings) // (crossings + 1)
        crossings += 1
        below += ways
    return RunBounds(round(log2(beside)) + 3, crossings)
