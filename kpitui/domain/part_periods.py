"""Periods whose figure is not that of a whole period: of a sum they say less than there was."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from statistics import median

from msgspec import Struct

from kpitui.domain.periods import Period
from kpitui.domain.records.metric import Metric

FEWEST_DAYS = 0.6
"""Read on a smaller share of its usual days a period is no whole one."""
NEARLY_ALL = 0.9
"""With this share of its usual days it does not matter when the readings begin or end."""


class Partial(StrEnum):
    """Why a period is not a whole one."""

    RUNNING = "running"
    FIRST = "first"
    LAST = "last"
    FEW_DAYS = "few days"
    CUT = "calendar changed"


class ReadPeriod(Struct, frozen=True):
    """A period, the days it was read on, oldest first, and whether it still runs."""

    period: Period
    days: Sequence[date]
    running: bool

    @property
    def begins(self) -> int:
        """How many days of it went by before the first reading."""
        return (self.days[0] - self.period.first).days

    @property
    def ends(self) -> int:
        """How many days of it went by before the last reading."""
        return (self.days[-1] - self.period.first).days


def partial_periods(
    metric: Metric, periods: Sequence[ReadPeriod], begun_on: date | None
) -> list[Partial | None]:
    """What makes each period of a sum, oldest first, less than a whole one; None for a whole one.

    Besides the one that still runs that is a first period whose readings begin late, a last one
    whose readings end early, and periods read on too few of the days that are usual. Where none
    recorded means none happened, it is only the period in which recording began (`begun_on`).
    """
    found = [Partial.RUNNING if period.running else None for period in periods]
    if metric.zero_filled:
        return [
            because
            or (
                Partial.FIRST
                if begun_on is not None and one.period.first < begun_on <= one.period.last
                else None
            )
            for one, because in zip(periods, found, strict=True)
        ]
    read = [at for at, one in enumerate(periods) if one.days and not one.running]
    if not read:
        return found
    whole = [periods[at] for at in read]
    usual = median(len(period.days) for period in whole)
    for at in read:
        if len(periods[at].days) < FEWEST_DAYS * usual:
            found[at] = Partial.FEW_DAYS
    first, last = whole[0], whole[-1]
    goes_on = any(period.days for period in periods[read[-1] + 1 :])
    if not goes_on and _short(last, usual) and last.ends < median(period.ends for period in whole):
        found[read[-1]] = Partial.LAST
    if _short(first, usual) and first.begins > median(period.begins for period in whole):
        found[read[0]] = Partial.FIRST
    return found


def _short(one: ReadPeriod, usual: float) -> bool:
    return len(one.days) < NEARLY_ALL * usual


def begins_at(periods: Sequence[Period], day: date) -> int | None:
    """The index of the first period of which most days lie on or after a day; None where there is
    none.
    """
    return next(
        (
            index
            for index, one in enumerate(periods)
            if 2 * ((one.last - day).days + 1) > (one.last - one.first).days + 1
        ),
        None,
    )
