"""Locked limits stay what they were locked as: no other calendar cuts the periods under them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from kpitui.domain.errors import BadData
from kpitui.domain.file_rules import RuleBook
from kpitui.domain.natural_limits import FEWEST
from kpitui.domain.periods import Calendar, Period, PeriodKind, periods_between
from kpitui.storage.driver import Database
from kpitui.storage.plan import load_metrics
from kpitui.storage.reviews import Baseline, load_baselines
from kpitui.storage.rules import load_file_rules


@contextmanager
def keeping_limits(db: Database) -> Iterator[None]:
    """Change rules in here; raises `BadData` where limits that are locked would then rest on other
    periods.
    """
    was = _calendar(db)
    yield
    now = _calendar(db)
    if now == was:
        return
    metrics = load_metrics(db)
    locked = load_baselines(db, [metric.id for metric in metrics])
    for metric in metrics:
        one = locked.get(metric.id)
        moved = one and _cut_otherwise(one, PeriodKind.of(metric.cadence), was, now)
        if one and moved:
            raise BadData(
                f"The limits of {metric.name} are locked from {one.first_on} to {one.last_on}, and "
                f"those days would make other {was.on(one.last_on).noun(moved)}s; start the new "
                "calendar on a later day, or unlock the limits first."
            )


def _calendar(db: Database) -> Calendar:
    """That of all days."""
    return RuleBook(load_file_rules(db)).on(date.max).calendar


def _cut_otherwise(
    one: Baseline, shortest: PeriodKind, was: Calendar, now: Calendar
) -> PeriodKind | None:
    """Of which periods the locked days would make others: a span locks the limits of a chart by any
    period, from the `shortest` that is read on, where it has enough of them for limits.
    """
    kinds = tuple(PeriodKind)
    for kind in kinds[kinds.index(shortest) :]:
        before = _days(one, kind, was)
        if len(before) >= FEWEST and before != _days(one, kind, now):
            return kind
    return None


def _days(one: Baseline, kind: PeriodKind, calendar: Calendar) -> list[tuple[date, date]]:
    periods: tuple[Period, ...] = periods_between(one.first_on, one.last_on, kind, calendar)
    return [(period.first, period.last) for period in periods]
