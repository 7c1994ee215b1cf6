"""What the help on wrong colours and boxes tells one to type does what it says."""

import re
import shlex
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from kpitui import paths
from kpitui.exchange.demo import make_demo
from tests.pty_terminal import Terminal

PAGE = (paths.help_pages() / "terminals.md").read_text("utf-8")
NAME = "Make every customer glad they called"


def sends(pattern: str) -> Callable[[Terminal], bool]:
    """Whether such a code for a colour was sent."""
    code = re.compile(rb"\x1b\[(?:[0-9;]*;)?" + pattern.encode())
    return lambda opened: bool(code.search(opened.received))


COLOUR, MANY, ALL = sends("[34][0-8](?:;[0-9;]*)?m"), sends("[34]8;5;"), sends("[34]8;2;")
FIXES: dict[str, tuple[dict[str, str], Callable[[Terminal], bool]]] = {
    "LC_ALL=C.UTF-8 kpitui": ({"LANG": "C"}, lambda opened: not opened.text.isascii()),
    "TERM=xterm-256color kpitui": ({"TERM": "xterm"}, MANY),
    "env -u NO_COLOR kpitui": ({"NO_COLOR": "1"}, COLOUR),
    "NO_COLOR=1 kpitui": ({}, lambda opened: not COLOUR(opened)),
    "kpitui --no-color": ({}, lambda opened: not COLOUR(opened)),
    "COLORTERM= kpitui": ({"COLORTERM": "truecolor"}, lambda opened: not ALL(opened)),
}
"""Each with what is wrong before it, and how one sees that it is not any more."""


def shown(line: str, database: Path, wrong: Mapping[str, str]) -> Terminal:
    program = shlex.join([sys.executable, "-m", "kpitui"])
    typed = line.replace("kpitui", f"{program} --db {shlex.quote(str(database))}")
    opened = Terminal(["sh", "-c", typed], environment=wrong)
    try:
        opened.shows(NAME)
        opened.quiet()
    finally:
        opened.close()
    return opened


@pytest.mark.parametrize("line", FIXES)
def test_a_fix_helps_where_it_is_wrong(tmp_path: Path, line: str) -> None:
    assert f"`{line}`" in PAGE
    database = make_demo("contact_centre", tmp_path / "kpi.db", date.today())
    wrong, is_right = FIXES[line]
    assert not is_right(shown("kpitui", database, wrong))
    assert is_right(shown(line, database, wrong))


def test_every_fix_on_the_page_is_tried() -> None:
    found = re.findall(r"`((?:[A-Z_]+=\S* |env -u \w+ )kpitui)`", PAGE)
    assert set(found) <= set(FIXES)
    assert len(set(found)) == len(FIXES) - 1
