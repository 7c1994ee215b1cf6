"""The readings behind a number, corrected and voided by keys."""

from kpitui.storage.database import reading
from kpitui.storage.records import rows
from kpitui.ui.dialogs.form import FieldRow
from kpitui.views import DatabaseFile
from tests.ui.conftest import app_on, screen_text, shows, until


async def test_a_reading_is_corrected_and_voided_from_where_it_is_seen(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("v")
        await shows(pilot, "Readings are behind a KPI")
        await pilot.press("down", "down", "down", "v")
        await shows(pilot, "Customer satisfaction, everybody: 40 newest readings", "2026-11-20  84.0%  Ana López")
        await pilot.press("enter")
        await shows(pilot, "Correct: Customer satisfaction, Ana López")
        await pilot.press("end", "backspace", "backspace", *"91 n=7", "tab", "tab", *"typo", "ctrl+s")
        await shows(pilot, "2026-11-20  91.0% n=7  Ana López", "typo")
        await pilot.press("down", "x")
        await shows(pilot, "It stays on record")
        await pilot.press("ctrl+s")
        await shows(pilot, "voided", "by lee")
        await pilot.press("u")
        await until(pilot, lambda: "  voided" not in screen_text(app))
        await pilot.press("escape")
        await shows(pilot, "91.0%", "Grow brand loyalty")
    with reading(lively) as db:
        assert rows(db, "SELECT count(*) AS n FROM readings WHERE state = 'void'") == [{"n": 0}]


async def test_from_the_readings_one_goes_to_any_screen_and_back(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for key, text in (("1", "Grow brand loyalty"), ("5", "Ana López"), ("1", "Grow brand loyalty")):
            await pilot.press("g", "down", "down", "down", "v")
            await shows(pilot, "newest readings")
            await pilot.press(key)
            await shows(pilot, text)
            await until(pilot, lambda: not app.screen.query(FieldRow))
            await pilot.press("1")
            await shows(pilot, "Standards")
