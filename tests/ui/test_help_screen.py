"""The help inside the program: opened where one is, read and left by keys alone."""

import webbrowser

import pytest
from textual.widgets import Input

from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor
from kpitui.storage.database import DatabaseFile
from kpitui.views.help import PAGES, load_page
from tests.patience import LONG
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until


async def test_the_help_opens_at_the_page_of_the_screen_and_goes_back_to_it(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("H")
        await shows(
            pilot, "Help 4 of", ": The plan", "move; fold and unfold a branch", "c Contents"
        )
        await pilot.press("escape", "4", "H")
        await shows(pilot, ": Review", "One KPI at a time, worst first")
        await pilot.press("q")
        await shows(pilot, "4 Review", "Customer satisfaction")


async def test_links_are_followed_by_their_number_and_lead_back_to_the_same_line(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4", "H", "end")
        await shows(pilot, "Real change and routine [2]")
        await pilot.press("2")
        await shows(pilot, ": Real change and routine", "Every number moves")
        await pilot.press("9")  # there is no such link
        await pilot.press("escape")
        await shows(pilot, "Real change and routine [2]")
        await pilot.press("escape")
        await shows(pilot, "4 Review")


async def test_every_page_is_in_the_contents_and_can_be_turned_to(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("H", "c")
        await shows(pilot, *(load_page(name).title for name in PAGES[:16]))
        await pilot.press("end")
        await shows(pilot, load_page(PAGES[-1]).title)
        await pilot.press("home", "enter")
        await shows(pilot, "Help 1 of", "Make every customer glad they called.")
        await pilot.press("p", "n")
        await shows(pilot, "Help 2 of", ": First steps")
        await pilot.press("escape", "escape", "escape")
        await shows(pilot, "1 Plan")


async def test_where_letters_are_typed_h_is_a_letter_and_the_list_of_keys_leads_to_the_help(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Type a name or team")
        await type_text(pilot, "H")
        await until(pilot, lambda: app.screen.query_one(Input).value == "H")
        await pilot.press("f1")
        await shows(pilot, "H Help")
        await pilot.press("H")
        await shows(pilot, "Help 5 of", ": Record")
        await pilot.press("escape")
        await shows(pilot, "F3 Record")


async def test_pages_scroll_and_every_one_is_plain_on_a_plain_terminal(
    database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some pages and the last one; the long form turns through all of them. What each says in plain
    letters stands in tests/test_help.py.
    """
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    app = app_on(database, Charset.ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("H")
        first = PAGES.index("plan")
        last = len(PAGES) if LONG else first + 8
        for place, name in enumerate(PAGES[first:last], first + 1):
            await shows(pilot, f"Help {place} of {len(PAGES)}: {load_page(name).title}")
            assert screen_text(app).isascii()
            await pilot.press("G")
            assert screen_text(app).isascii()
            await pilot.press("n")
        await pilot.press("c", "end", "enter")
        top = "The words of kpitui, one meaning each."
        await pilot.press("g")
        await shows(pilot, top)
        await pilot.press("space")
        await until(pilot, lambda: top not in screen_text(app))
        await pilot.press("pageup", "j", "k")
        await shows(pilot, top)
    assert not opened


@pytest.mark.parametrize(
    ("typed", "line"), [("   ", 63), ("G gjjjk", 2), ("Gkkk", -3), ("jGg ", 21)]
)
async def test_every_key_of_many_that_come_at_once_scrolls(
    database: DatabaseFile, typed: str, line: int
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("H")
        await shows(pilot, ": The plan", "c Contents")
        await pilot.press("n")
        await shows(pilot, ": Record")
        body = app.screen.query_one("#help-body")
        all_at_once(app, typed)
        await until(
            pilot, lambda: body.scroll_y == (line if line > 0 else body.max_scroll_y + line)
        )


async def test_a_member_has_the_help_too(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("nobody", AccessRole.MEMBER))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "My page", "is not linked to a person yet")
        await pilot.press("H")
        await shows(pilot, ": My page")
        await pilot.press("escape")
        await shows(pilot, "is not linked to a person yet")
