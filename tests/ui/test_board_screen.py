"""The whole picture on one key: tiles worst first, moved in, opened, and changed as others save."""

import re
from datetime import date

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.charts.text import Charset
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import kept_open
from kpitui.ui.app import KpituiApp
from kpitui.ui.widgets.board_grid import BoardGrid
from kpitui.views.board import load_board, load_tile_charts
from tests.conftest import LEADER, TODAY, record_shares, record_weekly
from tests.ui.conftest import app_on, screen_text, shows, until

LAST = date(2026, 11, 20)
SEVERAL = 200


def many(count: int) -> PlanDocument:
    """So many KPIs of one strategy."""
    first = date(2026, 1, 5)
    goal = {"baseline": 1, "owner": "lee", "starts_on": first, "due_on": date(2026, 12, 31)}
    return PlanDocument.model_validate(
        {
            "metric": [
                {"name": f"Metric {number:03}", "code": f"m{number:03}", "direction": "higher",
                 "aggregation": "mean", "cadence": "weekly"}
                for number in range(count)
            ],
            "priority": [
                {"title": "Everything", "starts_on": first, "strategy": [
                    {"title": "At once", "starts_on": first, "kpi": [
                        {"metric": f"m{number:03}", **goal,
                         "target": [{"level": 9, "starts_on": first}]}
                        for number in range(count)
                    ]}
                ]}
            ],
        }
    )  # fmt: skip


def line_of(app: KpituiApp, words: str) -> str:
    return next(one for one in screen_text(app).splitlines() if words in one)


def marked(app: KpituiApp) -> str:
    tile = app.screen.query_one(BoardGrid).tile
    assert tile is not None
    return tile.metric.name


async def test_every_kpi_and_standard_is_a_tile_with_its_words_and_its_chart(
    lively: DatabaseFile,
) -> None:
    record_shares(lively, [95.0] * 20 + [80.0] * 9, LAST)
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "1 KPI, 2 standards  everyone, worst first", "━━ target", "✗ worse")
        heads = line_of(app, "Customer satisfaction")
        assert heads.index("Customer") < heads.index("Adherence to schedule")
        assert heads.index("Adherence to schedule") < heads.index("Average handle time")
        assert "✗ Adherence to schedule ──── not met" in heads
        figures = line_of(app, "84.0%")
        assert "84.0%   ≥ 85.0%       week to 22 Nov" in figures
        assert "80.0%   ≥ 92.0%       week to 22 Nov" in figures
        assert "▼ worse since 21 Sep" in screen_text(app)
        rows = screen_text(app)
        assert "●" in rows
        assert any("⠀" < char <= "⣿" for char in rows)


async def test_arrows_move_and_enter_opens_a_kpi_in_review_and_a_standard_on_plan(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "load plan")
        await pilot.press("8")
        await shows(pilot, "1 KPI, 2 standards")
        assert marked(app) == "Customer satisfaction"
        await pilot.press("enter")
        await shows(pilot, "KPI 1 of 1", "Customer satisfaction")
        await pilot.press("8", "right")
        assert marked(app) == "Adherence to schedule"
        await pilot.press("left", "j")
        assert marked(app) == "Average handle time"
        await pilot.press("down", "up", "l", "G", "enter")
        await shows(pilot, "expected of everyone", "Average handle time")
        assert app.screen.id == "plan-screen"


async def test_esc_goes_back_to_the_screen_that_was_open(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "load plan")
        await pilot.press("8")
        await shows(pilot, "1 KPI, 2 standards")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.id == "history-screen")


async def test_a_tile_opens_its_kpi_and_esc_comes_back_to_the_board(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "load plan")
        await pilot.press("8")
        await shows(pilot, "1 KPI, 2 standards")
        await pilot.press("enter")
        await shows(pilot, "KPI 1 of 1", "esc Back")
        await pilot.press("escape")
        await shows(pilot, "1 KPI, 2 standards")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.id == "history-screen")


async def test_a_team_has_its_own_readings_and_the_targets_of_all(lively: DatabaseFile) -> None:
    record_weekly(lively, 1, [60.0] * 12, LAST, person_id=2)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "72.0%   ≥ 85.0%")
        await pilot.press("T")
        await shows(pilot, "Whose readings", "everyone", "North", "South")
        await pilot.press("down", "down", "enter")
        await shows(
            pilot,
            "South",
            "60.0%   ≥ 85.0%",
            "✗ Customer satisfaction ──── off track",
            "no readings yet   ≥ 92.0%",
        )
        await pilot.press("T", "enter")
        await shows(pilot, "72.0%   ≥ 85.0%")


async def test_what_another_saves_changes_its_tile_and_the_cursor_stays(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "84.0%   ≥ 85.0%", "? Adherence to schedule ────── no data")
        await pilot.press("end")
        before = marked(app)
        record_shares(lively, [95.0, 96.0], LAST)
        await shows(pilot, "96.0%   ≥ 92.0%", "✓ Adherence to schedule ────────── met")
        assert marked(app) == before
        assert "84.0%   ≥ 85.0%" in screen_text(app)


