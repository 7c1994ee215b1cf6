"""`y` and `Y`: what is under the cursor as plain text, sent to the terminal's own clipboard."""

import base64
import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from kpitui.ui.app import KpituiApp
from kpitui.ui.copying import MOST_BYTES, for_clipboard
from kpitui.ui.keys import MOVE
from kpitui.views import DatabaseFile
from tests.terminal import terminal
from tests.ui.conftest import all_at_once, app_on, shows


async def copied(pilot: Pilot[None], way: str, key: str) -> str:
    assert isinstance(pilot.app, KpituiApp)
    all_at_once(pilot.app, way)
    await pilot.press()
    await pilot.press(key)
    return pilot.app.clipboard


@pytest.mark.parametrize(
    ("way", "key", "texts"),
    [
        ("jjj", "y", ["✓ Customer satisfaction", "on track", "84.0%", "≥ 85.0%"]),
        ("jjj", "Y", ["Customer satisfaction", "┤", "baseline"]),
        ("4", "y", ["Customer satisfaction", "real change"]),
        ("4", "Y", ["Customer satisfaction", "┤", "never reviewed"]),
        ("4v", "Y", ["2026-W47", "84.0"]),
        ("5\x1b[Hj", "y", ["Ana López  Advisor"]),
        ("5\x1b[Hj", "Y", ["Ana López", "Average handle time"]),
        ("5\x1b[Hj\r", "y", ["Ana López", "Average handle time"]),
        ("6", "Y", ["to mend", "D502"]),
        ("7", "y", ["lee  record readings"]),
        ("2", "ctrl+y", ["only what is due"]),
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
        text = await copied(pilot, way, key)
        for wanted in texts:
            assert wanted in text
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        await shows(pilot, "to the clipboard")


async def test_the_palette_holds_every_action_of_a_screen(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(110, 40)) as pilot:
        for key in "1234567":
            await pilot.press(key)
            held = {one.title for one in app.get_system_commands(app.screen)}
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
