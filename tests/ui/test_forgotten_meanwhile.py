"""Somebody is forgotten while a screen is open on them: it shows who they are called now."""

import pytest

from kpitui.storage.database import DatabaseFile
from tests.actions.test_forgetting import ANA, forgotten
from tests.ui.conftest import app_on, screen_text, shows, until


@pytest.mark.parametrize("screen", ["2", "3"], ids=["record", "coach"])
async def test_an_open_screen_shows_the_pseudonym(lively: DatabaseFile, screen: str) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(screen, *"ana", "enter")
        await shows(pilot, ANA, "Average handle time" if screen == "2" else "Agreed next steps")
        forgotten(lively)
        app.watching.look_for_others()
        await shows(pilot, "Former agent 1")
        await until(pilot, lambda: ANA not in screen_text(app))
