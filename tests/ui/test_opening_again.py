"""Going to a screen that was open before costs what changed meanwhile, and shows all of that."""

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from kpitui.actions.people import add_person
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile
from tests.conftest import LEADER, TODAY
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


PLAN = ("1", "Grow brand loyalty", "_overview")
READ = (
    PLAN, ("0", "Today", "_today"), ("4", "KPI 1 of", "_reviews"), ("5", "Ana López", "_everyone"),
    ("6", "issues", "_health"), ("7", "Search name", "_changes"), ("8", "worst first", "_board"),
)  # fmt: skip
"""The keys of screens that show the file and nothing else, and where each has what it read."""


@pytest.mark.parametrize(("key", "words", "read"), READ, ids=[one[1] for one in READ])
async def test_a_screen_reads_the_file_again_only_after_a_change(
    lively: DatabaseFile, key: str, words: str, read: str
) -> None:
    app = app_on(lively)
    elsewhere, there = READ[1][:2] if key == PLAN[0] else PLAN[:2]
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(2):  # the count of issues in the bar comes meanwhile
            await pilot.press(key)
            await shows(pilot, words)
            await pilot.press(elsewhere)
            await shows(pilot, there)
            await until(pilot, lambda: app.context.counts.health is not None)
        await pilot.press(key)
        await shows(pilot, words)
        screen = app.screen
        before = getattr(screen, read)
        await pilot.press(elsewhere)
        await shows(pilot, there)
        await pilot.press(key)
        await shows(pilot, words)
        assert app.screen is screen
        assert getattr(screen, read) is before
        await pilot.press(elsewhere)
        await shows(pilot, there)
        add_person(lively, LEADER, PersonDraft(name="Zoë New", starts_on=TODAY))
        await pilot.press(key)
        await shows(pilot, words)
        assert getattr(screen, read) is not before


@pytest.mark.parametrize("key", ["2", "3"])
async def test_the_list_of_names_shows_who_came_meanwhile(lively: DatabaseFile, key: str) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(key)
        await shows(pilot, "Ana López")
        await pilot.press("1")
        add_person(lively, LEADER, PersonDraft(name="Zoë New", starts_on=TODAY))
        await pilot.press(key)
        await shows(pilot, "Ana López", "Zoë New")
