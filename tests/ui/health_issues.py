"""Health under a pilot: the way to an issue, and readings that make one."""

from textual.pilot import Pilot

from kpitui.domain.health import RULES
from kpitui.domain.periods import AsOf
from kpitui.storage.database import DatabaseFile
from kpitui.ui.screens.health import HealthScreen
from kpitui.views.health import load_health
from tests.conftest import TODAY
from tests.ui.conftest import shows

NOW = AsOf(TODAY, TODAY)


def count(database: DatabaseFile) -> int:
    return len(load_health(database, NOW).open)


async def to_finding(pilot: Pilot[None], code: str) -> None:
    """Go to the first finding of a rule, whose group is unfolded for it."""
    screen = pilot.app.screen
    assert isinstance(screen, HealthScreen)
    await pilot.press("home")
    while (line := screen._chosen) is not None and (line.rule is None or line.rule.code != code):
        await pilot.press("j")
    if line is not None and line.group is not None:
        if not line.is_open:
            await pilot.press("space")
        await pilot.press("j")
    await shows(pilot, f"{code} {RULES[code].title}")


async def on_health(pilot: Pilot[None], code: str) -> None:
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("6")
    await shows(pilot, "issue")
    await to_finding(pilot, code)
