"""Who differs, by keys: the chart and the list, another metric, the page of a line, and back."""

import re

import pytest

from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor
from kpitui.storage.database import DatabaseFile
from kpitui.ui.screens.differ import DifferScreen
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.person import PersonScreen
from kpitui.ui.widgets.metric_chart import MetricChartView
from tests.compared_people import with_compared_people
from tests.ui.conftest import app_on, screen_text, shows, until

SMALL, LARGE = (80, 24), (120, 40)


@pytest.fixture
def compared(database: DatabaseFile) -> DatabaseFile:
    return with_compared_people(database)


def line_of(text: str, name: str) -> str:
    """The line of the list of somebody, in single blanks, without frame."""
    (found,) = re.findall(rf"^[│ ]*({re.escape(name)} +\d.*?)[│ ]*$", text, re.MULTILINE)
    return " ".join(found.split())


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_supervisor_sees_who_differs_and_opens_their_page(
    compared: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(compared)
    async with app.run_test(size=size) as pilot:
        await pilot.press("5", "D")
        await shows(pilot, "Adherence to schedule", "Teams  none of 2 differs", "sample size")
        await pilot.press("right", "right")
        await shows(pilot, "Customer satisfaction")  # past complaints, without teams: to Ana
        await shows(pilot, "North  1 of 8 differs", "✗ differs, bad", "Ana L")
        said = line_of(screen_text(app), "Ana López")
        assert re.match(r"Ana López \d\d\.\d% 12 .*▼ differs: lower, bad", said)
        chart = app.screen.query_one(MetricChartView).copied()
        assert chart.count("•") == 8  # seven people, and what the legend says of them
        assert chart.count("✗") == 2
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await shows(pilot, "Ana López" if size == LARGE else "Last readings", "Customer satisf")
        page = app.screen
        of_ana = page.query_one("#beside-chart", MetricChartView)
        await until(pilot, lambda: page.has_class("-chart") and "limit" in of_ana.copied())
        await pilot.press("escape", "escape")  # the chart, then the page
        await until(pilot, lambda: isinstance(app.screen, DifferScreen))
        await shows(pilot, "Customer satisfaction", "North  1 of 8 differs")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))


async def test_the_page_of_a_team_opens_it_at_the_team(compared: DatabaseFile) -> None:
    app = app_on(compared)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("5", "enter")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("D", "left")
        await shows(pilot, "Revenue", "totals of money, time")
        await pilot.press("left")
        await shows(pilot, "Customer satisfaction", "Teams  2 of 2 differ")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await shows(pilot, "team since 1 Jan 2024")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_page_of_a_team_in_place_of_one_of_a_person_has_its_whole_width(
    compared: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(compared)
    async with app.run_test(size=size) as pilot:
        await pilot.press("5", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("D")
        await shows(pilot, "Teams  none of 2 differs")
        await pilot.press("home", "enter")
        await shows(pilot, "team since 1 Jan 2024", "Ana López  ")
        assert "more" not in screen_text(app)
        assert "…" not in screen_text(app).partition("team since")[2]


async def test_from_a_page_and_back_no_page_is_opened_twice(compared: DatabaseFile) -> None:
    app = app_on(compared)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("5", "down", "D")
        await shows(pilot, "North  1 of 8 differs")
        await pilot.press("down", "enter")  # Cy
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await shows(pilot, "╭ Cy ─")
        await pilot.press("space", "D")  # Di
        await until(pilot, lambda: isinstance(app.screen, DifferScreen))
        await shows(pilot, "North  1 of 8 differs")
        screen = app.screen
        assert isinstance(screen, DifferScreen)
        await until(pilot, lambda: "Di " in screen.copied(False))
        assert len(app.screen_stack) == 2


async def test_a_metric_is_chosen_from_a_list(compared: DatabaseFile) -> None:
    app = app_on(compared)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "down", "D")
        await shows(pilot, "North  1 of 8 differs")  # the cursor is on Ana
        await pilot.press("m")
        await shows(pilot, "Which metric", "Complaints")
        await pilot.press("down", "enter")
        await shows(pilot, "Complaints", "▲ differs: higher, bad", "for 12 weeks")
        assert "Teams" not in screen_text(app)


async def test_the_cursor_stays_on_its_line_and_is_named_in_the_chart(
    compared: DatabaseFile,
) -> None:
    app = app_on(compared)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("5", "down", "down", "D")  # Cy
        await shows(pilot, "Adherence to schedule", "North  1 of 8 differs")
        screen = app.screen
        assert isinstance(screen, DifferScreen)
        assert "Cy " in screen.copied(False)
        await pilot.press("right", "right", "r")
        await shows(pilot, "Customer satisfaction")
        assert "Cy " in screen.copied(False)
        copied = screen.copied(True)
        for words in ("North  1 of 8 differs", "┄┄ limits", "the limits are", "[red]Bo[/]"):
            assert words in copied


async def test_without_results_it_says_so(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "D")
        await shows(pilot, "No metric was recorded for agents or teams yet.")
        await pilot.press("m", "right", "enter", "escape")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))


async def test_a_member_is_not_offered_it(compared: DatabaseFile) -> None:
    app = app_on(compared, actor=Actor("kim", AccessRole.MEMBER))
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        await pilot.press("5", "D")
        assert not [one for one in app.screen_stack if isinstance(one, DifferScreen)]


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 15)])
async def test_in_ascii_everything_is_there(compared: DatabaseFile, size: tuple[int, int]) -> None:
    app = app_on(compared, charset=Charset.ASCII)
    async with app.run_test(size=size) as pilot:
        await pilot.press("5", "down", "D", "right", "right")
        await shows(pilot, "Customer satisfaction", "v differs: lower, bad")
        assert screen_text(app).isascii()
