"""Who is held to the same standard, so that people are compared fairly."""

from collections import Counter
from collections.abc import Iterable

from kpitui.domain.records.metric import Range

OWN_GROUP = 3
"""So many who share a level are compared among their own."""


def compared_levels(held: Iterable[Range | None]) -> list[Range]:
    """The levels by which a group is split, the most common first; empty where it is compared as
    one: all have the same level or none, or none is shared by `OWN_GROUP` or by more than half.
    """
    counts = Counter(level for level in held if level is not None)
    if len(counts) < 2:
        return []
    # Of equally common ones always the same comes first, whatever order people are in.
    first, *others = sorted(counts, key=lambda count: (-counts[count], str(count)))
    if counts[first] < OWN_GROUP and counts[first] * 2 <= counts.total():
        return []
    return [first, *(other for other in others if counts[other] >= OWN_GROUP)]
