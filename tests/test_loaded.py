"""What a start loads: a command no screen, no chart and no library that it does not use; the first
screen no form.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.pty_terminal import terminal

COMMAND = """
import sys
sys.argv = ["kpitui", *sys.argv[1:]]
from kpitui.cli.main import run
try:
    run()
except SystemExit as end:
    code = end.code
print(code, *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""
SCREENS = """
import asyncio, sys
from pathlib import Path
from kpitui.storage.opening import open_file
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.plan_tree import PlanTree

async def see() -> None:
    place = AppContext(open_file(Path(sys.argv[1])), Actor("lee", channel=Channel.TUI), Config(), Charset.BRAILLE, "kpi.db")
    app = KpituiApp(place)
    async with app.run_test() as pilot:
        while place.counts.health is None or not app.screen.query_one(PlanTree).root.children:
            await pilot.pause(0.05)
        for key in sys.argv[2:]:
            before = app.screen
            await pilot.press(key)
            while app.screen is before or not app.screen.is_put_together:
                await pilot.pause(0.05)
        print(*sys.modules, *(Path(path).name for path, _ in app.stylesheet.source))

asyncio.run(see())
"""  # noqa: E501


def loaded(program: str, *words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True
    )
    return set((done.stderr or done.stdout).split())


@pytest.mark.parametrize(
    "words",
    ["status", "brief", "due", "log csat 91 ana", "person ana", "history"],
    ids=lambda words: words.split()[0],
)
def test_a_command_loads_only_what_it_uses(database: DatabaseFile, words: str) -> None:
    found = loaded(COMMAND, "--db", str(database.path), *words.split())
    assert "0" in found
    assert not found & {
        "textual",
        "rich",
        "plotext",
        "pydantic",
        "sqlite_utils",
        "platformdirs",
        "xlrd",
        "pyexpat",
    }


def test_who_has_settings_waits_for_no_pydantic(
    database: DatabaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "kpitui" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("bell = false\n[gate]\nidle_minutes = 5\n", "utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = loaded(COMMAND, "--db", str(database.path), "status")
    assert {"0", "tomllib"} <= found
    assert "pydantic" not in found


def test_the_first_screen_with_the_health_count_loads_no_other(database: DatabaseFile) -> None:
    found = loaded(SCREENS, str(database.path))
    assert "kpitui.ui.screens.plan" in found
    assert "kpitui.domain.health" in found
    assert not found & {"pydantic", "plotext", "sqlite_utils", "pygments", "ctypes", "hashlib"}
    assert not found & {"kpitui.storage.hash_chain", "kpitui.domain.metric_chart"}
    assert {one for one in found if one.startswith(("kpitui.ui.screens.",
                "kpitui.ui.dialogs.")) or ".tcss" in one} == {
        "kpitui.ui.screens.plan", "base.tcss", "plan.tcss",
    }  # fmt: skip


EDITORS = {
    "kpitui.ui.people_editing", "kpitui.ui.review_editing", "kpitui.ui.plan_editing",
    "kpitui.ui.finding_fixes", "kpitui.ui.follow_ups", "kpitui.actions.coaching",
    "kpitui.ui.dialogs.choices",
}  # fmt: skip


def test_a_screen_is_opened_without_what_its_keys_open(database: DatabaseFile) -> None:
    found = loaded(SCREENS, str(database.path), "3", "4", "5", "6", "7", "8")
    assert {f"kpitui.ui.screens.{one}" for one in ("coach", "review", "people", "health")} <= found
    assert not found & EDITORS
    assert not found & {"hashlib", "pydantic", "pygments"}


DRAWN = """
import sys
from datetime import date
from kpitui.domain.due_score import drawn
from kpitui.domain.records.contact import Contact
calls = [
    Contact(person_id=1, date=date(2026, 11, 3), reference=f"call {number}") for number in range(9)
]
print(drawn(calls, "file", date(2026, 11, 4)).reference, *sys.modules)
"""


def test_a_contact_is_drawn_without_openssl() -> None:
    found = loaded(DRAWN)
    assert {"call", "8"} <= found
    assert not found & {"hashlib", "_hashlib"}


def test_a_session_holds_no_libraries_for_networks_and_for_calls_into_c(
    database: DatabaseFile,
) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("q Quit")
        opened.quiet()
        held = Path(f"/proc/{opened.process.pid}/maps").read_text("utf-8")
    assert "msgspec" in held
    assert not [name for name in ("libssl", "libcrypto", "_ctypes") if name in held]


def test_who_enters_readings_holds_no_pydantic(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("q Quit")
        opened.send("2")
        opened.shows("Agent or team")
        opened.quiet()
        held = Path(f"/proc/{opened.process.pid}/maps").read_text("utf-8")
    assert "msgspec" in held
    assert "pydantic_core" not in held
