"""Where a name is typed every letter is a letter, the first one too."""

from string import ascii_letters

import pytest
from textual.widgets import Input

from kpitui.storage.database import DatabaseFile
from tests.ui.conftest import app_on, shows

LETTERS = ascii_letters + "éÉßŁ"
PRESSED = "EDjv"
"""Letters that are keys of some screen."""
FIELDS = {
    "Record": (("2",), "Type a name or team", "#who"),
    "Coach": (("3",), "Agent type a name", "#who"),
    "find": (("/",), "Find", "#pick-input"),
    "quick entry": ((":",), "csat 92 ana", "Input"),
    "palette": (("ctrl+p",), "Commands", "Input"),
}


@pytest.mark.parametrize("field", FIELDS)
async def test_a_name_may_begin_with_any_letter(field: str, lively: DatabaseFile) -> None:
    keys, said, selector = FIELDS[field]
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(*keys)
        await shows(pilot, said)
        screen = app.screen
        typed = screen.query_one(selector, Input)
        assert all(typed.check_consume_key(letter, letter) for letter in LETTERS)
        for letter in PRESSED:
            await pilot.press(letter)
            assert app.screen is screen, f"{letter!r} is a key of {field}"
            assert typed.value == letter
            await pilot.press("backspace")


async def test_the_effect_of_coaching_is_one_key_away_from_the_empty_name(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "Agent type a name", "= Effect")
        await pilot.press("=")
        await shows(pilot, "Effect of coaching")
