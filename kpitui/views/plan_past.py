"""The plan over time: the days on which it changed."""

from datetime import date, timedelta

from kpitui.domain.periods import AsOf
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_edit_days, load_start_and_end_days


def load_change_days(database: DatabaseFile, until: date) -> list[date]:
    """Every day up to a day on which something of the plan started, ended or was
    edited, oldest first.
    """
    with reading(database) as db:
        days = load_start_and_end_days(db, until)
        # What was edited before anything began is not of a plan.
        first = min(days, default=until)
        return sorted(days | {day for day in load_edit_days(db) if first < day <= until})


def day_before(days: list[date], as_of: AsOf) -> date | None:
    """A day of the plan before its last change: before one of today the day before; None where
    there was no plan.
    """
    if as_of.day == as_of.today and as_of.day in days[1:]:
        return as_of.day - timedelta(days=1)
    return max((day for day in days if day < as_of.day), default=None)


def day_after(days: list[date], as_of: AsOf) -> date | None:
    """The day of the next change of the plan; None behind the last one."""
    return min((day for day in days if day > as_of.day), default=None)
