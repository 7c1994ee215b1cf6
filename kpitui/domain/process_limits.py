"""The XmR chart of a series in numbers: limits of each segment, signals, and a target against the process."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import isfinite

from msgspec import Struct

from kpitui.domain.natural_limits import (
    FEWEST,
    VERDICT,
    Constants,
    Limits,
    Method,
    Middle,
    RuleSet,
    enough,
    moving_ranges,
    natural_limits,
)
from kpitui.domain.signals import Indexed, Signal, find_signals

Span = tuple[int, int]
"""Indices of periods, half open: from the first up to, not including, the second."""


class Segment(Struct, frozen=True, kw_only=True):
    """The periods from `start` up to, not including, `stop`, which share limits.

    `basis` is the span whose `n` finished values the limits are worked out from; `locked` where that is a baseline.
    `limits` is None where they are too few. `trial`: fewer than 12 values in the segment, no verdict yet; a baseline
    may be shorter, as somebody answered for it.
    """

    start: int
    stop: int
    basis: Span
    n: int
    locked: bool
    trial: bool
    limits: Limits | None

    @property
    def mean(self) -> float | None:
        """The centre line."""
        return None if self.limits is None else self.limits.mean

    @property
    def average_moving_range(self) -> float | None:
        """The mean moving range, or the median one where the method says so."""
        return None if self.limits is None else self.limits.average_moving_range

    @property
    def lower(self) -> float | None:
        """The lower natural process limit; it may lie below zero where values cannot."""
        return None if self.limits is None else self.limits.lower

    @property
    def upper(self) -> float | None:
        """The upper natural process limit."""
        return None if self.limits is None else self.limits.upper

    @property
    def range_limit(self) -> float | None:
        """The upper limit of moving ranges."""
        return None if self.limits is None else self.limits.range_limit


class ProcessLimits(Struct, frozen=True, kw_only=True):
    """A series with its limits and signals.

    `values` and `moving_ranges` hold one number a period, None for a gap and where there is no range; `unfinished` is
    the index of the period that still runs, None where all are over; `segments` cover all periods.
    """

    values: tuple[float | None, ...]
    unfinished: int | None
    moving_ranges: tuple[float | None, ...]
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    method: Method

    def signalled(self, index: int) -> bool:
        """Whether any rule flags the period."""
        return bool(self.signals_at(index))

    def signals_at(self, index: int) -> tuple[Signal, ...]:
        """The signals that the period is part of."""
        return tuple(signal for signal in self.signals if index in signal.indices)

    def segment_at(self, index: int) -> Segment:
        """The segment of a period; raises IndexError for an index that is none."""
        for segment in self.segments:
            if segment.start <= index < segment.stop:
                return segment
        raise IndexError(f"no period {index} among {len(self.values)}")

    @property
    def current(self) -> Limits | None:
        """The limits that hold for the next value; None while the last segment has none."""
        return self.segments[-1].limits if self.segments else None


def process_limits(
    values: Sequence[float | None],
    *,
    unfinished_last: bool = False,
    splits: Sequence[int] = (),
    baseline: Span | Sequence[Span] | None = None,
    rules: RuleSet = "wheeler",
    centre: Middle = "mean",
    dispersion: Middle = "mean",
    screen: bool = False,
    constants: Constants | None = None,
    fewest: int = FEWEST,
) -> ProcessLimits:
    """The limits and signals of a series of period values, oldest first, None for a gap.

    `unfinished_last` says that the last period still runs: it is marked, never flagged, and takes no part in limits,
    moving ranges or rules. Each index in `splits` starts a segment with limits of its own, and the rules start anew
    there. A `baseline` span locks the limits of the segment that it lies in to its values; several spans lock several
    segments; one that reaches past the last period ends there. What a gap does is said in `moving_ranges` and
    `find_signals`. Raises ValueError for a value that is not finite, a split outside the series, and a baseline that
    is empty, crosses a split, or is the second of its segment.
    """
    if not all(value is None or isfinite(value) for value in values):
        raise ValueError("a value is a finite number, or None for a gap")
    method = Method(
        rules=rules, centre=centre, dispersion=dispersion, screen=screen, constants=constants, fewest=fewest
    )
    unfinished = len(values) - 1 if unfinished_last and values else None
    finished = [None if index == unfinished else value for index, value in enumerate(values)]
    spans = _cut(len(values), splits)
    ranges = moving_ranges(finished, [start for start, _ in spans])
    locks = _locks(spans, baseline, len(values))
    segments = tuple(_segment(span, locks.get(span), finished, ranges, method) for span in spans)
    signals = [
        signal
        for one in segments
        if one.limits is not None
        for signal in find_signals(
            _present(finished, one.start, one.stop), _present(ranges, one.start, one.stop), one.limits, rules
        )
    ]
    return ProcessLimits(
        values=tuple(values),
        unfinished=unfinished,
        moving_ranges=ranges,
        segments=segments,
        signals=tuple(signals),
        method=method,
    )


def _cut(count: int, splits: Sequence[int]) -> list[Span]:
    for split in splits:
        if not 0 <= split <= count:
            raise ValueError(f"a split at {split} lies outside the {count} periods")
    return list(pairwise(sorted({0, count, *splits})))


def _locks(spans: Sequence[Span], baseline: Span | Sequence[Span] | None, count: int) -> dict[Span, Span]:
    """The baseline of each segment that has one."""
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
            raise ValueError(f"the baseline {start} to {stop} is empty, outside the series, or crosses a split")
        if home in locks:
            raise ValueError(f"the baseline {start} to {stop} is the second of its segment")
        locks[home] = inner
    return locks


def _segment(
    span: Span,
    lock: Span | None,
    values: Sequence[float | None],
    ranges: Sequence[float | None],
    method: Method,
) -> Segment:
    basis = lock or span
    points, steps = _within(basis, values, ranges)
    return Segment(
        start=span[0],
        stop=span[1],
        basis=basis,
        n=len(points),
        locked=lock is not None,
        trial=not enough(*_within(span, values, ranges), VERDICT),
        limits=natural_limits(points, steps, method),
    )


def _within(
    span: Span, values: Sequence[float | None], ranges: Sequence[float | None]
) -> tuple[list[float], list[float]]:
    """The values of a span and the moving ranges between them."""
    first, stop = span
    # The range at the first index of a span reaches back to a value outside it.
    return [value for _, value in _present(values, first, stop)], [
        size for _, size in _present(ranges, first + 1, stop)
    ]


def _present(numbers: Sequence[float | None], start: int, stop: int) -> list[Indexed]:
    return [(index, number) for index in range(start, stop) if (number := numbers[index]) is not None]


class Reach(StrEnum):
    """Whether a process, left as it is, reaches a target."""

    NEVER = "this way of working will not reach it"
    BY_LUCK = "reached now and then by luck"
    AS_A_RULE = "reached as a rule"


def target_against_process(limits: Limits, target_low: float | None, target_high: float | None) -> Reach:
    """Whether the process reaches a target that runs from `target_low` to `target_high`, None leaving a side open.

    Ends count in, for the target as for the limits: a target on the limit is still reached by luck. Raises ValueError
    where both sides are open or the ends are in the wrong order.
    """
    if target_low is None and target_high is None:
        raise ValueError("a target needs a lowest value, a highest value, or both")
    if target_low is not None and target_high is not None and target_low > target_high:
        raise ValueError(f"the target's lowest value {target_low:g} lies above its highest {target_high:g}")
    low = limits.lower if target_low is None else target_low
    high = limits.upper if target_high is None else target_high
    if limits.beyond(low) == "high" or limits.beyond(high) == "low":
        return Reach.NEVER
    whole = limits.side(limits.lower, low, high) is None and limits.side(limits.upper, low, high) is None
    return Reach.AS_A_RULE if whole else Reach.BY_LUCK
