"""A terminal that draws é, Ж and → two cells wide: every column stands where it stood, and no
letter is lost.
"""

import os
import unicodedata
from pathlib import Path

import pyte.screens
import pytest
import wcwidth

import tests.pty_terminal
from tests.pty_terminal import Terminal
from tests.test_screens import db, kpitui, of_the_day  # noqa: F401 # fixtures
from tests.walk import WALK, go_to, typed


def wide_width(letter: str) -> int:
    """How wide such a terminal draws a letter."""
    return (
        2
        if unicodedata.east_asian_width(letter) == "A" and not unicodedata.combining(letter)
        else wcwidth.wcwidth(letter)
    )


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pyte.screens, tests.pty_terminal):
        monkeypatch.setattr(module, "wcwidth", wide_width)
    settings = Path(os.environ["HOME"]) / ".config" / "kpitui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('letters = "wide"\n', "utf-8")


def torn(opened: Terminal) -> list[str]:
    """Letters of which the right half was written over, or that were written over from the left."""
    found = []
    for row in range(24):
        cells = [opened._screen.buffer[row][column].data for column in range(80)]
        for column, letter in enumerate(cells):
            wide = bool(letter) and wide_width(letter[0]) == 2
            if wide and cells[column + 1 : column + 2] != [""]:
                found.append(f"{letter} in {''.join(cells).strip()}")
    return found


# the fixture
def test_no_letter_is_torn_and_every_column_is_straight(db: Path) -> None:  # noqa: F811
    with kpitui(db) as opened:
        assert torn(opened) == []
        for stop in WALK:
            go_to(opened, stop)
            opened.quiet(0.2)
            assert torn(opened) == [], stop.name
            if stop.name == "plan":
                lines = [
                    line for line in opened.text.split("\n") if line.strip()[:3] in ("| !", "` +")
                ]
                assert len(lines) > 1
                assert len({line.index(">=") for line in lines}) == 1, lines
            if stop.name == "people":
                names = "\n".join(opened.text.split("\n")[2:12])
                assert "María Fernanda" in names
                assert "佐藤 美咲" in names
            typed(opened, stop.back)
