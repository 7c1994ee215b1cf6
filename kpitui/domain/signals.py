"""Signals: what in a series is more than routine variation, and which rule says so."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal

from msgspec import Struct

from kpitui.domain.natural_limits import Limits, RuleSet, Side
from kpitui.domain.run_chart import FEWEST_BESIDE, run_bounds

Rule = Literal[
    "beyond_limit", "run", "near_limit", "two_of_three", "trend", "crossings", "moving_range"
]

RULES: tuple[Rule, ...] = (
    "beyond_limit",
    "run",
    "near_limit",
    "two_of_three",
    "trend",
    "crossings",
    "moving_range",
)
"""Every rule, the one that says most first."""

RUN: dict[RuleSet, int] = {"wheeler": 8, "nhs": 7}
"""So many values in a row on one side of the centre are a signal; Anhøj's rules go by how many
values there are.
"""

TREND = 7
"""So many values in a row, each above (or each below) the one before, are a signal
under the NHS rules.
"""

SIDES: tuple[Side, ...] = ("high", "low")

Indexed = tuple[int, float]
"""The index of a period, and a number of it."""


class Signal(Struct, frozen=True, kw_only=True):
    """One departure from routine variation: the rule, the side, and the periods that qualify,
    oldest first.

    `side` of a trend is `high` where it rises; of a moving range and of crossings it is None.
    `crossings` names all values beside the median: no one of them is the signal. So many periods of
    it are `not_drawn` where a chart shows the newest ones alone.
    """

    rule: Rule
    side: Side | None
    indices: tuple[int, ...]
    not_drawn: int = 0

    @property
    def length(self) -> int:
        """How many periods qualify, those that are not drawn counted in."""
        return len(self.indices) + self.not_drawn


def find_signals(
    points: Sequence[Indexed], ranges: Sequence[Indexed], limits: Limits, rules: RuleSet
) -> list[Signal]:
    """The signals of one segment, oldest first.

    `points` are its finished values and `ranges` its moving ranges, each with the index of its
    period. A gap neither lengthens nor breaks a sequence: the rules speak of successive values, the
    chance that values of an unchanged process fall on one side is the same however far apart they
    were taken, and to start again at each gap would be a split that no one decided on. Wheeler's
    rules are those of Making Sense of Data (the first three and the moving range); the NHS rules
    are those of Making Data Count, which does not test moving ranges; Anhøj's go by runs alone.
    """
    about = [limits.side(value, limits.mean, limits.mean) for _, value in points]
    if rules == "anhoej":
        return _anhoej(points, about)
    found = [*_stretches("beyond_limit", points, [limits.beyond(value) for _, value in points])]
    found += _stretches("run", points, about, at_least=RUN[rules])
    if rules == "wheeler":
        found += _crowded("near_limit", points, _zones(points, limits, 1 / 2), wanted=3, of=4)
        found += [
            Signal(rule="moving_range", side=None, indices=(index,))
            for index, size in ranges
            if size - limits.range_limit > limits.noise
        ]
    else:
        # "Within one sigma of a limit": a point beyond the limit is told by its own rule and not
        # counted here again. The third point lies anywhere on their side of the mean.
        inside = [
            None if limits.beyond(value) else zone
            for (_, value), zone in zip(points, _zones(points, limits, 2 / 3), strict=True)
        ]
        found += _crowded("two_of_three", points, inside, wanted=2, of=3, beside=about)
        found += _trends(points, limits)
    return sorted(found, key=_order)


def _anhoej(points: Sequence[Indexed], about: Sequence[Side | None]) -> list[Signal]:
    """Runs that are too long and crossings that are too few; a value on the centre is left out."""
    beside = [(point, side) for point, side in zip(points, about, strict=True) if side]
    if len(beside) < FEWEST_BESIDE:
        return []
    bounds = run_bounds(len(beside))
    kept, sides = [point for point, _ in beside], [side for _, side in beside]
    found = list(_stretches("run", kept, sides, at_least=bounds.longest_run + 1))
    if sum(one != other for one, other in pairwise(sides)) < bounds.fewest_crossings:
        found.append(Signal(rule="crossings", side=None, indices=tuple(index for index, _ in kept)))
    return sorted(found, key=_order)


def _order(signal: Signal) -> tuple[int, int]:
    return signal.indices[0], RULES.index(signal.rule)


def _zones(points: Sequence[Indexed], limits: Limits, share: float) -> list[Side | None]:
    """The limit that each point is near: past that share of the way from the centre to it."""
    low = limits.mean - (limits.mean - limits.lower) * share
    high = limits.mean + (limits.upper - limits.mean) * share
    return [limits.side(value, low, high) for _, value in points]


def _same(items: Sequence[Side | None]) -> Iterator[tuple[Side, int, int]]:
    """The longest stretches of one and the same item, as (item, first, last) positions; None makes
    no stretch.
    """
    first = 0
    for item, group in groupby(items):
        after = first + len(list(group))
        if item is not None:
            yield item, first, after - 1
        first = after


def _stretches(
    rule: Rule, points: Sequence[Indexed], sides: Sequence[Side | None], at_least: int = 1
) -> Iterator[Signal]:
    for side, first, last in _same(sides):
        if last - first + 1 >= at_least:
            yield Signal(
                rule=rule, side=side, indices=tuple(index for index, _ in points[first : last + 1])
            )


def _trends(points: Sequence[Indexed], limits: Limits) -> Iterator[Signal]:
    steps = [limits.side(after, before, before) for (_, before), (_, after) in pairwise(points)]
    for side, first, last in _same(steps):
        # A step joins two values, so that a stretch of steps has one value more.
        indices = tuple(index for index, _ in points[first : last + 2])
        if len(indices) >= TREND:
            yield Signal(rule="trend", side=side, indices=indices)


def _crowded(
    rule: Rule,
    points: Sequence[Indexed],
    sides: Sequence[Side | None],
    *,
    wanted: int,
    of: int,
    beside: Sequence[Side | None] | None = None,
) -> Iterator[Signal]:
    """Where at least `wanted` of `of` successive points lie on one side, and with `beside` all of
    them there; windows that share such points are one.
    """
    for side in SIDES:
        gathered: list[int] = []
        near = [at for at, one in enumerate(sides) if one == side]
        if all(last - first >= of for first, last in zip(near, near[wanted - 1 :], strict=False)):
            continue  # most series have no such window at all
        for first in range(len(points) - of + 1):
            positions = [at for at in range(first, first + of) if sides[at] == side]
            if len(positions) < wanted or (
                beside is not None and any(other != side for other in beside[first : first + of])
            ):
                continue
            if gathered and positions[0] > gathered[-1]:
                yield _signal(rule, side, points, gathered)
                gathered = []
            gathered += [at for at in positions if at not in gathered]
        if gathered:
            yield _signal(rule, side, points, gathered)


def _signal(
    rule: Rule, side: Literal["high", "low"], points: Sequence[Indexed], positions: Sequence[int]
) -> Signal:
    return Signal(rule=rule, side=side, indices=tuple(points[at][0] for at in positions))
