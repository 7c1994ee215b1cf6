"""The terminal rings where a typed value is refused or unusual; a setting turns it off."""

from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.pty_terminal import terminal


@pytest.mark.parametrize(("setting", "rings"), [("", True), ("bell = false\n", False)])
def test_a_refused_value_is_heard(
    database: DatabaseFile, tmp_path: Path, setting: str, rings: bool
) -> None:
    folder = tmp_path / "config" / "kpitui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(setting, "utf-8")
    with terminal(
        "--db", Path(database.path), environment={"XDG_CONFIG_HOME": str(folder.parent)}
    ) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("Type a value")
        before = len(opened.received)
        opened.send("45/50\r")
        opened.shows("45/50")
        opened.quiet()
        assert b"\x07" not in opened.received[before:]
        opened.send("abc\r")
        opened.shows("! abc")
        if rings:
            opened.until(lambda: b"\x07" in opened.received[before:], "the bell")
        opened.quiet()
        assert (b"\x07" in opened.received[before:]) is rings


def test_a_wrong_field_of_a_session_is_heard_when_it_is_left(database: DatabaseFile) -> None:
    with terminal("--db", Path(database.path)) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("3ana\r")
        opened.shows("Session type", "Results")
        opened.send("r\r\rlong")
        opened.shows("role-play", "long")
        opened.quiet()
        before = len(opened.received)
        opened.send("\r")
        opened.shows("! type minutes, such as 20")
        opened.until(lambda: b"\x07" in opened.received[before:], "the bell")
