"""Teams in teams on People and Board, by keys."""

from datetime import date

import pytest

from kpitui.actions.people import add_team
from kpitui.actions.teams import put_team_under
from kpitui.charts.text import Charset
from kpitui.domain.records.team import Team
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_teams
from kpitui.storage.teams import load_team_tree
from kpitui.ui.app import KpituiApp
from kpitui.ui.dialogs.field_row import FieldRow
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until

EARLY = date(2024, 1, 1)


def team(database: DatabaseFile, name: str) -> Team:
    with reading(database) as db:
        return next(one for one in load_teams(db) if one.name == name)


def parent_of(database: DatabaseFile, name: str) -> str:
    with reading(database) as db:
        names = {one.id: one.name for one in load_teams(db)}
        own = next(id_ for id_, one in names.items() if one == name)
        return names.get(load_team_tree(db).parent(own, TODAY) or 0, "")


@pytest.fixture
def sites(database: DatabaseFile) -> DatabaseFile:
    for name in ("Company", "Site"):
        add_team(database, LEADER, name, EARLY)
    put_team_under(database, LEADER, team(database, "Site"), team(database, "Company"), EARLY)
    put_team_under(database, LEADER, team(database, "North"), team(database, "Site"), EARLY)
    return database


def rows(app: KpituiApp, count: int) -> list[str]:
    """The names of the list, as they are indented."""
    width = app.screen.query_one("#people-list").size.width
    return [line[1 : width + 1].rstrip()[:22].rstrip() for line in screen_text(app).splitlines()][
        3 : 3 + count
    ]


async def test_the_tree_is_drawn_and_folded(sites: DatabaseFile) -> None:
    app = app_on(sites)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "▾ Company", "  ▾ Site", "    ▾ North", "      Ana López", "▾ South")
        await pilot.press("h")
        await shows(pilot, "▸ Company", "▾ South", "2 people")
        assert "North" not in screen_text(app)
        await pilot.press("l", "j", "j", "j")
        await shows(pilot, "      Ana López")
        await pilot.press("left")  # to the team of the person
        await pilot.press("left")  # which is folded
        await shows(pilot, "    ▸ North")
        assert "      Ana López" not in screen_text(app)
        await shows(pilot, "Company › Site › North")
        await pilot.press("left", "left")  # to the site, folded
        await shows(pilot, "  ▸ Site", "1 team below: North")
        await pilot.press("right")
        await shows(pilot, "  ▾ Site", "    ▸ North")


async def test_what_is_gone_to_is_unfolded(sites: DatabaseFile) -> None:
    app = app_on(sites)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "▾ Company")
        await pilot.press("h")
        await shows(pilot, "▸ Company")
        await pilot.press("slash", *"site nor")
        await shows(pilot, "Company › Site › North")
        await pilot.press("enter")
        await shows(pilot, "▾ Company", "    ▾ North", "      Ana López")


async def test_a_team_gets_its_place_in_a_form(sites: DatabaseFile) -> None:
    app = app_on(sites)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "▾ Company")
        await pilot.press("end", "k", "e")  # South
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await shows(pilot, "Edit team", "Under", "From")
        await pilot.press("tab", *"Sitt")
        await shows(pilot, "no such team; g adds one")
        await pilot.press("ctrl+s")
        await shows(pilot, "No team called “Sitt”; add it first, with g")
        await pilot.press("backspace", *"sit", "ctrl+s")
        await shows(pilot, "    ▾ South")
        assert parent_of(sites, "South") == "Site"
        await pilot.press("u")
        await until(pilot, lambda: parent_of(sites, "South") == "")
        await pilot.press("g")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press(*"East", "tab", *"com", "ctrl+s")
        await shows(pilot, "  ▾ East")
        assert parent_of(sites, "East") == "Company"


async def test_a_circle_is_refused_in_the_form(sites: DatabaseFile) -> None:
    app = app_on(sites)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "▾ Company")
        await pilot.press("e")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press("tab", *"north", "ctrl+s")
        await shows(pilot, "Company cannot be under North")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_in_ascii_and_in_a_small_window_the_tree_is_one(
    sites: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(sites, Charset.ASCII)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "v Company", "  v Site", "    v North", "      Ana Lopez")
        assert screen_text(app).isascii()
        await pilot.press("h")
        await shows(pilot, "> Company")


async def test_the_board_offers_teams_by_their_paths(sites: DatabaseFile) -> None:
    app = app_on(sites)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "Board")
        await pilot.press("T")
        await shows(pilot, "Whose readings", "Company › Site › North", "South")


async def test_the_page_of_a_team_of_teams_has_the_people_of_those_below(
    sites: DatabaseFile,
) -> None:
    app = app_on(sites)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "▾ Company")
        await pilot.press("enter")
        await shows(pilot, "1 team below: Site", "Ana López · North", "aht = Average handle time")
