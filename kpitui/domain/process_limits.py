"""The XmR chart of a series in numbers: limits of each segment, and signals."""

from collections.abc import Collection, Sequence
from math import fsum, isfinite, sqrt

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.limit_choice import FEWEST_EVENTS, Rate
from kpitui.domain.limit_spans import Span, baselines, cut
from kpitui.domain.natural_limits import (
    ANYTHING,
    FEWEST,
    VERDICT,
    ChartKind,
    Constants,
    Limits,
    Method,
    Middle,
    Possible,
    RuleSet,
    enough,
    moving_ranges,
    natural_limits,
)
from kpitui.domain.p_prime import Shares, p_prime
from kpitui.domain.signals import Indexed, Signal, find_signals


class Segment(Struct, frozen=True, kw_only=True):
    """The periods from `start` up to, not including, `stop`, which share limits.

    `basis` is the span whose `n` finished values the limits are worked out from; `locked` where
    that is a baseline. `limits` is None where they are too few, or where they count fewer than two
    events a period (`too_few`). `trial`: fewer than 12 values in the segment, no verdict yet; a
    baseline may be shorter, as someone answered for it. Of a `p_prime` chart `limits` are those of
    a period of the mean `size` of the span; `ProcessLimits.limits_at` gives those of each.
    """

    start: int
    stop: int
    basis: Span
    n: int
    locked: bool
    trial: bool
    limits: Limits | None
    kind: ChartKind = "xmr"
    size: float | None = None
    too_few: Rate | None = None
    judged: bool = True
    """Whether it lies within the window; what is only drawn beside it starts no limits."""

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
        """The lower natural process limit; it may lie where no value can."""
        return None if self.limits is None else self.limits.lower

    @property
    def upper(self) -> float | None:
        """The upper natural process limit."""
        return None if self.limits is None else self.limits.upper

    @property
    def shown_lower(self) -> float | None:
        """The lower limit, no lower than a value can be."""
        return None if self.limits is None else self.limits.shown_lower

    @property
    def shown_upper(self) -> float | None:
        """The upper limit, no higher than a value can be."""
        return None if self.limits is None else self.limits.shown_upper

    @property
    def range_limit(self) -> float | None:
        """The upper limit of moving ranges."""
        return None if self.limits is None else self.limits.range_limit


def unjudged(start: int, stop: int) -> Segment:
    """Periods that are shown and not judged."""
    return Segment(
        start=start, stop=stop, basis=(start, stop), n=0, locked=False, trial=True, limits=None,
        judged=False,
    )  # fmt: skip


class ProcessLimits(Struct, frozen=True, kw_only=True):
    """A series with its limits and signals.

    `values` and `moving_ranges` hold one number a period, None for a gap and where there is no
    range; `unfinished` is the index of the period that still runs, None where all are over;
    `segments` cover all periods; `sizes` hold the denominator of each period of a p′ chart, and
    nothing of another.
    """

    values: tuple[float | None, ...]
    unfinished: int | None
    moving_ranges: tuple[float | None, ...]
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    method: Method
    sizes: tuple[float | None, ...] = ()

    def signals_at(self, index: int) -> tuple[Signal, ...]:
        """The signals that the period is part of."""
        return tuple(signal for signal in self.signals if index in signal.indices)

    def segment_at(self, index: int) -> Segment:
        """The segment of a period; raises IndexError for an index that is none."""
        for segment in self.segments:
            if segment.start <= index < segment.stop:
                return segment
        raise IndexError(f"no period {index} among {len(self.values)}")

    def limits_at(self, index: int) -> Limits | None:
        """The limits of a period; those of a p′ chart are the wider the smaller it is."""
        segment = self.segment_at(index)
        size = self.sizes[index] if self.sizes else None
        if segment.limits is None or not size or not segment.size:
            return segment.limits
        return segment.limits.widened(sqrt(segment.size / size))

    def moved(self, by: int, count: int) -> "ProcessLimits":
        """The same limits for `count` periods of which the first stands `by` places before the
        first one here (behind it where `by` is below 0); periods that were not judged have none.
        """
        inside = range(count)

        def shifted(numbers: Sequence[float | None]) -> tuple[float | None, ...]:
            return tuple(numbers[at - by] if 0 <= at - by < len(numbers) else None for at in inside)

        segments = [
            replace(
                segment,
                start=max(0, segment.start + by),
                stop=min(count, segment.stop + by),
                basis=(segment.basis[0] + by, segment.basis[1] + by),
            )
            for segment in self.segments
            if segment.stop + by > 0 and segment.start + by < count
        ]
        for start, stop in ((0, by), (len(self.values) + by, count)):
            if start < stop and start < count:
                segments.append(unjudged(max(0, start), min(stop, count)))

        def drawn(one: Signal) -> Signal:
            left = tuple(at + by for at in one.indices if at + by in inside)
            return replace(one, indices=left, not_drawn=one.length - len(left))

        unfinished = None if self.unfinished is None else self.unfinished + by
        return replace(
            self,
            values=shifted(self.values),
            unfinished=unfinished if unfinished in inside else None,
            moving_ranges=shifted(self.moving_ranges),
            segments=tuple(sorted(segments, key=lambda segment: segment.start)),
            signals=tuple(signal for signal in map(drawn, self.signals) if signal.indices),
            sizes=shifted(self.sizes) if self.sizes else (),
        )

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
    across: Collection[int] = (),
    sizes: Sequence[float | None] | None = None,
    whole: float = 1.0,
    events: Sequence[float | None] | None = None,
    possible: Possible = ANYTHING,
) -> ProcessLimits:
    """The limits and signals of a series of period values, oldest first, None for a gap.

    `unfinished_last` says that the last period still runs: it is marked, never flagged, and takes
    no part in limits, moving ranges or rules. Each index in `splits` starts a segment with limits
    of its own, and the rules start again there. A `baseline` span locks the limits of the segment
    that it lies in to its values; several spans lock several segments; one that reaches past the
    last period ends there. What a gap does, and the empty periods in `across` that are none, is
    said in `moving_ranges` and `find_signals`. With
    `sizes`, the denominators of shares of the `whole`, the chart is Laney's p′, which goes by
    means. `events` counts what happened in each period: where that is fewer than two on average,
    but not none at all, there are no limits. `possible` changes no verdict, only what is shown.
    Anhøj's rules go by the median. Raises ValueError for a value that is not finite, a split
    outside the series, a baseline that is empty, crosses a split, or is the second of its segment,
    and a value without its size.
    """
    if not all(value is None or isfinite(value) for value in values):
        raise ValueError("a value is a finite number, or None for a gap")
    method = Method(
        rules=rules,
        centre="mean" if sizes is not None else "median" if rules == "anhoej" else centre,
        dispersion="mean" if sizes is not None else dispersion,
        screen=screen,
        constants=constants,
        fewest=fewest,
        kind="xmr" if sizes is None else "p_prime",
    )
    unfinished = len(values) - 1 if unfinished_last and values else None
    finished = [None if index == unfinished else value for index, value in enumerate(values)]
    spans = cut(len(values), splits)
    ranges = moving_ranges(finished, [start for start, _ in spans], across)
    locks = baselines(spans, baseline, len(values))
    shares = None if sizes is None else _shares(finished, sizes, ranges, whole)
    series = _Series(finished, ranges, shares, events)
    charts = [_chart(span, locks.get(span), series, method, possible) for span in spans]
    return ProcessLimits(
        values=tuple(values),
        unfinished=unfinished,
        moving_ranges=ranges,
        segments=tuple(segment for segment, _ in charts),
        signals=tuple(signal for _, signals in charts for signal in signals),
        method=method,
        sizes=() if sizes is None else tuple(sizes),
    )


