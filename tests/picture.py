"""Draws the picture of the README anew: `uv run python -m tests.picture`."""

import asyncio
import re
import tempfile
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from kpitui.actions.files import open_file
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Way
from kpitui.exchange.demo import make_demo
from kpitui.ui.app import KpituiApp
from kpitui.ui.workplace import Workplace

PICTURE = Path(__file__).parent.parent / ".github" / "plan.svg"
DAY = date(2026, 11, 20)


async def draw(folder: Path) -> str:
    """The Plan screen of the sample, the cursor on its second KPI, as SVG that names no host."""
    database = open_file(make_demo("contact_centre", folder / "demo.db", DAY))
    workplace = Workplace(database, Actor("lee", way=Way.TUI), Config(), Charset.BRAILLE, "demo", today=lambda: DAY)
    app = KpituiApp(workplace)
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.press("down", "down", "down", "down")
        await pilot.pause(1)
        svg = app.export_screenshot(title="kpitui")
    return without_hosts(svg)


def without_hosts(svg: str) -> str:
    """The picture without the places from which its fonts would come."""
    return re.sub(r"\n\s*\n+", "\n", re.sub(r"@font-face \{.*?\}|<!-- .*? -->", "", svg, flags=re.DOTALL))


if __name__ == "__main__":
    ArgumentParser(prog="python -m tests.picture", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(asyncio.run(draw(Path(folder))), "utf-8")
