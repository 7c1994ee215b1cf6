"""The pictures of the help: parts of screens as text, each in a block of its page that begins with
"```picture NAME". `KPITUI_GOLDENS=renew` writes them anew.
"""

import difflib
import re

from kpitui import paths
from tests.goldens import RENEW, STILL
from tests.patience import PATIENCE
from tests.pty_terminal import Terminal

WIDE, HIGH = 74, 24
"""A window whose lines stand whole in the help of an 80x24 terminal; a lower one shows less."""


class HelpPictures:
    """Compares the screens of a story with what the help shows; what differs is told at the end."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()
        self._differences: list[str] = []

    def take(
        self, opened: Terminal, page: str, name: str, first: str, last: str = "", high: int = HIGH
    ) -> None:
        """Wait until the lines of the screen from the one with `first` to the one with `last`, or
        to the one above the keys, are those of the help.
        """
        self.seen.add((page, name))
        kept = picture_of(page, name)
        width, height = opened.size
        opened.resize(WIDE, high)
        while _part(opened, first, last) != kept and opened.read(STILL if RENEW else PATIENCE / 3):
            pass
        now = _part(opened, first, last)
        if RENEW:
            _renew(page, name, now)
        elif now != kept:
            title = f"{page}: {name}, kept"
            told = difflib.unified_diff(kept, now, title, "now", lineterm="")
            self._differences.append("\n".join(told))
        opened.resize(width, height)
        opened.quiet(0.2)

    def all_alike(self) -> None:
        """Fail with every difference there was, and with pictures that no one takes any more."""
        assert not self._differences, "\n".join(self._differences)
        assert self.seen == set(pictures())


def pictures() -> list[tuple[str, str]]:
    """Page and name of each picture of the help."""
    return [
        (path.stem, name)
        for path in sorted(paths.help_pages().glob("*.md"))
        for name in re.findall(r"^```picture (\S+)$", path.read_text("utf-8"), re.MULTILINE)
    ]


def picture_of(page: str, name: str) -> list[str]:
    """The lines of a picture."""
    text = (paths.help_pages() / f"{page}.md").read_text("utf-8")
    found = _block(name).search(text)
    assert found is not None, f"{page}.md has no block that begins with ```picture {name}"
    return found[2].removesuffix("\n").split("\n")


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(```picture {name}\n)(.*?)^```$", re.DOTALL | re.MULTILINE)


def _renew(page: str, name: str, lines: list[str]) -> None:
    path = paths.help_pages() / f"{page}.md"
    text = "".join(f"{line}\n" for line in lines)
    path.write_text(
        _block(name).sub(lambda found: f"{found[1]}{text}```", path.read_text("utf-8")), "utf-8"
    )


def _part(opened: Terminal, first: str, last: str) -> list[str]:
    """The lines of the screen between two, without those at the end that are empty."""
    lines = opened.text.split("\n")[:-1]  # the last one has the keys
    begin = next((place for place, line in enumerate(lines) if first in line), len(lines))
    end = next((place for place, line in enumerate(lines) if place >= begin and last in line), -1)
    part = lines[begin : end + 1 if last else None]
    while part and not part[-1].strip():
        part.pop()
    return [line.rstrip() for line in part]
