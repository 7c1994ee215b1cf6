"""The plan over time: the days on which it changed."""

from datetime import date

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
