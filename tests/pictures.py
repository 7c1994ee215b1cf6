"""Draws every screen in both themes and three sizes: `uv run python -m tests.pictures FOLDER`;
with `--twelve` the twelve pictures that stand for the look of all.

PNG where there is a `chromium`, else SVG.
"""

import asyncio
import contextlib
import re
import shutil
import subprocess
import tempfile
from argparse import ArgumentParser
from collections.abc import Collection
from itertools import product
from pathlib import Path
from time import monotonic

from textual import events
from textual._xterm_parser import XTermParser

from kpitui.charts.text import Charset
from kpitui.cli.context import Environment
from kpitui.cli.open import _importing
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.exchange.demo import make_demo
from kpitui.storage.opening import open_file
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.theme import DARK, LIGHT
from tests.patience import PATIENCE
from tests.walk import DAY, READINGS, WALK, keys_of

SIZES = ((80, 24), (120, 40), (200, 60))
TWELVE = {
    (DARK, (80, 24)): ("today", "enter-person"),
    (LIGHT, (80, 24)): ("coach",),
    (DARK, (120, 40)): ("plan", "review", "health", "people"),
    (LIGHT, (120, 40)): ("coach-session", "import-tried"),
    (DARK, (200, 60)): ("enter-grid", "person", "board"),
}
"""The stops of the walk to show for the look, by theme and size."""
STILL = 0.8
"""A picture is taken when it has not changed for so many seconds."""


def without_hosts(svg: str) -> str:
    """The picture without the places from which its fonts would come."""
    return re.sub(
        r"\n\s*\n+", "\n", re.sub(r"@font-face \{.*?\}|<!-- .*? -->", "", svg, flags=re.DOTALL)
    )


def _shown(app: KpituiApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def _type(app: KpituiApp, keys: str) -> None:
    assert app._driver is not None
    for escape, part in keys_of(keys):
        if escape:
            event = events.Key("escape", "\x1b")
            event.set_sender(app)
            app._driver.send_message(event)
            await asyncio.sleep(0.3)
        for key in XTermParser().feed(part) if part else ():
            app._driver.process_message(key)


async def _settled(app: KpituiApp, words: str) -> None:
    deadline, since, before = monotonic() + PATIENCE, monotonic(), ""
    while words not in before or monotonic() - since < STILL:
        assert monotonic() < deadline, f"{words}\n{before}"
        await asyncio.sleep(0.05)
        if (now := _shown(app)) != before:
            before, since = now, monotonic()


async def _walk(app: KpituiApp, target: Path, only: Collection[str]) -> None:
    await _settled(app, "Health 1")
    last = max(place for place, stop in enumerate(WALK) if not only or stop.name in only)
    for stop in WALK[: last + 1]:
        await _type(app, stop.keys)
        await _settled(app, stop.words)
        # what lies behind a dialog was left out of the lines that were read above
        app.screen.refresh()
        if not only or stop.name in only:
            drawn = without_hosts(app.export_screenshot(title="kpitui"))
            (target / f"{stop.name}.svg").write_text(drawn, "utf-8")
        await _type(app, stop.back)


async def draw(folder: Path, theme: str, size: tuple[int, int], only: Collection[str] = ()) -> Path:
    """Every stop of the walk as SVG, or `only` some, in a folder of its own."""
    target = folder / "{}-{}x{}".format(theme, *size)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="k") as work, contextlib.chdir(work):
        Path("readings.csv").write_text(READINGS, "utf-8")
        database = open_file(make_demo("contact_centre", Path(work) / "demo.db", DAY))
        env = AppContext(
            database,
            Actor("lee", channel=Channel.TUI),
            Config(theme=theme),
            Charset.BRAILLE,
            "demo",
            today=lambda: DAY,
        )

        app = KpituiApp(env, _importing(Environment(database, env.actor, env.config)))
        async with app.run_test(size=size):
            await _walk(app, target, only)
    return target


def to_png(folder: Path, browser: str) -> None:
    """Each picture of a folder as PNG in its place."""
    for svg in sorted(folder.glob("*.svg")):
        found = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg.read_text("utf-8"))
        assert found is not None
        size = f"{int(float(found[1]))},{int(float(found[2]))}"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [
            f"--screenshot={svg.with_suffix('.png')}",
            f"--window-size={size}",
            svg.resolve().as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True)
        svg.unlink()


if __name__ == "__main__":
    told = ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    told.add_argument(
        "folder", nargs="?", type=Path, default=Path("pictures"), help="where they are put"
    )
    told.add_argument("--twelve", action="store_true", help="the twelve that stand for the look")
    asked = told.parse_args()
    target, browser = asked.folder.resolve(), shutil.which("chromium")
    every = dict.fromkeys(product((DARK, LIGHT), SIZES), ())
    for (one, size), only in (TWELVE if asked.twelve else every).items():
        drawn = asyncio.run(draw(target, one, size, only))
        if browser:
            to_png(drawn, browser)
        print(drawn)
