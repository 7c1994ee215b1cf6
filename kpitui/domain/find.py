"""Finding things by a few letters of their names."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from kpitui.domain.typography import folded

ThingT = TypeVar("ThingT")


def best_first(things: Iterable[ThingT], typed: str, name: Callable[[ThingT], str]) -> list[ThingT]:
    """Those whose name fits what was typed, best first; accents and case do not count.

    Best is a name that starts with it, then one of whose words does, then one that holds it, then one that holds its
    letters in order.
    """
    wanted = folded(typed.strip())
    ranked: list[tuple[int, int, ThingT]] = []
    for place, one in enumerate(things):
        rank = _rank(wanted, folded(name(one)))
        if rank is not None:
            ranked.append((rank, place, one))
    return [one for _, _, one in sorted(ranked, key=lambda entry: entry[:2])]


def _rank(wanted: str, name: str) -> int | None:
    words = name.replace("-", " ").replace("[", " ").split()
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in words):
        return 1
    if wanted in name:
        return 2
    letters = iter(name)
    return 3 if all(letter in letters for letter in wanted) else None