class _Series(Struct, frozen=True):
    """The finished values with what is worked out from all of them."""

    values: Sequence[float | None]
    ranges: Sequence[float | None]
    shares: Shares | None
    events: Sequence[float | None] | None


def _shares(
    values: Sequence[float | None],
    sizes: Sequence[float | None],
    ranges: Sequence[float | None],
    whole: float,
) -> Shares:
    if len(values) != len(sizes):
        raise ValueError(f"{len(values)} values, but {len(sizes)} sizes")
    for value, size in zip(values, sizes, strict=True):
        if value is not None and not (size and size > 0):
            raise ValueError("a share has a size above 0")
    return Shares(values=values, sizes=sizes, ranges=ranges, whole=whole)


def _chart(
    span: Span, lock: Span | None, series: _Series, method: Method, possible: Possible
) -> tuple[Segment, list[Signal]]:
    """A segment and its signals."""
    start, stop = span
    basis = lock or span
    values, ranges = series.values, series.ranges
    points, steps = _within(basis, values, ranges)
    segment = Segment(
        start=start,
        stop=stop,
        basis=basis,
        n=len(points),
        locked=lock is not None,
        trial=not enough(*_within(span, values, ranges), VERDICT),
        limits=None,
        kind=method.kind,
    )
    if not enough(points, steps, method.fewest):
        return segment, []
    if too_few := _too_few(series, basis):
        return replace(segment, too_few=too_few), []
    if series.shares is None:
        limits = natural_limits(points, steps, method, possible)
        if limits is None:
            return segment, []
        inside, between = _present(values, start, stop), _present(ranges, start, stop)
        found = find_signals(inside, between, limits, method.rules)
        return replace(segment, limits=limits), found
    of_shares = p_prime(series.shares, span, basis, method, possible)
    found = find_signals(of_shares.z, of_shares.ranges, of_shares.z_limits, method.rules)
    return replace(segment, limits=of_shares.limits, size=of_shares.size), found


def _too_few(series: _Series, basis: Span) -> Rate | None:
    if series.events is None:
        return None
    counts = [
        series.events[index] or 0.0 for index, _ in _present(series.values, basis[0], basis[1])
    ]
    mean = fsum(counts) / len(counts)
    return Rate(mean) if 0 < mean < FEWEST_EVENTS else None


def _within(
    span: Span, values: Sequence[float | None], ranges: Sequence[float | None]
) -> tuple[list[float], list[float]]:
    """The values of a span and the moving ranges between them."""
    first, stop = span
    points = _present(values, first, stop)
    # The range at the first value of a span reaches back to one outside it.
    steps = _present(ranges, points[0][0] + 1, stop) if points else []
    return [value for _, value in points], [size for _, size in steps]


def _present(numbers: Sequence[float | None], start: int, stop: int) -> list[Indexed]:
    return [
        (index, number) for index in range(start, stop) if (number := numbers[index]) is not None
    ]
