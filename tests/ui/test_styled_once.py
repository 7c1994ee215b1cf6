"""How a widget is styled is what Textual's own way of styling makes of it."""

from functools import partial

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.pilot import Pilot

from kpitui.config import Config
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.screen_list import SCREENS, spec_of
from kpitui.ui.theme import DARK, LIGHT
from tests.styled_once import Found, StyledOnce
from tests.ui.conftest import app_on, shows, until

OPENED = (("question_mark",), ("colon",), ("slash",), ("f12", "down"), ("n",), ("down", "enter"))
"""Keys on the first screen that open something on top of it."""


GONE_TO = [screen.id for screen in SCREENS.values() if screen.kind and not screen.for_members]


def styles_of(node: DOMNode) -> tuple[object, ...]:
    parts = {name: dict(styles.base.get_rules()) for name, styles in node._component_styles.items()}
    flags = node._has_hover_style, node._has_focus_within, node._has_order_style
    return dict(node.styles.base.get_rules()), parts, flags


def nodes_of(app: KpituiApp) -> list[DOMNode]:
    return [
        app,
        *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True)),
    ]


def is_at(app: KpituiApp, name: str) -> bool:
    return spec_of(app.screen) is SCREENS[name]


def assert_styled_as_by_textual(app: KpituiApp) -> None:
    textuals = Stylesheet(variables=app.get_css_variables())
    textuals.source = app.stylesheet.source.copy()
    textuals.parse()
    for node in nodes_of(app):
        found = styles_of(node)
        textuals.apply(node)
        assert styles_of(node) == found, node


@pytest.mark.parametrize("theme", [DARK, "ansi-dark"])
async def test_widgets_are_styled_as_textual_styles_them(lively: DatabaseFile, theme: str) -> None:
    Found.kept.clear()
    app = app_on(lively, config=Config(theme=theme))
    assert isinstance(app.stylesheet, StyledOnce)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for _ in range(2):  # the second time as it is kept
            for name in GONE_TO:
                await pilot.press("escape")  # out of what a key opened on the one before
                await app.run_action(f"app.open_screen('{name}')")
                await until(pilot, partial(is_at, app, name))
                for key in ("tab", "v"):
                    await pilot.press(key)
                    assert_styled_as_by_textual(app)
        await app.run_action("app.open_screen('today')")
        for keys in OPENED:
            await pilot.press(*keys)
            assert_styled_as_by_textual(app)
            await pilot.press("escape")
        await all_in_other_states(app, pilot)


async def all_in_other_states(app: KpituiApp, pilot: Pilot[None]) -> None:
    """Smaller, without a place to type, and in another theme."""
    await pilot.resize_terminal(50, 12)
    await until(pilot, lambda: app.screen.has_class("-tiny"))
    assert_styled_as_by_textual(app)
    await pilot.resize_terminal(120, 40)
    await until(pilot, lambda: app.screen.has_class("-beside"))
    for child in app.screen.children:
        child.disabled = True
    await pilot.pause()
    assert_styled_as_by_textual(app)
    app.theme = LIGHT if app.theme == DARK else DARK
    await pilot.pause()
    assert_styled_as_by_textual(app)
