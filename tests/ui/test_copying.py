"""`y` and `Y`: what is under the cursor as plain text, sent to the terminal's own clipboard."""

import base64
import contextlib
import re
import sqlite3
from pathlib import Path

import pytest
from textual.css.query import NoMatches
from textual.pilot import Pilot

from kpitui.storage.database import DatabaseFile
from kpitui.terminal.copying import MOST_BYTES, for_clipboard
from kpitui.terminal.keys import MOVE
from kpitui.ui.app import KpituiApp
from kpitui.ui.editing import EditingScreen
from tests.pty_terminal import terminal
from tests.ui.conftest import all_at_once, app_on, shows, until


async def copied(pilot: Pilot[None], way: str, key: str, wanted: str) -> str:
    """What the key sends once the cursor has come to what is wanted."""
    app = pilot.app
    assert isinstance(app, KpituiApp)
    all_at_once(app, way)

    def is_there() -> bool:
        with contextlib.suppress(NoMatches):  # it is still being put together
            return isinstance(app.screen, EditingScreen) and wanted in app.screen.copied(key == "Y")
        return False

    await until(pilot, is_there)
    await pilot.press(key)
    return app.clipboard


@pytest.mark.parametrize(
    ("way", "key", "texts"),
    [
        ("jjj", "y", ["✓ Customer satisfaction", "on track", "84.0%", "≥ 85.0%"]),
        ("jjj", "Y", ["Customer satisfaction", "┤", "baseline"]),
        ("4", "y", ["Customer satisfaction", "real change"]),
        ("4", "Y", ["Customer satisfaction", "┤", "Never reviewed"]),
        ("4v", "Y", ["2026-W47", "84.0"]),
        ("5\x1b[Hj", "y", ["Ana López", "Advisor"]),
        ("5\x1b[Hj", "Y", ["Ana López", "Average handle time"]),
        ("5\x1b[Hj\rj", "y", ["Average handle time", "6:00", "5:00–6:30"]),
        ("5\x1b[Hj\r", "Y", ["Ana López  1 of 2 met", "Advisor, North", "6:00", "Coaching"]),
        ("6", "Y", ["Fix", "D502"]),
        ("7", "y", ["lee\trecord readings"]),
        ("2", "ctrl+y", ["everything due"]),
        ("2ana\r91", "ctrl+y", ["Adherence to schedule", "91"]),
        ("2north\r", "ctrl+y", ["Ana López\t"]),
    ],
)
async def test_what_is_under_the_cursor_is_copied_as_text(
    lively: DatabaseFile, way: str, key: str, texts: list[str]
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(110, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        text = await copied(pilot, way, key, texts[0])
        for wanted in texts:
            assert wanted in text
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        await shows(pilot, "to the clipboard")


async def test_the_palette_holds_every_action_of_a_screen(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(110, 40)) as pilot:
        for key in "1234567":
            await pilot.press(key)
            held = {command.name for command in app.commands.every()}
            for active in app.screen.active_bindings.values():
                binding = active.binding
                if binding.id and binding.group != MOVE and binding.id != "app.palette":
                    assert binding.description in held, binding
            await pilot.press("escape")


def test_what_leaves_is_plain_and_not_too_long() -> None:
    text, cut = for_clipboard("\n  a\tb\x1b]52;c;aGk=\x07  \n\u202ec\n\n")
    assert (text.count("\n"), cut) == (1, False)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert text.startswith("  a\tb")
    long, cut = for_clipboard("\n".join(["ä" * 1000] * 100))
    assert cut
    assert len(long.encode()) <= MOST_BYTES
    assert {*long.split("\n")} == {"ä" * 1000}
    assert for_clipboard("ä" * MOST_BYTES) == ("ä" * (MOST_BYTES // 2), True)


def test_the_terminal_is_sent_the_text(lively: DatabaseFile, tmp_path: Path) -> None:
    with terminal("--db", lively.path, environment={"HOME": str(tmp_path)}) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("jjjy")
        opened.shows("Copied 1 line to the clipboard")
        (sent,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", opened.received)
        assert base64.b64decode(sent).decode().startswith("✓ Customer satisfaction")
        opened.send("q")
        assert opened.ends() == 0


LONG_NAME = "Quality of every single conversation that a customer has with any one of us"


@pytest.mark.parametrize(
    ("way", "key"),
    [
        ("jjj", "y"), ("jjj", "Y"), ("1G", "y"), ("5\x1b[Hj", "Y"), ("5\x1b[Hj\rjj", "y"),
        ("5\x1b[H\r", "Y"), ("2ana\r", "ctrl+y"), ("8", "y"),
    ],
)  # fmt: skip
async def test_what_is_cut_on_the_screen_is_copied_in_full(
    lively: DatabaseFile, way: str, key: str
) -> None:
    with sqlite3.connect(lively.path) as db:
        db.execute("UPDATE metrics SET name = ?||' '||id", [LONG_NAME])
    db.close()
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Quality of every")
        assert LONG_NAME in await copied(pilot, way, key, "Quality")
