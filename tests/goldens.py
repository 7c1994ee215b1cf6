"""Screens kept as text: what a reviewer reads when a screen changes.

`KPITUI_GOLDENS=renew uv run pytest -n0 tests/test_screens.py` writes them anew; read the difference
before you commit it.
"""

import difflib
import os
import re
from pathlib import Path

from tests.patience import PATIENCE
from tests.pty_terminal import Terminal

FOLDER = Path(__file__).parent / "goldens"
RENEW = os.environ.get("KPITUI_GOLDENS") == "renew"

BARS = "bar.txt"
"""The bar at the top of each picture; a change of it touches no other file."""

COUNTED = re.compile(r"(Health) ([0-9]+)")
"""Issues are counted in the background, the later the busier the machine; on Health they are what
the list shows.
"""

STILL = 1.5
"""So many seconds without a byte, and what stands there is kept."""


class Goldens:
    """The pictures of one setting, in a file each, and the bar above them in one for all; what
    differs is told at the end, all of it at once.
    """

    def __init__(self, setting: str, folder: Path) -> None:
        self._there = str(folder)
        self._folder = FOLDER / setting
        self._kept_bars = _lines(self._folder / BARS)
        self._bars: list[str] = []
        self._differences: list[str] = []

    def check(self, opened: Terminal, name: str) -> None:
        """Wait until the screen is the one that was kept."""
        path = self._folder / f"{name}.txt"
        if RENEW:
            opened.quiet(STILL)
            bar, page = self._seen(opened, name)
            self._bars.append(bar)
            _keep(path, page)
            return
        kept_bar = next((bar for bar in self._kept_bars if bar.split()[0] == name), "")
        kept = kept_bar, _lines(path)
        while self._seen(opened, name) != kept and opened.read(PATIENCE):
            pass
        bar, page = self._seen(opened, name)
        self._compare(BARS, [kept_bar], [bar])
        self._compare(path.name, kept[1], page)

    def _compare(self, name: str, kept: list[str], now: list[str]) -> None:
        if now != kept:
            told = difflib.unified_diff(kept, now, f"{name} kept", "now", lineterm="")
            self._differences.append("\n".join(told))

    def _seen(self, opened: Terminal, name: str) -> tuple[str, list[str]]:
        """The bar and what stands below it; the folder of the run has no name of its own."""
        bar, *page = opened.text.replace(self._there, "FOLDER").split("\n")
        if not name.startswith("health"):
            bar = COUNTED.sub(lambda found: f"{found[1]} {'n' * len(found[2])}", bar)
        return f"{name:16} {bar}".rstrip(), page

    def all_alike(self) -> None:
        """Fail with every difference there was."""
        if RENEW:
            _keep(self._folder / BARS, self._bars)
        assert not self._differences, "\n".join(self._differences)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n") if path.exists() else []


def _keep(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