async def test_of_two_hundred_kpis_only_the_shown_ones_are_judged(database: DatabaseFile) -> None:
    load_plan_document(database, LEADER, many(SEVERAL), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Everything")
        await pilot.press("8")
        await shows(pilot, "201 KPIs", "page 1 of 17")
        charts = app.screen.query_one(BoardGrid).charts
        assert len(charts) == 12
        await pilot.press("pagedown")
        await shows(pilot, "page 2 of 17")
        await pilot.press("pageup")
        await shows(pilot, "page 1 of 17")
        assert len(app.screen.query_one(BoardGrid).charts) in (12, 24)  # 12 where it was read again


def test_what_is_not_shown_is_not_asked_for(database: DatabaseFile) -> None:
    load_plan_document(database, LEADER, many(SEVERAL), today=TODAY)
    with kept_open(database.path) as kept:
        board = load_board(kept, AsOf(TODAY, TODAY))
        with reading(kept) as db:
            pass
        asked: list[str] = []
        db.set_trace_callback(asked.append)
        charts = load_tile_charts(kept, board, board.tiles[:12])
        db.set_trace_callback(None)
    assert len(charts) == 12
    # Twice its days; which teams have others below them is asked once.
    assert 12 <= len(asked) <= 12 * 4


async def test_the_page_turns_and_the_last_row_leads_to_the_next_one(
    database: DatabaseFile,
) -> None:
    load_plan_document(database, LEADER, many(7), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Everything")
        await pilot.press("8")
        await shows(pilot, "page 1 of 2", "Metric 000")
        await pilot.press("down", "down", "down")
        await shows(pilot, "page 2 of 2", "Metric 005")
        await pilot.press("up")
        await shows(pilot, "page 1 of 2")
        await pilot.press("pagedown", "end", "right", "down")
        assert marked(app) == "Average handle time"
        await pilot.resize_terminal(200, 60)
        await shows(pilot, "8 KPIs, 2 standards  everyone, worst first", "Metric 006")
        assert "page" not in line_of(app, "8 KPIs")
        assert marked(app) == "Average handle time"
        await pilot.resize_terminal(60, 15)
        await shows(pilot, "page 5 of 5")
        await pilot.resize_terminal(59, 15)
        await shows(pilot, "Too small")


async def test_an_empty_file_says_what_to_do(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("8")
        await shows(pilot, "No KPIs yet: press p on Plan")
        await pilot.press("enter", "down", "pagedown", "end", "y")
        assert app.is_running


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_in_ascii_not_a_cell_is_anything_else(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(lively, Charset.ASCII)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "== target", "+ Customer satisfaction -")
        assert screen_text(app).isascii()
        assert re.search(r"\^ better (since )?\d+ [A-Z][a-z]{2}", screen_text(app))


async def test_where_there_is_little_room_the_title_gives_way_to_the_legend(
    lively: DatabaseFile,
) -> None:
    load_plan_document(lively, LEADER, many(9), today=TODAY)
    record_shares(lively, [95.0] * 20 + [80.0] * 9 + [70.0], TODAY)
    record_weekly(lively, 4, [5.0], LAST)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Everything")
        await pilot.press("8", "end")
        await shows(pilot, "12 tiles  2/2", "━━ target", "✗ worse", "○ so far", "• latest")
        await pilot.resize_terminal(110, 29)
        await shows(pilot, "10 KPIs, 2 standards", "• latest")


async def test_a_tile_says_what_is_wanted_by_now_where_that_is_not_the_target_yet(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "on track", "84.0%   ≥ 85.0%", "better since 14 Sep", "by now ≥ 83.3%")


async def test_a_tile_is_copied_in_one_line(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "1 KPI, 2 standards")
        grid = app.screen.query_one(BoardGrid)
        assert grid.copied(False).startswith("✓ Customer satisfaction  on track  84.0%  ≥ 85.0%")
        assert len(grid.copied(True).splitlines()) == 3


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_tile_names_in_full_whose_it_is(
    sample: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(sample)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8", "end")
        await shows(pilot, "Senior advisor", "Siobhán O'Neill")
        assert "…" not in screen_text(app)


async def test_tiles_share_the_width_and_the_height_of_a_large_window(
    sample: DatabaseFile,
) -> None:
    app = app_on(sample)
    async with app.run_test(size=(200, 60)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("8")
        await shows(pilot, "worst first")
        lines = screen_text(app).splitlines()
        assert lines[1:][-2].strip().startswith("╰"), "tiles reach down to the keys"
        assert sum(line.count("╭") for line in lines) == 12
        assert max(len(line.rstrip()) for line in lines[2:-1]) == 200
