"""Plan and Review say beside a KPI what got worse at the same time."""

import pytest

from kpitui.storage.database import DatabaseFile
from tests.conftest import TODAY, record_shares
from tests.ui.conftest import app_on, screen_text, shows
from tests.ui.test_plan_editing import fill
from tests.views.test_meanwhile import WORSE

SAID = "meanwhile, of 2 looked at:"
GROUPED = {2: SAID, 3: "of 2 metrics looked at"}
"""A strategy says it in a sentence, a KPI below a head of its own."""


@pytest.fixture
def worse(lively: DatabaseFile) -> DatabaseFile:
    record_shares(lively, [*WORSE, 80.0], TODAY)
    return lively


@pytest.mark.parametrize("downs", [2, 3])
async def test_the_plan_says_it_of_a_strategy_and_of_its_kpi(
    worse: DatabaseFile, downs: int
) -> None:
    app = app_on(worse)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(*["down"] * downs)
        await shows(pilot, GROUPED[downs])


async def test_a_review_says_it_below_what_the_chart_says(worse: DatabaseFile) -> None:
    app = app_on(worse)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        await shows(pilot, "Meanwhile  of 2 looked at: Adherence to schedule below the mean")


async def test_guards_are_typed_in_the_form_of_a_strategy(worse: DatabaseFile) -> None:
    app = app_on(worse)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down")
        await fill(pilot, "e", guards="aht, nothing like it")
        await shows(pilot, "there is no metric “nothing like it”")
        await pilot.press("escape")
        await fill(pilot, "e", guards="aht, adherence to schedule")
        await shows(pilot, "guard", "Adherence to schedule below the", "guard Average handle time")


async def test_a_review_goes_on_to_standards_that_moved(worse: DatabaseFile) -> None:
    app = app_on(worse)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 1  Customer satisfaction", "k Keep")
        await pilot.press("k")
        await shows(
            pilot,
            "standard 1 of 1  Adherence to schedule of everyone",
            "12.0 points",
            "10 weeks below the limits since 14 Sep: a real change for the worse",
        )
        assert "k Keep" not in screen_text(app)
        await pilot.press("k", "n")
        await shows(pilot, "Add an event: Adherence to schedule")
        await pilot.press(*"new rota", "ctrl+s")
        await shows(pilot, "standard 1 of 1", "new rota")
        await pilot.press("space")
        await shows(pilot, "Reviewed 1 of 1 KPI")


async def test_a_standard_that_stays_is_no_stop_of_a_review(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 1  Customer satisfaction")
        await pilot.press("space")
        await shows(pilot, "Reviewed 0 of 1 KPI")
