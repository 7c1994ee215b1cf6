"""The rhythm of readings: which empty periods are as usual, and no gaps."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median_low

from kpitui.domain.periods import Period

FEWEST_WEEKS = 2
"""Days are read over at least so many weeks before weekdays are usual ones."""
FEWEST_STEPS = 3
LITTLE_MORE = 1.25
"""Four and five weeks from month to month are one rhythm."""


def no_gaps(periods: Sequence[Period], values: Sequence[float | None]) -> frozenset[int]:
    """The indices of empty periods over which readings keep their rhythm, so that one value and the
    next are neighbours.

    Of days those are weekdays that are mostly empty; of other periods those within a step that is
    about the usual one.
    """
    read = [index for index, value in enumerate(values) if value is not None]
    if len(read) <= FEWEST_STEPS:
        return frozenset()
    if periods[0].first == periods[0].last:
        return _unusual_weekdays(periods, read)
    usual = median_low([after - before for before, after in pairwise(read)])
    return frozenset(
        empty
        for before, after in pairwise(read)
        if after - before <= usual * LITTLE_MORE
        for empty in range(before + 1, after)
    )


def _unusual_weekdays(periods: Sequence[Period], read: Sequence[int]) -> frozenset[int]:
    span = range(read[0], read[-1] + 1)
    if len(span) < 7 * FEWEST_WEEKS:
        return frozenset()
    known = frozenset(read)
    often = [0] * 7
    weekdays = {index: periods[index].first.weekday() for index in span}
    for index in span:
        often[weekdays[index]] += 1 if index in known else -1
    if all(count < 0 for count in often):
        return frozenset()  # readings come on any day, in no rhythm
    return frozenset(index for index in span if index not in known and often[weekdays[index]] < 0)
