"""What a chart did since a decision, held against the limits that were locked on its day.

Where a real change was going on that day, the limits of the chart mix two levels; locked are those
about the newer one, or every week after would count as a change that the decision brought.
"""

from collections.abc import Sequence
from math import fsum, inf, isclose, sqrt
from statistics import fmean
from typing import Literal, TypeAlias

from msgspec import Struct

from kpitui.domain.judgement.changes import Change, Changes, changes_of, judged_indices
from kpitui.domain.judgement.worsening import bad_side
from kpitui.domain.natural_limits import FEWEST, NOISE, Limits, Method, RuleSet
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import ProcessLimits, Segment
from kpitui.domain.records.decision import LockedLimits
from kpitui.domain.records.metric import Direction, Range
from kpitui.domain.signals import RUN, find_signals

Verdict: TypeAlias = Literal["better", "worse", "other", "already", "unusual", "none", "untold"]
"""A real change to the better, to the worse, or one that is neither; one that had begun before; a
single value outside the limits; no real change; or nothing that could be told, as there were no
limits.
"""

DIGITS = 12
"""So many digits of limits are kept: those that every kind of file brings back as they are."""

ENOUGH = RUN["wheeler"]
"""From so many periods on it is no longer too early to say that nothing changed."""


class ChartMove(Struct, frozen=True):
    """What the chart did: `first` is the index of the period in which it began, `count` how many
    finished periods there are since the decision.
    """

    verdict: Verdict
    count: int = 0
    first: int | None = None

    @property
    def enough(self) -> int:
        """So many periods are enough to say that nothing changed."""
        return ENOUGH

    @property
    def early(self) -> bool:
        """Whether there are too few periods to say that nothing changed."""
        return self.verdict in ("none", "unusual") and self.count < ENOUGH


UNTOLD = ChartMove("untold")


def moved_since(
    values: Sequence[float | None],
    locked: LockedLimits,
    rules: RuleSet,
    direction: Direction,
    level: Range | None,
    before: Sequence[float | None] = (),
) -> ChartMove:
    """What finished periods since a decision say, beside those `before` it; `level` is what is
    expected of a band.
    """
    judged = [(index, value) for index, value in enumerate(values) if value is not None]
    if not judged:
        return ChartMove("none")
    limits = _limits(locked, [value for _, value in judged])
    now = changes_of(_process(values, limits, rules)).now
    if now is None:
        return ChartMove("none", len(judged))
    then = changes_of(_process(before, limits, rules)).now
    if then is not None and (then.strength, then.side) == ("real", now.side):
        return ChartMove("already", len(judged))
    verdict = _verdict(now, values, limits, direction, level)
    return ChartMove(verdict, len(judged), now.first)


def limits_to_lock(
    limits: ProcessLimits, periods: PeriodKind, changes: Changes
) -> LockedLimits | None:
    """The limits that a decision of this moment is held against: about the level that holds now, if
    it was another one before. None where they give no verdict.
    """
    segment = limits.segments[-1] if limits.segments else None
    if segment is None or segment.trial or segment.limits is None:
        return None
    found, moved_by, now = segment.limits, 0.0, changes.now
    lasts = now is not None and now.strength == "real" and now.count >= FEWEST
    # Limits locked to a baseline were chosen by someone, and mix nothing.
    if now is not None and lasts and not segment.locked:
        newer = [at for at in judged_indices(limits) if at >= now.first]
        moved_by = _level(limits, newer) - found.mean
    low, middle, high = (
        float(f"{limit + moved_by:.{DIGITS}g}") for limit in (found.lower, found.mean, found.upper)
    )
    return LockedLimits(periods, middle, low, high)


class LevelSince(Struct, frozen=True):
    """Where the level began that locked limits are about, as an index, and of how many values it
    is the mean.
    """

    first: int
    count: int


def level_locked(limits: ProcessLimits, locked: LockedLimits, stop: int) -> LevelSince | None:
    """The values before a period whose mean is the centre of the locked limits; None where there
    are none any more, as they were corrected since or lie before what is judged.
    """
    before = [at for at in judged_indices(limits) if at < stop]
    for count in range(len(before), FEWEST - 1, -1):
        level = _level(limits, before[-count:])
        if isclose(level, locked.middle, rel_tol=10.0 ** (2 - DIGITS)):
            return LevelSince(before[-count], count)
    return None


def _level(limits: ProcessLimits, judged: Sequence[int]) -> float:
    """The mean of the values of some periods, each by its size where that is known."""
    weights = [limits.sizes[at] or 1.0 if limits.sizes else 1.0 for at in judged]
    values = [limits.values[at] for at in judged]
    parts = [value * of for value, of in zip(values, weights, strict=True) if value is not None]
    return fsum(parts) / fsum(weights)


def evened(
    values: Sequence[float | None], sizes: Sequence[float | None], middle: float, usual: float
) -> list[float | None]:
    """The values of shares of unlike sizes as they would lie were each of the usual size: so that
    one pair of limits holds for all of them.
    """
    return [
        value if value is None or not size else middle + (value - middle) * sqrt(size / usual)
        for value, size in zip(values, sizes, strict=True)
    ]


def _verdict(
    now: Change,
    values: Sequence[float | None],
    limits: Limits,
    direction: Direction,
    level: Range | None,
) -> Verdict:
    if now.strength != "real":
        return "unusual"
    mean = fmean(value for value in values[now.first : now.last + 1] if value is not None)
    if now.side == bad_side(direction, mean, level):
        return "worse"
    if direction is Direction.WITHIN and bad_side(direction, limits.mean, level) is None:
        return "other"
    return "better"


def _limits(locked: LockedLimits, values: Sequence[float]) -> Limits:
    # Moving ranges decide nothing here: what they were is not kept.
    return Limits(
        mean=locked.middle,
        average_moving_range=0.0,
        lower=locked.low,
        upper=locked.high,
        range_limit=inf,
        noise=NOISE * max(map(abs, (*values, locked.middle))),
    )


def _process(values: Sequence[float | None], limits: Limits, rules: RuleSet) -> ProcessLimits:
    points = [(index, value) for index, value in enumerate(values) if value is not None]
    segment = Segment(
        start=0, stop=len(values), basis=(0, len(values)), n=len(points), locked=True, trial=False,
        limits=limits,
    )  # fmt: skip
    return ProcessLimits(
        values=tuple(values),
        unfinished=None,
        moving_ranges=(None,) * len(values),
        segments=(segment,),
        signals=tuple(find_signals(points, (), limits, rules)),
        method=Method(rules=rules),
    )
