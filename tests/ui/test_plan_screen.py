"""The Plan screen: the tree, the chosen line with its facts and chart, at every size."""

import pytest
from textual.cache import LRUCache

from kpitui.actions.load_plan import load_plan_document
from kpitui.charts.text import Charset
from kpitui.domain.plan_document import PlanDocument, name_of
from kpitui.storage.database import DatabaseFile
from kpitui.ui.widgets.plan_tree import PlanTree
from tests.conftest import LEADER, TODAY, record_weekly
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_tree_shows_the_chain_and_the_standards_apart(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(
            pilot, "Make every customer glad they called", "Grow brand loyalty", "Standards"
        )
        lines = screen_text(app).splitlines()
        kpi = next(line for line in lines if "✓ Customer satisfaction" in line)
        assert "✓" in kpi
        assert "on track" in kpi
        assert "84.0%" in kpi
        assert "≥ 85.0%" in kpi
        assert any(block in kpi for block in "▂▃▄▅▆▇")
        order = [
            next(i for i, line in enumerate(lines) if text in line)
            for text in ("Customer satisfaction", "Standards", "Average handle time")
        ]
        assert order == sorted(order)
        assert "Customer satisfaction" not in "\n".join(lines[order[1] : order[1] + 4])


async def test_more_lines_are_shown_than_are_kept(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        app.screen.query_one(PlanTree)._drawn = LRUCache(4)
        for key in ("down", "down", "end", "home", "r"):
            await pilot.press(key)
            assert "Grow brand loyalty" in screen_text(app)
            assert "Average handle time" in screen_text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_chosen_kpi_has_facts_rule_why_and_chart(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down")
        await shows(
            pilot,
            "week to 22 Nov",
            "by 31 Dec",
            "Meets the ≥ 83.3% expected",
            "● better",
            "━━ target",
        )


async def test_a_standard_says_what_is_expected_of_whom_since_when(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(160, 40)) as pilot:
        await shows(pilot, "Average handle time")
        await pilot.press("end")
        await shows(pilot, "Standard 5:00–6:30 for everyone since", "1 Jan 2024")


async def test_folding_and_moving_by_arrows_and_letters(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("j", "h")
        await until(pilot, lambda: "Improve the customer experience" not in screen_text(app))
        await pilot.press("l")
        await shows(pilot, "Improve the customer experience")
        await pilot.press("k")
        tree = app.screen.query_one(PlanTree)
        assert tree.cursor_node is not None
        assert tree.cursor_node.data is not None
        assert tree.cursor_node.data.key == "mission"


async def test_a_reload_keeps_the_cursor_and_shows_what_is_new(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down")
        record_weekly(lively, 1, [0.0], TODAY.replace(day=19), person_id=1)
        await pilot.press("r")
        await shows(pilot, "off track", "42.0%  ")
        tree = app.screen.query_one(PlanTree)
        assert tree.cursor_node is not None
        assert tree.cursor_node.data is not None
        assert tree.cursor_node.data.key == "kpi-1"


HOSTILE = [
    "[/]",
    "[@click=app.quit]Quit[/]",
    "[red]x",
    "a\x1b]0;t\x07b",
    "顧客満足",
    "👨‍👩‍👧 family",
    "x" * 120,
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_are_shown_as_they_are_and_do_nothing(empty: DatabaseFile, name: str) -> None:
    document = {
        "mission": [{"statement": name}],
        "priority": [{"title": name, "strategy": [{"title": name, "owner": name}]}],
    }
    load_plan_document(empty, LEADER, PlanDocument.model_validate(document), today=TODAY)
    app = app_on(empty)
    async with app.run_test(size=(120, 40)) as pilot:
        shown = name_of(PlanDocument.model_validate(document).mission[0])
        await shows(pilot, shown[:30])
        await pilot.press("down", "down")
        await shows(pilot, "Strategy since", "owner")
        await until(pilot, lambda: screen_text(app).count(shown[:20]) >= 4)
        assert "\x1b" not in screen_text(app)


async def test_ascii_terminals_get_nothing_else(lively: DatabaseFile) -> None:
    app = app_on(lively, Charset.ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down")
        await shows(pilot, "+ better", "+ on track", ">= 85.0%")
        odd = {char for char in screen_text(app) if ord(char) > 126} - {
            "▇",
            "▆",
            "▅",
            "▄",
            "▃",
            "▂",
            "▁",
        }
        assert odd == set()


async def test_an_empty_file_says_what_to_do(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "No mission yet", "First steps in the palette")


@pytest.mark.parametrize("size", [(20, 5), (59, 24), (80, 14), (1, 1)])
async def test_a_terminal_without_room_gets_a_sentence(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        if size != (1, 1):
            await shows(pilot, "Too small")
        await pilot.press("down", "2", "a", "f2")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "Grow brand loyalty")


async def test_no_key_does_anything_that_nobody_can_see(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.resize_terminal(40, 10)
        await shows(pilot, "Too small")
        await pilot.press("a", *"Another priority", "ctrl+s", "4", "k", "u")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "Grow brand loyalty", "1 Plan")
        assert "Another priority" not in screen_text(app)
        assert type(app.screen).__name__ == "PlanScreen"
        await pilot.resize_terminal(40, 10)
        await shows(pilot, "Too small")
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)


async def test_keys_that_came_while_nobody_could_see_them_are_told_of_afterwards(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Adherence to schedule")
        await pilot.press("9", "/")
        await pilot.resize_terminal(40, 10)
        await shows(pilot, "What is typed stays; keys are not", "taken here.")
        await pilot.press("1", "0")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "2 keys were not taken while", "look at what", "9/")
        await pilot.press("8")
        await shows(pilot, "9/8")  # it goes on where it was
        await pilot.resize_terminal(40, 10)
        await shows(pilot, "Too small")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "not taken" not in screen_text(app))


async def test_the_keys_of_a_screen_can_be_asked_for(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("question_mark")
        await shows(pilot, "This screen", "Edit this line")
        await pilot.press("end")
        await shows(pilot, "q F10  ", "Quit kpitui", "5 F6  ", "Go to Board")
        # the signs of the lists are explained there too
        await shows(pilot, "Signs", "✗               not met", "~               stale")
        await pilot.press("pageup", "down")
        await shows(pilot, "Everywhere", "2 F3  ", "Go to Record")
        await pilot.press("escape")
        await until(pilot, lambda: "Quit kpitui" not in screen_text(app))


async def test_the_palette_writes_no_files(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        titles = [command.name for command in app.commands.every()]
        assert {
            "Plan",
            "Record",
            "History",
            "Undo",
            "Edit",
            "Earlier",
            "Theme",
            "Keys",
            "Quit",
        } <= set(titles)
        assert not {"Screenshot", "Save screenshot"} & set(titles)


@pytest.mark.parametrize("keys", ["\x10\x1b[6~", "\x10\x1b[5~\x1b[B", "\x1b[24~\x1b[6~\x1b[6~"])
async def test_keys_on_the_heels_of_the_palettes_own_break_nothing(
    lively: DatabaseFile, keys: str
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, keys)
        await shows(pilot, "type what you want to do")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_damaged_file_is_told_and_the_screen_stays(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        lively.path.rename(lively.path.with_name("moved.db"))
        await pilot.press("r")
        await shows(pilot, "was moved or deleted", "Grow brand loyalty")


@pytest.mark.parametrize("size", SIZES)
async def test_the_chosen_line_can_have_the_whole_screen(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "enter")
        await shows(
            pilot,
            "Back to the tree",
            "baseline 70.0%",
            "Why it matters",
            "owner lee",
            "routine variation",
            "━━ target",
        )
        assert "Standards" not in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, "Standards", "Customer satisfaction")
        await pilot.press("down", "down")
        await shows(pilot, "Standard ≥ 92.0%")
