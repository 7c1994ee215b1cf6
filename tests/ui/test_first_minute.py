"""The first minute: a new file, the first five steps, empty screens that say what to do, and what
is new.
"""

from pathlib import Path

import pytest

from kpitui.actions.news import whats_new
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.screens.guide import GuideScreen
from tests.conftest import TODAY
from tests.pty_terminal import Terminal, terminal
from tests.ui.conftest import app_on, screen_text, shows, type_text, until
from tests.ui.test_plan_editing import fill

NEWS = "## 0.2.0\n\n- second\n\n## 0.1.1\n\n- first\n\n## 0.1.0\n\n- old\n"


def home(tmp_path: Path) -> dict[str, str]:
    return {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": "",
        "XDG_STATE_HOME": "",
        "XDG_CONFIG_HOME": "",
        "KPITUI_DB": "",
    }


def leave(opened: Terminal) -> None:
    opened.send("\x1b[21~")
    assert opened.ends() == 0


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("s", ["Grow brand loyalty", "Standards"]),
        ("c", ["The first five steps"]),
        ("\x1b[B\x1b[B\x1b[B\r", ["The first five"]),
        ("\r", ["File", "Enter opens the highlighted file"]),
    ],
)
def test_a_new_file_offers_sample_catalogue_and_empty(
    tmp_path: Path, key: str, texts: list[str]
) -> None:
    with terminal(environment=home(tmp_path)) as opened:
        opened.shows(
            "How do you want to start?",
            "f  Spreadsheet  bring in a file",
            "s  Sample",
            "c  Catalogue",
            "e  Empty",
            "kpitui.db",
        )
        opened.send(key)
        opened.shows(*texts)
        opened.send("\x1b")
        leave(opened)
    with terminal(environment=home(tmp_path)) as opened:  # the second start asks nothing
        opened.shows("Standards", "q Quit")
        opened.quiet()
        assert "The first five" not in opened.text
        leave(opened)


def test_who_leaves_the_first_screen_has_no_file(tmp_path: Path) -> None:
    with terminal("--db", tmp_path / "typo.db", environment=home(tmp_path)) as opened:
        opened.shows("There is no file", "How do you want to start?")
        opened.send("q")
        assert opened.ends() == 0
        opened.shows("No file was created.")
    assert not (tmp_path / "typo.db").exists()


def begun(database: DatabaseFile) -> KpituiApp:
    work = AppContext(
        database,
        Actor("lee", channel=Channel.TUI),
        Config(),
        Charset.BRAILLE,
        "kpi.db",
        today=lambda: TODAY,
    )
    return KpituiApp(work, opens="guide")


async def test_five_steps_from_the_mission_to_the_first_reading(empty: DatabaseFile) -> None:
    app = begun(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "The first five steps", "> 1 Mission")
        await fill(pilot, "enter", statement="Make every customer glad they called")
        await shows(pilot, "✓ 1 Mission", "> 2 Priority")
        await fill(pilot, "a", title="Grow brand loyalty")
        await shows(pilot, "✓ 2 Priority", "> 3 Strategy")
        await fill(pilot, "enter", title="Train empathy")
        await shows(pilot, "✓ 3 Strategy", "> 4 KPI")
        await fill(
            pilot, "enter", metric="customer satisfaction", baseline="80", target="90", due_on="+6m"
        )
        await shows(pilot, "✓ 4 KPI", "> 5 First reading")
        await pilot.press("enter")
        await type_text(pilot, "customer satisfaction 84\r")
        await shows(pilot, "✓ 5 First reading", "All five are done: esc goes to the plan.")
        await pilot.press("escape")
        await shows(pilot, "Train empathy", "84.0")


async def test_the_steps_are_left_with_esc_and_come_back_only_when_asked_for(
    empty: DatabaseFile,
) -> None:
    app = begun(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "> 1 Mission")
        await pilot.press("enter", "escape")
        await shows(pilot, "> 1 Mission")
        await pilot.press("escape")
        await shows(pilot, "No mission yet", "First steps in the palette")
        await pilot.press("5", "1", "r")
        assert not isinstance(app.screen, GuideScreen)
        await pilot.press("f12")
        await type_text(pilot, "first steps")
        await until(pilot, lambda: "From the mission to the first reading" in screen_text(app))
        await pilot.press("enter")
        await shows(pilot, "> 1 Mission")


async def test_an_empty_screen_says_what_to_do_and_with_which_key(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        for key, said in (
            ("1", "Press a to write it"),
            ("2", "No agents yet; add them on the People screen (F6)"),
            ("f4", "No agents yet; add them on the People screen (F6)"),
            ("f5", "make one on the Plan screen (1, then p)"),
            ("5", "a adds a person"),
            ("6", "Write one sentence: why you exist. (Enter: edit it)"),
            ("7", "1 opens the plan, where a adds a priority"),
            ("0", "1 shows the plan"),
            ("5D", "2 records results"),
            ("5E", "3 records coaching sessions"),
        ):
            await pilot.press(*([key] if key.startswith("f") else key))
            await shows(pilot, said)


async def test_where_there_is_no_agent_the_letters_of_a_name_take_nothing_else(
    empty: DatabaseFile,
) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        for screen in ("2", "f4"):
            await pilot.press(screen)
            await shows(pilot, "No agents yet")
            await type_text(pilot, "ana")
            await pilot.press("enter")
            await shows(pilot, "No agent is called “ana”. No agents yet; add them on the People")
            await pilot.press("escape")


def test_what_is_new_is_told_once_after_an_upgrade_and_never_to_a_newcomer(tmp_path: Path) -> None:
    seen = tmp_path / "state" / "seen-version"
    assert whats_new(seen, "## 0.1.0\n\n- old\n") == ""
    assert seen.read_text("utf-8") == "0.1.0\n"
    assert whats_new(seen, NEWS) == "## 0.2.0\n\n- second\n\n## 0.1.1\n\n- first"
    assert whats_new(seen, NEWS) == ""
    assert whats_new(Path("/proc/nowhere/seen-version"), NEWS) == ""


def test_the_screens_tell_what_is_new(database: DatabaseFile, tmp_path: Path) -> None:
    seen = tmp_path / ".local/state/kpitui/seen-version"
    seen.parent.mkdir(parents=True)
    seen.write_text("0.1.0\n", "utf-8")
    with terminal("--db", database.path, environment=home(tmp_path)) as opened:
        opened.shows("What is new", "Today, key 0:", "or kpitui rules")
        assert "`" not in opened.text
        assert "##" not in opened.text
        opened.send("q")
        opened.until(lambda: "What is new" not in opened.text)
        leave(opened)
    with terminal("--db", database.path, environment=home(tmp_path)) as opened:
        opened.shows("Grow brand loyalty", "q Quit")
        opened.quiet()
        assert "What is new" not in opened.text
        leave(opened)
