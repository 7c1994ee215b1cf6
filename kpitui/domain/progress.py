"""How a KPI stands: expected level, status and progress."""

import math
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.binomial import at_most
from kpitui.domain.held import target_of
from kpitui.domain.periods import CALENDAR, Calendar, Period, PeriodKind, period_of
from kpitui.domain.records.dated import Target, target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Direction, Metric, Range

CHANCE = 0.05
"""A shortfall that comes about at least so often at the expected level itself can be chance."""


class Status(StrEnum):
    """How a KPI stands, in the words every screen uses."""

    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"
    STALE = "stale"
    NO_DATA = "no data"
    NOT_JUDGED = "not judged"


class Wanted(Struct, frozen=True):
    """What is wanted of a KPI in a period: the target, and what is expected on the way to it."""

    target: Target | None
    expected: Range | None


class Judgement(Struct, frozen=True):
    """A status and the rule that gave it, in words; `chance` says what of a ratio may be that."""

    status: Status
    rule: str
    chance: str = ""


class Parts(Struct, frozen=True):
    """What a ratio was made of; `scale` is what one whole is shown as, 100 of a percentage."""

    numerator: float
    denominator: float
    scale: float

    def by_chance(self, value: float, good: Range) -> bool:
        """Whether a process at the expected level gives so few of so many, or above the highest so
        many, in one of twenty periods or more: the exact binomial, one-sided. Never of what is no
        count.
        """
        high = good.high is not None and value > good.high
        level = good.high if high else good.low
        reached, of = round(self.numerator), round(self.denominator)
        counted = (reached, of) == (self.numerator, self.denominator) and 0 <= reached <= of
        if level is None or not counted or not 0 <= level / self.scale <= 1:
            return False
        share = level / self.scale
        chance = at_most(of - reached, of, 1 - share) if high else at_most(reached, of, share)
        return chance >= CHANCE


def shortfall(value: float, good: Range) -> float:
    """How far the value falls short of the range, in the metric's unit; 0.0 inside it, ends counted
    in.

    Compared with a relative tolerance of 1e-9, so that a value which equals the level but for the
    noise of floating point counts as met.
    """
    low_gap = good.low - value if good.low is not None else 0.0
    high_gap = value - good.high if good.high is not None else 0.0
    gap, edge = max((low_gap, good.low or 0.0), (high_gap, good.high or 0.0))
    if gap <= 0.0 or math.isclose(value, edge, rel_tol=1e-9, abs_tol=1e-12):
        return 0.0
    return gap


def met(value: float, good: Range) -> bool:
    """Whether the value is good enough; equal counts as met."""
    return shortfall(value, good) == 0.0


def level_towards(baseline: float | None, direction: Direction, target: Range) -> float:
    """The one number of a target that a KPI moves to: its level, or the edge of the band nearer to
    the baseline.
    """
    if direction is Direction.WITHIN and target.low is not None and target.high is not None:
        if baseline is None:
            return (target.low + target.high) / 2
        return (
            target.low
            if baseline < target.low
            else target.high
            if baseline > target.high
            else baseline
        )
    level = target.low if target.low is not None else target.high
    assert level is not None
    return level


def expected_range(kpi: Kpi, direction: Direction, day: date) -> Range | None:
    """What is expected of the KPI on a day; None where no target is valid then."""
    target = target_on(kpi.targets, day)
    return None if target is None else _on_the_way(kpi, target, direction, day)


def wanted_in(kpi: Kpi, metric: Metric, period: Period) -> Wanted:
    """What is wanted of a KPI in a period: the target that held on most of its days, and the level
    expected on the way to it, of a mean or a ratio in the middle of the period, of what adds up or
    is read last at its end.
    """
    target = target_of(kpi.targets, period)
    if target is None:
        return Wanted(None, None)
    even = metric.aggregation in (Aggregation.MEAN, Aggregation.RATIO)
    day = period.first + (period.last - period.first) // 2 if even else period.last
    return Wanted(target, _on_the_way(kpi, target, metric.direction, day))


