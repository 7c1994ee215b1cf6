"""How often a process, left as it is, reaches a target, and what it would take."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.natural_limits import Limits
from kpitui.domain.progress import met
from kpitui.domain.records.metric import Range

SELDOM, MOSTLY = 0.05, 0.95
"""Only between these shares of its periods a target is said to be reached by luck."""


class Reach(StrEnum):
    """Whether a process, left as it is, reaches a target."""

    NEVER = "out of reach for the current process"
    BY_LUCK = "reached now and then by chance"
    AS_A_RULE = "reached consistently"


def target_against_process(
    limits: Limits, target_low: float | None, target_high: float | None
) -> Reach:
    """Whether the process reaches a target that runs from `target_low` to `target_high`, None
    leaving a side open.

    Ends count in, for the target as for the limits: a target on the limit is still reached by luck.
    Raises ValueError where both sides are open or the ends are in the wrong order.
    """
    if target_low is None and target_high is None:
        raise ValueError("a target needs a lowest value, a highest value, or both")
    if target_low is not None and target_high is not None and target_low > target_high:
        raise ValueError(
            f"the target's lowest value {target_low:g} is above its highest {target_high:g}"
        )
    low = limits.lower if target_low is None else target_low
    high = limits.upper if target_high is None else target_high
    if limits.beyond(low) == "high" or limits.beyond(high) == "low":
        return Reach.NEVER
    whole = (
        limits.side(limits.lower, low, high) is None
        and limits.side(limits.upper, low, high) is None
    )
    return Reach.AS_A_RULE if whole else Reach.BY_LUCK


class Reached(Struct, frozen=True):
    """In how many of the `periods` the target was reached, how it lies to the limits, and the mean
    from which on it would be reached as a rule: None for a band,
    and where no mean can be so far.
    """

    reach: Reach
    reached: int
    periods: int
    needed: float | None

    @property
    def by_luck(self) -> bool:
        """Whether it is reached now and then, neither hardly ever nor nearly always."""
        return self.reach is Reach.BY_LUCK and SELDOM < self.reached / self.periods < MOSTLY


def reach_of(values: Sequence[float], limits: Limits, target: Range, constant: float) -> Reached:
    """The target against the values of a process, of which there is at least one, and its limits.

    From a mean of T + `constant` × average moving range on (T − for a target that is a ceiling)
    the limits lie wholly on the good side.
    """
    reached = sum(met(value, target) for value in values)
    reach = target_against_process(limits, target.low, target.high)
    way = constant * limits.average_moving_range
    needed = None
    if target.high is None and target.low is not None:
        needed = target.low + way
    elif target.low is None and target.high is not None:
        needed = target.high - way
    if needed is not None and not limits.possible.low <= needed <= limits.possible.high:
        needed = None  # no mean can be there
    return Reached(reach, reached, len(values), needed)
