"""Many tests at once, and none of them right by chance alone."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)


def holm(chances: Mapping[KeyT, float], tests: int) -> dict[KeyT, float]:
    """Each p value adjusted for all the `tests` of a family: below a level, no more than that share
    of all families without any true difference has one (Holm 1979).

    `tests` counts those too that are not named as nothing was measured; their p value is 1. Equal
    p values get the same answer, in whatever order they come.
    """
    found: dict[KeyT, float] = {}
    worst, left = 0.0, max(tests, len(chances))
    for key, chance in sorted(chances.items(), key=lambda one: one[1]):
        worst = max(worst, min(1.0, chance * left))
        found[key] = worst
        left -= 1
    return found
