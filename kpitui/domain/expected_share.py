"""How much is expected of someone of what adds up: a standard of a sum is that of full time all
through a period, and less of it is expected of who works fewer hours or is away for part of it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from kpitui.domain.held import edges_of
from kpitui.domain.periods import Period
from kpitui.domain.records.absence import days_away
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.domain.records.person import Membership, Person, membership_on


class Share(Struct, frozen=True):
    """The hours a week that someone works of those of full time, and on how many of the days of a
    period they are away.
    """

    hours: float
    full_time: float
    away: int = 0
    days: int = 1

    @property
    def factor(self) -> float:
        """How many times the whole it is.

        Who was away all through the period and has a value all the same is held to their hours.
        """
        here = self.days - self.away if self.away < self.days else self.days
        return self.hours / self.full_time * here / self.days

    @property
    def whole(self) -> bool:
        """Whether it is all that is expected of full time."""
        return self.factor == 1.0

    def of(self, level: Range) -> Range:
        """A level of full time as it is expected of them."""
        low, high = (None if end is None else end * self.factor for end in (level.low, level.high))
        return Range(low=low, high=high)


def share_in(person: Person, metric: Metric, period: Period, full_time: float) -> Share | None:
    """What share of a standard is expected of someone in a period; None where it is all of it, as
    of everything but a sum.
    """
    if metric.aggregation is not Aggregation.SUM:
        return None
    share = Share(
        _hours_in(person.memberships, period, full_time),
        full_time,
        days_away(person.absences, period.first, period.last),
        (period.last - period.first).days + 1,
    )
    return None if share.whole else share


def share_on(person: Person, metric: Metric, day: date, full_time: float) -> Share | None:
    """What share of a standard is expected of someone by the hours that they work on a day; None
    where it is all of it.
    """
    if metric.aggregation is not Aggregation.SUM or not person.memberships:
        return None
    share = Share(hours_on(person.memberships, day) or full_time, full_time)
    return None if share.whole else share


def expected_of(level: Range, share: Share | None) -> Range:
    """A level of full time as it is expected of someone."""
    return level if share is None else share.of(level)


def _hours_in(memberships: Sequence[Membership], period: Period, full_time: float) -> float:
    """The hours a week of the days of a period, on average; before the first membership those of
    it, and after the last those of that.
    """
    if all(membership.hours is None for membership in memberships):
        return full_time
    inside = {day for day in edges_of(memberships) if day and period.first < day <= period.last}
    after = period.last + timedelta(days=1)
    hours = 0.0
    for first, stop in pairwise([period.first, *sorted(inside), after]):
        hours += (hours_on(memberships, first) or full_time) * (stop - first).days
    return hours / (after - period.first).days


def hours_on(memberships: Sequence[Membership], day: date) -> float | None:
    """The hours a week of a day, None for full time; before the first membership those of it, and
    after the last those of that.
    """
    held = membership_on(memberships, day)
    if held is None:
        before = [membership for membership in memberships if membership.starts_on <= day]
        held = before[-1] if before else memberships[0]
    return held.hours
