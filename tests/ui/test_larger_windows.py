"""A larger window shows no less than one of 80x24: heads, whole names, words and trends."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from tests.conftest import kept_copy
from tests.ui.conftest import app_on, sample_once, screen_text, shows, type_text, until
from tests.walk import DAY, DOWN

SMALL, LARGER = (80, 24), ((100, 30), (110, 34), (120, 40), (200, 60))
RULE, MARKED = re.compile("^─"), re.compile("^ [✓~✗↓!] ")
DRAWN = re.compile("[▁▂▃▄▅▆▇█ ]*|[✓~✗↓?-]( +[✓~✗↓?-])*|standards( +role)?")
"""What is drawn; verdicts in columns, above which a larger window has the code of each standard."""
BETWEEN = re.compile(" {2,}|─+| (?=[✓~✗↓] |[▁▂▃▄▅▆▇█])|(?<= [✓~✗↓]|.[▁▂▃▄▅▆▇█]) ")


class Place(Struct, frozen=True):
    """A screen, and which of its lines are a list."""

    keys: str
    heads: tuple[str, ...]
    shown: str
    """What it shows once it has been put together."""
    marked_only: bool = False


PLACES = {
    "plan": Place(DOWN * 4, ("status", "latest", "target", "trend"), "84.6"),
    "record": Place("2helen\r", ("last", "standard", "trend", "new"), "Type a value"),
    "people": Place("5" + DOWN * 4, ("role", "latest", "full week", "sample"), "code lukas"),
    "person": Place("5" + DOWN * 4 + "\r", ("latest", "standard", "full week"), "Open act", True),
    "sessions": Place("5" + DOWN * 4 + "s", ("session", "focus", "effect"), "by Marcus Bell"),
}


def cells(text: str, place: Place) -> set[str]:
    """What stands in the columns of the lists; what is drawn, and blanks, left out."""
    lines = text.split("\n")[1:-1]
    end = next((at for at, one in enumerate(lines) if at and RULE.match(one)), len(lines))
    listed = [] if place.marked_only else lines[:end]
    listed += [line for line in lines if MARKED.match(line)]
    found = {cell for one in listed for cell in BETWEEN.split(one.strip())}
    return {cell.split("…")[0].strip(" ▁▂▃▄▅▆▇█") for cell in found if not DRAWN.fullmatch(cell)}


@pytest.fixture
def file(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseFile]:
    with kept_copy(sample_once(tmp_path_factory, DAY), tmp_path) as database:
        yield database


@pytest.mark.parametrize("name", PLACES)
async def test_what_stands_in_a_small_window_stands_in_each_larger_one(
    file: DatabaseFile, name: str
) -> None:
    place = PLACES[name]
    actor = Actor("lee", channel=Channel.TUI)
    context = AppContext(file, actor, Config(), Charset.BRAILLE, "demo", today=lambda: DAY)
    app = KpituiApp(context)
    async with app.run_test(size=SMALL) as pilot:
        await shows(pilot, "Health 1", "Grow brand loyalty")
        await type_text(pilot, place.keys)
        await shows(pilot, place.shown, *place.heads)
        small = sorted(cells(screen_text(app), place))
        assert len(small) > 10
        for size in LARGER:
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: "╭" in screen_text(app))
            await shows(pilot, *small)
            if name == "plan":
                [trend] = re.findall("Quality of communication .* ([▁▂▃▄▅▆▇█]+) ", screen_text(app))
                assert len(trend) >= 12


async def test_below_a_sheet_the_chart_of_its_line_has_the_width_of_the_window(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value")
        await pilot.press("down")
        await shows(pilot, "Last readings", "┤")
        beside = [one for one in screen_text(app).splitlines() if "Last readings" in one]
        # the chart on the left, the words right of it
        assert beside
        assert all(one.index("Last readings") > 60 for one in beside)