def way_from(kpi: Kpi, direction: Direction, level: Range, day: date) -> float | None:
    """The level that is expected on the day before another target begins, from which the way to it
    starts: the end further from it where there are two. None where the way starts at the baseline.
    """
    before = [target for target in kpi.targets if target.starts_on < day]
    if not before:
        return None
    then = _on_the_way(kpi, before[-1], direction, day)
    ends = [end for end in (then.low, then.high) if end is not None]
    return max(ends, key=lambda end: shortfall(end, level))


def _on_the_way(kpi: Kpi, target: Target, direction: Direction, day: date) -> Range:
    """The straight line to the level of a target row, the level itself from its day on, and where
    the line would start at a value that meets it. A band is entered from outside.
    """
    level, start = target.level, target.from_level
    start = kpi.baseline if start is None else start
    if target.due_on is None or start is None or met(start, level):
        return level
    begins = max(target.starts_on, kpi.starts_on)
    span = (target.due_on - begins).days
    share = 1.0 if span <= 0 else min(1.0, max(0.0, (day - begins).days / span))
    if share == 1.0:
        return level
    line = start + (level_towards(start, direction, level) - start) * share
    if direction is Direction.WITHIN:
        return Range(
            low=None if level.low is None else min(line, level.low),
            high=None if level.high is None else max(line, level.high),
        )
    return Range(low=line) if level.low is not None else Range(high=line)


def one_end(good: Range) -> float | None:
    """The one number of a level; None of a band, which has two."""
    if good.low is not None and good.high is not None:
        return None
    return good.low if good.low is not None else good.high


def progress(value: float, baseline: float | None, target: Range) -> float | None:
    """The share of the way from the baseline to the target, (value − baseline) / (target −
    baseline); to a band that of its distance. None without a baseline or where it meets the target.
    """
    if baseline is None or met(baseline, target):
        return None
    goal = one_end(target)
    if goal is None:
        return 1.0 - shortfall(value, target) / shortfall(baseline, target)
    return (value - baseline) / (goal - baseline)


def is_stale(
    metric: Metric, last_reading_on: date, on: date, calendar: Calendar = CALENDAR
) -> bool:
    """Whether more than a cadence and a half has gone by since the end of the period last read.

    Never where none recorded means none happened.
    """
    if metric.zero_filled:
        return False
    last_read = period_of(last_reading_on, PeriodKind.of(metric.cadence), calendar)
    return (on - last_read.last).days > 1.5 * metric.cadence.days


def judge(value: float, good: Range | None, warn: float, parts: Parts | None = None) -> Judgement:
    """The status of a value against what is expected; `warn` is how far short still counts as at
    risk, and so does what of a ratio with known parts can be chance.
    """
    if good is None:
        return Judgement(Status.NOT_JUDGED, "no target applies at the end of the period")
    gap = shortfall(value, good)
    if gap == 0.0:
        return Judgement(Status.ON_TRACK, "at or past the expected level")
    if gap <= warn or math.isclose(gap, warn, rel_tol=1e-9):
        return Judgement(
            Status.AT_RISK, "short of the expected level by no more than the at-risk margin"
        )
    rule = "short of the expected level by more than the at-risk margin"
    if parts is not None and parts.by_chance(value, good):
        said = f"{parts.numerator:g} of {parts.denominator:g} can be chance"
        return Judgement(Status.AT_RISK, f"{rule}, but {said}", said)
    return Judgement(Status.OFF_TRACK, rule)


def next_target(targets: Sequence[Target], shown: Target | None, day: date) -> Target | None:
    """The first target after a day, other than the one that is shown on it."""
    coming = [target for target in targets if target.starts_on > day and target != shown]
    return min(coming, key=lambda target: target.starts_on, default=None)


def single_target(targets: Sequence[Target], day: date) -> Target | None:
    """The target to show on a day: the one valid then, else the next one to come, else
    the last one.
    """
    valid = target_on(targets, day)
    if valid or not targets:
        return valid
    coming = [target for target in targets if target.starts_on > day]
    return min(coming, key=lambda target: target.starts_on) if coming else targets[-1]
