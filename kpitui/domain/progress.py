"""How a KPI stands: expected level, status and progress."""

import math
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.metrics import Direction, Range
from kpitui.domain.plan import Kpi, Target, target_on


class Status(StrEnum):
    """How a KPI stands, in the words every screen uses."""

    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"
    STALE = "stale"
    NO_DATA = "no data"


class Judgement(Struct, frozen=True):
    """A status and the rule that gave it, in words."""

    status: Status
    rule: str


def shortfall(value: float, good: Range) -> float:
    """How far the value falls short of the range, in the metric's unit; 0.0 inside it, ends counted in.

    Compared with a relative tolerance of 1e-9, so that a value which equals the level but for the noise of floating
    point counts as met.
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
    """The one number of a target that a KPI moves to: its level, or the edge of the band nearer to the baseline."""
    if direction is Direction.WITHIN and target.low is not None and target.high is not None:
        if baseline is None:
            return (target.low + target.high) / 2
        return target.low if baseline < target.low else target.high if baseline > target.high else baseline
    level = target.low if target.low is not None else target.high
    assert level is not None
    return level


def expected_range(kpi: Kpi, direction: Direction, day: date) -> Range | None:
    """What is expected of the KPI on a day; None where no target is valid then.

    With one target row: the straight line from the baseline (on `starts_on`) to the target (on `due_on`), and the
    target after it. With several: the row valid on that day. A band is entered from the side of the baseline.
    """
    target = target_on(kpi.targets, day)
    if target is None:
        return None
    if len(kpi.targets) != 1 or kpi.baseline is None or kpi.due_on is None:
        return target.level
    span = (kpi.due_on - kpi.starts_on).days
    share = 1.0 if span <= 0 else min(1.0, max(0.0, (day - kpi.starts_on).days / span))
    if share == 1.0:
        return target.level
    goal = level_towards(kpi.baseline, direction, target.level)
    line = kpi.baseline + (goal - kpi.baseline) * share
    if direction is Direction.WITHIN:
        return Range(
            low=None if target.level.low is None else min(line, target.level.low),
            high=None if target.level.high is None else max(line, target.level.high),
        )
    return Range(low=line) if target.level.low is not None else Range(high=line)


def progress(value: float, baseline: float | None, goal: float) -> float | None:
    """(value − baseline) / (target − baseline); None without a baseline or where it equals the target."""
    if baseline is None or baseline == goal:
        return None
    return (value - baseline) / (goal - baseline)


def is_stale(last_reading_on: date, cadence_days: float, on: date) -> bool:
    """Whether there was no reading within the cadence and a half."""
    return (on - last_reading_on).days > 1.5 * cadence_days


def judge(value: float, good: Range | None, warn: float) -> Judgement:
    """The status of a value against what is expected; `warn` is how far short still counts as at risk."""
    if good is None:
        return Judgement(Status.NO_DATA, "no target is valid at the end of the period")
    gap = shortfall(value, good)
    if gap == 0.0:
        return Judgement(Status.ON_TRACK, "at or past the expected level")
    if gap <= warn or math.isclose(gap, warn, rel_tol=1e-9):
        return Judgement(Status.AT_RISK, "short of the expected level by no more than the warn level")
    return Judgement(Status.OFF_TRACK, "short of the expected level by more than the warn level")


def single_target(targets: Sequence[Target], day: date) -> Target | None:
    """The target to show on a day: the one valid then, else the next one to come, else the last one."""
    valid = target_on(targets, day)
    if valid or not targets:
        return valid
    coming = [target for target in targets if target.starts_on > day]
    return min(coming, key=lambda target: target.starts_on) if coming else targets[-1]
