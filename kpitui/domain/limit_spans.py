"""Spans of periods: the segments that share limits, and the baselines that lock them."""

from collections.abc import Sequence
from itertools import pairwise

Span = tuple[int, int]
"""Indices of periods, half open: from the first up to, not including, the second."""


def cut(count: int, splits: Sequence[int]) -> list[Span]:
    """The segments of so many periods that the splits make; raises ValueError for one outside."""
    for split in splits:
        if not 0 <= split <= count:
            raise ValueError(f"a reset at {split} is not within the {count} periods")
    return list(pairwise(sorted({0, count, *splits})))


def baselines(
    spans: Sequence[Span], baseline: Span | Sequence[Span] | None, count: int
) -> dict[Span, Span]:
    """The baseline of each segment that has one; raises ValueError for one that is empty, crosses a
    split, or is the second of its segment.
    """
    wanted: list[Span]
    match baseline:
        case None:
            wanted = []
        case (int(start), int(stop)):
            wanted = [(start, stop)]
        case several:
            wanted = [(start, stop) for start, stop in several]
    locks: dict[Span, Span] = {}
    for start, stop in wanted if spans else ():
        inner = (start, min(stop, count))
        home = next((span for span in spans if span[0] <= inner[0] < inner[1] <= span[1]), None)
        if home is None:
            raise ValueError(
                f"the baseline {start} to {stop} is empty, outside the series, or crosses a reset"
            )
        if home in locks:
            raise ValueError(f"the baseline {start} to {stop} is the second of its segment")
        locks[home] = inner
    return locks
