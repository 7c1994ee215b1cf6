"""What held in a period, and what will hold next, of rows that each hold from a day on."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from kpitui.domain.periods import Period
from kpitui.domain.records.dated import Target, target_on

HeldT = TypeVar("HeldT")


class _Row(Protocol):
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...


def edges_of(records: Iterable[_Row]) -> set[date | None]:
    """The days on which one of the records begins or holds no more."""
    return {day for record in records for day in (record.starts_on, record.ends_on)}


def held_most(
    held_on: Callable[[date], HeldT | None], edges: Iterable[date | None], period: Period
) -> HeldT | None:
    """What held on most days of a period, of two that held equally long the later; None where
    nothing held on any.

    `held_on` says what holds on a day; it gives another answer on the `edges` only.
    """
    begins = {day for day in edges if day is not None and period.first < day <= period.last}
    days: dict[HeldT, int] = {}
    for start, stop in pairwise(
        [*sorted({period.first, *begins}), period.last + timedelta(days=1)]
    ):
        held = held_on(start)
        if held is not None:
            days[held] = days.get(held, 0) + (stop - start).days
    return max(reversed(days), key=days.__getitem__) if days else None


def next_held(
    held_on: Callable[[date], HeldT | None], edges: Iterable[date | None], day: date
) -> HeldT | None:
    """What will hold next after a day, where that is another than what holds on it; None where
    nothing changes, or nothing holds any more.
    """
    now = held_on(day)
    for edge in sorted(edge for edge in edges if edge is not None and edge > day):
        found = held_on(edge)
        if found is not None and found != now:
            return found
    return None


def target_of(targets: Sequence[Target], period: Period) -> Target | None:
    """The target row that held on most days of a period."""
    return held_most(lambda day: target_on(targets, day), edges_of(targets), period)
