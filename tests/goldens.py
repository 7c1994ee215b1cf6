"""Screens kept as text: what a reviewer reads when a screen changes.

`KPITUI_GOLDENS=renew uv run pytest -n0 tests/test_screens.py` writes them anew; read the difference before you
commit it.
"""

import difflib
import os
from pathlib import Path

from tests.patience import PATIENCE
from tests.terminal import Terminal

FOLDER = Path(__file__).parent / "goldens"
RENEW = os.environ.get("KPITUI_GOLDENS") == "renew"

STILL = 1.5
"""So many seconds without a byte, and what stands there is kept."""


class Goldens:
    """The pictures of one setting, in a file each; what differs is told at the end, all of it at once."""

    def __init__(self, setting: str, folder: Path) -> None:
        self._there = str(folder)
        self._folder = FOLDER / setting
        self._differences: list[str] = []

    def check(self, opened: Terminal, name: str) -> None:
        """Wait until the screen is the one that was kept."""
        path = self._folder / f"{name}.txt"
        if RENEW:
            opened.quiet(STILL)
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(self._text(opened), "utf-8")
            return
        kept = path.read_text("utf-8") if path.exists() else ""
        while self._text(opened) != kept and opened.read(PATIENCE / 3):
            pass
        if self._text(opened) != kept:
            lines = (kept.splitlines(), self._text(opened).splitlines())
            self._differences.append("\n".join(difflib.unified_diff(*lines, f"{path.name} kept", "now", lineterm="")))

    def _text(self, opened: Terminal) -> str:
        """What stands there; the folder of the run has no name of its own."""
        return opened.text.replace(self._there, "FOLDER") + "\n"

    def all_alike(self) -> None:
        """Fail with every difference there was."""
        assert not self._differences, "\n".join(self._differences)
