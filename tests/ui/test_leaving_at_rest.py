"""What a screen does once the keys rest is left out where the program is being left by then."""

from functools import partial

import pytest
from textual.message import Message
from textual.messages import InvokeLater

from kpitui.storage.database import DatabaseFile
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.screens.person import PersonScreen
from tests.ui.conftest import app_on, shows, until


async def test_what_is_asked_for_again_is_done_once(lively: DatabaseFile) -> None:
    app, done = app_on(lively), list[int]()
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        screen = app.screen
        assert isinstance(screen, AppScreen)
        for number in range(3):
            screen.at_rest(0.05, partial(done.append, number))
        await until(pilot, lambda: bool(done))
        assert done == [2]


@pytest.mark.parametrize("keys", ["j", "jj", "5j", "4"])
async def test_a_program_that_is_left_at_once_draws_nothing_more(
    lively: DatabaseFile, keys: str
) -> None:
    app, running = app_on(lively), list[bool]()
    async with app.run_test(size=(110, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(*keys)
        screen = app.screen
        assert isinstance(screen, AppScreen)
        screen.at_rest(0.001, lambda: running.append(app.is_running))
    assert all(running)


async def test_what_a_page_was_to_show_is_not_shown_once_the_page_is_left(
    lively: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, asked = app_on(lively), list[Message]()
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        page = app.screen
        assert isinstance(page, PersonScreen)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(page, "post_message", asked.append)
            page.show_changed()
        page.dismiss()
        await until(pilot, lambda: not page.children)
        for one in asked:
            if isinstance(one, InvokeLater):
                one.callback()
    assert any(isinstance(message, InvokeLater) for message in asked)


async def test_f10_says_in_an_open_form_how_to_leave(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("a", "enter")
        await shows(pilot, "esc Close")
        await pilot.press("f10")
        await shows(pilot, "A form is open: Esc closes it and keeps the draft.")
        assert app.is_running


@pytest.mark.parametrize("keys", [("question_mark",), ("slash",), ("ctrl+p",), ("colon",)])
async def test_f10_leaves_from_a_dialog_in_which_nothing_is_typed(
    lively: DatabaseFile, keys: tuple[str, ...]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(*keys)
        await until(pilot, lambda: len(app.screen_stack) > 1)
        await pilot.press("f10")
        await until(pilot, lambda: not app.is_running)
