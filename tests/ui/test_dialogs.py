"""Dialogs stand in boxes of one kind: the title in the frame, the keys in its bottom edge."""

import re

import pytest
from textual.binding import Binding
from textual.screen import ModalScreen

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.storage.database import DatabaseFile
from kpitui.ui.keymap import node_classes
from kpitui.ui.theme import LIGHT
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

LONG = "The reason why every customer calls again although nobody asked for it, which is long"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
@pytest.mark.parametrize(
    ("keys", "title", "named"),
    [
        ("e", "Change the mission", ["enter Next", "^s/F9 Save", "esc Close, draft kept"]),
        ("/", "Find", ["enter Go", "esc Close"]),
        ("\x10", "Commands", ["enter Go", "esc Close"]),
        (":csat 92 ana", "Quick entry", ["enter Record", "esc Close, text kept"]),
        ("?", "Keys: Plan", ["H Help", "esc Close"]),
        ("6p", "Every rule", ["enter Choose", "esc Close"]),
        ("6e", "K213", ["esc Close"]),
    ],
)
async def test_title_and_keys_of_a_dialog_are_seen_in_its_frame(
    lively: DatabaseFile, size: tuple[int, int], keys: str, title: str, named: list[str]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await type_text(pilot, keys)
        await until(pilot, lambda: isinstance(app.screen, ModalScreen))

        def is_framed() -> bool:
            lines = screen_text(app).splitlines()
            begins = any(re.search(f"╭ {title}[^╮]*─[^╮]*╮", line) for line in lines)
            return begins and any(
                all(one in edge for one in named)
                for line in lines
                for edge in re.findall("╰[^╯]*╯", line)
            )

        await until(pilot, is_framed)


async def test_the_palette_names_the_keys_of_each_action_and_finds_by_what_it_does(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("ctrl+p")
        await shows(pilot, "Commands", "Edit this line")
        line = next(one for one in screen_text(app).splitlines() if "Edit this line" in one)
        assert line.split()[1] == "Edit"
        assert line.split()[-2] == "e"
        await type_text(pilot, "record")
        await shows(pilot, "2 F3")
        await type_text(pilot, "\x15corrections need")
        await shows(pilot, "Lock month")
        await pilot.press("enter")
        await shows(pilot, "Month", "esc Close, draft kept")


async def test_where_letters_are_typed_the_palette_names_the_keys_that_work_there(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await type_text(pilot, "2ana\r")
        await shows(pilot, "Adherence to schedule")
        await type_text(pilot, "\x10copy")
        await shows(pilot, "Copy this line", "ctrl+y")
        await type_text(pilot, "\x15plan")
        await shows(pilot, "Go to Plan", "F2")
        assert "1 F2" not in screen_text(app)
        await pilot.press("escape")


async def test_a_title_that_is_longer_than_the_frame_stands_in_full_below_it(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await type_text(pilot, "je")
        await shows(pilot, "Title")
        await type_text(pilot, f"\x15{LONG}\x13")
        await until(pilot, lambda: not isinstance(app.screen, ModalScreen))
        await type_text(pilot, "x")
        await shows(pilot, "Ends on")
        said = " ".join(screen_text(app).replace("│", " ").split())
        assert LONG in said


async def test_in_ascii_a_box_is_ascii(lively: DatabaseFile) -> None:
    app = app_on(lively, Charset.ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await type_text(pilot, "e")
        await shows(pilot, "+ Change the mission -", "+ enter Next")


def test_refresh_has_one_name_everywhere() -> None:
    found = {
        (one.description, one.tooltip, one.key)
        for cls in node_classes()
        for one in cls.__dict__.get("BINDINGS", [])
        if isinstance(one, Binding) and one.action == "reload"
    }
    assert found == {("Refresh", "Refresh", "r")}


async def test_what_is_said_in_passing_takes_one_line(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("y")
        await shows(pilot, "Copied 1 line to the clipboard of your terminal.")


async def test_a_list_of_choices_begins_at_what_holds_now(lively: DatabaseFile) -> None:
    app = app_on(lively, config=Config(theme=LIGHT))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await type_text(pilot, "\x10theme\r")
        await shows(pilot, "kpitui-light, in use")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ModalScreen))
        assert app.theme == LIGHT


@pytest.mark.parametrize("size", [(80, 24), (120, 22)])
async def test_a_form_names_the_key_that_scrolls_what_is_to_be_known_first(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await type_text(pilot, "R")
        await shows(pilot, "rule_set", "its name, as listed above")
        await shows(pilot, "page down More")
        await pilot.press("pagedown")
        await until(pilot, lambda: "rule_set" not in screen_text(app))
        await pilot.press("escape", "C")
        await shows(pilot, "Month")
        assert "page down More" not in screen_text(app)
