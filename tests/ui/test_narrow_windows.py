"""In a narrow window names and sentences stay whole; what says least goes first, and whole."""

import pytest

from kpitui.charts.text import Charset
from kpitui.storage.database import DatabaseFile
from tests.ui.conftest import app_on, screen_text, shows, until


async def test_the_effect_names_its_lines_before_it_has_all_its_columns(
    sample: DatabaseFile,
) -> None:
    app = app_on(sample)
    async with app.run_test(size=(60, 20)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "equals_sign")
        await shows(pilot, "side-by-side", "ahead by")
        heads = next(one for one in screen_text(app).splitlines() if "Session type" in one)
        assert "ahead by" in heads
        assert "not coached  ahead" not in heads


async def test_long_names_are_cut_before_roles_and_heads_are(sample: DatabaseFile) -> None:
    for size, seen in (((60, 20), "Advisor"), ((200, 60), "proc sche aht  wrap prod  role")):
        app = app_on(sample)
        async with app.run_test(size=size) as pilot:
            await pilot.press("5")
            await shows(pilot, "23 people", "María Fernanda Gua", seen)


@pytest.mark.parametrize("charset", list(Charset))
async def test_why_a_kpi_stands_so_is_a_whole_sentence_in_a_review(
    sample: DatabaseFile, charset: Charset
) -> None:
    app = app_on(sample, charset)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 2", "expected by now, ")
        said = next(one for one in screen_text(app).splitlines() if "expected by now" in one)
        assert said.endswith("the at-risk margin of 2.5")


async def test_the_end_of_a_review_hangs_where_it_goes_on(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 2")
        for _ in range(20):
            if "Reviewed 2 of 2 KPIs" in screen_text(app):
                break
            await pilot.press("space")
        await shows(pilot, "Reviewed 2 of 2 KPIs", "adjust, confidence")
        lines = [one for one in screen_text(app).splitlines()[2:-1] if one.strip()]
        begins = [len(line) - len(line.lstrip()) for line in lines]
        heads = [one for one, at in zip(lines, begins, strict=True) if at == min(begins)]
        begun = ("Standards", *(f"{sign} " for sign in "!✓✗~"))
        assert all(head.lstrip().startswith(begun) for head in heads[1:]), heads


async def test_a_score_in_history_is_as_it_is_shown(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("7")
        await shows(pilot, "In all", "Evaluation added")
        await until(pilot, lambda: " · score 77.5" in screen_text(app))
        assert "unfailed" not in screen_text(app)


async def test_the_key_that_saves_a_sheet_is_named_in_the_smallest_window(
    sample: DatabaseFile,
) -> None:
    app = app_on(sample)
    async with app.run_test(size=(60, 15)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"helen", "enter")
        await shows(pilot, "Type a value", "^s Save", "esc Change agent", "F10 Quit")
