"""What a form says of dates and owners that do not hold together, before they are saved."""

from datetime import date

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from kpitui.actions.load_plan import load_plan_document
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.dialogs.field_row import FieldRow
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, shows, until

DATED = """
[[person]]
name = "Helen Baker"
starts_on = 2024-01-01
ends_on = 2026-05-01

[[priority]]
title = "Grow brand loyalty"
planned_until = 2027-01-31

[[priority.strategy]]
title = "Improve the customer experience"
planned_until = 2027-01-31
"""
SAVED_ALL_THE_SAME = "You can save it anyway."


def remark(app: KpituiApp) -> str:
    """What stands below the fields, in one line."""
    said = app.screen.query_one("#form-advice", Static)
    return str(said.render()) if said.display else ""


async def fill(pilot: Pilot[None], field: str, text: str) -> None:
    rows = [row for row in pilot.app.screen.query(FieldRow) if row.field.key == field]
    rows[0].input.value = text


@pytest.fixture
def dated(database: DatabaseFile) -> DatabaseFile:
    """The small plan with planned ends, and someone who left."""
    load_plan_document(database, LEADER, read_plan(DATED, "dated.toml"), today=TODAY)
    return database


@pytest.mark.parametrize(
    ("keys", "field", "text", "said"),
    [
        (
            ["down", "e"], "planned_until", "2026-12-31",
            "P108 Strategy outside its priority's dates: “Improve the customer experience”: it "
            "runs until 31 Jan 2027, its priority until 31 Dec.",
        ),
        (["down", "e"], "owner", "helen baker", "K216 Owner who left: its owner Helen Baker left"),
        (
            ["down", "down", "e"], "planned_until", "2027-06-30",
            "P108 Strategy outside its priority's dates: it runs until 30 Jun 2027, its priority",
        ),
        (
            ["down", "down", "e"], "starts_on", "2025-12-31",
            "P108 Strategy outside its priority's dates: it begins on 31 Dec 2025, its priority on",
        ),
        (
            ["down", "down", "e"], "planned_until", "2026-12-01",
            "P109 KPI due after its strategy: “Customer satisfaction”: it is due on 31 Dec",
        ),
        (
            ["down", "a"], "planned_until", "2027-06-30",
            "P108 Strategy outside its priority's dates: it runs until 30 Jun 2027, its priority",
        ),
        (
            ["down", "down", "down", "e"], "due_on", "2027-02-01",
            "P109 KPI due after its strategy: it is due on 1 Feb 2027, its strategy runs until",
        ),
        (
            ["down", "down", "down", "e"], "owner", "Helen Baker",
            "K216 Owner who left: its owner Helen Baker left on 1 May.",
        ),
        (
            ["down", "down", "p"], "due_on", "2027-02-01",
            "P109 KPI due after its strategy: it is due on 1 Feb 2027, its strategy runs until",
        ),
    ],
)  # fmt: skip
async def test_a_form_says_what_the_rule_would(
    dated: DatabaseFile, keys: list[str], field: str, text: str, said: str
) -> None:
    app = app_on(dated)
    async with app.run_test(size=(160, 50)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(*keys)
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        assert remark(app) == ""
        await fill(pilot, field, text)
        await until(pilot, lambda: SAVED_ALL_THE_SAME in remark(app))
        assert said in remark(app)


async def test_a_date_that_is_no_date_yet_says_nothing(dated: DatabaseFile) -> None:
    app = app_on(dated)
    async with app.run_test(size=(160, 50)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "e")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await fill(pilot, "planned_until", "2027-06-30")
        await until(pilot, lambda: "P108" in remark(app))
        await fill(pilot, "planned_until", "2027-06-")
        await until(pilot, lambda: "P108" not in remark(app))
        await fill(pilot, "planned_until", str(date(2027, 1, 31)))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not app.screen.query(FieldRow))
