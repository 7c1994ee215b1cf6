"""Pages of people and teams say how sure the scores on them are."""

from datetime import date, timedelta

import pytest

from kpitui.storage.database import DatabaseFile
from tests.evaluated import score, with_sheet
from tests.ui.conftest import app_on, shows

ANA, BO = 1, 2


@pytest.fixture
def scored(database: DatabaseFile) -> DatabaseFile:
    """Twelve calls of each before October by turns of 70 and 90 points, and four in October."""
    with_sheet(database)
    days = [date(2026, 1, 5) + timedelta(days=20 * turn) for turn in range(12)]
    before = [(who, day, 70.0 + 20 * (turn % 2)) for turn, day in enumerate(days)
              for who in (ANA, BO)]  # fmt: skip
    october = [(who, date(2026, 10, day), 80.0) for day in (5, 12, 19, 26) for who in (ANA, BO)]
    score(database, [*before, *october])
    return database


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_team_s_page_has_it_in_few_cells_and_says_what_it_is(
    scored: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(scored)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "team since", "✓ 80.0 4 ±14", "±: the true score is no further away")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_person_s_page_has_it_in_a_sentence(
    scored: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(scored)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "down", "enter")
        await shows(pilot, "Oct 2026, 4 calls: ± 14 points")
        await shows(pilot, "80.0 points over 12 months", "calls: ± 4.8")
