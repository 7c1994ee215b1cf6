"""Every column has a head and every sign its meaning; a line says first what counts most."""

import pytest

from kpitui.storage.database import DatabaseFile
from tests.ui.conftest import app_on, screen_text, shows, type_text

SMALL, LARGE = (80, 24), (120, 40)


async def test_the_signs_of_people_are_told_whoever_is_marked(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("5", "down", "down")
        await shows(pilot, "╭ Fatima Zahra El Idrissi ─")
        await shows(pilot, "✓ met  ↓ below  ✗ clearly below  ~ stale  ? no data   23 people")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_trends_of_a_person_have_a_head(
    sample: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(sample)
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, "5/lukas\r\r")
        await shows(pilot, "standard  full week", "trend")


async def test_what_is_due_of_all_stands_in_columns_with_heads(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("2")
        await shows(pilot, "due  metric, last result")
        lines = screen_text(app).splitlines()
        heads = next(place for place, one in enumerate(lines) if "metric, last result" in one)
        at = lines[heads].index("metric, last")
        assert lines[heads + 1][at:].startswith("Adherence to procedure  ")
        assert lines[heads + 2][at:].startswith("Adherence to schedule  ")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_next_contact_to_score_is_not_cut_for_what_every_line_says(
    sample: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(sample)
    async with app.run_test(size=size) as pilot:
        await pilot.press("0")
        await shows(pilot, "Contacts to score this month", " of 10 calls, next contact ")
        scored = next(one for one in screen_text(app).splitlines() if "next contact" in one)
        assert scored.partition("next contact ")[2].split()[1] == "of", "with its day"


async def test_how_often_someone_is_coached_is_not_cut(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("3")
        await shows(pilot, "coached 163 days ago, every 42 │")


async def test_a_head_of_a_table_has_the_blank_beside_it(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=SMALL) as pilot:
        await type_text(pilot, "2orders\r")
        await shows(pilot, "Orders · table, 7 agents", "procedur schedule      aht")
