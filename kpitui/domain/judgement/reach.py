"""How often a process, left as it is, reaches a target, and what it would take."""

from collections.abc import Sequence

from msgspec import Struct

from kpitui.domain.natural_limits import Limits
from kpitui.domain.process_limits import Reach, target_against_process
from kpitui.domain.progress import met
from kpitui.domain.records.metric import Range

SELDOM, MOSTLY = 0.05, 0.95
"""Only between these shares of its periods a target is said to be reached by luck."""


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
