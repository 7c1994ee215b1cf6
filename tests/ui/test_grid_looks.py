"""A table in every size of window, and the chart beside it."""

from time import perf_counter

import pytest

from kpitui.charts.text import Charset
from kpitui.storage.database import DatabaseFile
from kpitui.ui.widgets.entry_grid import EntryGrid
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until
from tests.ui.team_tables import add_people, open_north


@pytest.mark.parametrize("charset", [Charset.BRAILLE, Charset.ASCII])
async def test_fifty_people_and_eight_metrics_scroll_with_names_in_sight(
    database: DatabaseFile, charset: Charset
) -> None:
    add_people(
        database,
        [
            "[/x] [@click=app.quit]",
            "王小明 of a very long name",
            *(f"P {n:02d}" for n in range(47)),
        ],
        6,
    )
    app = app_on(database, charset)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        assert "[/x] [@click=app.qui" in screen_text(app)
        widths = {len(strip.text) for strip in app.screen._compositor.render_strips()}
        assert len(widths) <= 2  # wide letters take two columns and one character
        all_at_once(app, "\x1b[1;5F")
        await until(pilot, lambda: app.screen.query_one(EntryGrid).cursor == (49, 7))
        await shows(pilot, "P 46", "m5")
        assert "aht" not in screen_text(app).split("m5")[0].splitlines()[-1]
        began = perf_counter()
        for _ in range(20):
            await pilot.press("up")
        print(f"{(perf_counter() - began) / 20 * 1000:.0f} ms a key, with the pilot's own 75")
        assert (screen_text(app).isascii()) == (charset is Charset.ASCII)


async def test_the_chart_of_the_cell_of_the_cursor_stands_beside_the_table_or_below_it(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(200, 60)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "2north\r")
        await shows(pilot, "North · table, 1 agent", "handle time", "Last readings")
        await shows(pilot, "Adherence to schedule  Ana López")
        await pilot.press("right")
        await shows(pilot, "Average handle time  Ana López")
        await pilot.resize_terminal(120, 40)
        await shows(pilot, "Average handle time  Ana López", "Last readings")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "North · table, 1 agent")
        assert "Average handle time  Ana López" not in screen_text(app)


async def test_a_table_of_many_people_or_metrics_has_the_whole_window(
    database: DatabaseFile,
) -> None:
    add_people(database, [f"Person {place:02d}" for place in range(30)], metrics=12)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "2north\r")
        await shows(pilot, "North · table, 31 agents", "Person 22")
        await pilot.resize_terminal(150, 40)
        await shows(pilot, "Person 22", "m11")
        assert "Last readings" not in screen_text(app)
