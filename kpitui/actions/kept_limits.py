"""Locked limits stay what they were locked as: no other calendar cuts the periods under them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from kpitui.domain.errors import BadData
from kpitui.domain.file_rules import RuleBook
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
    locked = load_baselines(db, [one.id for one in metrics])
    for metric in metrics:
        one, kind = locked.get(metric.id), PeriodKind.of(metric.cadence)
        if one and _days(one, kind, was) != _days(one, kind, now):
            raise BadData(
                f"The limits of {metric.name} are locked from {one.first_on} to {one.last_on}, and "
                "those days would make other periods; start the new calendar on a later day, or "
                "unlock the limits first."
            )


def _calendar(db: Database) -> Calendar:
    """That of all days."""
    return RuleBook(load_file_rules(db)).on(date.max).calendar


def _days(one: Baseline, kind: PeriodKind, calendar: Calendar) -> list[tuple[date, date]]:
    periods: tuple[Period, ...] = periods_between(one.first_on, one.last_on, kind, calendar)
    return [(period.first, period.last) for period in periods]
