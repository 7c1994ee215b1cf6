"""The list of screens: what it says is what there is."""

import pytest
from textual.screen import ModalScreen, Screen

from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.health import RULES
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.keymap import node_classes
from kpitui.ui.screen_list import BAR, SCREEN, SCREENS
from kpitui.views.help import PAGES
from tests.ui.conftest import app_on, shows


def test_every_screen_is_in_the_list_and_has_a_page_of_the_help() -> None:
    found = {
        one.__name__.removesuffix("Screen")
        for one in node_classes()
        if issubclass(one, Screen) and not issubclass(one, ModalScreen)
        if one.__module__.startswith("kpitui.ui.screens.") and not one.__subclasses__()
    }
    by_class = {"ReviewSummary": "summary"}
    assert {by_class.get(one, one.lower()) for one in found} == {*SCREENS}
    assert {screen.help for screen in SCREENS.values()} <= {*PAGES}


def test_what_is_gone_to_by_name_can_be_loaded() -> None:
    for screen in SCREENS.values():
        if screen.kind:
            assert f"{screen.load()}".endswith(f"kpitui.ui.screens.{screen.id}.{screen.kind}'>")
    assert all(spec.kind for spec in BAR)
    assert {screen.tab for screen in SCREENS.values()} <= {"", *(spec.id for spec in BAR)}
    assert {rule.screen for rule in RULES.values() if rule.screen} <= {spec.id for spec in BAR}


def test_each_screen_of_the_bar_has_its_digit_and_function_key() -> None:
    keys = {binding.action: binding.key for binding in KpituiApp.BINDINGS}  # type: ignore[union-attr]
    for place, one in enumerate(BAR, 1):
        function = f",f{place + 1}" if place < 8 else ""  # F9 saves
        assert keys[f"open_screen('{one.id}')"] == f"{place}{function}"


@pytest.mark.parametrize("role", AccessRole)
def test_a_member_has_one_screen(database: DatabaseFile, role: AccessRole) -> None:
    app = app_on(database, actor=Actor("kim", role))
    named = {screen for screen in SCREENS if app.going.has(screen)}
    all_of_them = {
        screen.id for screen in SCREENS.values() if screen.kind and not screen.for_members
    }
    assert named == ({"own"} if role is AccessRole.MEMBER else all_of_them)


async def test_the_bar_marks_where_a_screen_was_opened_from(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        for keys, screen, title in (("o", "sort", "Plan"), ("5", "people", "People")):
            await pilot.press(*keys)
            await shows(pilot, title)
            assert app.screen.id == screen + SCREEN
            bar = app.screen.query_one("#top-bar").render()
            marked = [
                str(bar)[span.start : span.end].strip()
                for span in bar.spans  # type: ignore[union-attr]
                if "reverse" in str(span.style)
            ]
            assert [one[2:] for one in marked] == [title]
