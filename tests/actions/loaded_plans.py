"""Documents loaded into a full file, and what the file holds afterwards."""

from collections.abc import Callable
from datetime import date

import pytest

from kpitui.actions import plan
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.errors import BadData, KpituiError, Refused
from kpitui.domain.fields import FieldErrors
from kpitui.domain.records.person import Person
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.records import rows
from tests.conftest import LEADER, TODAY, record_weekly

EARLY, LONG_AGO = date(2025, 6, 1), date(2020, 1, 1)
MORE = """
[[priority]]
title = "Answer faster"
starts_on = 2026-01-01

[[priority.strategy]]
title = "Call back"
starts_on = 2026-01-01
ends_on = 2026-06-01
verdict = "hardly used"

[[standard]]
metric = "csat"
level = [
    { level = 70, starts_on = 2026-01-01, ends_on = 2026-06-01 },
    { level = 75, starts_on = 2026-06-01 },
]

[[team]]
name = "East"
starts_on = 2024-01-01
ends_on = 2026-01-01

[[person]]
name = "Cara"
code = "cara"
starts_on = 2025-01-01
membership = [
    { team = "North", starts_on = 2025-01-01, ends_on = 2026-03-01 },
    { team = "South", starts_on = 2026-03-01 },
]

[[person]]
name = "Dan"
starts_on = 2025-01-01
ends_on = 2026-02-01

[[metric]]
name = "Retired"
code = "old"
direction = "lower"
aggregation = "sum"
cadence = "weekly"
ends_on = 2026-01-01
"""
"""What the rules need besides the small plan: something of everything that has ended."""

Edit = Callable[[DatabaseFile], object]


def fill(database: DatabaseFile) -> None:
    """Put what ended and comes, readings, and a closed month into the small plan."""
    load_plan_document(database, LEADER, read_plan(MORE, "more.toml"), today=TODAY)
    record_weekly(database, 1, [80.0, 81.0], TODAY, person_id=1)
    plan.close_month(database, LEADER, "2026-09", TODAY)


def content(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    """Everything in the file, its history too."""
    with reading(database) as db:
        tables = rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")
        return {table["name"]: rows(db, f"SELECT * FROM {table['name']}") for table in tables}


def records(database: DatabaseFile) -> PlanRecords:
    with reading(database) as db:
        return load_plan(db)


def person(database: DatabaseFile, name: str) -> Person:
    with reading(database) as db:
        return next(one for one in load_people(db) if one.name == name)


STRATEGY = """[[priority]]
title = "Grow brand loyalty"
[[priority.strategy]]
title = "Improve the customer experience"
"""
KPI = f"""{STRATEGY}[[priority.strategy.kpi]]
metric = "csat"
"""
NEW_KPI = f"""{STRATEGY}[[priority.strategy.kpi]]
metric = "aht"
due_on = 2027-06-30
target = [{{ low = 250, high = 300 }}]
"""


def refused_when_edited(edit: Edit, database: DatabaseFile) -> str:
    with pytest.raises((BadData, Refused, FieldErrors)) as told:
        edit(database)
    if isinstance(told.value, FieldErrors):
        assert len(told.value.errors) == 1
        return str(told.value)
    assert isinstance(told.value, KpituiError)
    return told.value.sentence


def load(database: DatabaseFile, text: str, *, dry_run: bool = False) -> tuple[str, ...]:
    document = read_plan(text, "plan.toml")
    return load_plan_document(database, LEADER, document, today=TODAY, dry_run=dry_run).lines
