"""The program under a pilot: keys in, what the screen says out."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from textual.pilot import Pilot

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Way
from kpitui.ui.app import KpituiApp
from kpitui.ui.workplace import Workplace
from kpitui.views import DatabaseFile
from tests.conftest import TODAY, record_weekly


def app_on(database: DatabaseFile, charset: Charset = Charset.BRAILLE, config: Config | None = None) -> KpituiApp:
    actor = Actor("lee", way=Way.TUI)
    return KpituiApp(Workplace(database, actor, config or Config(), charset, "kpi.db", today=lambda: TODAY))


def screen_text(app: KpituiApp) -> str:
    """What stands on the screen, line by line, as a person reads it."""
    height = app.size.height
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height])


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait for a condition, never for the clock."""
    for _ in range(400):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it did not come to pass:\n" + screen_text(pilot.app))  # type: ignore[arg-type] # always ours


async def shows(pilot: Pilot[None], *texts: str) -> None:
    """Wait until every text stands on the screen."""
    await until(pilot, lambda: all(text in screen_text(pilot.app) for text in texts))  # type: ignore[arg-type] # always ours


async def type_text(pilot: Pilot[None], text: str) -> None:
    names = {
        "/": "slash",
        ".": "full_stop",
        ":": "colon",
        "-": "minus",
        " ": "space",
        "[": "left_square_bracket",
        "=": "equals_sign",
        "%": "percent_sign",
        ",": "comma",
    }
    await pilot.press(*(names.get(char, char) for char in text))


Typed = Callable[[str], Awaitable[None]]


@pytest.fixture
def lively(database: DatabaseFile) -> DatabaseFile:
    """The small plan with a year of readings: CSAT has shifted, one person is short of a standard."""
    record_weekly(
        database,
        1,
        [70.0 + (place * 7 % 5) for place in range(30)] + [83.0 + place % 3 for place in range(10)],
        date(2026, 11, 20),
        person_id=1,
    )
    record_weekly(database, 2, [330.0 + 10 * (place % 4) for place in range(20)], date(2026, 11, 20), person_id=1)
    return database
