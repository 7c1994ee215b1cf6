"""Going to a screen that was open before costs what changed meanwhile, and shows all of that."""

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from kpitui.storage.database import DatabaseFile
from tests.ui.conftest import app_on, shows, until

SCREENS = (("2", "Type a name"), ("3", "Agents"), ("6", "issues"), ("1", "Grow brand loyalty"))


async def test_no_widget_is_styled_again_unless_the_theme_is_another(
    database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    apply = Stylesheet.apply

    def told(self: Stylesheet, node: DOMNode, **more: object) -> None:
        styled.append(node)
        apply(self, node, **more)  # type: ignore[arg-type] # as it was called

    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(2):
            for key, words in SCREENS:
                await pilot.press(key)
                await shows(pilot, words)
        monkeypatch.setattr(Stylesheet, "apply", told)
        await pilot.press("2")
        await shows(pilot, "Type a name")
        whole = [one for one in styled if one is app.screen]
        assert not whole, "all of the screen was styled again"
        await pilot.press("1")
        await shows(pilot, "Grow brand loyalty")
        app.theme = next(name for name in app.available_themes if name != app.theme)
        await pilot.pause()
        styled.clear()
        await pilot.press("2")
        await until(pilot, lambda: app.screen in styled)
