"""How the lines of Record look: one bar, examples, marks, and every size of window."""

import pytest
from rich.style import Style

from kpitui.config import Config
from kpitui.storage.database import DatabaseFile
from kpitui.ui.widgets.entry_sheet import EntrySheet
from kpitui.ui.widgets.sheet_columns import shape_of
from tests.ui.conftest import app_on, screen_text, shows, type_text, until
from tests.ui.record_lines import newest, open_ana


@pytest.mark.parametrize("theme", ["kpitui-dark", "kpitui-light", "ansi-dark"])
async def test_the_marked_line_is_one_bar_up_to_its_cell(lively: DatabaseFile, theme: str) -> None:
    app = app_on(lively, config=Config(theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press(*"4:::", "up")
        await shows(pilot, "! 4:::")
        sheet = app.screen.query_one(EntrySheet)

        def before_cell(row: int) -> list[Style]:
            strip = sheet.render_line(row).crop(0, sheet._picture.columns.cell)
            return [segment.style for segment in strip if segment.style is not None]

        here, other = before_cell(sheet.place), before_cell(sheet.place + 1)
        if theme == "ansi-dark":
            assert all(style.reverse for style in here)
            assert not any(style.reverse for style in other)
        else:
            assert len({style.bgcolor for style in here}) == 1
            assert {style.bgcolor for style in here}.isdisjoint(style.bgcolor for style in other)


async def test_every_empty_cell_has_its_example_dim_and_every_mark_its_colour(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press(*"4:::", "down")
        await shows(pilot, "! 4:::")
        sheet = app.screen.query_one(EntrySheet)

        def look_of(text: str, row: int) -> Style:
            (found,) = {
                segment.style for segment in sheet.render_line(row) if segment.text.strip() == text
            }
            assert found is not None
            return found

        def colour_of(name: str) -> object:
            return sheet.get_component_rich_style(name, partial=True).color

        first = next(place for place, line in enumerate(sheet.lines) if line.typed)
        below = next(place for place in range(len(sheet.lines)) if place not in (first, first + 1))
        example = shape_of(sheet.lines[below].metric)
        assert look_of(example, below).color == colour_of("input--placeholder")
        assert look_of("!", first).color == colour_of("entry--refused")


async def test_a_cell_shows_where_its_cursor_is_and_keeps_what_was_said_about_it(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await type_text(pilot, '9/10 "said on the telephone')
        await pilot.press("down")
        await type_text(pilot, "six")
        await pilot.press("enter")
        await shows(
            pilot, "six is not", '9/10 "said on t'
        )  # the cell that is left shows its beginning
        await pilot.press("up", "up", "end", "e")
        await shows(
            pilot, '9/10 "e telephonee', "note: said on the telephonee"
        )  # a note never stands in place of the value
        await pilot.press("down", "backspace")
        await shows(pilot, "▇   si\n")
        assert "six is not" not in screen_text(app)
        await pilot.press("up", "end", "ctrl+w", *"phone", "down", "end", *"x", "up")
        await shows(pilot, "note: said on the phone", "! six\n")


async def test_a_click_goes_to_a_cell(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.click(EntrySheet, offset=(64, 1))
        sheet = app.screen.query_one(EntrySheet)
        await until(pilot, lambda: sheet.line.metric.code == "aht")
        await type_text(pilot, "6:00")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 reading")
    assert newest(lively, 1)[0]["value"] == 360.0


async def test_tab_goes_from_cell_to_cell_and_on_to_the_fields_above(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("tab")
        await type_text(pilot, "6:01")
        await pilot.press("tab", *"70", "shift+tab", "end", *"5", "shift+tab", "1", "shift+tab")
        await until(pilot, lambda: app.focused is not None and app.focused.id == "date")
        await shows(pilot, "! 6:015\n", "? 70\n")
        await pilot.press("tab", "tab", "tab", "tab", "tab")
        await until(pilot, lambda: app.focused is not None and app.focused.id == "who")


async def test_what_is_typed_is_seen_in_the_smallest_window(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(60, 15)) as pilot:
        await until(pilot, lambda: app.screen.id == "plan-screen")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value", "≥ 92.0%")
        await type_text(pilot, "9/10")
        await shows(pilot, "Adherence to sc", "≥ 92.0%   9/10")
        await pilot.press("f4", *"ana", "enter")
        await shows(pilot, "Enter for next")
        app.screen.query_one(EntrySheet).focus()
        await type_text(pilot, "\r6:02")
        await shows(pilot, "5:00–6:30    6:02")


async def test_a_window_that_grows_gets_the_chart_beside_the_sheet(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "Average handle time")
        assert "Last readings" not in screen_text(app)
        await pilot.resize_terminal(120, 40)
        await shows(pilot, "Last readings")
