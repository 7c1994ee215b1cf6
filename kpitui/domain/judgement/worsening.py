"""Which changes of a metric are changes for the worse."""

from statistics import fmean

from kpitui.domain.judgement.changes import Change
from kpitui.domain.natural_limits import Side
from kpitui.domain.process_limits import ProcessLimits
from kpitui.domain.records.metric import Direction, Range


def bad_side(direction: Direction, mean: float, level: Range | None) -> Side | None:
    """The side on which a metric is worse: of a band the one on which the mean lies outside the
    level that is expected, None where it lies inside or nothing is expected.
    """
    if direction is Direction.HIGHER:
        return "low"
    if direction is Direction.LOWER:
        return "high"
    if level is not None and level.high is not None and mean > level.high:
        return "high"
    if level is not None and level.low is not None and mean < level.low:
        return "low"
    return None


def worse_now(
    limits: ProcessLimits, now: Change | None, direction: Direction, level: Range | None
) -> Change | None:
    """The change that reaches the last judged period, where it is a real change, or perhaps one,
    for the worse.
    """
    if now is None or now.strength == "unusual":
        return None
    since = limits.values[now.first : now.last + 1]
    mean = fmean(value for value in since if value is not None)
    return now if now.side == bad_side(direction, mean, level) else None
